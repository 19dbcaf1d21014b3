"""Where each child of the sample borough learns, and what the rolls say about it.

Most are on one shared roll. The others are the cases that a match must survive: two registrations,
guests, leavers, a school that forgot to take a child off, schools that share no roll, children
taught at home, under school age, or nowhere.
"""

import random
from collections import defaultdict
from datetime import date, timedelta

from firstbell.sample.chance import Weighted
from firstbell.sample.families import school_age, school_year
from firstbell.sample.model import Address, Child, Establishment, Family, Registration
from firstbell.sample.upns import UpnBook

_FAMILY_KINDS = Weighted(
    [("state", 0.93), ("no-roll", 0.028), ("saturday", 0.012), ("home", 0.024), ("welsh", 0.006)]
)
_POST_16 = Weighted([("fe", 0.45), ("sixth", 0.27), ("school", 0.23), ("none", 0.05)])
SAME_SCHOOL = 0.93
SPECIAL = 0.012
ALTERNATIVE = 0.014
MOVED_IN_YEAR = 0.025
STALE = 0.08
GUEST = 0.002
NO_UPN = 0.004
TEMPORARY_UPN = 0.006


class Placement:
    """Gives each child of a family an establishment and writes the lines of its rolls."""

    def __init__(
        self, chance: random.Random, monday: date, establishments: list[Establishment]
    ) -> None:
        self.chance = chance
        self.monday = monday
        self.year = school_year(monday)
        self.book = UpnBook()
        self.by_urn = {one.urn: one for one in establishments}
        self.live = [one for one in establishments if one.status == "open"]
        self._by_stage: dict[tuple[str, str], list[Establishment]] = defaultdict(list)
        for one in self.live:
            if "saturday" in one.tags or (one.council == "990" and "no-roll" in one.tags):
                continue
            self._by_stage[one.council, one.stage].append(one)

    def tagged(self, tag: str) -> Establishment:
        """The first open establishment with that tag."""
        return next(one for one in self.live if tag in one.tags)

    def settle(self, family: Family, asked: tuple[str, ...] = ()) -> None:
        """Place every child of a family; `asked` says how, child by child, where it matters."""
        kind = _FAMILY_KINDS.draw(self.chance)
        primary = self._near(family.address, "primary")
        secondary = self._near(family.address, "secondary")
        for index, kid in enumerate(family.children):
            wish = asked[index] if asked else ""
            if wish:
                self._as_asked(kid, family, wish)
            elif family.address.council == "993":
                kid.schooling = "out_of_area"
            else:
                self._by_chance(kid, family, kind, primary, secondary)

    def _as_asked(self, kid: Child, family: Family, wish: str) -> None:
        if wish in {"home_educated", "under_five", "out_of_area", "none"}:
            kid.schooling = wish
            return
        base, _, second = wish.partition("+")
        first = family.children[0]
        at = self.by_urn[first.urn] if base == "same" else self._wished(base, family.address, kid)
        self._attend(kid, family, at)
        main = kid.registrations[0] if kid.registrations else None
        if second == "left" and main is not None:
            self._left_before(kid, main, stale=False)
        elif second == "temporary":
            kid.upn = self._upn(kid, temporary=True)
        elif second == "blank":
            kid.upn = ""
        elif second == "kept":
            kid.upn = kid.upn or self._upn(kid, temporary=True)
        elif second == "guest":
            self._second(kid, self._wished("primary", family.address, kid), "G", main_status="C")
        elif second:
            self._second(kid, self._wished(second, family.address, kid), "S", main_status="M")

    def _wished(self, wish: str, address: Address, kid: Child) -> Establishment:
        """An establishment by tag, else by stage; never one where the child already is."""
        tagged = [one for one in self.live if wish in one.tags]
        if tagged:
            return tagged[0]
        welsh = [one for one in self.live if wish == "welsh" and one.council == "992"]
        if welsh:
            return welsh[0]
        near = [
            one
            for one in self._by_stage[address.council, wish] or self._by_stage["990", wish]
            if one.urn != kid.urn
            and one.shares_roll
            and not one.tags & {"no-contacts", "one-contact", "inset"}
        ]
        return self.chance.choice(near or self._by_stage["990", wish])

    def _by_chance(
        self,
        kid: Child,
        family: Family,
        kind: str,
        primary: Establishment,
        secondary: Establishment,
    ) -> None:
        age = school_age(kid.born_on, self.year)
        if age < 4:
            self._before_school(kid, family, age)
        elif kind == "home" and age < 16:
            kid.schooling = "home_educated"
        elif kind == "welsh" and age < 16:
            self._attend(kid, family, self._wished("welsh", family.address, kid))
        elif kind == "saturday" and age < 16:
            self._attend(kid, family, self.tagged("saturday"))
        elif kind == "no-roll" and age < 16:
            self._independent(kid, family)
        else:
            self._state(kid, family, age, primary, secondary)

    def _independent(self, kid: Child, family: Family) -> None:
        age = school_age(kid.born_on, self.year)
        fits = [
            one
            for one in self.live
            if not one.shares_roll and one.council == "990" and one.low_age <= age < one.high_age
        ]
        self._attend(kid, family, self.chance.choice(fits))

    def _before_school(self, kid: Child, family: Family, age: int) -> None:
        nurseries = self._by_stage[family.address.council, "nursery"]
        classes = [
            one
            for one in self._by_stage[family.address.council, "primary"]
            if "nursery-class" in one.tags
        ]
        if age == 3 and (nurseries or classes) and self.chance.random() < 0.3:
            self._attend(kid, family, self.chance.choice(nurseries + classes))
        else:
            kid.schooling = "under_five"

    def _state(
        self, kid: Child, family: Family, age: int, primary: Establishment, secondary: Establishment
    ) -> None:
        chance = self.chance
        council = family.address.council
        special = self._by_stage[council, "special"]
        if special and chance.random() < SPECIAL:
            self._attend(kid, family, chance.choice(special))
            if age < 16 and chance.random() < 0.2:
                self._second(kid, primary if age < 11 else secondary, "M", main_status="S")
        elif age >= 16:
            self._post_16(kid, family, secondary)
        else:
            usual = primary if age < 11 else secondary
            if chance.random() > SAME_SCHOOL:
                usual = self._near(family.address, "primary" if age < 11 else "secondary")
            self._attend(kid, family, self._fit(usual, age))
            self._wrinkles(kid, family, age)

    def _fit(self, school: Establishment, age: int) -> Establishment:
        """Infants go on to the juniors of the same street."""
        if school.stage not in {"infant", "junior"}:
            return school
        stage = "infant" if age < 7 else "junior"
        same = [one for one in self.live if one.stage == stage and one.street == school.street]
        return same[0] if same else school

    def _post_16(self, kid: Child, family: Family, secondary: Establishment) -> None:
        way = _POST_16.draw(self.chance)
        if way == "none":
            kid.schooling = "none"
            return
        if way == "school":
            rooms = [one for one in self._by_stage["990", "secondary"] if one.high_age > 16]
            at = secondary if secondary in rooms else self.chance.choice(rooms)
        else:
            at = self.chance.choice(self._by_stage["990", way])
        self._attend(kid, family, at)
        if at is not secondary and secondary.shares_roll and self.chance.random() < 0.4:
            self._finished(kid, secondary)

    def _wrinkles(self, kid: Child, family: Family, age: int) -> None:
        chance = self.chance
        if not kid.registrations:
            return
        draw = chance.random()
        units = self._by_stage[family.address.council, "pru"]
        if draw < ALTERNATIVE:
            if age >= 11 and units:
                self._second(kid, chance.choice(units), "S", main_status="M")
        elif draw < ALTERNATIVE + GUEST:
            guest_at = self._near(family.address, "primary" if age < 11 else "secondary")
            self._second(kid, self._fit(guest_at, age), "G", main_status="C")
        elif draw < ALTERNATIVE + GUEST + MOVED_IN_YEAR:
            stale = chance.random() < STALE
            self._left_before(kid, kid.registrations[0], stale=stale)

    def _near(self, address: Address, stage: str) -> Establishment:
        """A school of the neighbourhood as a rule, else one of the council's."""
        council = address.council if address.council in {"990", "991"} else "990"
        every = list(self._by_stage[council, stage])
        if stage == "primary":
            every += self._by_stage[council, "infant"]
        near = [one for one in every if one.neighbourhood == address.neighbourhood]
        if near and self.chance.random() < 0.6:
            return self.chance.choice(near)
        return self.chance.choice(every)

    def _attend(self, kid: Child, family: Family, at: Establishment) -> None:
        kid.urn = at.urn
        kid.schooling = "rolled" if at.shares_roll else "no_roll"
        if not at.shares_roll:
            return
        age = school_age(kid.born_on, self.year)
        joined_at = max(at.low_age if at.low_age >= 4 or age < 4 else 4, 3)
        joined = date(self.year - max(age - joined_at, 0), 9, self.chance.randint(1, 6))
        if age > joined_at and self.chance.random() < 0.15:
            last = (self.monday - joined).days - 90
            joined += timedelta(days=self.chance.randrange(30, max(31, last)))
        joined = min(joined, self.monday)
        status = "F" if at.stage == "fe" else "C"
        row = Registration(at.urn, status, joined, None, year_group(age), self._group(age))
        row.address = family.address
        kid.registrations = [row]
        kid.upn = self._upn(kid)

    def _group(self, age: int) -> str:
        return f"{year_group(age)}{self.chance.choice('ABHLMS')}"

    def _upn(self, kid: Child, *, temporary: bool = False) -> str:
        """A number given by the school of first entry; colleges often hold none."""
        at = self.by_urn[kid.urn]
        draw = self.chance.random()
        age = school_age(kid.born_on, self.year)
        year = self.year - max(age - 4, 0)
        if not temporary:
            if draw < (0.3 if at.stage == "fe" else NO_UPN):
                return ""
            temporary = draw > 1 - TEMPORARY_UPN
        first = at
        if at.stage not in {"primary", "infant", "nursery"}:
            first = self.chance.choice(self._by_stage["990", "primary"])
        maker = self.book.temporary if temporary else self.book.permanent
        return maker(first.council, first.number, year)

    def _second(self, kid: Child, at: Establishment, status: str, *, main_status: str) -> None:
        """One more registration beside the first."""
        main = kid.registrations[0]
        if at.urn == main.urn or not at.shares_roll:
            return
        main.status = main_status
        days = self.chance.randrange(20, 60)
        row = Registration(at.urn, status, self.monday - timedelta(days=days), None, main.year, "")
        row.address = main.address
        kid.registrations.append(row)

    def _left_before(self, kid: Child, main: Registration, *, stale: bool) -> None:
        """An earlier school in the same stage; a stale roll never took the child off."""
        here = self.by_urn[main.urn]
        others = [
            one
            for one in self._by_stage[here.council, here.stage]
            if one.urn != here.urn and one.shares_roll
        ]
        if not others:
            return
        left = self.monday - timedelta(days=self.chance.randrange(7, 75))
        came = date(left.year - 1, 9, 3)
        old = self.chance.choice(others)
        row = Registration(old.urn, "C", came, None if stale else left, main.year, "")
        row.address = main.address
        main.entry_on = left + timedelta(days=self.chance.randrange(1, 5))
        kid.registrations.append(row)

    def _finished(self, kid: Child, secondary: Establishment) -> None:
        """The school that the child left at 16, still in the file with its leaving date."""
        age = school_age(kid.born_on, self.year)
        left = date(self.year - (age - 16), 7, 21)
        row = Registration(secondary.urn, "C", date(left.year - 5, 9, 4), left, "11", "")
        row.address = kid.registrations[0].address
        kid.registrations.append(row)


def year_group(age: int) -> str:
    """The year group of a child of that school age, as the school census writes it."""
    if age < 4:
        return "N2" if age == 3 else "N1"
    return "R" if age == 4 else str(age - 4)
