"""A roll file as pupils: several rows may be one pupil, and one row may have to be refused.

Rows of one valid UPN are one pupil; without one, rows of the same names and birth date at one
establishment are. Free of Django; the registers' own loader reads the same columns its own way.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from firstbell.core.linkage import RollPupil
from firstbell.core.linkage.merging import one_pupil, rank
from firstbell.core.linkage.names import fold
from firstbell.core.linkage.upns import tidy_upn
from firstbell.journey.linkage.tables import Findings, Refusal, Row, read_rows

COLUMNS = (
    "upn", "surname", "forename", "middle_names", "preferred_surname", "preferred_forename",
    "former_surname", "date_of_birth", "sex", "address_line_1", "address_line_2",
    "address_line_3", "town", "postcode", "uprn", "urn", "enrol_status", "entry_date",
    "leaving_date", "nc_year", "reg_group",
)  # fmt: skip


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

    def order(self, on: date) -> tuple[tuple[bool, int, int], int]:
        """As everywhere; of two alike, the later one in the file."""
        status = self.row["enrol_status"].upper()
        return rank(status, self.entered_on, self.left_on, on=on), -self.row.line


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
    pupil = one_pupil([_as_pupil(number, registration) for registration in registrations])
    return FiledPupil(pupil, pupil.upn.upper(), registrations[0].row["urn"])


def _as_pupil(number: int, registration: _Registration) -> RollPupil:
    row = registration.row
    return RollPupil(
        pupil_id=number,
        surname=row["surname"],
        forename=row["forename"],
        middle_names=row["middle_names"],
        preferred_surname=row["preferred_surname"],
        preferred_forename=row["preferred_forename"],
        former_surname=row["former_surname"],
        born_on=registration.born_on,
        sex=row["sex"],
        upn=row["upn"],
        address_line_1=row["address_line_1"],
        postcode=row["postcode"],
        uprn=row["uprn"],
        urns=(row["urn"],),
    )
