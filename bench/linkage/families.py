"""A register of invented families in invented districts, some of their children on no roll."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random

from rapidfuzz.distance import OSA

from bench.linkage import pools
from bench.linkage.day import ON
from bench.linkage.upns import make_upn

PUPILS_OF_A_DISTRICT = 5_000
HOMES_OF_A_POSTCODE = 15
DISTRICTS_OF_A_TOWN = 4
INWARD = "ABDEFGHJLNPQRSTUWXYZ"
ODD_SURNAME, OTHER_SCHOOL = 0.08, 0.15
"""Shares of children: with another surname than the home's, and at another school than their
brothers and sisters."""

MOST_ALIKE = 3
"""A name like a brother's or sister's is one of so many of its pool that are nearest to it."""


@dataclass(frozen=True, slots=True)
class Upbringing:
    """Shares of children: at no school although of its age; twins among the younger siblings; and
    with a name that looks like that of the brother or sister before."""

    home_educated: float = 0.05
    twins: float = 0.03
    alike: float = 0.0


USUAL = Upbringing()
AT_HOME = Upbringing(home_educated=0.30, twins=0.12, alike=0.30)
"""Many children on no roll beside a brother or sister of a like name who is on one."""


@dataclass(slots=True)
class School:
    """A school of a town: its number and the name that people say."""

    urn: str
    said: str


@dataclass(slots=True)
class District:
    """An outcode with its postcodes, the weights of its communities, and its town's schools."""

    outcode: str
    postcodes: list[tuple[str, str]]
    communities: list[float]
    primaries: list[School]
    secondaries: list[School]

    @property
    def schools(self) -> list[School]:
        """Every school of the town."""
        return [*self.primaries, *self.secondaries]


@dataclass(slots=True)
class Person:
    """A child as it truly is; ``why_not`` says why it is on no roll."""

    number: int
    forename: str
    middle: str
    surname: str
    born_on: date
    sex: str
    school: School
    household: "Household"
    why_not: str = ""

    @property
    def on_roll(self) -> bool:
        """Whether a school has the child on its roll."""
        return not self.why_not

    @property
    def upn(self) -> str:
        """The child's number."""
        return make_upn(self.number)


@dataclass(slots=True)
class Household:
    """A home and the children in it."""

    number: int
    community: pools.Community
    surname: str
    address: str
    postcode: str
    district: District
    children: list[Person] = field(default_factory=list)


