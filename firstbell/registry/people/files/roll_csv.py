"""Read a roll as a CSV of the contract's columns; it may hold several establishments."""

from collections.abc import Iterable
from datetime import date

from firstbell.registry.agencies.files.table import Problem, Row, Table, UnusableFile, read
from firstbell.registry.people.files.rows import (
    COLUMNS,
    Complaint,
    Place,
    ReadRoll,
    RefusedEntry,
    RollRow,
    read_row,
)

KIND = "roll"
"""What refused rows of these files are kept under."""

REQUIRED = ("surname", "forename", "urn")
"""Columns without which no row could be taken; any other may be left out."""


def read_roll_csv(content: bytes | Iterable[bytes], *, on: date) -> ReadRoll:
    """Return what a roll CSV holds; a file whose header cannot be used is one refused entry."""
    roll = ReadRoll(file_kind=KIND)
    try:
        table = read(
            content,
            required=REQUIRED,
            optional=[column for column in COLUMNS if column not in REQUIRED],
            warn_of_unknown=True,
        )
    except UnusableFile as unusable:
        complaint = Complaint(field="", problem=str(unusable), cure="nothing of it was loaded")
        place = Place(line=0, words="the whole file")
        roll.refused.append(RefusedEntry(place=place, complaints=(complaint,), content=""))
        return roll
    roll.notes += [_complaint(warning) for warning in table.warnings]
    _read_rows(table, roll, on=on)
    return roll


def _read_rows(table: Table, roll: ReadRoll, *, on: date) -> None:
    for row in table.rows():
        entry = _refused(row) if isinstance(row, Problem) else _read(row, on=on)
        if isinstance(entry, RollRow):
            roll.rows.append(entry)
        else:
            roll.refused.append(entry)


def _read(row: Row, *, on: date) -> RollRow | RefusedEntry:
    return read_row(row.cells, place=_line(row.line), on=on, content=row.content)


def _refused(problem: Problem) -> RefusedEntry:
    return RefusedEntry(
        place=_line(problem.line), complaints=(_complaint(problem),), content=problem.content
    )


def _complaint(problem: Problem) -> Complaint:
    return Complaint(field=problem.field, problem=problem.problem, cure=problem.cure)


def _line(number: int) -> Place:
    return Place(line=number, words=f"line {number}")
