"""Is this the same child? Linked, for a person to review, or unlinked; and why.

A decision is always the sum of the weights of its evidence, set against two thresholds. A wrong
link sends a child's worst night to a stranger's school, so what makes a pupil doubtful (a twin, a
namesake, a number that contradicts the name) is evidence too, listed with its own weight. The
children of one household are decided together. Nothing here looks for candidates, and age or
address alone never rules a pupil out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from firstbell.core.linkage.compare import compare
from firstbell.core.linkage.household import (
    Pair,
    Pairs,
    contenders,
    doubt_who_else_would_fit,
    let_siblings_support,
    send_conflicts_to_a_person,
)
from firstbell.core.linkage.records import ChildId, PupilId, RecordedChild, RollPupil
from firstbell.core.linkage.rivals import let_rivals_count
from firstbell.core.linkage.thresholds import Thresholds
from firstbell.core.linkage.weigh import FieldEvidence, Frequencies, prior, weigh
from firstbell.core.linkage.weights import SHIPPED, Weights

Outcome = Literal["linked", "review", "unlinked"]

PROBABILITY_DECIMALS = 6
"""A probability is rounded to this many places: the seventh would be false precision."""


class Candidate(NamedTuple):
    """A pupil it may be, with the evidence that sums to its weight."""

    pupil: PupilId
    weight: float
    evidence: tuple[FieldEvidence, ...]


class Decision(NamedTuple):
    """What became of one recorded child.

    ``pupil`` is set only where ``decision`` is ``linked``; under review the leading one is
    ``candidates[0]``. ``weight`` is the leading candidate's, None where there is none;
    ``probability`` is what that weight says (2**w to 1). ``candidates`` come best first.
    """

    child: ChildId
    decision: Outcome
    pupil: PupilId | None
    weight: float | None
    probability: float
    runner_up: PupilId | None
    runner_up_weight: float | None
    candidates: tuple[Candidate, ...] = ()


def decide(
    child: RecordedChild,
    candidates: Iterable[RollPupil],
    *,
    frequencies: Frequencies | None = None,
    weights: Weights = SHIPPED,
) -> Decision:
    """Decide one child who stands alone; the order of the candidates does not matter."""
    [decision] = decide_household(
        [child], {child.child_id: candidates}, frequencies=frequencies, weights=weights
    )
    return decision


def decide_household(
    children: Sequence[RecordedChild],
    candidates_by_child: Mapping[ChildId, Iterable[RollPupil]],
    *,
    frequencies: Frequencies | None = None,
    weights: Weights = SHIPPED,
) -> list[Decision]:
    """Decide the children of one incident together, in the order given.

    Never links two of them to one pupil. A child without candidates is unlinked.

    :raises ValueError: where two of the children have one ``child_id``.
    """
    pairs: Pairs = {
        child.child_id: _pairs(
            child, candidates_by_child.get(child.child_id, ()), frequencies, weights
        )
        for child in children
    }
    return decide_pairs(children, pairs, weights=weights)


def decide_pairs(
    children: Sequence[RecordedChild], pairs: Pairs, *, weights: Weights = SHIPPED
) -> list[Decision]:
    """Decide the children of one incident whose evidence is laid beside each pupil already.

    ``pairs`` are changed: what only the others show is added to them.

    :raises ValueError: where two of the children have one ``child_id``.
    """
    pairs = {
        child.child_id: contenders(pairs.get(child.child_id, []), weights) for child in children
    }
    if len(pairs) != len(children):
        raise ValueError("two children of the household have one child_id")
    thresholds = weights.thresholds
    let_siblings_support(pairs, weights)
    for own in pairs.values():
        for pair in own:
            send_conflicts_to_a_person(pair, thresholds)
    let_rivals_count(pairs, thresholds)
    for own in pairs.values():
        for pair in own:
            doubt_who_else_would_fit(pair, thresholds)
    return [_decided(child.child_id, pairs[child.child_id], thresholds) for child in children]


def _pairs(
    child: RecordedChild,
    candidates: Iterable[RollPupil],
    frequencies: Frequencies | None,
    weights: Weights,
) -> list[Pair]:
    found = {pupil.pupil_id: pupil for pupil in candidates}
    before = prior(frequencies, weights)
    return [
        Pair.of(pupil, before, *weigh(compare(child, pupil), frequencies, weights))
        for pupil in found.values()
    ]


def _decided(child_id: ChildId, pairs: list[Pair], thresholds: Thresholds) -> Decision:
    ranked = sorted(pairs, key=lambda pair: (-pair.weight, str(pair.pupil)))
    candidates = [Candidate(pair.pupil, pair.weight, tuple(pair.evidence)) for pair in ranked]
    if not candidates:
        return Decision(child_id, "unlinked", None, None, 0.0, None, None)
    best = candidates[0]
    runner_up = candidates[1] if len(candidates) > 1 else None
    outcome: Outcome = "unlinked"
    if best.weight >= thresholds.review:
        outcome = "linked" if best.weight >= thresholds.link else "review"
    return Decision(
        child=child_id,
        decision=outcome,
        pupil=best.pupil if outcome == "linked" else None,
        weight=best.weight,
        probability=round(1 / (1 + 2**-best.weight), PROBABILITY_DECIMALS),
        runner_up=runner_up.pupil if runner_up else None,
        runner_up_weight=runner_up.weight if runner_up else None,
        candidates=tuple(candidates),
    )
