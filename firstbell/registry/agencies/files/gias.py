"""The schools register's file of all establishments, `edubasealldata`.

Its columns drift between releases, so each is found by its name and most may be missing. A URN
that comes twice is refused the second time. What is not loaded here is not kept.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from firstbell.core.identifiers import normal_postcode
from firstbell.registry.agencies.files import cells
from firstbell.registry.agencies.files.parsed import Parsed, parse
from firstbell.registry.agencies.files.table import Refused, Row, quoted, read

REQUIRED = ("URN", "LA (code)", "EstablishmentName", "EstablishmentStatus (name)")
OPTIONAL = (
    "LA (name)", "EstablishmentNumber", "UKPRN", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentTypeGroup (name)", "PhaseOfEducation (name)",
    "OpenDate", "CloseDate", "StatutoryLowAge", "StatutoryHighAge", "Street", "Town", "Postcode",
    "TelephoneNum", "HeadTitle (name)", "HeadFirstName", "HeadLastName", "Country (name)",
    "GOR (name)", "DistrictAdministrative (code)",
)  # fmt: skip

WELSH_ESTABLISHMENT = "30"
"""The type of establishment that the register gives to schools in Wales."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """One establishment as the register has it; the names are those of the table."""

    urn: int
    name: str
    council_code: str
    council_name: str
    establishment_number: str
    ukprn: str
    type_code: str
    type_name: str
    type_group: str
    phase: str
    status: str
    opened_on: date | None
    closed_on: date | None
    lowest_age: int | None
    highest_age: int | None
    nation: Literal["england", "wales"]
    street: str
    town: str
    postcode: str
    phone: str
    head_name: str


def read_establishments(content: bytes) -> Parsed[Establishment]:
    """Return every establishment of the file.

    :raises UnusableFile: if the header lacks a column that nothing works without.
    """
    parsed = parse(read(content, required=REQUIRED, optional=OPTIONAL), _establishment)
    first_line: dict[int, int] = {}
    once = []
    for row, value in parsed.values:
        if value.urn in first_line:
            problem = f"{value.urn} stands in line {first_line[value.urn]} already"
            parsed.refuse(row, Refused("URN", problem, "keep one of the two lines"))
        else:
            first_line[value.urn] = row.line
            once.append((row, value))
    parsed.values = once
    parsed.refused.sort(key=lambda problem: problem.line)
    return parsed


def _establishment(row: Row) -> Establishment:
    return Establishment(
        urn=cells.urn(row, "URN"),
        name=cells.needed(row, "EstablishmentName", longest=300),
        council_code=_council(row),
        council_name=cells.text(row, "LA (name)", longest=200),
        establishment_number=cells.text(row, "EstablishmentNumber", longest=4),
        ukprn=cells.text(row, "UKPRN", longest=8),
        type_code=cells.text(row, "TypeOfEstablishment (code)", longest=4),
        type_name=cells.text(row, "TypeOfEstablishment (name)", longest=200),
        type_group=cells.text(row, "EstablishmentTypeGroup (name)", longest=200),
        phase=cells.text(row, "PhaseOfEducation (name)", longest=60),
        status=cells.needed(row, "EstablishmentStatus (name)", longest=60),
        opened_on=cells.register_date(row, "OpenDate"),
        closed_on=cells.register_date(row, "CloseDate"),
        lowest_age=cells.whole(row, "StatutoryLowAge", most=120),
        highest_age=cells.whole(row, "StatutoryHighAge", most=120),
        nation=_nation(row),
        street=cells.text(row, "Street", longest=200),
        town=cells.text(row, "Town", longest=100),
        postcode=normal_postcode(row["Postcode"]) or row["Postcode"][:8],
        phone=cells.text(row, "TelephoneNum", longest=40),
        head_name=_head(row),
    )


def _council(row: Row) -> str:
    code = cells.needed(row, "LA (code)", longest=3).zfill(3)
    if not (code.isascii() and code.isdecimal()):
        raise Refused("LA (code)", f"{quoted(code)} is no council's code", "write its three digits")
    return code


def _nation(row: Row) -> Literal["england", "wales"]:
    says_wales = (
        row["TypeOfEstablishment (code)"].lstrip("0") == WELSH_ESTABLISHMENT
        or row["Country (name)"].casefold().startswith("wales")
        or row["GOR (name)"].casefold().startswith("wales")
        or row["DistrictAdministrative (code)"].startswith("W")
    )
    return "wales" if says_wales else "england"


def _head(row: Row) -> str:
    parts = (row["HeadTitle (name)"], row["HeadFirstName"], row["HeadLastName"])
    # "Not applicable" and its like stand where nobody is named.
    named = [part for part in parts if part and not part.startswith("Not ")]
    return " ".join(named)[:200]
