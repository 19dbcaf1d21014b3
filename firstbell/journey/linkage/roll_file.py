"""A roll file as pupils: several rows may be one pupil, and one row may have to be refused.

Rows of one valid UPN are one pupil; without one, rows of the same names and birth date at one
establishment are. What is asked of a cell is asked once for each distinct value. Free of Django;
the registers' own loader reads the same columns its own way.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firstbell.core.linkage import Frequencies, RollPupil
from firstbell.core.linkage.merging import one_pupil, rank
from firstbell.core.linkage.names import fold
from firstbell.journey.linkage.bearers import count_bearers
from firstbell.journey.linkage.columns import Codes, Column
from firstbell.journey.linkage.register import FIELDS, Ints, Register, field_of, texts_of
from firstbell.journey.linkage.tables import Findings, Refusal, Row, Table, read_columns
from firstbell.journey.linkage.upn_numbers import NO_UPN, upn_numbers

COLUMNS = (
    "upn", "surname", "forename", "middle_names", "preferred_surname", "preferred_forename",
    "former_surname", "date_of_birth", "sex", "address_line_1", "address_line_2",
    "address_line_3", "town", "postcode", "uprn", "urn", "enrol_status", "entry_date",
    "leaving_date", "nc_year", "reg_group",
)  # fmt: skip

NOT_READ = frozenset({"address_line_2", "address_line_3", "town", "nc_year", "reg_group"})
"""Columns of a roll that linkage makes no use of."""

NEEDED = ("surname", "forename", "urn")
DATES = ("date_of_birth", "entry_date", "leaving_date")
COLUMN_OF = {"born_on": "date_of_birth", "urns": "urn"}
"""Columns of the file whose name differs from the field of a pupil."""


@dataclass(frozen=True, slots=True)
class FiledPupil:
    """A pupil of the file: what linkage reads, and what the answer says of them."""

    pupil: RollPupil
    upn: str
    urn: str


def read_roll(path: Path, on: date, findings: Findings) -> list[FiledPupil]:
    """Read a roll's pupils one by one, as `read_register` holds them.

    :raises CannotRead: where the file is no table.
    """
    register = read_register(path, on, findings)
    return [
        FiledPupil(pupil, pupil.upn.upper(), register.urn[row])
        for row, pupil in enumerate(map(register.pupil, range(len(register))))
    ]


def read_register(path: Path, on: date, findings: Findings) -> Register:
    """Read a roll as a register; ``on`` tells current registrations from past ones.

    Names are counted as often as rows bear them, as they are where rolls are in a database.

    :raises CannotRead: where the file is no table.
    """
    wanted = [name for name in COLUMNS if name not in NOT_READ]
    table = read_columns(path, COLUMNS, findings, only=wanted)
    upns = upn_numbers(table.columns["upn"].values)
    good = _judge(path.name, table, upns, findings)
    columns = {
        name: Column(column.values, column.codes if good.all() else column.codes[good])
        for name, column in table.columns.items()
    }
    number = _number_pupils(columns, upns)
    firsts, held = _merge(columns, number, on)
    register = {name: held[name] for name in FIELDS}
    return Register(register, Column(columns["urn"].values, firsts), _count(columns, number))


def _judge(file: str, table: Table, upns: Ints, findings: Findings) -> NDArray[np.bool_]:
    """Which rows are taken; says of the others what is wrong, and warns of wrong UPNs."""
    columns, lines = table.columns, table.lines
    refused: list[tuple[int, Refusal]] = []
    wrong, right = "it is missing", "give it"
    for name in NEEDED:
        refused += [
            (row, Refusal(file, lines[row], name, wrong, right))
            for row in _rows_where(columns[name], [not value for value in columns[name].values])
        ]
    wrong, right = NO_DATE
    for name in DATES:
        refused += [
            (row, Refusal(file, lines[row], name, wrong, right))
            for row in _rows_where(columns[name], columns[name].each(_is_no_date))
        ]
    refused.sort(key=lambda found: found[0])
    findings.refused += [refusal for _, refusal in refused]
    wrong, right = "its check letter is wrong", "it is not relied on"
    bad = upns == NO_UPN
    bad[bad] = [bool(columns["upn"].values[place]) for place in np.flatnonzero(bad).tolist()]
    findings.warnings += [
        Refusal(file, lines[row], "upn", wrong, right) for row in _rows_where(columns["upn"], bad)
    ]
    good = np.ones(len(lines), np.bool_)
    good[[row for row, _ in refused]] = False
    return good


def _rows_where(column: Column, is_so: Sequence[bool] | NDArray[np.bool_]) -> list[int]:
    values = np.array(is_so, np.bool_)
    return np.flatnonzero(values[column.codes]).tolist() if values.any() else []


NO_DATE = ("it is no date", "write YYYY-MM-DD")


def read_date(file: str, row: Row, column: str, refused: list[Refusal]) -> date | None:
    """A cell as a date, None where it is blank or was refused."""
    try:
        return _as_date(row[column])
    except ValueError:
        refused.append(Refusal(file, row.line, column, *NO_DATE))
        return None


def _as_date(text: str) -> date | None:
    """A date written out in full, None where the cell is blank.

    :raises ValueError: where it is neither.
    """
    text = text.removesuffix(MIDNIGHT)
    if not text:
        return None
    if len(text) != len("2026-01-31"):
        raise ValueError
    return date.fromisoformat(text)


MIDNIGHT = " 00:00:00"
"""How a spreadsheet's date ends that was written out as text."""


