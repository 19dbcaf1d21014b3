"""Names for invented families: heads of pools by hand, tails of Faker's, skewed as real ones are.

`names.txt` has them by community, commonest first. Nobody in here is anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from pathlib import Path
from random import Random

from firstbell.core.linkage.families import sections


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Names and the running sums of how often each is borne."""

    names: Sequence[str]
    sums: Sequence[float]

    @classmethod
    def of(cls, names: Sequence[str], *, offset: float, power: float) -> "Pool":
        """Skew names by their place: the first are the commonest, the tail is long."""
        borne = [(place + offset) ** -power for place in range(len(names))]
        return cls(names, list(accumulate(borne)))

    def draw(self, chance: Random) -> str:
        """Draw one name, a common one more often."""
        return chance.choices(self.names, cum_weights=self.sums)[0]


@dataclass(frozen=True, slots=True)
class Community:
    """One group of families; ``share`` of all, ``double`` of them with a double-barrelled name.

    ``composed`` of its surnames come from the long tail that is put together of two halves.
    """

    name: str
    share: float
    double: float
    composed: float
    girls: Pool
    boys: Pool
    surnames: Pool


_NAMES = {
    heading: " ".join(lines).split()
    for heading, lines in sections(Path(__file__).with_name("names.txt")).items()
}

_STARTS = """
ash black bram brook burn cal carl chad clay cob cran dal den drake dun east elm fair farn
fen flax fox gar glen gold green hale ham hart haw hazel heath hol horn kel kings lang lark
leigh lin lock long mar mel mill moss nor oak old orm pem penn pick rad raven red rock row
rush sand sel shel sil stan stock stow sut tar thorn tre wake wal wen west whit win wood wyn
""".split()  # noqa: SIM905 - a list of words is read and mended more easily so
_ENDS = """
bourne bridge bury by combe cott croft dale den field ford gate grove ham hurst land ley low
man more mere ridge rick shaw stead stone thorpe ton wade ward water well wick worth yard
""".split()  # noqa: SIM905

COMPOSED = Pool.of([start + end for start, end in product(_STARTS, _ENDS)], offset=400.0, power=1.0)

COMMUNITIES = tuple(
    Community(
        name,
        share,
        double,
        composed,
        Pool.of(_NAMES[f"{name}: girls"], offset=12.0, power=1.1),
        Pool.of(_NAMES[f"{name}: boys"], offset=10.0 if boys is None else boys, power=1.1),
        Pool.of(_NAMES[f"{name}: surnames"], offset=surnames, power=1.0),
    )
    for name, share, double, composed, boys, surnames in (
        ("british", 0.68, 0.06, 0.35, None, 8.0),
        ("south asian muslim", 0.13, 0.01, 0.0, 3.0, 3.0),
        ("indian", 0.05, 0.01, 0.0, None, 4.0),
        ("polish", 0.05, 0.03, 0.0, None, 8.0),
        ("romanian", 0.03, 0.03, 0.0, None, 8.0),
        ("west african", 0.04, 0.06, 0.0, None, 12.0),
        ("turkish", 0.02, 0.02, 0.0, None, 8.0),
    )
)

STREETS = [
    f"{start} {kind}"
    for start, kind in product(
        """
        Mill Church Station Orchard Harbour Quarry Meadow Bishop Tanner Weaver Garden Priory
        Chapel Furnace Copper Linden Hawthorn Lantern Miller Ropewalk Spinner Tollgate Vicarage
        """.split(),  # noqa: SIM905
        ("Lane", "Road", "Street", "Close", "Avenue", "Drive", "Crescent", "Way"),
    )
]

SAINTS = "Mary John Anne Luke Paul Peter Mark James Joseph Oswald Aidan Hilda Cuthbert".split()  # noqa: SIM905
