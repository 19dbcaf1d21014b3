"""The establishments of the sample borough and how one became another.

Numbers (URN, establishment number, telephone) are given out in order, so that the same plan always
has the same ones. URNs of six digits from 990101 are used by no establishment that exists.
"""

import random
import re
import unicodedata
from datetime import date

from firstbell.sample import names
from firstbell.sample.chance import stream
from firstbell.sample.establishment_plans import CORE, LINKS, PLANS, Plan
from firstbell.sample.model import Establishment, Link
from firstbell.sample.name_pools import RARE_BEGINNINGS
from firstbell.sample.places import COUNCILS, Atlas

FIRST_URN = 990101
AGES = {
    "nursery": (2, 5),
    "primary": (4, 11),
    "infant": (4, 7),
    "junior": (7, 11),
    "secondary": (11, 16),
    "all-through": (4, 16),
    "special": (4, 19),
    "pru": (5, 16),
    "fe": (16, 99),
    "sixth": (16, 19),
}
_NUMBERS = {
    "nursery": 1000,
    "pru": 1100,
    "primary": 2010,
    "infant": 2310,
    "junior": 2410,
    "secondary": 4010,
    "all-through": 6010,
    "special": 7010,
    "fe": 8010,
    "sixth": 4910,
}
_TITLES = {"F": ("Ms", "Mrs", "Miss", "Dr"), "M": ("Mr", "Mr", "Dr")}


def phone(number: int) -> str:
    """A landline that Ofcom keeps for drama."""
    return f"01632 960{number % 1000:03d}"


def mobile(number: int) -> str:
    """A mobile number that Ofcom keeps for drama."""
    return f"07700 900{number % 1000:03d}"


def slug(text: str) -> str:
    """A name as a part of an internet address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = plain.replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def establish(seed: int, wanted: int, atlas: Atlas) -> list[Establishment]:
    """The first `wanted` establishments of the plan, and more of the common kinds after its end.

    :raises ValueError: fewer than the cases of the sample need.
    """
    if wanted < CORE:
        raise ValueError(f"a sample borough needs at least {CORE} establishments")
    chance = stream(seed, "establishments")
    plans = [*PLANS[:wanted], *(_further(index) for index in range(wanted - len(PLANS)))]
    numbers: dict[tuple[str, str], int] = {}
    return [_establish(chance, plan, index, atlas, numbers) for index, plan in enumerate(plans)]


def _further(index: int) -> Plan:
    """A school past the end of the plan: three primaries to each secondary."""
    begin = RARE_BEGINNINGS[index % len(RARE_BEGINNINGS)]
    end = ("marsh", "brook", "holme", "wold", "hay")[index // len(RARE_BEGINNINGS) % 5]
    turn = index // (5 * len(RARE_BEGINNINGS))
    place = f"{begin}{end}" + (f" {turn + 1}" if turn else "")
    outcode = COUNCILS["990"].outcodes[index % 9]
    if index % 4 == 3:
        return Plan(f"{place} High School", place, "01", "secondary", outcode, "", _NONE, "none")
    return Plan(f"{place} Primary School", place, "01", "primary", outcode, "", _NONE, "none")


_NONE: frozenset[str] = frozenset()


def _establish(
    chance: random.Random,
    plan: Plan,
    index: int,
    atlas: Atlas,
    numbers: dict[tuple[str, str], int],
) -> Establishment:
    council = next(one for one in COUNCILS.values() if plan.outcode in one.outcodes)
    place = atlas.address(chance, council.code, plan.outcode)
    series = (council.code, plan.stage)
    numbers[series] = numbers.get(series, _NUMBERS[plan.stage] - 1) + 1
    sex = chance.choice("FM")
    low, high = AGES[plan.stage]
    closed = "closed" in plan.tags
    year = next((year for old, _, _, year in LINKS if old == plan.name), 2020)
    begun = next((year for _, new, _, year in LINKS if new == plan.name), None)
    return Establishment(
        urn=str(FIRST_URN + index),
        council=council.code,
        number=str(numbers[series]),
        name=plan.name,
        short=plan.short,
        type_code=plan.type_code,
        stage=plan.stage,
        low_age=3 if "nursery-class" in plan.tags else low,
        high_age=18 if "sixth-form" in plan.tags else high,
        street=plan.street or place.street,
        town=council.town,
        postcode=place.postcode,
        phone=phone(index + 1),
        slug=f"{slug(plan.short)}.{slug(council.name)}.example",
        head=(
            chance.choice(_TITLES[sex]),
            names.forename(chance, "english", sex),
            names.family_surname(chance, "english"),
        ),
        faith=plan.faith,
        shares_roll=not ({"no-roll", "closed"} & plan.tags),
        by_ctf="ctf" in plan.tags,
        status="closed" if closed else "open",
        opened_on=date(begun, 9, 1) if begun else None,
        closed_on=date(year, 8, 31) if closed else None,
        neighbourhood=plan.outcode,
        tags=plan.tags,
    )


def link(establishments: list[Establishment]) -> list[Link]:
    """Which establishment followed which, told from both ends as the real file does."""
    by_name = {one.name: one for one in establishments}
    rows: list[Link] = []
    for old_name, new_name, kind, year in LINKS:
        old, new = by_name.get(old_name), by_name.get(new_name)
        if old is None or new is None:
            continue
        ending = f" - {kind}" if kind else ""
        since = date(year, 9, 1)
        rows.append(Link(old.urn, new.urn, new.name, f"Successor{ending}", since))
        rows.append(Link(new.urn, old.urn, old.name, f"Predecessor{ending}", since))
    return sorted(rows, key=lambda row: (row.urn, row.link_urn))
