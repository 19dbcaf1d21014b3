"""A file of recorded children against a file of pupils, with no database: `firstbell link`.

The same keys and the same decisions as everywhere else; here arrays find the equal keys.
Every child of the input has exactly one line in the answer, a refused one too (unlinked,
without a weight). Names, dates and addresses are read and compared, and never written out.
"""

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from firstbell.core.linkage import (
    SHIPPED,
    Decision,
    PupilId,
    RecordedChild,
    RollPupil,
    Weights,
)
from firstbell.core.linkage.decide import decide_pairs
from firstbell.core.linkage.keys import parts_of_child
from firstbell.journey.linkage.children_file import FiledChild, read_children
from firstbell.journey.linkage.evidence import laid_out
from firstbell.journey.linkage.kept_register import indexed_register
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.roll_file import read_register
from firstbell.journey.linkage.tables import Findings, write_rows
from firstbell.journey.linkage.weighing import Ints

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
    roll: Path,
    children: Path,
    out: Path,
    *,
    on: date,
    index: Path | None = None,
    weights: Weights = SHIPPED,
) -> Findings:
    """Decide every child of a file, write the answer, and return what was refused or doubtful.

    ``on`` is the day on which ages count and registrations are current. ``index`` is a folder in
    which the roll is kept indexed for the next time.

    :raises CannotRead: where one of the files is no table; nothing is written then.
    """
    findings = Findings()
    filed_children = read_children(children, on, findings)
    register = (
        read_register(roll, on, findings)
        if index is None
        else indexed_register(roll, index, on, findings)
    )
    decisions = decide_against(
        register,
        [filed.child for filed in filed_children if filed.child is not None],
        weights=weights,
    )
    by_child = {decision.child: decision for decision in decisions}
    lines = [_line(filed, by_child.get(filed.child_id), register) for filed in filed_children]
    write_rows(out, OUT_COLUMNS, lines)
    return findings


def decide_all(
    children: Sequence[RecordedChild],
    pupils: Sequence[RollPupil],
    *,
    weights: Weights = SHIPPED,
) -> list[Decision]:
    """Decide many children against pupils held in memory, household by household."""
    return decide_against(Register.of(pupils), children, weights=weights)


def decide_against(
    register: Register, children: Sequence[RecordedChild], *, weights: Weights = SHIPPED
) -> list[Decision]:
    """Decide many children against a register, household by household.

    One decision for each child, those of a household together; weights are in bits. Every pupil
    that shares a key with a child is considered, as on every other path, and the decisions are
    the same; `laid_out` compares and weighs each distinct thing once.
    """
    with _nothing_collected():
        return _decide(register, children, weights)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Do not look for rubbish meanwhile: a third of the time would go into going round millions
    of pieces of evidence, none of which is in a circle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _decide(
    register: Register, children: Sequence[RecordedChild], weights: Weights
) -> list[Decision]:
    who, rows, shared = register.pairs_and_keys([parts_of_child(child) for child in children])
    pairs = laid_out(children, register, who, rows, weights, shared=shared)
    households: dict[object, list[RecordedChild]] = defaultdict(list)
    for child in children:
        alone = ("alone", child.child_id)
        households[alone if child.household is None else ("home", child.household)].append(child)
    return [
        decision
        for together in households.values()
        for decision in decide_pairs(together, pairs, weights=weights)
    ]


def find_candidates(
    children: Sequence[RecordedChild], pupils: Sequence[RollPupil]
) -> dict[object, list[RollPupil]]:
    """The pupils that share a key with each child, contenders or not."""
    register = Register.of(pupils)
    who, rows = register.pairs([parts_of_child(child) for child in children])
    return _candidates(children, register, who, rows)


def _candidates(
    children: Sequence[RecordedChild], register: Register, who: Ints, rows: Ints
) -> dict[object, list[RollPupil]]:
    found: dict[object, list[RollPupil]] = defaultdict(list)
    for child, row in zip(who.tolist(), rows.tolist(), strict=True):
        found[children[child].child_id].append(register.pupil(row))
    return found


def _line(filed: FiledChild, decision: Decision | None, register: Register) -> list[str]:
    if decision is None:
        return [filed.child_id, "unlinked", "", "", "", "", "", ""]
    upn, urn = "", ""
    if decision.decision != "unlinked":
        upn, urn = _upn_of(decision.candidates[0].pupil, register)
    runner_up = "" if decision.runner_up is None else _upn_of(decision.runner_up, register)[0]
    return [
        filed.child_id,
        decision.decision,
        upn,
        urn,
        _weight(decision.weight),
        f"{decision.probability:.6f}",
        runner_up,
        _weight(decision.runner_up_weight),
    ]


def _upn_of(pupil: PupilId, register: Register) -> tuple[str, str]:
    row = int(str(pupil)) - 1
    return register.columns["upn"][row].upper(), register.urn[row]


def _weight(weight: float | None) -> str:
    return "" if weight is None else f"{weight:.3f}"
