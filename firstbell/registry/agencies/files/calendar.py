"""Files of school days: the calendar CSV. What a day means is for `core.calendars`.

A scope is an establishment (its URN) or a whole council (`380` or `LA-380`).
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from firstbell.core.identifiers import place_number
from firstbell.registry.agencies.files import cells
from firstbell.registry.agencies.files.parsed import Parsed, parse
from firstbell.registry.agencies.files.table import Refused, Row, quoted, read

REQUIRED = ("scope", "kind", "from", "to")
OPTIONAL = ("opens_at", "note")

KINDS = ("term", "inset", "closure", "open")

LONGEST_TERM = timedelta(weeks=26)
"""A longer term is more likely a wrong year than a term."""

SCOPE_CURE = "write a URN, or a council as its three digits or LA- and them"


LEAST_URN = 10_000
"""A smaller number is a slip: no establishment has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose days they are: one establishment's or a council's, never both."""

    urn: int | None = None
    council_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days of one kind, both ends included; `opens_at` is local time."""

    scope: Scope
    kind: str
    first_on: date
    last_on: date
    opens_at: time | None
    note: str


def read_calendar(content: bytes) -> Parsed[Period]:
    """Return every period of a calendar CSV.

    :raises UnusableFile: if a column is missing that nothing works without.
    """
    parsed = parse(
        read(content, required=REQUIRED, optional=OPTIONAL, warn_of_unknown=True), _period
    )
    for row, period in parsed.values:
        if period.kind == "term" and period.last_on - period.first_on > LONGEST_TERM:
            weeks = (period.last_on - period.first_on).days // 7
            parsed.warn(
                row, Refused("to", f"a term of {weeks} weeks is unlikely", "look at the years")
            )
    return parsed


def read_scope(text: str) -> Scope | None:
    """Return whose days a text names, or None when it names nobody."""
    if council := re.fullmatch(r"(?:LA-)?(\d{3})", text.strip(), re.ASCII | re.IGNORECASE):
        return Scope(council_code=council[1])
    number = place_number(text)
    return Scope(urn=number) if number and number >= LEAST_URN else None


def _period(row: Row) -> Period:
    scope = read_scope(cells.needed(row, "scope", longest=20))
    if scope is None:
        raise Refused("scope", f"{quoted(row['scope'])} is no scope", SCOPE_CURE)
    return Period(
        scope=scope,
        kind=cells.one_of(row, "kind", KINDS),
        first_on=_day(row, "from"),
        last_on=_last(row),
        opens_at=cells.clock_time(row, "opens_at"),
        note=cells.text(row, "note", longest=300),
    )


def _day(row: Row, column: str) -> date:
    day = cells.iso_date(row, column)
    if day is None:
        raise Refused(column, "it is missing", "write it as YYYY-MM-DD, for example 2026-09-01")
    return day


def _last(row: Row) -> date:
    last = _day(row, "to")
    cells.check_order(_day(row, "from"), last)
    return last
