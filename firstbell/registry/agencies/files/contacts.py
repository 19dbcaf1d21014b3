"""The file of key adults: who is told at each establishment or desk, and in which order.

A place is a URN, a council's desk (`380:home-education`) or a practice (`gp:A12345`). An e-mail
address that looks wrong is kept with a warning: there is still somebody to ring.
"""

import re
from dataclasses import dataclass
from datetime import date

from firstbell.core.identifiers import place_number
from firstbell.core.texts import mobile_number
from firstbell.registry.agencies.desk_names import DESKS
from firstbell.registry.agencies.files import cells
from firstbell.registry.agencies.files.parsed import Parsed, parse
from firstbell.registry.agencies.files.table import Refused, Row, UnusableFile, quoted, read

REQUIRED = ("name", "email", "order", "role")
PLACES = ("urn", "desk")
OPTIONAL = (*PLACES, "phone", "mobile", "from", "to", "term", "holidays", "trained_on")

DESK_KINDS = tuple(kind for kind in DESKS if kind != "gp")
"""Desks of a council; those that no rule routes to are contacts only."""

ROLES = ("dsl", "deputy", "head", "duty")

_LIKE_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+", re.ASCII)
_DESK_CURE = (
    f"write a council's code and a kind, such as 380:home-education, of {', '.join(DESK_KINDS)}; "
    "or gp: and a practice's code"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCode:
    """A desk as other systems write it, taken apart."""

    code: str
    kind: str
    council_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One key adult of one place: `urn` or `desk`, never both."""

    urn: int | None
    desk: DeskCode | None
    name: str
    email: str
    phone: str
    mobile: str
    order: int
    role: str
    valid_from: date | None
    valid_to: date | None
    in_term: bool
    in_holidays: bool
    trained_on: date | None


NO_TEXTS = "correct it; until then no text is sent to it"


def read_contacts(content: bytes) -> Parsed[Contact]:
    """Return every contact of the file.

    :raises UnusableFile: if a column is missing that nothing works without.
    """
    table = read(content, required=REQUIRED, optional=OPTIONAL, warn_of_unknown=True)
    if not any(place in table.columns for place in PLACES):
        raise UnusableFile("line 1: there is neither a column urn nor a column desk; add one")
    parsed = parse(table, _contact)
    for row, contact in parsed.values:
        if not _LIKE_EMAIL.fullmatch(contact.email):
            what = (
                f"{quoted(contact.email)} is no e-mail address"
                if contact.email
                else "it is missing"
            )
            parsed.warn(row, Refused("email", what, "correct it; until then ring this person"))
        if contact.mobile and mobile_number(contact.mobile) is None:
            parsed.warn(row, Refused("mobile", "it is no mobile number of the UK", NO_TEXTS))
    return parsed


def read_desk(text: str) -> DeskCode | None:
    """Return a desk's code taken apart, or None when it is none."""
    left, colon, right = "".join(text.split()).partition(":")
    if not colon:
        return None
    if left.casefold() == "gp" and re.fullmatch(r"[A-Za-z0-9]{3,10}", right, re.ASCII):
        return DeskCode(code=f"gp:{right.upper()}", kind="gp", council_code="")
    kind = right.casefold()
    if re.fullmatch(r"\d{3}", left, re.ASCII) and kind in DESK_KINDS:
        return DeskCode(code=f"{left}:{kind}", kind=kind, council_code=left)
    return None


def place_named(row: Row) -> str:
    """Return the code of the place that a row names; also where the row is refused."""
    desk = read_desk(row["desk"])
    return desk.code if desk else str(place_number(row["urn"]) or row["urn"])


def _contact(row: Row) -> Contact:
    urn, desk = _place(row)
    order = cells.whole(row, "order", least=1)
    if order is None:
        raise Refused("order", "it is missing", "write 1 for who is told first, then 2, 3")
    valid_from, valid_to = cells.iso_date(row, "from"), cells.iso_date(row, "to")
    cells.check_order(valid_from, valid_to)
    return Contact(
        urn=urn,
        desk=desk,
        name=cells.needed(row, "name", longest=200),
        email=cells.text(row, "email", longest=254),
        phone=cells.text(row, "phone", longest=60),
        mobile=cells.text(row, "mobile", longest=60),
        order=order,
        role=cells.one_of(row, "role", ROLES),
        valid_from=valid_from,
        valid_to=valid_to,
        in_term=cells.yes_or_no(row, "term", when_empty=True),
        in_holidays=cells.yes_or_no(row, "holidays", when_empty=False),
        trained_on=cells.iso_date(row, "trained_on"),
    )


def _place(row: Row) -> tuple[int | None, DeskCode | None]:
    if row["urn"] and row["desk"]:
        raise Refused("desk", "there is a URN as well", "name one place, a URN or a desk")
    if row["urn"]:
        return cells.urn(row, "urn"), None
    if not row["desk"]:
        raise Refused("urn", "it is missing", "write a URN, or a desk in the column desk")
    desk = read_desk(row["desk"])
    if desk is None:
        raise Refused("desk", f"{quoted(row['desk'])} is no desk", _DESK_CURE)
    return None, desk
