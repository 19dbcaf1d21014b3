"""Pairs of child and pupil compared field by field, each distinct pair of values once.

What the fields are worth together, and which pairs matter, is for ``evidence``. All arrays have
shape (pairs,).
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from firstbell.core.linkage import RecordedChild, RollPupil, Weights, addresses
from firstbell.core.linkage.compare import (
    Agreement,
    ToldNames,
    address_agreement,
    birth_agreement,
    school_agreement,
    sex_agreement,
    upn_agreement,
)
from firstbell.core.linkage.keys import PUPIL_PARTS
from firstbell.journey.linkage.birth_dates import LEVELS, NO_AGE, as_numbers, birth_levels
from firstbell.journey.linkage.columns import distinct
from firstbell.journey.linkage.key_index import Hashes, hash_of
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.weighing import Compared, Flags, Ints, Side, Weighing

Thing = TypeVar("Thing")
Other = TypeVar("Other")

HOME = ("address_line_1", "postcode", "uprn")

NOBODY = RollPupil(pupil_id=None)


@dataclass(frozen=True)
class Told:
    """The recorded children, and what they say of their names."""

    children: Sequence[RecordedChild]

    @cached_property
    def names(self) -> list[ToldNames]:
        return [ToldNames.of(child) for child in self.children]


@dataclass(frozen=True)
class Pairing:
    """Pairs: the place of a child in ``told``, and the row of a pupil in ``register``."""

    told: Told
    register: Register
    who: Ints
    rows: Ints
    weighing: Weighing
    homes: dict[int, RollPupil] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        children: Sequence[RecordedChild],
        register: Register,
        who: Ints,
        rows: Ints,
        weights: Weights,
    ) -> "Pairing":
        """Make ready to compare pairs."""
        return cls(Told(children), register, who, rows, Weighing(register.frequencies, weights))

    def part(self, some: Ints) -> "Pairing":
        """Some of the pairs."""
        return replace(self, who=self.who[some], rows=self.rows[some])

    def home_of(self, row: int) -> RollPupil:
        """A pupil of whom only the home is told."""
        found = self.homes.get(row)
        if found is None:
            found = self.homes[row] = self.register.part_of(row, HOME)
        return found

    def birth(self) -> Compared:
        children = self.told.children
        recorded, on = (
            as_numbers(getattr(child, name) for child in children) for name in ("born_on", "on")
        )
        ages = np.array(
            [NO_AGE if c.age_estimate is None else c.age_estimate for c in children], np.int32
        )
        born = self.register.born_on[self.register.columns["born_on"].codes[self.rows]]
        levels = birth_levels(recorded[self.who], ages[self.who], on[self.who], born)
        kinds = [birth_agreement(child, NOBODY) for child in children]
        own = {agreement: place for place, agreement in enumerate(dict.fromkeys(kinds))}
        kind = np.array([own[agreement] for agreement in kinds], np.int64)
        agreements = [each._replace(level=level) for each in own for level in LEVELS]
        return Compared.of(agreements, kind[self.who] * len(LEVELS) + levels, self.weighing)

    def sex(self) -> Compared:
        told = self.said([child.sex for child in self.told.children])
        children = [RecordedChild(child_id=None, sex=sex) for sex in told.things]
        rolled = self.rolled(("sex",), lambda sex: RollPupil(pupil_id=None, sex=sex))
        return self.compare(Side(told.places, children), rolled, sex_agreement)

    def address(self) -> Compared:
        """Homes of which the same is told and agrees are as one: one pair of them is compared.

        But for a house that agrees with another postcode: there the letters themselves count.
        """
        homes = self.said([(c.address_line_1, c.postcode, c.uprn) for c in self.told.children])
        children = [
            RecordedChild(child_id=None, address_line_1=line, postcode=code, uprn=uprn)
            for line, code, uprn in homes.things
        ]
        house, code, district, uprn = (
            self.equal(homes.places, children, part)
            for part in ("house", "postcode", "outcode", "uprn")
        )
        alike = self.kinds_of_homes(children)[homes.places]
        for agrees in (house, code, district, uprn, self.hashed("postcode") > 0):
            alike = alike * 2 + agrees
        alike = np.where(house & ~code, -1 - np.arange(len(alike)), alike)
        first, places = distinct(alike)
        found = [
            address_agreement(children[place], self.home_of(row))
            for place, row in zip(
                homes.places[first].tolist(), self.rows[first].tolist(), strict=True
            )
        ]
        return Compared.of(found, places, self.weighing)

    @staticmethod
    def kinds_of_homes(children: Sequence[RecordedChild]) -> Ints:
        """A number for all that counts of a child's home beside what it has in common."""
        kinds: dict[object, int] = {}
        told = [
            (
                address_agreement(child, NOBODY).kind,
                bool(addresses.postcode(child.postcode)), bool(addresses.outcode(child.postcode)),
            )
            for child in children
        ]  # fmt: skip
        return np.array([kinds.setdefault(each, len(kinds)) for each in told], np.int64)

    def equal(self, told: Ints, children: Sequence[RecordedChild], part: str) -> Flags:
        """Whether a part of the home is known to both sides, and one."""
        [name], says = PUPIL_PARTS[part]
        said = [next(iter(says(getattr(child, name))), "") for child in children]
        ours = np.array([hash_of(text) if text else 0 for text in said], np.uint64)[told]
        return np.asarray((ours == self.hashed(part)) & (ours > 0))

    def hashed(self, part: str) -> Hashes:
        """A hash of what each pupil of the pairs says for a part of one text."""
        column = self.register.columns[PUPIL_PARTS[part][0][0]]
        return self.register.hashes(part)[column.codes[self.rows]]

    def school(self) -> Compared:
        gave = [bool(child.school_urns) for child in self.told.children]
        return self.of_few(gave, school_agreement)

    def upn(self) -> Compared:
        return self.of_few([bool(child.upn.strip()) for child in self.told.children], upn_agreement)

    def of_few(
        self,
        gave: Sequence[bool],
        compare: Callable[[RecordedChild, RollPupil], Agreement],
    ) -> Compared:
        """A field that few children tell, compared pair by pair; of the others nothing is said."""
        agreements = [compare(child, NOBODY) for child in self.told.children]
        places = self.who.copy()
        for pair in np.flatnonzero(np.array(gave, np.bool_)[self.who]).tolist():
            pupil = self.register.part_of(int(self.rows[pair]), ("upn", "urns"))
            places[pair] = len(agreements)
            agreements.append(compare(self.told.children[int(self.who[pair])], pupil))
        return Compared.of(agreements, places, self.weighing)

    def said(self, values: Sequence[Hashable]) -> Side[Any]:
        """What each child says, one value for each child."""
        places: dict[Hashable, int] = {}
        own = np.array([places.setdefault(value, len(places)) for value in values], np.int64)
        return Side(own[self.who], list(places))

    def rolled(self, fields: Sequence[str], make: Callable[..., Thing]) -> Side[Thing]:
        """What the pupils of the pairs say in some fields, made of the texts of these."""
        columns = [self.register.columns[name] for name in fields]
        parts: list[tuple[Ints, Ints]] = []
        places = np.zeros(len(self.rows), np.int64)
        for column in columns:
            values, own = column.among(self.rows)
            parts.append((values, own))
            if len(values) > 1:
                places = places * len(values) + own
        first, places = distinct(places) if len(fields) > 1 else (None, parts[0][1])
        texts = [
            [
                column.values[value]
                for value in (values if first is None else values[own[first]]).tolist()
            ]
            for column, (values, own) in zip(columns, parts, strict=True)
        ]
        return Side(places, [make(*each) for each in zip(*texts, strict=True)])

    def compare(
        self,
        told: Side[Thing],
        rolled: Side[Other],
        agreement: Callable[[Thing, Other], Agreement],
    ) -> Compared:
        """A field compared once for each two things."""
        width = max(len(rolled.things), 1)
        both, places = np.unique(told.places * width + rolled.places, return_inverse=True)
        ours, theirs = told.things, rolled.things
        found = [
            agreement(ours[one], theirs[other])
            for one, other in zip((both // width).tolist(), (both % width).tolist(), strict=True)
        ]
        return Compared.of(found, places, self.weighing)
