"""Pairs of child and pupil compared field by field, each distinct pair of values once.

What the fields are worth together, and which pairs matter, is for ``evidence``. All arrays have
shape (pairs,).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from firstbell.core.linkage import RollPupil, Weights
from firstbell.core.linkage.compare import (
    Agreement,
    school_agreement,
    sex_agreement,
    upn_agreement,
)
from firstbell.journey.linkage.birth_dates import LEVELS, birth_levels
from firstbell.journey.linkage.columns import distinct
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.spellings import NamesApart
from firstbell.journey.linkage.told import NOBODY, Told
from firstbell.journey.linkage.upn_numbers import NO_UPN, are_temporary, upn_numbers
from firstbell.journey.linkage.weighing import Compared, Ints, Side, Weighing

Thing = TypeVar("Thing")
Other = TypeVar("Other")


class Pairing(NamedTuple):
    """Pairs: the place of a child in ``told``, and the row of a pupil in ``register``."""

    told: Told
    register: Register
    who: Ints
    rows: Ints
    weighing: Weighing

    @classmethod
    def of(
        cls, told: Told, register: Register, who: Ints, rows: Ints, weights: Weights
    ) -> "Pairing":
        """Make ready to compare pairs."""
        return cls(told, register, who, rows, Weighing(register.frequencies, weights))

    def part(self, some: Ints) -> "Pairing":
        """Some of the pairs."""
        return self._replace(who=self.who[some], rows=self.rows[some])

    def birth(self) -> Compared:
        births = self.told.births
        told = births.side.places[self.who]
        born = self.register.born_on[self.register.columns["born_on"].codes[self.rows]]
        levels = birth_levels(births.recorded[told], births.ages[told], births.on[told], born)
        agreements = [each._replace(level=level) for each in births.agreements for level in LEVELS]
        return Compared.of(agreements, births.kinds[told] * len(LEVELS) + levels, self.weighing)

    def sex(self) -> Compared:
        rolled = self.rolled(("sex",), lambda sex: RollPupil(pupil_id=None, sex=sex))
        return self.compare(self.told.sexes.of(self.who), rolled, sex_agreement)

    def school(self) -> Compared:
        """Few children tell a school: each pair of theirs is compared, of the others one."""
        told = self.told.schools.of(self.who)
        places = told.places.copy()
        agreements = [school_agreement(child, NOBODY) for child in told.things]
        gave = np.array([bool(child.school_urns) for child in told.things], np.bool_)
        for pair in np.flatnonzero(gave[told.places]).tolist():
            pupil = self.register.part_of(int(self.rows[pair]), ("urns",))
            places[pair] = len(agreements)
            agreements.append(school_agreement(told.things[int(told.places[pair])], pupil))
        return Compared.of(agreements, places, self.weighing)

    def upn(self) -> Compared:
        """UPNs of which the same can be said are as one: one pair of them is compared."""
        children, column = self.told.children, self.register.columns["upn"]
        given = np.flatnonzero(self.told.has_upn[self.who])
        told = self.told.upns[self.who[given]]
        values, places = column.among(self.rows[given])
        rolled = upn_numbers([column.values[value] for value in values.tolist()])[places]
        ways = 2 + (told == rolled)
        for numbers in (told, rolled):
            ways = (ways * 2 + (numbers == NO_UPN)) * 2 + are_temporary(numbers)
        alike = np.zeros(len(self.who), np.int64)
        alike[given] = ways
        first, places = distinct(alike)
        found = [
            upn_agreement(children[child], self.register.part_of(row, ("upn",)))
            for child, row in zip(self.who[first].tolist(), self.rows[first].tolist(), strict=True)
        ]
        return Compared.of(found, places, self.weighing)

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
        apart: NamesApart | None = None,
    ) -> Compared:
        """A field compared once for each two things, but for names that are plainly ``apart``."""
        width = max(len(rolled.things), 1)
        both, places = np.unique(told.places * width + rolled.places, return_inverse=True)
        ours, theirs = both // width, both % width
        asked = np.ones(len(both), np.bool_) if apart is None else ~apart.is_sure(ours, theirs)
        found = [
            agreement(told.things[one], rolled.things[other])
            for one, other in zip(ours[asked].tolist(), theirs[asked].tolist(), strict=True)
        ]
        own = np.cumsum(asked) - 1
        if apart is not None:
            own = np.where(asked, own, len(found) + ours)
            found += apart.agreements
        return Compared.of(found, own[places], self.weighing)
