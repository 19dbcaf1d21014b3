"""A roll file as pupils: several rows may be one pupil, and one row may have to be refused.

Rows of one valid UPN are one pupil; without one, rows of the same names and birth date at one
establishment are. Free of Django; the registers' own loader reads the same columns its own way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from firstbell.core.linkage import RollPupil
from firstbell.core.linkage.names import fold
from firstbell.core.linkage.upns import tidy_upn
from firstbell.journey.linkage.tables import Findings, Refusal, Row, read_rows

COLUMNS = (
    "upn", "surname", "forename", "middle_names", "preferred_surname", "preferred_forename",
    "former_surname", "date_of_birth", "sex", "address_line_1", "address_line_2",
    "address_line_3", "town", "postcode", "uprn", "urn", "enrol_status", "entry_date",
    "leaving_date", "nc_year", "reg_group",
)  # fmt: skip

_MAIN_FIRST = {"": 0, "C": 0, "M": 0, "F": 1, "S": 2, "G": 3}
_LAST = 4


@dataclass(frozen=True, slots=True)
class FiledPupil:
    """A pupil of the file: what linkage reads, and what the answer says of them."""

    pupil: RollPupil
    upn: str
    urn: str


@dataclass(frozen=True, slots=True)
class _Registration:
    row: Row
    born_on: date | None
    entered_on: date | None
    left_on: date | None

    def order(self, on: date) -> tuple[bool, int, int, int]:
        """Current before past, main before subsidiary, newest first, then as in the file."""
        begun = self.entered_on is None or self.entered_on <= on
        current = begun and (self.left_on is None or self.left_on >= on)
        status = _MAIN_FIRST.get(self.row["enrol_status"].upper(), _LAST)
        entered = self.entered_on.toordinal() if self.entered_on else 0
        return (not current, status, -entered, self.row.line)


def read_roll(path: Path, on: date, findings: Findings) -> list[FiledPupil]:
    """Read a roll's pupils; ``on`` tells current registrations from past ones.

    :raises CannotRead: where the file is no table.
    """
    by_pupil: dict[tuple[object, ...], list[_Registration]] = {}
    for row in read_rows(path, COLUMNS, findings):
        registration = _registration(path.name, row, findings)
        if registration is not None:
            by_pupil.setdefault(_identity(registration), []).append(registration)
    return [
        _pupil(number, sorted(rows, key=lambda row: row.order(on)))
        for number, rows in enumerate(by_pupil.values(), start=1)
    ]


def _registration(file: str, row: Row, findings: Findings) -> _Registration | None:
    refused = [
        Refusal(file, row.line, column, "it is missing", "give it")
        for column in ("surname", "forename", "urn")
        if not row[column]
    ]
    born_on, entered_on, left_on = (
        read_date(file, row, column, refused)
        for column in ("date_of_birth", "entry_date", "leaving_date")
    )
    findings.refused += refused
    if row["upn"] and not tidy_upn(row["upn"]):
        findings.warnings.append(
            Refusal(file, row.line, "upn", "its check letter is wrong", "it is not relied on")
        )
    return None if refused else _Registration(row, born_on, entered_on, left_on)


def read_date(file: str, row: Row, column: str, refused: list[Refusal]) -> date | None:
    """A cell as a date, None where it is blank or was refused."""
    if not row[column]:
        return None
    text = row[column].removesuffix(" 00:00:00")
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else _no_date()
    except ValueError:
        refused.append(Refusal(file, row.line, column, "it is no date", "write YYYY-MM-DD"))
        return None


def _no_date() -> date:
    raise ValueError


def _identity(registration: _Registration) -> tuple[object, ...]:
    row = registration.row
    upn = tidy_upn(row["upn"])
    if upn:
        return (upn,)
    names = (fold(row[name]) for name in ("surname", "forename", "middle_names"))
    return (row["urn"], registration.born_on, *names)


def _pupil(number: int, registrations: list[_Registration]) -> FiledPupil:
    rows = [registration.row for registration in registrations]
    pupil = RollPupil(
        pupil_id=number,
        surname=rows[0]["surname"],
        forename=rows[0]["forename"],
        middle_names=_first(rows, "middle_names"),
        preferred_surname=_first(rows, "preferred_surname"),
        preferred_forename=_first(rows, "preferred_forename") or _other(rows, "forename"),
        former_surname=_first(rows, "former_surname") or _other(rows, "surname"),
        born_on=next((r.born_on for r in registrations if r.born_on is not None), None),
        sex=_first(rows, "sex"),
        upn=_first(rows, "upn"),
        address_line_1=_first(rows, "address_line_1"),
        postcode=_first(rows, "postcode"),
        uprn=_first(rows, "uprn"),
        urns=tuple(dict.fromkeys(row["urn"] for row in rows)),
    )
    return FiledPupil(pupil, pupil.upn.upper(), rows[0]["urn"])


def _first(rows: Iterable[Row], column: str) -> str:
    return next((row[column] for row in rows if row[column]), "")


def _other(rows: list[Row], column: str) -> str:
    """What another school's roll calls the pupil, where that differs from the main one's."""
    return next((row[column] for row in rows if fold(row[column]) != fold(rows[0][column])), "")
