"""Small files and rows of an invented borough, for the tests of the registers."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from firstbell.registry.agencies.actions import loading

AT = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)

GIAS = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName",
    "TypeOfEstablishment (code)", "TypeOfEstablishment (name)", "EstablishmentStatus (name)",
    "OpenDate", "CloseDate", "Street", "Town", "Postcode", "Country (name)",
)  # fmt: skip
LINKS = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
CONTACTS = (
    "urn", "desk", "name", "email", "phone", "mobile", "order", "role", "from", "to", "term",
    "holidays", "trained_on",
)  # fmt: skip
CALENDAR = ("scope", "kind", "from", "to", "opens_at", "note")


def table(
    columns: Iterable[str], rows: Iterable[Mapping[str, str]], encoding: str = "utf-8"
) -> bytes:
    """Return a CSV of these columns; what a row leaves out is blank."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def school(urn: int, name: str = "", **more: str) -> dict[str, str]:
    """Return one open primary school as a row of the register."""
    return {
        "URN": str(urn),
        "LA (code)": "990",
        "LA (name)": "Eastmarsh",
        "EstablishmentName": name or f"Invented School {urn}",
        "TypeOfEstablishment (code)": "01",
        "EstablishmentStatus (name)": "Open",
        **more,
    }


def closed(urn: int, name: str = "", **more: str) -> dict[str, str]:
    """Return one closed school as a row of the register."""
    return school(urn, name, **{"EstablishmentStatus (name)": "Closed", **more})


def load_schools(*rows: Mapping[str, str]) -> loading.Loaded:
    """Load these rows as the schools register."""
    content = table(GIAS, rows, encoding="cp1252")
    return loading.load_establishments(content=content, file_name="gias.csv", by=None, at=AT)


def load_links(*rows: tuple[int, str, int, str]) -> loading.Loaded:
    """Load links, each as URN, kind, the other URN and its name."""
    content = table(
        LINKS,
        (
            {"URN": str(urn), "LinkType": kind, "LinkURN": str(other), "LinkName": name}
            for urn, kind, other, name in rows
        ),
        encoding="cp1252",
    )
    return loading.load_links(content=content, file_name="links.csv", by=None, at=AT)


def adult(name: str, **more: str) -> dict[str, str]:
    """Return one key adult as a row of the contacts file."""
    email = f"{name.replace(' ', '.').lower()}@school.example"
    return {"name": name, "email": email, "order": "1", "role": "dsl", **more}


def load_adults(*rows: Mapping[str, str], at: datetime = AT, more: bytes = b"") -> loading.Loaded:
    """Load these rows as a contacts file, followed by `more` as it stands."""
    content = table(CONTACTS, rows) + more
    return loading.load_contacts(content=content, file_name="contacts.csv", by=None, at=at)


def load_days(*rows: tuple[str, ...]) -> loading.Loaded:
    """Load these rows as a calendar CSV, each in the order of its columns."""
    content = table(CALENDAR, (dict(zip(CALENDAR, row, strict=False)) for row in rows))
    return loading.load_calendar(content=content, file_name="days.csv", by=None, at=AT)
