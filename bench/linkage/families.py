"""A register of invented families, some of them not on any roll."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bench.linkage import pools

ON = date(2026, 11, 23)
COMMUNITIES = (
    (0.72, pools.BRITISH_GIRLS, pools.BRITISH_BOYS, pools.BRITISH_COMMON, 0.55),
    (0.20, pools.ASIAN_GIRLS, pools.ASIAN_BOYS, pools.ASIAN_COMMON, 0.05),
    (0.08, pools.POLISH_GIRLS, pools.POLISH_BOYS, pools.POLISH_COMMON, 0.15),
)
"""Share, girls' and boys' forenames, common surnames, share of composed surnames."""


@dataclass(slots=True)
class Person:
    """A child as it truly is."""

    number: int
    forename: str
    middle: str
    surname: str
    born_on: date
    sex: str
    upn: str
    urn: str
    household: "Household"
    on_roll: bool = True


@dataclass(slots=True)
class Household:
    """A home and the children in it."""

    number: int
    community: int
    surname: str
    address: str
    postcode: str
    uprn: str
    children: list[Person] = field(default_factory=list)


def skewed(chance: Random, pool: list[str], exponent: float = 0.75) -> str:
    """One of a pool ordered by frequency, the first ones far more often."""
    return pool[int(len(pool) * chance.random() ** (1 + exponent))]


def make_households(pupils: int, seed: int) -> list[Household]:
    """Make homes until about ``pupils`` children of school age are on a roll."""
    chance = Random(seed)
    households: list[Household] = []
    made = 0
    codes = [(area, district) for area in range(1, 5) for district in range(1, 10)]
    while made < pupils:
        home = _household(chance, len(households), codes)
        households.append(home)
        _fill(chance, home, made * 3)
        made += sum(child.on_roll for child in home.children)
    return households


def _household(chance: Random, number: int, codes: list[tuple[int, int]]) -> Household:
    community = chance.choices(range(3), [share for share, *_ in COMMUNITIES])[0]
    area, district = chance.choice(codes)
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    inward = f"{chance.randrange(10)}{chance.choice(letters)}{chance.choice(letters)}"
    return Household(
        number=number,
        community=community,
        surname=_surname(chance, community),
        address=f"{chance.randrange(1, 140)} {chance.choice(pools.STREETS)}",
        postcode=f"Z{'ABCD'[area - 1]}{district} {inward}",
        uprn=str(10_000_000_000 + number),
    )


def _surname(chance: Random, community: int) -> str:
    _, _, _, common, composed = COMMUNITIES[community]
    name = chance.choice(pools.COMPOSED) if chance.random() < composed else skewed(chance, common)
    if community == 0 and chance.random() < 0.06:
        name = f"{name}-{skewed(chance, common)}"
    return "-".join(part.capitalize() for part in name.split("-"))


def _fill(chance: Random, home: Household, first: int) -> None:
    size = chance.choices([1, 2, 3, 4, 5], [35, 40, 16, 6, 3])[0]
    born = ON - timedelta(days=chance.randrange(0, 17 * 365))
    used: set[str] = set()
    for place in range(size):
        twin = place > 0 and chance.random() < 0.03
        if place and not twin:
            born -= timedelta(days=chance.randrange(300, 1500))
        _, girls, boys, _, _ = COMMUNITIES[home.community]
        sex = chance.choice("FM")
        pool = girls if sex == "F" else boys
        name = skewed(chance, pool)
        while name in used:
            name = skewed(chance, pool)
        used.add(name)
        age = (ON - born).days / 365.25
        surname = home.surname if chance.random() > 0.08 else _surname(chance, home.community)
        number = first + place + home.number * 10
        child = Person(
            number=number,
            forename=name.capitalize(),
            middle=skewed(chance, pool).capitalize() if chance.random() < 0.7 else "",
            surname=surname,
            born_on=born,
            sex=sex,
            upn=make_upn(number),
            urn=str(900_000 + (home.number * 7 + (age > 11)) % 300),
            household=home,
            on_roll=4.5 <= age < 16.5 and chance.random() > 0.05,
        )
        home.children.append(child)


def make_upn(number: int) -> str:
    """A UPN with a right check letter for an invented council."""
    digits = f"999{number % 10**9:09d}"
    total = sum(place * int(digit) for place, digit in enumerate(digits, start=2))
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23] + digits
