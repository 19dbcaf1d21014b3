"""The live path: which pupils of the rolls in force the children of one incident are.

PostgreSQL's own index finds the keys, so that a roll counts from the moment it is committed. Reads
only; what follows from a decision is for ``actions``.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from firstbell.core.linkage import (
    SHIPPED,
    ChildId,
    Decision,
    Frequencies,
    RecordedChild,
    RollPupil,
    Weights,
    keys_of_child,
)
from firstbell.core.linkage.decide import decide_pairs
from firstbell.core.linkage.first_look import first_look
from firstbell.registry.people import queries as people


def decide_now(
    children: Sequence[RecordedChild], *, on: date, weights: Weights = SHIPPED
) -> list[Decision]:
    """Decide the children of one incident together; ``on`` says which registration speaks first.

    One decision for each child, in their order. `bulk.decide_against` gives the same for the same
    rolls in a file.
    """
    candidates = candidates_of(children, on=on)
    looked = {
        child.child_id: first_look(child, candidates[child.child_id], weights=weights)
        for child in children
    }
    frequencies = frequencies_of([each.pupil for each in found] for found in looked.values())
    pairs = {
        child: [each.weighed(frequencies, weights) for each in found]
        for child, found in looked.items()
    }
    return decide_pairs(children, pairs, weights=weights)


def candidates_of(children: Sequence[RecordedChild], *, on: date) -> dict[ChildId, list[RollPupil]]:
    """Return the pupils of the rolls in force that share a key with each child."""
    keys = {child.child_id: keys_of_child(child) for child in children}
    return people.candidates_by_keys(keys, on=on)


def frequencies_of(candidates: Iterable[list[RollPupil]]) -> Frequencies:
    """Count how common the candidates' names are here: a common name is weaker evidence."""
    return people.frequencies_of(pupil for found in candidates for pupil in found)
