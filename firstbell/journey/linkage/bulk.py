"""A file of recorded children against a file of pupils, with no database: `firstbell link`.

The same keys and the same decisions as everywhere else; here arrays find the equal keys.
Every child of the input has exactly one line in the answer, a refused one too (unlinked,
without a weight). Names, dates and addresses are read and compared, and never written out.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from firstbell.core.linkage import (
    SHIPPED,
    Decision,
    PupilId,
    RecordedChild,
    RollPupil,
    Weights,
)
from firstbell.foundation.rubbish import nothing_collected
from firstbell.journey.linkage.asked import Asked
from firstbell.journey.linkage.children_file import FiledChild, read_children
from firstbell.journey.linkage.kept_register import indexed_register
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.roll_file import read_register
from firstbell.journey.linkage.sharing import begun
from firstbell.journey.linkage.tables import Findings, write_rows
from firstbell.journey.linkage.weighing import Ints

Answer = TypeVar("Answer")

MOST_BYTES = 1 << 28
"""A longer roll is read by this process itself, for another would have to hand all of it over."""

OUT_COLUMNS = {
    "child_id": "string",
    "decision": "string",
    "upn": "string",
    "urn": "string",
    "weight": "double",
    "probability": "double",
    "runner_up_upn": "string",
    "runner_up_weight": "double",
}
"""The columns of the answer and their Arrow types. Under review, ``upn`` and ``urn`` are those of
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
    with nothing_collected():
        filed, findings, lines = tell_of_files(
            roll, children, lambda decision, register: (decision.child, _line(decision, register)),
            on=on, index=index, weights=weights,
        )  # fmt: skip
        by_child = dict(lines)
        unlinked = ["unlinked", "", "", "", "", "", ""]
        lines_ = [[each.child_id, *by_child.get(each.child_id, unlinked)] for each in filed]
        write_rows(out, OUT_COLUMNS, lines_)
    return findings


def tell_of_files(
    roll: Path,
    children: Path,
    say: Callable[[Decision, Register], Answer],
    *,
    on: date,
    index: Path | None = None,
    weights: Weights = SHIPPED,
) -> tuple[list[FiledChild], Findings, list[Answer]]:
    """Decide every child of a file; return all of them, what was refused or doubtful, and what is
    said of each decision. All that needs no register is asked of the children while it is read.

    :raises CannotRead: where one of the files is no table.
    """
    findings, of_roll = Findings(), Findings()
    if index is None and roll.stat().st_size <= MOST_BYTES:
        reading = begun(partial(_read, roll, on))
        filed, asked = _ask(children, on, findings, reading.is_awaited)
        register, of_roll = reading()
    else:
        filed, asked = _ask(children, on, findings)
        register = (
            read_register(roll, on, of_roll)
            if index is None
            else indexed_register(roll, index, on, of_roll)
        )
    findings.refused += of_roll.refused
    findings.warnings += of_roll.warnings
    told = asked.told(register, lambda decision: say(decision, register), weights)
    return filed, findings, told


def _ask(
    children: Path, on: date, findings: Findings, is_time: Callable[[], bool] = lambda: False
) -> tuple[list[FiledChild], Asked]:
    filed = read_children(children, on, findings)
    return filed, Asked.of([each.child for each in filed if each.child is not None], is_time)


def _read(roll: Path, on: date) -> tuple[Register, Findings]:
    """A register that is prepared for children, and what was refused of it."""
    findings = Findings()
    return read_register(roll, on, findings).prepared(), findings


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
    with nothing_collected():
        return Asked.of(children).decided(register, weights)


def find_candidates(
    children: Sequence[RecordedChild], pupils: Sequence[RollPupil]
) -> dict[object, list[RollPupil]]:
    """The pupils that share a key with each child, contenders or not."""
    register = Register.of(pupils)
    who, rows = register.pairs(children)
    return _candidates(children, register, who, rows)


def _candidates(
    children: Sequence[RecordedChild], register: Register, who: Ints, rows: Ints
) -> dict[object, list[RollPupil]]:
    found: dict[object, list[RollPupil]] = defaultdict(list)
    for child, row in zip(who.tolist(), rows.tolist(), strict=True):
        found[children[child].child_id].append(register.pupil(row))
    return found


def _line(decision: Decision, register: Register) -> list[str]:
    """The answer of one child but for its id."""
    upn, urn = "", ""
    if decision.decision != "unlinked":
        upn, urn = _upn_of(decision.candidates[0].pupil, register)
    runner_up = "" if decision.runner_up is None else _upn_of(decision.runner_up, register)[0]
    return [
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