class Register:
    """Makes homes until ``pupils`` children are on a roll; ``area`` keeps places and ids apart."""

    def __init__(
        self,
        pupils: int,
        seed: int,
        area: str = "Z",
        people: int | None = None,
        upbringing: Upbringing = USUAL,
    ) -> None:
        """Make the districts, then the homes."""
        self.upbringing = upbringing
        self.chance = Random(f"{area} {seed}")
        self.people = (0 if area == "Z" else 50_000_000) if people is None else people
        count = max(DISTRICTS_OF_A_TOWN * 2, pupils // PUPILS_OF_A_DISTRICT)
        self.districts = self._districts(count, area)
        self.households: list[Household] = []
        made = 0
        while made < pupils:
            home = self._household()
            self.households.append(home)
            made += sum(child.on_roll for child in home.children)

    def pupils(self) -> list[Person]:
        """Every child on a roll."""
        return [child for home in self.households for child in home.children if child.on_roll]

    def _districts(self, count: int, area: str) -> list[District]:
        made: list[District] = []
        schools: tuple[list[School], list[School]] = ([], [])
        for number in range(count):
            if number % DISTRICTS_OF_A_TOWN == 0:
                schools = self._schools(made)
            outcode = f"{area}{INWARD[number // 99]}{number % 99 + 1}"
            homes = PUPILS_OF_A_DISTRICT // 2 // HOMES_OF_A_POSTCODE
            inward = self.chance.sample(range(4000), homes)
            made.append(
                District(
                    outcode,
                    [
                        (
                            f"{outcode} {n % 10}{INWARD[n // 10 % 20]}{INWARD[n // 200]}",
                            self.chance.choice(pools.STREETS),
                        )
                        for n in inward
                    ],
                    list(
                        accumulate(
                            community.share * self.chance.gammavariate(3.0, 1.0)
                            for community in pools.COMMUNITIES
                        )
                    ),
                    *schools,
                )
            )
        return made

    def _schools(self, before: Sequence[District]) -> tuple[list[School], list[School]]:
        first = 100_000 + len(before) // DISTRICTS_OF_A_TOWN * 200
        names = [
            f"St {self.chance.choice(pools.SAINTS)}s"
            if self.chance.random() < 0.35
            else self.chance.choice(pools.STREETS)
            for _ in range(64)
        ]
        all_ = [School(str(first + place), name) for place, name in enumerate(names)]
        return all_[:52], all_[52:]

    def _household(self) -> Household:
        chance = self.chance
        district = chance.choice(self.districts)
        community = chance.choices(pools.COMMUNITIES, cum_weights=district.communities)[0]
        postcode, street = chance.choice(district.postcodes)
        home = Household(
            number=len(self.households),
            community=community,
            surname=surname_of(chance, community),
            address=f"{chance.randrange(1, 140)} {street}",
            postcode=postcode,
            district=district,
        )
        self._fill(home)
        return home

    def _fill(self, home: Household) -> None:
        chance = self.chance
        born = ON - timedelta(days=chance.randrange(0, 6000))
        used: set[str] = set()
        near = (
            chance.sample(home.district.primaries, 2),
            chance.sample(home.district.secondaries, 2),
        )
        for place in range(chance.choices([1, 2, 3, 4, 5], [35, 40, 16, 6, 3])[0]):
            if place and chance.random() >= self.upbringing.twins:
                born -= timedelta(days=chance.randrange(300, 1500))
            if (ON - born).days > 16.9 * 365.25:
                break
            home.children.append(self._child(home, born, used, near))

    def _child(
        self, home: Household, born: date, used: set[str], near: tuple[list[School], list[School]]
    ) -> Person:
        chance, community = self.chance, home.community
        sex = chance.choice("FM")
        pool = community.girls if sex == "F" else community.boys
        name = pool.draw(chance)
        if self.upbringing.alike and used and chance.random() < self.upbringing.alike:
            name = chance.choice(_alike(pool, home.children[-1].forename.lower()))
        while name in used:
            name = pool.draw(chance)
        used.add(name)
        age = (ON - born).days / 365.25
        odd = chance.random() < ODD_SURNAME
        why_not = "under five" if age < 4.6 else ""
        if not why_not and chance.random() < self.upbringing.home_educated:
            why_not = "home educated"
        self.people += 1
        return Person(
            number=self.people,
            forename=name.capitalize(),
            middle=pool.draw(chance).capitalize() if chance.random() < 0.7 else "",
            surname=surname_of(chance, community) if odd else home.surname,
            born_on=born,
            sex=sex,
            school=near[age > 11.2][chance.random() < OTHER_SCHOOL],
            household=home,
            why_not=why_not,
        )


@lru_cache(maxsize=1 << 14)
def _alike(pool: pools.Pool, name: str) -> list[str]:
    """The names of a pool that look most like another."""
    near = sorted((OSA.distance(each, name), each) for each in pool.names if each != name)
    return [each for _, each in near[:MOST_ALIKE]]


def surname_of(chance: Random, community: pools.Community) -> str:
    """One surname as families of a community bear them."""
    pool = pools.COMPOSED if chance.random() < community.composed else community.surnames
    name = pool.draw(chance)
    if chance.random() < community.double:
        name = f"{name}-{community.surnames.draw(chance)}"
    return "-".join(part.capitalize() for part in name.split("-"))
