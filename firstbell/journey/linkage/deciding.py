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
    decide_household,
    forename_key,
    keys_of_child,
    surname_key,
)
from firstbell.registry.people import queries as people


def decide_now(
    children: Sequence[RecordedChild], *, on: date, weights: Weights = SHIPPED
) -> list[Decision]:
    """Decide the children of one incident together; ``on`` says which registration speaks first.

    One decision for each child, in their order. `bulk.decide_against` gives the same for the same
    rolls in a file.
    """
    candidates = candidates_of(children, on=on)
    frequencies = frequencies_of(candidates.values())
    return decide_household(children, candidates, frequencies=frequencies, weights=weights)


def candidates_of(children: Sequence[RecordedChild], *, on: date) -> dict[ChildId, list[RollPupil]]:
    """Return the pupils of the rolls in force that share a key with each child."""
    keys = {child.child_id: keys_of_child(child) for child in children}
    return people.candidates_by_keys(keys, on=on)


def frequencies_of(candidates: Iterable[list[RollPupil]]) -> Frequencies:
    """Count how common the candidates' names are here: a common name is weaker evidence."""
    pupils = [pupil for found in candidates for pupil in found]
    forenames = (name for each in pupils for name in (each.forename, each.preferred_forename))
    surnames = (
        name
        for each in pupils
        for name in (each.surname, each.preferred_surname, each.former_surname)
    )
    return people.frequencies_of(map(forename_key, forenames), map(surname_key, surnames))
