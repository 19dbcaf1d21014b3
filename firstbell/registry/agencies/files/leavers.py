"""The file of leavers: who has left an agency, from which place, and on which day.

A line without a place means everything: the person's account is disabled. `left_on` is the first
day on which they do not work there any more; an empty one is today.
"""

from dataclasses import dataclass
from datetime import date

from firstbell.registry.agencies.files import cells
from firstbell.registry.agencies.files.parsed import Parsed, parse
from firstbell.registry.agencies.files.table import Refused, Row, quoted, read

REQUIRED = ("email",)
PLACES = ("urn", "desk", "agency")
OPTIONAL = (*PLACES, "left_on", "reason")

REASONS = ("left", "moved", "mistake", "security")
"""As `Ending` knows them; silence alone ends nothing by a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """One person who leaves one place, or everything where none is named."""

    email: str
    urn: int | None
    desk: str
    agency: str
    left_on: date | None
    reason: str


def read_leavers(content: bytes) -> Parsed[Leaver]:
    """Return every leaver of the file.

    :raises UnusableFile: if the column `email` is missing.
    """
    table = read(content, required=REQUIRED, optional=OPTIONAL, warn_of_unknown=True)
    return parse(table, _leaver)


def _leaver(row: Row) -> Leaver:
    email = cells.needed(row, "email", longest=254)
    if "@" not in email:
        raise Refused(
            "email", f"{quoted(email)} is no e-mail address", "write the one they sign in with"
        )
    named = [column for column in PLACES if row[column]]
    if len(named) > 1:
        raise Refused(named[1], "there is a second place", "name one place, or none for everything")
    return Leaver(
        email=email,
        urn=cells.urn(row, "urn") if row["urn"] else None,
        desk=cells.text(row, "desk", longest=60),
        agency=cells.text(row, "agency", longest=40),
        left_on=cells.iso_date(row, "left_on"),
        reason=cells.one_of(row, "reason", REASONS) if row["reason"] else "left",
    )
