"""The childcare register as a CSV: nurseries, pre-schools and childminders.

The columns are those under which the regulator publishes its providers; each has a shorter name
too. Names and addresses of childminders are struck out of what is published, so a council uses
the list that it is sent. Numbers of places are not kept: nothing here would use them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from firstbell.core.identifiers import normal_postcode, place_number, place_reference
from firstbell.registry.agencies.files import cells
from firstbell.registry.agencies.files.parsed import Parsed, parse
from firstbell.registry.agencies.files.table import Refused, Row, quoted, read

REQUIRED = ("Provider URN", "Provider name", "Provider type", "Provider status", "Local authority")
OPTIONAL = (
    "Provider address 1", "Provider town", "Postcode", "Provider telephone", "Registration date",
    "Resigned date",
)  # fmt: skip
ALSO_CALLED = {
    "Provider URN": "reference|urn",
    "Provider name": "name",
    "Provider type": "type",
    "Provider status": "status",
    "Local authority": r"council|la \(code\)",
    "Provider address 1": "address|provider address line 1",
    "Provider town": "town",
    "Provider telephone": "phone|telephone number",
    "Registration date": "registered_on",
    "Resigned date": "ended_on",
}
"""Shorter names of the columns, for a list that somebody types."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of provider: our code for it, what one is called, and all of them."""

    code: str
    name: str
    group: str


NURSERY = Kind(code="CN", name="Nursery", group="Nurseries")
PRESCHOOL = Kind(code="CP", name="Pre-school", group="Pre-schools")
CHILDMINDER = Kind(code="CM", name="Childminder", group="Childminders")
IN_A_HOME = Kind(code="CD", name="Childcare in a home", group="Childcare in homes")

KINDS: Mapping[str, Kind] = {
    "nursery": NURSERY,
    "day nursery": NURSERY,
    "childcare on non-domestic premises": NURSERY,
    "pre-school": PRESCHOOL,
    "preschool": PRESCHOOL,
    "playgroup": PRESCHOOL,
    "childminder": CHILDMINDER,
    "childcare on domestic premises": IN_A_HOME,
}
IN_HOMES = frozenset({CHILDMINDER.code, IN_A_HOME.code})
"""Codes of those at whose own home children are looked after."""

STATUSES = {
    "active": "Open",
    "registered": "Open",
    "suspended": "Closed, suspended",
    "resigned": "Closed",
    "cancelled": "Closed",
    "proposed": "Proposed to open",
}

STRUCK_OUT = "redacted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider; the names are those of the table of establishments, but for the council."""

    urn: int
    name: str
    council: str
    type_code: str
    type_name: str
    type_group: str
    phase: str
    status: str
    opened_on: date | None
    closed_on: date | None
    street: str
    town: str
    postcode: str
    phone: str


def read_childcare(content: bytes) -> Parsed[Provider]:
    """Return every provider of the file; one that comes twice is refused the second time.

    :raises UnusableFile: if the header lacks a column that nothing works without.
    """
    parsed = parse(
        read(content, required=REQUIRED, optional=OPTIONAL, also_called=ALSO_CALLED), _provider
    )
    first_line: dict[int, int] = {}
    once = []
    for row, value in parsed.values:
        if value.urn in first_line:
            problem = f"{place_reference(value.urn)} stands in line {first_line[value.urn]} already"
            parsed.refuse(row, Refused("Provider URN", problem, "keep one of the two lines"))
        else:
            first_line[value.urn] = row.line
            once.append((row, value))
    parsed.values = once
    parsed.refused.sort(key=lambda problem: problem.line)
    return parsed


def _provider(row: Row) -> Provider:
    kind = KINDS[cells.one_of(row, "Provider type", KINDS)]
    return Provider(
        urn=_reference(row),
        name=_written_out(row, "Provider name", longest=300),
        council=cells.needed(row, "Local authority", longest=200),
        type_code=kind.code,
        type_name=kind.name,
        type_group=kind.group,
        phase="Early years",
        status=STATUSES[cells.one_of(row, "Provider status", STATUSES)],
        opened_on=_day(row, "Registration date"),
        closed_on=_day(row, "Resigned date"),
        street=_blank_if_struck_out(cells.text(row, "Provider address 1", longest=200)),
        town=_blank_if_struck_out(cells.text(row, "Provider town", longest=100)),
        postcode=normal_postcode(row["Postcode"])
        or _blank_if_struck_out(row["Postcode"])[:LONGEST_POSTCODE],
        phone=cells.text(row, "Provider telephone", longest=40),
    )


LONGEST_POSTCODE = 8


def reference_in(row: Row) -> int | None:
    """Return the number under which a row's provider is kept, also where the row is refused."""
    number = place_number(row["Provider URN"])
    if number is None or number >= LEAST_CHILDCARE:
        return number
    return place_number(f"OF{number}")


def _reference(row: Row) -> int:
    written = cells.needed(row, "Provider URN", longest=20)
    number = reference_in(row)
    if number is None:
        cure = "write it as the register does, for example EY500123"
        raise Refused("Provider URN", f"{quoted(written)} is no reference", cure)
    return number


LEAST_CHILDCARE = 800_000_000
"""From here on numbers are childcare's; a bare reference of six digits is moved among them."""


def _written_out(row: Row, column: str, *, longest: int) -> str:
    name = cells.needed(row, column, longest=longest)
    if _blank_if_struck_out(name):
        return name
    cure = "use the council's own list: what is published leaves out childminders' names"
    raise Refused(column, "the name is struck out", cure)


def _blank_if_struck_out(text: str) -> str:
    return "" if text.casefold() == STRUCK_OUT else text


def _day(row: Row, column: str) -> date | None:
    """Return a date as the regulator writes it (dd/mm/yyyy), or as everybody should."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", row[column], re.ASCII):
        return cells.iso_date(row, column)
    return cells.register_date(row, column)