def _is_no_date(text: str) -> bool:
    """Whether a cell is neither blank nor a date written out in full."""
    try:
        _as_date(text)
    except ValueError:
        return True
    return False


def _number_pupils(columns: dict[str, Column], upns: Ints) -> Ints:
    """For every row the number of its pupil, from 0 in the order in which pupils first come."""
    found = upns[columns["upn"].codes] if len(upns) else np.zeros(0, np.int64)
    places: dict[object, int] = {}
    for row in np.flatnonzero(found == NO_UPN).tolist():
        names = (fold(columns[name][row]) for name in ("surname", "forename", "middle_names"))
        whose = (columns["urn"][row], _as_date(columns["date_of_birth"][row]), *names)
        found[row] = NO_UPN - places.setdefault(whose, len(places))
    _, first, number = np.unique(found, return_index=True, return_inverse=True)
    if len(first) == len(found):
        return np.arange(len(found))
    order = np.empty(len(first), np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[number]


def _merge(columns: dict[str, Column], number: Ints, on: date) -> tuple[Codes, dict[str, Column]]:
    """One row for each pupil: the main URN's codes, and the columns of `Register`."""
    merged = {name: columns[COLUMN_OF.get(name, name)] for name in FIELDS}
    born_on = [
        "" if _is_no_date(value) else value.removesuffix(MIDNIGHT)
        for value in merged["born_on"].values
    ]
    merged["born_on"] = Column(born_on, merged["born_on"].codes)
    if not len(number) or number[-1] == len(number) - 1:
        return columns["urn"].codes, merged
    _, first, counts = np.unique(number, return_index=True, return_counts=True)
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(counts[number] > 1).tolist():
        rows_of[int(number[row])].append(row)
    values = {name: list(column.values) for name, column in merged.items()}
    codes = {name: column.codes[first].astype(np.int32) for name, column in merged.items()}
    for pupil, rows in rows_of.items():
        rows.sort(key=lambda row: (_rank(columns, row, on), -row))
        first[pupil] = rows[0]
        both = one_pupil([_as_pupil(columns, row) for row in rows])
        for name in FIELDS:
            [text] = texts_of([both], name)
            codes[name][pupil] = merged[name].codes[rows[0]]
            if text != values[name][codes[name][pupil]]:
                codes[name][pupil] = len(values[name])
                values[name].append(text)
    return columns["urn"].codes[first], {name: Column(values[name], codes[name]) for name in FIELDS}


def _rank(columns: dict[str, Column], row: int, on: date) -> tuple[bool, int, int]:
    """As everywhere; of two alike, the later one in the file."""
    entered, left = (_as_date(columns[name][row]) for name in ("entry_date", "leaving_date"))
    return rank(columns["enrol_status"][row].upper(), entered, left, on=on)


def _as_pupil(columns: dict[str, Column], row: int) -> RollPupil:
    cells = {name: columns[COLUMN_OF.get(name, name)][row] for name in FIELDS}
    cells["born_on"] = cells["born_on"].removesuffix(MIDNIGHT)
    return RollPupil(pupil_id=0, **{name: field_of(name)(cells[name]) for name in FIELDS})


def _count(columns: dict[str, Column], number: Ints) -> Frequencies:
    """How many rows bear each name; a pupil whom two rolls name counts in both."""
    urns, pupils = columns["urn"], len(number)
    if pupils and number.max() + 1 < pupils:
        pupils = len(np.unique(number * len(urns.values) + urns.codes))
    return count_bearers(columns["forename"], columns["surname"], pupils)
