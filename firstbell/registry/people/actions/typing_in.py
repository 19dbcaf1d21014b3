"""A small provider types its list in: one child added, its days changed, or its last day.

Each is a roll of one row that adds to the roll in force, taken as a file's is; so who a child is,
what is refused and what is kept are decided in one place.
"""

from dataclasses import dataclass
from datetime import date, datetime

from firstbell.core.attending import Attendance
from firstbell.core.calendars import local_day
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.people.actions.loading import load_rolls
from firstbell.registry.people.files.rows import Place, ReadRoll, RefusedEntry, read_row
from firstbell.registry.people.models import Registration

TYPED = Place(line=1, words="the form")

_AS_WRITTEN = (
    "upn", "surname", "forename", "middle_names", "preferred_surname", "preferred_forename",
    "former_surname", "sex", "address_line_1", "address_line_2", "address_line_3", "town",
    "postcode", "uprn", "enrol_status", "nc_year", "reg_group", "attends",
)  # fmt: skip


class NotTaken(ValueError):
    """The row was refused; the form should have said so."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One child as its provider writes it."""

    forename: str
    surname: str
    born_on: date
    address_line_1: str
    postcode: str
    attends: Attendance


def add_child(*, place: Establishment, said: Said, by: User, at: datetime) -> None:
    """Put a child on the provider's list; the same child again changes its row.

    No first day is kept: what police formed a belief about before today is told as well.

    :raises NotTaken: if the row cannot be used.
    """
    cells = {
        "forename": said.forename,
        "surname": said.surname,
        "date_of_birth": said.born_on.isoformat(),
        "address_line_1": said.address_line_1,
        "postcode": said.postcode,
        "attends": said.attends.days,
    }
    _take(place, cells, by=by, at=at)


def change_days(*, row: Registration, attends: Attendance, by: User, at: datetime) -> None:
    """Say on which other days a child comes from now on."""
    cells = _cells_of(row) | {"attends": attends.days}
    _take(row.roll.establishment, cells, by=by, at=at)


def end_child(*, row: Registration, by: User, at: datetime) -> None:
    """Say that today is a child's last day; from tomorrow on the provider is not told of it."""
    cells = _cells_of(row) | {"leaving_date": local_day(at).isoformat()}
    _take(row.roll.establishment, cells, by=by, at=at)


def _cells_of(row: Registration) -> dict[str, str]:
    cells = {name: str(getattr(row, name)) for name in _AS_WRITTEN}
    days = {
        "date_of_birth": row.born_on,
        "entry_date": row.entered_on,
        "leaving_date": row.left_on,
    }
    return cells | {name: day.isoformat() if day else "" for name, day in days.items()}


def _take(place: Establishment, cells: dict[str, str], *, by: User, at: datetime) -> None:
    cells = cells | {"urn": str(place.urn)}
    row = read_row(cells, place=TYPED, on=local_day(at), content="")
    if isinstance(row, RefusedEntry):
        raise NotTaken
    read = ReadRoll(file_kind="typed", rows=[row])
    load_rolls(read, file_name=str(place.urn), by=by, at=at, adds=True)
