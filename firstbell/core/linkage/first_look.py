"""Which pupils matter whatever their names are worth: asked before anybody counts the names.

Most pupils that share a key with a child are plainly somebody else. How rare a name is changes its
weight within bounds, so that who is no contender with the rarest names, beside others with the
commonest, is none at all: what is left out here ``household.contenders`` would leave out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2

from firstbell.core.linkage.compare import Agreement, compare
from firstbell.core.linkage.household import LEAST_CONTENDERS, Pair, floor_of, in_tenths
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.records import RecordedChild, RollPupil
from firstbell.core.linkage.weigh import (
    BY_RARITY,
    COMMONEST_NAME,
    MOST_FOR_NAMESAKES,
    NEAR,
    RAREST_NAME,
    USUAL_BITS,
    USUAL_PUPILS,
    Frequencies,
    prior,
    weigh,
)
from firstbell.core.linkage.weights import NAMESAKES, NEAR_BY, RARITY, Weights

MOST_PUPILS = 1 << 25
"""More than any register holds; it and the usual one bound what the register is worth."""

MOST_DOUBLINGS = log2(MOST_PUPILS / USUAL_PUPILS)

_NAMES = frozenset({Field.FORENAME, Field.SURNAME})


@dataclass(frozen=True, slots=True)
class Looked:
    """One child beside one pupil, field by field, before it is weighed."""

    pupil: RollPupil
    agreements: tuple[Agreement, ...]

    def weighed(self, frequencies: Frequencies, weights: Weights) -> Pair:
        """Weigh it, now that the names are counted."""
        before = prior(frequencies, weights)
        return Pair.of(self.pupil, before, *weigh(self.agreements, frequencies, weights))


def first_look(
    child: RecordedChild, pupils: Iterable[RollPupil], *, weights: Weights
) -> list[Looked]:
    """The pupils that may matter to a child, however many the rolls hold."""
    before = max(
        in_tenths(prior(Frequencies(on_rolls, {}, {}), weights).weight)
        for on_rolls in (USUAL_PUPILS, MOST_PUPILS)
    )
    looked = [Looked(pupil, compare(child, pupil)) for pupil in pupils]
    bounds = [_bounds(each.agreements, before, weights) for each in looked]
    if len(looked) < LEAST_CONTENDERS:
        return looked
    sure = sorted((low for low, _ in bounds), reverse=True)
    least = min(floor_of(weights), sure[LEAST_CONTENDERS - 1])
    return [
        each
        for each, (_, high) in zip(looked, bounds, strict=True)
        if high >= least or (Field.UPN, Level.SAME) in {(a.field, a.level) for a in each.agreements}
    ]


def _bounds(
    agreements: Iterable[Agreement], before: float, weights: Weights
) -> tuple[float, float]:
    """The least and the most that some agreements may weigh together, in bits."""
    taken = in_tenths(MOST_FOR_NAMESAKES * weights.bits.get(NAMESAKES, 0.0))
    low, high = before + min(taken, 0.0), before + max(taken, 0.0)
    for field, _, level, _ in agreements:
        more = (0.0, 0.0)
        if field in _NAMES and level in BY_RARITY:
            rarity = weights.of(field, RARITY)
            more = rarity * (COMMONEST_NAME - USUAL_BITS), rarity * (RAREST_NAME - USUAL_BITS)
        elif field is Field.ADDRESS and level in NEAR:
            more = 0.0, MOST_DOUBLINGS * weights.bits.get(NEAR_BY, 0.0)
        ends = [in_tenths(weights.of(field, level) + bits) for bits in more]
        low, high = low + min(ends), high + max(ends)
    return in_tenths(low), in_tenths(high)
