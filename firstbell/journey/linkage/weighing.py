"""What agreements are worth, asked once for each, and held for many pairs as places in a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from firstbell.core.linkage import FieldEvidence, Frequencies, RollPupil, Weights
from firstbell.core.linkage.compare import Agreement
from firstbell.core.linkage.household import Pair
from firstbell.core.linkage.levels import Level
from firstbell.core.linkage.weigh import weigh

Ints = NDArray[np.int64]
Bits = NDArray[np.float64]
Flags = NDArray[np.bool_]
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Side(Generic[Thing]):
    """What one side of the pairs says: for each pair the place of its thing among distinct ones."""

    places: Ints
    things: list[Thing]

    def of(self, pairs: Flags | Ints) -> "Side[Thing]":
        return Side(self.places[pairs], self.things)


class Weighing:
    """What agreements are worth, asked once for each."""

    def __init__(self, frequencies: Frequencies, weights: Weights) -> None:
        self.frequencies, self.weights = frequencies, weights
        self._evidence: dict[Agreement, FieldEvidence] = {}
        self._namesakes: dict[tuple[Agreement, Agreement], list[FieldEvidence]] = {}

    def evidence(self, agreement: Agreement) -> FieldEvidence:
        """One agreement by itself."""
        found = self._evidence.get(agreement)
        if found is None:
            [found] = as_laid(weigh((agreement,), self.frequencies, self.weights))
            self._evidence[agreement] = found
        return found

    def namesakes(self, forename: Agreement, surname: Agreement) -> list[FieldEvidence]:
        """What two names are worth less together, where they are weighed together."""
        found = self._namesakes.get((forename, surname))
        if found is None:
            found = as_laid(weigh((forename, surname), self.frequencies, self.weights))[2:]
            self._namesakes[forename, surname] = found
        return found


def as_laid(evidence: Iterable[FieldEvidence]) -> list[FieldEvidence]:
    """Evidence as a pair has it, rounded."""
    return Pair.of(RollPupil(pupil_id=None), *evidence).evidence


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: the distinct agreements with their evidence, and for each pair the place of its.

    ``bits`` is what the field is worth, of shape (pairs,).
    """

    agreements: list[Agreement]
    evidence: list[FieldEvidence]
    places: Ints
    bits: Bits

    @classmethod
    def of(cls, agreements: list[Agreement], places: Ints, weighing: Weighing) -> "Compared":
        evidence = [weighing.evidence(each) for each in agreements]
        worth = np.array([each.weight for each in evidence], np.float64)
        return cls(agreements, evidence, places, worth[places])

    def has(self, *levels: Level) -> Flags:
        """Whether a pair agrees at one of some levels."""
        at = np.array([each.level in levels for each in self.agreements], np.bool_)
        return np.asarray(at[self.places])
