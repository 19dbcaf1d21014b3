"""The families of the sample borough: who lives together, how old they are, what they are called.

Siblings share a home and mostly a surname, twins a birth date; in step-families surnames differ.
Ages follow school years, so that classes fill evenly. Where the children learn is for `schooling`.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from firstbell.sample import names
from firstbell.sample.chance import Weighted
from firstbell.sample.model import Address, Adult, Child, Family
from firstbell.sample.name_pools import NICKNAMES

_SIZES = Weighted([(1, 0.38), (2, 0.40), (3, 0.15), (4, 0.05), (5, 0.02)])
_OLDEST = Weighted([(age, 0.35 if age < 4 else 1.0) for age in range(18)])
_GAPS = Weighted([(1, 0.2), (2, 0.35), (3, 0.25), (4, 0.12), (6, 0.08)])
TWINS = 0.018
BETWEEN_BIRTHS = timedelta(days=300)
STEP_FAMILY = 0.13
DOUBLE_BARRELLED = 0.04
ONE_PARENT = 0.24


@dataclass(frozen=True)
class FamilyPlan:
    """What a family must be like; what is left out is left to chance.

    `ages` are completed years on 31 August before the school year; a repeated age is twins.
    """

    case: str = ""
    ages: tuple[int, ...] = ()
    sexes: str = ""
    community: str = ""
    council: str = ""
    outcode: str = ""
    schooling: tuple[str, ...] = ()
    surname: str = ""
    forenames: tuple[str, ...] = field(default=())


class Nursery:
    """Makes families, each child with a number of its own."""

    def __init__(self, chance: random.Random, monday: date) -> None:
        self.chance = chance
        self.monday = monday
        self.year = school_year(monday)
        self._children = 0
        self._families = 0

    def family(self, plan: FamilyPlan, address: Address) -> Family:
        """A family at an address."""
        chance = self.chance
        community = plan.community or names.community(chance)
        shared = plan.surname or names.family_surname(chance, community)
        ages = plan.ages or self._ages()
        adults = self._adults(community, shared, max(ages))
        other = self._other_surname(community, shared, adults)
        self._families += 1
        children: list[Child] = []
        for index, age in enumerate(ages):
            sex = plan.sexes[index] if plan.sexes else chance.choice("FM")
            taken = {one.forename for one in children}
            kid = self._child(community, sex, taken, age, children)
            if plan.forenames:
                kid.forename = plan.forenames[index]
            surname = shared if plan.surname or not other or index % 2 == 0 else other
            kid.surname = names.surname_for(chance, community, sex, surname)
            kid.preferred_forename = self._preferred(kid)
            if other and chance.random() < 0.15:
                kid.preferred_surname = other if kid.surname == shared else shared
            kid.former_surname = other if other and chance.random() < 0.2 else ""
            children.append(kid)
        return Family(self._families, community, address, adults, children, plan.case)

    def _ages(self) -> tuple[int, ...]:
        age = _OLDEST.draw(self.chance)
        ages = [age]
        for _ in range(_SIZES.draw(self.chance) - 1):
            if self.chance.random() >= TWINS * 2:
                age -= _GAPS.draw(self.chance)
            if age < 0:
                break
            ages.append(age)
        return tuple(ages)

    def _child(
        self, community: str, sex: str, taken: set[str], age: int, elder: list[Child]
    ) -> Child:
        chance = self.chance
        self._children += 1
        forename = names.forename(chance, community, sex)
        for _ in range(20):
            if forename not in taken:
                break
            forename = names.forename(chance, community, sex)
        middle = names.forename(chance, community, sex) if chance.random() < 0.6 else ""
        if middle == forename:
            middle = ""
        born_on = self._born_on(age)
        last = elder[-1] if elder else None
        if last is not None and self._age_of(last) == age:
            born_on = last.born_on
        elif last is not None:
            for _ in range(30):
                if born_on - last.born_on >= BETWEEN_BIRTHS:
                    break
                born_on = self._born_on(age)
        return Child(self._children, forename, middle, "", born_on, sex, community, self._families)

    def _age_of(self, kid: Child) -> int:
        return school_age(kid.born_on, self.year)

    def _born_on(self, age: int) -> date:
        """A birth date in that school year; at 17 one that leaves the child under 18 today."""
        start = date(self.year - age - 1, 9, 1)
        days = (date(self.year - age, 9, 1) - start).days
        offset = self.chance.randrange(days)
        if age == 17:
            gone = (self.monday - date(self.year, 9, 1)).days + 3
            offset = min(days - 1, gone + self.chance.randrange(max(1, days - gone)))
        return start + timedelta(days=offset)

    def _adults(self, community: str, shared: str, oldest: int) -> list[Adult]:
        chance = self.chance
        adults = []
        count = 1 if chance.random() < ONE_PARENT else 2
        first = "F" if count == 2 or chance.random() < 0.85 else "M"
        for sex in (first, "M")[:count]:
            age = oldest + chance.randint(19, 38)
            born_on = date(self.year - age, 1, 1) + timedelta(days=chance.randrange(364))
            surname = names.surname_for(chance, community, sex, shared)
            if sex == "F" and chance.random() < 0.3:
                surname = names.family_surname(chance, community)
            forename = names.forename(chance, community, sex)
            adults.append(Adult(forename, surname, born_on, sex))
        return adults

    def _other_surname(self, community: str, shared: str, adults: list[Adult]) -> str:
        """A second surname among the children, where the family has one."""
        draw = self.chance.random()
        if draw < STEP_FAMILY:
            return names.family_surname(self.chance, community)
        if draw < STEP_FAMILY + DOUBLE_BARRELLED and adults[0].surname != shared:
            return f"{adults[0].surname}-{shared}"
        return ""

    def _preferred(self, kid: Child) -> str:
        known = NICKNAMES.get(kid.forename)
        if known and self.chance.random() < 0.12:
            return self.chance.choice(known)
        return ""


def school_year(on: date) -> int:
    """The year in which the school year of that day began."""
    return on.year if on.month >= 9 else on.year - 1


def school_age(born_on: date, year: int) -> int:
    """Completed years on 31 August before the school year that begins in `year`."""
    return year - born_on.year - (1 if (born_on.month, born_on.day) >= (9, 1) else 0)


def age_on(born_on: date, on: date) -> int:
    """Completed years on a day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
