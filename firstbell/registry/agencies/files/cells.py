"""What one cell may say: dates, numbers, yes or no, in the ways that files write them.

Each reader raises `Refused` with the column, what is wrong and what would be right.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date, time

from firstbell.core.identifiers import place_number
from firstbell.registry.agencies.files.table import Refused, Row, quoted

YES = {"yes", "y", "true", "1"}
NO = {"no", "n", "false", "0"}


def text(row: Row, column: str, *, longest: int) -> str:
    """Return a cell that may be empty."""
    value = row[column]
    if len(value) > longest:
        raise Refused(column, f"it has {len(value)} characters", f"write at most {longest}")
    return value


def needed(row: Row, column: str, *, longest: int) -> str:
    """Return a cell that may not be empty."""
    value = text(row, column, longest=longest)
    if not value:
        raise Refused(column, "it is missing", "write it in this column")
    return value


def urn(row: Row, column: str) -> int:
    """Return the number of an establishment, by its URN or its childcare reference."""
    number = place_number(needed(row, column, longest=20))
    if number is None:
        raise Refused(column, f"{quoted(row[column])} is no URN", "write the number of six digits")
    return number


def whole(row: Row, column: str, *, least: int = 0, most: int = 32_767) -> int | None:
    """Return a whole number, or None for an empty cell."""
    value = row[column]
    if not value:
        return None
    if not (
        value.isascii() and value.isdecimal() and len(value) < 10 and least <= int(value) <= most
    ):
        raise Refused(column, f"{quoted(value)} will not do", f"write a whole number from {least}")
    return int(value)


def iso_date(row: Row, column: str) -> date | None:
    """Return a date written YYYY-MM-DD, or None for an empty cell."""
    value = row[column]
    if not value:
        return None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise Refused(
        column, f"{quoted(value)} is no date", "write it as YYYY-MM-DD, for example 2026-09-01"
    )


def register_date(row: Row, column: str) -> date | None:
    """Return a date written dd-mm-yyyy, as the schools register does, or None."""
    value = row[column]
    if not value:
        return None
    if found := re.fullmatch(r"(\d{2})[-/](\d{2})[-/](\d{4})", value, re.ASCII):
        with suppress(ValueError):
            return date(int(found[3]), int(found[2]), int(found[1]))
    raise Refused(
        column, f"{quoted(value)} is no date", "write it as dd-mm-yyyy, for example 01-09-2026"
    )


def clock_time(row: Row, column: str) -> time | None:
    """Return a local time of day written HH:MM, or None for an empty cell."""
    value = row[column]
    if not value:
        return None
    if found := re.fullmatch(r"(\d{1,2}):(\d{2})(:00)?", value, re.ASCII):
        with suppress(ValueError):
            return time(int(found[1]), int(found[2]))
    raise Refused(
        column, f"{quoted(value)} is no time of day", "write it as HH:MM, for example 08:45"
    )


def yes_or_no(row: Row, column: str, *, when_empty: bool) -> bool:
    """Return whether the cell says yes."""
    value = row[column].casefold()
    if not value:
        return when_empty
    if value not in YES | NO:
        raise Refused(column, f"{quoted(row[column])} will not do", "write yes or no")
    return value in YES


def one_of(row: Row, column: str, choices: Collection[str]) -> str:
    """Return one of the codes that are possible here."""
    value = row[column].casefold()
    if value not in choices:
        what = f"{quoted(row[column])} is none of them" if value else "it is missing"
        raise Refused(column, what, f"write one of {', '.join(choices)}")
    return value


def check_order(first: date | None, last: date | None) -> None:
    """Refuse days that end before they begin."""
    if first and last and last < first:
        raise Refused("to", f"{last} lies before {first}", "write the later day under to")
