"""A file of recorded children against a file of pupils, with no database: `firstbell link`.

The same keys and the same decisions as everywhere else; here a dictionary finds the equal keys.
Every child of the input has exactly one line in the answer, a refused one too (unlinked,
without a weight). Names, dates and addresses are read and compared, and never written out.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from firstbell.core.linkage import (
    USUAL,
    Decision,
    Frequencies,
    RecordedChild,
    RollPupil,
    Thresholds,
    decide_household,
    keys_of_child,
    keys_of_pupil,
)
from firstbell.journey.linkage.children_file import FiledChild, read_children
from firstbell.journey.linkage.roll_file import FiledPupil, read_roll
from firstbell.journey.linkage.tables import Findings, write_rows

OUT_COLUMNS = {
    "child_id": "VARCHAR",
    "decision": "VARCHAR",
    "upn": "VARCHAR",
    "urn": "VARCHAR",
    "weight": "DOUBLE",
    "probability": "DOUBLE",
    "runner_up_upn": "VARCHAR",
    "runner_up_weight": "DOUBLE",
}
"""The columns of the answer and their DuckDB types. Under review, ``upn`` and ``urn`` are those of
the pupil that fits best, for the person who looks; they are blank where a child is unlinked."""


def link_files(
    roll: Path, children: Path, out: Path, *, on: date, thresholds: Thresholds = USUAL
) -> Findings:
    """Decide every child of a file, write the answer, and return what was refused or doubtful.

    ``on`` is the day on which ages count and registrations are current.

    :raises CannotRead: where one of the files is no table; nothing is written then.
    """
    findings = Findings()
    filed_children = read_children(children, on, findings)
    filed_pupils = read_roll(roll, on, findings)
    decisions = decide_all(
        [filed.child for filed in filed_children if filed.child is not None],
        [filed.pupil for filed in filed_pupils],
        thresholds=thresholds,
    )
    by_child = {decision.child: decision for decision in decisions}
    by_pupil = {filed.pupil.pupil_id: filed for filed in filed_pupils}
    lines = [_line(filed, by_child.get(filed.child_id), by_pupil) for filed in filed_children]
    write_rows(out, OUT_COLUMNS, lines)
    return findings


def decide_all(
    children: Sequence[RecordedChild],
    pupils: Sequence[RollPupil],
    *,
    thresholds: Thresholds = USUAL,
) -> list[Decision]:
    """Decide many children against a whole register held in memory, household by household."""
    candidates = find_candidates(children, pupils)
    frequencies = Frequencies.of(pupils)
    households: dict[object, list[RecordedChild]] = defaultdict(list)
    for child in children:
        alone = ("alone", child.child_id)
        households[alone if child.household is None else ("home", child.household)].append(child)
    return [
        decision
        for together in households.values()
        for decision in decide_household(
            together, candidates, frequencies=frequencies, thresholds=thresholds
        )
    ]


def find_candidates(
    children: Iterable[RecordedChild], pupils: Iterable[RollPupil]
) -> dict[object, list[RollPupil]]:
    """The pupils that share a key with each child.

    The children's keys are held and the pupils pass by once, for they are many times as many.
    """
    wanted: dict[int, list[object]] = defaultdict(list)
    for child in children:
        for key in keys_of_child(child):
            wanted[key].append(child.child_id)
    found: dict[object, list[RollPupil]] = defaultdict(list)
    for pupil in pupils:
        sharing = {
            child_id for key in keys_of_pupil(pupil) if key in wanted for child_id in wanted[key]
        }
        for child_id in sharing:
            found[child_id].append(pupil)
    return found


def _line(
    filed: FiledChild, decision: Decision | None, pupils: dict[object, FiledPupil]
) -> list[str]:
    if decision is None:
        return [filed.child_id, "unlinked", "", "", "", "", "", ""]
    upn, urn = "", ""
    if decision.decision != "unlinked":
        best = pupils[decision.candidates[0].pupil]
        upn, urn = best.upn, best.urn
    runner_up = pupils.get(decision.runner_up)
    return [
        filed.child_id,
        decision.decision,
        upn,
        urn,
        _weight(decision.weight),
        f"{decision.probability:.6f}",
        runner_up.upn if runner_up else "",
        _weight(decision.runner_up_weight),
    ]


def _weight(weight: float | None) -> str:
    return "" if weight is None else f"{weight:.3f}"
