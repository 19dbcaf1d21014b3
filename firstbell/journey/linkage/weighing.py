"""What agreements are worth, asked once for each, and held for many pairs as places in a list.

Weights are whole tenths of a bit here, as the evidence is, so that sums are exact in any order.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from firstbell.core.linkage import FieldEvidence, Frequencies, Weights
from firstbell.core.linkage.compare import Agreement
from firstbell.core.linkage.household import TENTHS, in_tenths
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.weigh import (
    BY_RARITY,
    COMMONEST_NAME,
    RAREST_NAME,
    TOGETHER,
    USUAL_BITS,
    namesakes_taken,
    prior,
    rarity,
    weigh,
)
from firstbell.core.linkage.weights import NAMESAKES, RARITY
from firstbell.journey.linkage.bearers import look_up
from firstbell.journey.linkage.columns import numbered

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Thing = TypeVar("Thing")


class Side(NamedTuple, Generic[Thing]):
    """What one side of the pairs says: for each pair the place of its thing among distinct ones."""

    places: Ints
    things: Sequence[Thing]

    @classmethod
    def of_all(cls, values: Iterable[Any]) -> "Side[Any]":
        """Each value once."""
        places, things = numbered(values)
        return Side(places.astype(np.int64), things)

    def of(self, pairs: Flags | Ints | slice) -> "Side[Thing]":
        return Side(self.places[pairs], self.things)


class Weighing:
    """What agreements are worth, asked once for each."""

    def __init__(self, frequencies: Frequencies, weights: Weights) -> None:
        self.frequencies, self.weights = frequencies, weights
        [self.before] = as_laid((prior(frequencies, weights),))
        self._most: dict[tuple[Field, tuple[Level, ...]], int] = {}
        self._evidence: dict[tuple[object, ...], FieldEvidence] = {}
        self._rarities: dict[tuple[Field, str], float] = {}
        self._namesakes: dict[float, FieldEvidence] = {}

    def evidence(self, agreement: Agreement) -> FieldEvidence:
        """One agreement by itself; names that are equally rare are asked once."""
        field, kind, level, _ = agreement
        rare = self._rare(agreement) if level in BY_RARITY else 0.0
        found = self._evidence.get((field, kind, level, rare))
        if found is None:
            [found] = as_laid(weigh((agreement,), self.frequencies, self.weights))
            self._evidence[field, kind, level, rare] = found
        return found

    def _rare(self, agreement: Agreement) -> float:
        found = self._rarities.get((agreement.field, agreement.name))
        if found is None:
            found = rarity(agreement, self.frequencies)
            self._rarities[agreement.field, agreement.name] = found
        return found

    def look_up(self, agreements: Iterable[Agreement]) -> None:
        """Count the names of some agreements of one field, all at once."""
        names = [each for each in agreements if each.level in BY_RARITY]
        if names:
            of = self.frequencies
            is_first = names[0].field is Field.FORENAME
            look_up(of.forenames if is_first else of.surnames, (each.name for each in names))

    def namesakes(self, both: Sequence[tuple[Agreement, Agreement]]) -> list[FieldEvidence]:
        """What forename and surname, weighed together, are worth less than each by itself."""
        look_up(self.frequencies.namesakes, (f"{one.name} {other.name}" for one, other in both))
        share = self.weights.bits.get(NAMESAKES, 0.0)
        return [
            self._together(in_tenths(share * namesakes_taken(one, other, self.frequencies)))
            for one, other in both
        ]

    def _together(self, weight: float) -> FieldEvidence:
        found = self._namesakes.get(weight)
        if found is None:
            [found] = as_laid((FieldEvidence(*TOGETHER[:3], weight),))
            self._namesakes[weight] = found
        return found

    def most(self, field: Field, levels: Iterable[Level]) -> int:
        """The most that any of some levels of a field could be worth."""
        levels = tuple(levels)
        found = self._most.get((field, levels))
        if found is None:
            found = self._most[field, levels] = self._most_of(field, levels)
        return found

    def _most_of(self, field: Field, levels: tuple[Level, ...]) -> int:
        rarities = [bits - USUAL_BITS for bits in (COMMONEST_NAME, RAREST_NAME)]
        rarest = max(self.weights.of(field, RARITY) * rarity for rarity in rarities)
        return max(
            in_whole(in_tenths(self.weights.of(field, level) + (level in BY_RARITY) * rarest))
            for level in levels
        )


def as_laid(evidence: Iterable[FieldEvidence]) -> list[FieldEvidence]:
    """Evidence as a pair has it, rounded."""
    return [
        FieldEvidence(str(e.field), e.child_value_kind, str(e.level), in_tenths(e.weight))
        for e in evidence
    ]


def in_whole(tenths_of_bits: float) -> int:
    """Bits that are whole tenths, in tenths."""
    return round(tenths_of_bits * TENTHS)


class Compared(NamedTuple):
    """One field: the distinct agreements with their evidence, and for each pair the place of its.

    ``worth`` has the tenths of each agreement, ``places`` the shape (pairs,).
    """

    agreements: list[Agreement]
    evidence: list[FieldEvidence]
    worth: Ints
    places: Ints

    @classmethod
    def of(cls, agreements: Sequence[Agreement], places: Ints, weighing: Weighing) -> "Compared":
        """Keep each of some agreements once, and weigh it."""
        own: dict[Agreement, int] = {}
        moved = np.array([own.setdefault(each, len(own)) for each in agreements], np.int64)
        weighing.look_up(own)
        evidence = [weighing.evidence(each) for each in own]
        worth = np.array([in_whole(each.weight) for each in evidence], np.int64)
        return cls(list(own), evidence, worth, moved[places] if len(moved) else places)

    @property
    def tenths(self) -> Ints:
        """What the field of each pair is worth."""
        return self.worth[self.places]

    def part(self, pairs: Ints) -> "Compared":
        """The same of some of the pairs."""
        return self._replace(places=self.places[pairs])

    def instead(
        self, pairs: Ints, agreements: Sequence[Agreement], weighing: Weighing
    ) -> "Compared":
        """The same with other agreements for some of the pairs."""
        places = self.places.copy()
        places[pairs] = np.arange(len(agreements)) + len(self.agreements)
        return Compared.of([*self.agreements, *agreements], places, weighing)

    def has(self, *levels: Level) -> Flags:
        """Whether a pair agrees at one of some levels."""
        at = np.array([each.level in levels for each in self.agreements], np.bool_)
        return np.asarray(at[self.places])
