"""Where people in the sample borough live: councils, neighbourhoods, streets and postcodes.

None of it exists: the council codes, the statistical codes and the postcode areas QX, QY, QV and
QZ are used nowhere in the United Kingdom.
"""

import random

from firstbell.sample.chance import stream
from firstbell.sample.model import Address, Council, PostcodeRow

EASTMARSH = Council(
    "990",
    "Eastmarsh",
    "E08990001",
    "E23990001",
    ("QX1", "QX2", "QX3", "QX4", "QX5", "QX6", "QX7", "QX8", "QX9"),
    "Eastmarsh",
)
NORWOLD = Council("991", "Norwold", "E08990002", "E23990001", ("QY1", "QY2"), "Norwold")
ABERFELYN = Council(
    "992", "Sir Aberfelyn", "W06990001", "W15990001", ("QV1",), "Aberfelyn", country="Wales"
)
CARROWBY = Council("993", "Carrowby", "E08990003", "E23990002", ("QZ1",), "Carrowby")
COUNCILS = {one.code: one for one in (EASTMARSH, NORWOLD, ABERFELYN, CARROWBY)}
"""The home council first; Norwold is its neighbour in the same force, Carrowby in another."""

NEIGHBOURHOODS = {
    "QX1": "Harbour Side",
    "QX2": "Cinder Bank",
    "QX3": "Mill Fields",
    "QX4": "Larkmoor",
    "QX5": "Saltpan Row",
    "QX6": "Upper Wend",
    "QX7": "Quarry Top",
    "QX8": "Thornlea Green",
    "QX9": "Ropewalk",
    "QY1": "Norwold Cross",
    "QY2": "Pitt Hill",
    "QV1": "Glan Felyn",
    "QZ1": "Carrowby Moss",
}

_STEMS = [
    "Mill",
    "Church",
    "Station",
    "Heron",
    "Tannery",
    "Ropemaker",
    "Lantern",
    "Bramble",
    "Cobbler",
    "Foundry",
    "Gasworks",
    "Orchard",
    "Plover",
    "Quayside",
    "Saltmarsh",
    "Sexton",
    "Sluice",
    "Tinker",
    "Wharf",
    "Windmill",
    "Abbot",
    "Beacon",
    "Candle",
    "Dyer",
    "Elm",
    "Ferry",
    "Glebe",
    "Hazel",
    "Ironmonger",
    "Juniper",
    "Kiln",
    "Limekiln",
    "Meadow",
    "Netmaker",
    "Osier",
    "Poplar",
    "Quince",
    "Rook",
    "Sawpit",
    "Thistle",
    "Union",
    "Viaduct",
    "Weaver",
    "Yew",
    "Alder",
    "Bobbin",
    "Chandler",
    "Drover",
    "Eel",
    "Furlong",
    "Goose",
    "Hopper",
    "Ivy",
    "Jubilee",
    "Kestrel",
    "Linnet",
    "Mallard",
    "Nettle",
    "Oyster",
    "Pinfold",
]
_KINDS = ("Street", "Road", "Lane", "Close", "Avenue", "Terrace", "Drive", "Grove", "Court", "Way")
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_ONE_TERMINATED_IN = 80
HOMES_IN_A_POSTCODE = 14
UPRN_BASE = 999_000_000_000


class Atlas:
    """Gives out addresses, and remembers every postcode that it used."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._rows: dict[str, PostcodeRow] = {}
        self._streets: dict[str, str] = {}
        self._grouped: dict[str, list[str]] = {}
        self._uprn = UPRN_BASE
        self._spread = 0

    def prepare(self, families: int) -> None:
        """Make postcodes enough for that many families in the home council."""
        self._spread = max(6, families // (9 * 5))
        for council in COUNCILS.values():
            for outcode in council.outcodes:
                self._postcodes(council, outcode)

    def _postcodes(self, council: Council, outcode: str) -> None:
        chance = stream(self._seed, f"places/{outcode}")
        wanted = self._spread if council is EASTMARSH else max(6, self._spread // 4)
        units = [f"{digit}{a}{b}" for digit in range(10) for a in _INWARD for b in _INWARD]
        street = ""
        drawn = self._grouped[outcode] = []
        for index, unit in enumerate(chance.sample(units, min(wanted, len(units)))):
            if index % 3 == 0:
                street = f"{chance.choice(_STEMS)} {chance.choice(_KINDS)}"
            postcode = f"{outcode} {unit}"
            ended = index % _ONE_TERMINATED_IN == 1
            doterm = f"{chance.randint(2015, 2024)}{chance.randint(1, 12):02d}" if ended else ""
            self._rows[postcode] = PostcodeRow(postcode, council.laua, council.pfa, doterm)
            self._streets[postcode] = street
            drawn.append(postcode)

    def neighbourhood(self, chance: random.Random, council: str) -> str:
        """An outcode of the council."""
        return chance.choice(COUNCILS[council].outcodes)

    def address(self, chance: random.Random, council: str, outcode: str) -> Address:
        """A home in that outcode; two families may well share a street, hardly ever a house."""
        units = self.units(outcode)
        postcode = units[int(chance.random() * len(units))]
        self._uprn += 1
        house = str(chance.randint(1, HOMES_IN_A_POSTCODE * 9))
        if chance.random() < 0.08:
            house = f"Flat {chance.randint(1, 24)}, {chance.randint(1, 60)}"
        town = COUNCILS[council].town
        return Address(
            house, self._streets[postcode], town, postcode, str(self._uprn), outcode, council
        )

    def units(self, outcode: str) -> list[str]:
        """The postcodes of an outcode."""
        return self._grouped[outcode]

    def rows(self) -> list[PostcodeRow]:
        """Every postcode of the invented area, in order."""
        return [self._rows[key] for key in sorted(self._rows)]
