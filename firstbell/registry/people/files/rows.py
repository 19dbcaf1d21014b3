"""One line of a school roll, whichever file it came in: what is refused, what is only marked.

Refused is what would put a child on the wrong roll or on none: a missing name or URN, a date
that is none. Everything else that looks wrong is kept with a warning, because a wrong UPN is
still a child. Pure: no table is looked at, and the day is passed in. No complaint repeats what
the row says of the child, so that complaints may be shown on a terminal or kept in a log.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from firstbell.core.attending import CURE, attendance
from firstbell.core.identifiers import check_upn, normal_postcode, place_number

COLUMNS = (
    "upn", "surname", "forename", "middle_names", "preferred_surname", "preferred_forename",
    "former_surname", "date_of_birth", "sex", "address_line_1", "address_line_2",
    "address_line_3", "town", "postcode", "uprn", "urn", "enrol_status", "entry_date",
    "leaving_date", "nc_year", "reg_group", "attends",
)  # fmt: skip
"""Every column of the roll CSV, in the contract's order."""

_LONGEST_OF = {"town": 100, "postcode": 8, "uprn": 12, "upn": 13, "nc_year": 4, "reg_group": 40}
"""Characters that are kept of a column; 200 of any other."""

OLDEST_LIKELY = 25
"""Years above which a birth date on a school roll is more likely a slip than a pupil."""

ENROL_STATUSES = frozenset("CMSGF")
SEXES = {"F": "F", "FEMALE": "F", "M": "M", "MALE": "M", "X": "X"}

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")
_LIKE_UPN = re.compile(r"[A-Z]\d{11}[0-9A-Z]")
_UPN_SOMEWHERE = re.compile(r"\b[A-Z]\d{11}[0-9A-Z]\b")

Warnings: TypeAlias = "tuple[Complaint, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a file: a line (for XML the number of the pupil), and how a person would find it."""

    line: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What is wrong with one field, and what would be right; says nothing of the child."""

    field: str
    problem: str
    cure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedEntry:
    """A row that was not taken, with its complaints and the row itself as it was written."""

    place: Place
    complaints: tuple[Complaint, ...]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollRow:
    """One pupil at one establishment, clean; `urn` is None where the file's header names it."""

    place: Place
    urn: int | None
    upn: str
    surname: str
    forename: str
    middle_names: str
    preferred_surname: str
    preferred_forename: str
    former_surname: str
    born_on: date | None
    sex: str
    address_line_1: str
    address_line_2: str
    address_line_3: str
    town: str
    postcode: str
    uprn: str
    enrol_status: str
    entered_on: date | None
    left_on: date | None
    nc_year: str
    reg_group: str
    attends: str = ""
    content: str = ""
    warnings: Warnings = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSchool:
    """The establishment that a Common Transfer File comes from, as its header names it."""

    urn: str = ""
    council_code: str = ""
    establishment_number: str = ""


@dataclass(slots=True, kw_only=True)
class ReadRoll:
    """A whole file as read: `source` where its header names the one establishment of all rows."""

    file_kind: str
    rows: list[RollRow] = field(default_factory=list)
    refused: list[RefusedEntry] = field(default_factory=list)
    notes: list[Complaint] = field(default_factory=list)
    source: SourceSchool | None = None


def is_upn_like(upn: str) -> bool:
    """Say whether a text has the form of a UPN, its check letter right or not.

    Only such a number may say who somebody is; "unknown" or a school's own number never does.
    """
    return bool(_LIKE_UPN.fullmatch(upn))


def upns_in(content: str) -> set[str]:
    """Return what looks like a UPN in a refused row, whatever cell it was meant for."""
    return set(_UPN_SOMEWHERE.findall(content.upper()))


def read_row(
    cells: Mapping[str, str], *, place: Place, on: date, content: str
) -> RollRow | RefusedEntry:
    """Return the row that the `cells` make, by column, or why there is none.

    A missing column is a blank one, and cells come without blanks around them. `on` is the day
    of the load; ages are told by it. Cells without the column `urn` belong to the establishment
    that the file's header names.
    """
    reader = _Reader(cells, on)
    surname, forename = reader.name("surname"), reader.name("forename")
    urn = reader.urn() if "urn" in cells else None
    born_on, upn = reader.birth_date(), reader.upn()
    entered_on, left_on = reader.registered()
    fields = {name: reader.text(name) for name in _PLAIN}
    if reader.refusals:
        return RefusedEntry(place=place, complaints=tuple(reader.refusals), content=content)
    return RollRow(
        place=place,
        urn=urn,
        upn=upn,
        surname=surname,
        forename=forename,
        born_on=born_on,
        sex=reader.sex(),
        postcode=reader.postcode(),
        uprn=reader.uprn(),
        enrol_status=reader.enrol_status(),
        entered_on=entered_on,
        left_on=left_on,
        attends=reader.attends(),
        **fields,
        content=content,
        warnings=tuple(reader.warnings),
    )


