"""The plan of the invented borough's schools: what kinds there are and what each is for.

One line a school. Names are invented and none was the name of an establishment when this was
written. The first `CORE` lines are in every borough, however small: each serves some case that
the sample must show.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """One school before it has a number; `tags` are the cases that it serves."""

    name: str
    short: str
    type_code: str
    stage: str
    outcode: str
    street: str
    tags: frozenset[str]
    faith: str


def _plan(line: str) -> Plan:
    name, short, type_code, stage, outcode, street, tags, faith = line.split("|")
    return Plan(name, short, type_code, stage, outcode, street, frozenset(tags.split()), faith)


def _plans(text: str) -> tuple[Plan, ...]:
    return tuple(_plan(line) for line in text.strip().splitlines())


_CORE_PLANS = _plans("""
Larkmoor Vale Primary School|Larkmoor Vale|01|primary|QX4|Plover Lane|inset nursery-class|none
St Orlan's Catholic Primary School|St Orlan's|02|primary|QX1|Quayside Road|own-terms|catholic
Quarry Top Academy|Quarry Top|34|primary|QX7|Kiln Lane|academy|none
Plovermere Primary School|Plovermere|01|primary|QX9|Netmaker Street|ctf|none
Sluice Gate Primary School|Sluice Gate|01|primary|QX5|Sluice Lane|no-contacts|none
Cinder Bank Infant School|Cinder Bank Infants|01|infant|QX2|Foundry Road||none
Cinder Bank Junior School|Cinder Bank Juniors|01|junior|QX2|Foundry Road||none
Mill Fields Combined Primary School|Mill Fields|03|primary|QX3|Windmill Avenue|merged|cofe
Upper Wend High School|Upper Wend High|01|secondary|QX6|Weaver Road|sixth-form|none
The Thornlea Academy|Thornlea|28|secondary|QX8|Beacon Road|academy own-terms sixth-form chain|none
Osier Court School|Osier Court|07|special|QX6|Osier Close|one-contact|none
The Lantern Centre|The Lantern|14|pru|QX1|Lantern Street||none
Eastmarsh Harbour College|Eastmarsh College|18|fe|QX1|Wharf Road||none
Saltpan Sixth Form College|Saltpan Sixth Form|45|sixth|QX5|Saltmarsh Drive||none
Fallowhurst Hall School|Fallowhurst|11|all-through|QX8|Abbot Road|no-roll|none
Hollin Grange Preparatory School|Hollin Grange|11|primary|QX4|Glebe Lane|no-roll|none
Kestrel House School|Kestrel House|11|all-through|QX6|Kestrel Grove|saturday own-terms|none
Ropewalk Children’s Nursery School|Ropewalk Nursery|15|nursery|QX9|Ropemaker Street||none
Quarry Top Primary School|Quarry Top Primary|01|primary|QX7|Kiln Lane|closed|none
Thornlea Boys' Modern School|Thornlea Boys|01|secondary|QX8|Beacon Road|closed|none
Thornlea Bridge High School|Thornlea High|01|secondary|QX8|Beacon Road|closed|none
Mill Fields Infant School|Mill Fields Infants|03|infant|QX3|Windmill Avenue|closed|cofe
Mill Fields Junior School|Mill Fields Juniors|03|junior|QX3|Windmill Avenue|closed|cofe
Ysgol Glan Felyn|Glan Felyn|30|all-through|QV1|Ferry Road||none
Norwold Cross Primary School|Norwold Cross|01|primary|QY1|Union Street||none
Pitt Hill Community School|Pitt Hill|01|secondary|QY2|Viaduct Road||none
Academy of Sainte-Mérelle|Sainte-Mérelle|34|primary|QY2|Orchard Way|no-roll far-no-roll|catholic
Carrowby Moss Primary School|Carrowby Moss|01|primary|QZ1|Heron Road|no-roll|none
Carrowby Ings School|Carrowby Ings|01|secondary|QZ1|Tannery Lane|no-roll|none
""")
CORE = len(_CORE_PLANS)

_MORE_PLANS = _plans("""
St Tavin's Church of England Primary School|St Tavin's|02|primary|QX8|Church Lane||cofe
Harbour Side Quays Primary School|Harbour Side Quays|35|primary|QX1|Ferry Terrace|split|none
Harbour Side Studio School|Harbour Studio|41|secondary|QX1|Ferry Terrace|split|none
Harbour Side Community School|Harbour Side|01|secondary|QX1|Ferry Terrace|closed|none
Cobbler's Yard Primary School|Cobbler's Yard|01|primary|QX9|Cobbler Road|nursery-class|none
Thistledown Lane Primary School|Thistledown Lane|05|primary|QX7|Thistle Lane||none
Bobbin Mill Academy|Bobbin Mill|28|primary|QX3|Bobbin Road|academy|none
Saltpan Row Primary School|Saltpan Row|01|primary|QX5|Candle Street|nursery-class|none
St Ivelle's Catholic Primary School|St Ivelle's|02|primary|QX6|Sexton Lane||catholic
Wendside Primary School|Wendside|01|primary|QX6|Weaver Road||none
Drovers Green Primary Academy|Drovers Green|34|primary|QX8|Drover Way|academy own-terms|none
St Orlan's Catholic High School|St Orlan's High|02|secondary|QX2|Foundry Road||catholic
Larkmoor Edge Academy|Larkmoor Edge|34|secondary|QX4|Plover Lane|academy sixth-form|none
Ironmonger Street School|Ironmonger Street|01|secondary|QX2|Ironmonger Street||none
Eastmarsh Tidal University Technical College|The UTC|40|secondary|QX1|Wharf Road||none
Alder Reach Academy|Alder Reach|33|special|QX7|Alder Close|academy|none
Juniper Sands School|Juniper Sands|08|special|QX9|Juniper Way||none
Tern Lodge School|Tern Lodge|10|special|QX4|Linnet Court|no-roll|none
Bridgewright Alternative Academy|Bridgewright|43|pru|QX5|Chandler Street|academy|none
Mallard Pond Infant School|Mallard Pond Infants|01|infant|QX4|Mallard Avenue||none
Mallard Pond Junior School|Mallard Pond Juniors|01|junior|QX4|Mallard Avenue||none
Gasworks Lane Primary School|Gasworks Lane|01|primary|QX2|Gasworks Lane|nursery-class|none
Furlong Rise Primary School|Furlong Rise|01|primary|QX7|Furlong Drive||none
Netherwend Free School|Netherwend Free|35|primary|QX6|Jubilee Road|no-roll academy|none
Quince Tree Primary School|Quince Tree|03|primary|QX3|Quince Grove||cofe
Oyster Point Primary School|Oyster Point|01|primary|QX1|Oyster Terrace||none
Pinfold Brow Primary School|Pinfold Brow|01|primary|QX8|Pinfold Lane||none
Hopper Street Primary School|Hopper Street|01|primary|QX2|Hopper Street|closed|none
Rookery Dene School|Rookery Dene|11|secondary|QX7|Rook Lane|no-roll|none
Thornlea Tots Nursery School|Thornlea Tots|15|nursery|QX8|Beacon Road||none
Norwold Lantern Centre|Norwold Lantern|14|pru|QY1|Lantern Terrace||none
""")
PLANS = _CORE_PLANS + _MORE_PLANS
"""In the order in which a growing borough gains them; a borough of 60 has them all."""

LINKS = (
    ("Quarry Top Primary School", "Quarry Top Academy", "", 2019),
    ("Thornlea Boys' Modern School", "Thornlea Bridge High School", "", 2004),
    ("Thornlea Bridge High School", "The Thornlea Academy", "", 2017),
    ("Mill Fields Infant School", "Mill Fields Combined Primary School", "merged", 2021),
    ("Mill Fields Junior School", "Mill Fields Combined Primary School", "merged", 2021),
    ("Harbour Side Community School", "Harbour Side Quays Primary School", "Split School", 2018),
    ("Harbour Side Community School", "Harbour Side Studio School", "Split School", 2018),
    ("Hopper Street Primary School", "Gasworks Lane Primary School", "amalgamated", 2022),
)
"""Closed establishment, its successor, the kind of link and the September it happened."""