_PLAIN = (
    "middle_names", "preferred_surname", "preferred_forename", "former_surname",
    "address_line_1", "address_line_2", "address_line_3", "town", "nc_year", "reg_group",
)  # fmt: skip


class _Reader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, cells: Mapping[str, str], on: date) -> None:
        self._cells = cells
        self._on = on
        self.refusals: list[Complaint] = []
        self.warnings: list[Complaint] = []

    def text(self, column: str) -> str:
        """The cell, cut where it is longer than can be kept."""
        found = self._cells.get(column, "")
        if not found.isprintable():
            found = " ".join(_UNPRINTABLE.sub(" ", found).split())
        if len(found) <= _LONGEST_OF.get(column, 200):
            return found
        longest = _LONGEST_OF.get(column, 200)
        self._warn(column, f"it has {len(found)} characters", f"write at most {longest}")
        return found[:longest].rstrip()

    def name(self, column: str) -> str:
        """A name that must be there."""
        found = self.text(column)
        if not found:
            self._refuse(column, "it is blank", f"write the pupil's {column}")
        return found

    def urn(self) -> int | None:
        """The URN or childcare reference; whether it is known is for the caller."""
        found = self.text("urn")
        number = place_number(found)
        if number is None:
            problem = "it is no number" if found else "it is blank"
            self._refuse("urn", problem, "write the establishment's URN, usually six digits")
        return number

    def attends(self) -> str:
        """The days on which the child attends, "" when not said; what names none is marked.

        Every day counts then: too early is safe.
        """
        found = self.text("attends")
        if not found:
            return ""
        try:
            return attendance(found).days
        except ValueError:
            self._warn("attends", "it names no days; every day was taken", CURE)
            return ""

    def upn(self) -> str:
        """The UPN in capitals without blanks; a wrong one is kept and marked."""
        found = self._cells.get("upn", "")
        if not found or not found.strip():
            return ""
        checked = check_upn(_UNPRINTABLE.sub(" ", found))
        if checked.state == "invalid":
            self._warn("upn", checked.why, "copy it again from the pupil's record")
        return checked.upn[: _LONGEST_OF["upn"]]

    def birth_date(self) -> date | None:
        """The birth date; blank is allowed, and both blank and unlikely are marked."""
        found = self._date("date_of_birth")
        if found is None:
            if not self._cells.get("date_of_birth", "").strip():
                self._warn("date_of_birth", "it is blank", "write it: namesakes differ only by it")
            return None
        age = (
            self._on.year - found.year - ((self._on.month, self._on.day) < (found.month, found.day))
        )
        if found > self._on:
            self._warn("date_of_birth", "it is in the future", "check the year")
        elif age > OLDEST_LIKELY:
            self._warn("date_of_birth", f"it makes the pupil {age} years old", "check the year")
        return found

    def registered(self) -> tuple[date | None, date | None]:
        """The first and the last day on the roll, blanks open."""
        entered_on, left_on = self._date("entry_date"), self._date("leaving_date")
        if entered_on and left_on and left_on < entered_on:
            self._warn("leaving_date", "it is before entry_date", "check both dates")
        return entered_on, left_on

    def sex(self) -> str:
        """F, M or X, or blank; another letter is marked and not kept."""
        found = self.text("sex").upper()
        if found and found not in SEXES:
            self._warn("sex", "it is none of F, M and X", "write F, M or X, or leave it blank")
        return SEXES.get(found, "")

    def postcode(self) -> str:
        """The postcode as the ONS writes it; one that is none is kept and marked."""
        found = self._cells.get("postcode", "")
        if not found or not found.strip():
            return ""
        normal = normal_postcode(found)
        if normal is not None:
            return normal
        self._warn("postcode", "it is no postcode", "write it like AB1 2CD, or leave it blank")
        return " ".join(_UNPRINTABLE.sub(" ", found).upper().split())[: _LONGEST_OF["postcode"]]

    def uprn(self) -> str:
        """The UPRN; one that is no number is kept and marked."""
        found = self.text("uprn")
        if found and not (found.isascii() and found.isdecimal()):
            self._warn("uprn", "it is no number", "write up to 12 digits, or leave it blank")
        return found

    def enrol_status(self) -> str:
        """The enrolment status, "" when not said; an unknown one is marked and read as C."""
        found = self.text("enrol_status").upper()
        if found and found not in ENROL_STATUSES:
            self._warn("enrol_status", "it is none of C, M, S, G and F", "it was read as C")
            return "C"
        return found

    def _date(self, column: str) -> date | None:
        found = self._cells.get(column, "").strip()
        if not found:
            return None
        try:
            if _DATE.fullmatch(found) and found.isascii():
                return date.fromisoformat(found)
        except ValueError:
            pass
        self._refuse(column, "it is no date", "write YYYY-MM-DD, for example 2015-09-01")
        return None

    def _refuse(self, column: str, problem: str, cure: str) -> None:
        self.refusals.append(Complaint(field=column, problem=problem, cure=cure))

    def _warn(self, column: str, problem: str, cure: str) -> None:
        self.warnings.append(Complaint(field=column, problem=problem, cure=cure))
