"""One file of a force, read by its mapping: what it says, and what it is as a delivery.

A file is known again by what it holds, whatever it is called: its reference is a hash of the file
and of the mapping. Nothing here keeps or repeats the file's name.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from firstbell.core.calendars import instant, local_day
from firstbell.core.written import day_form, read_day
from firstbell.journey.intake.reading import MOST_BYTES, Unusable
from firstbell.journey.intake.receipts import Problem
from firstbell.journey.intake.sheets.columns import plain
from firstbell.journey.intake.sheets.csv_file import read_csv
from firstbell.journey.intake.sheets.grid import Grid
from firstbell.journey.intake.sheets.mapping import Delivery, SheetMapping, read_mapping
from firstbell.journey.intake.sheets.rows import FromSheet, incidents_of
from firstbell.journey.intake.sheets.xlsx import read_xlsx

REFERENCE = "file-"
"""How the reference of a delivery begins that came as a file."""


@dataclass(frozen=True, kw_only=True)
class SheetFeed:
    """A file that was read: whose it is, how it is known again, what it covers, and says."""

    mapping: SheetMapping
    reference: str
    covers_from: datetime
    covers_to: datetime
    incidents: tuple[FromSheet, ...]
    # The names of columns that the mapping does not use.
    unused: tuple[str, ...] = ()

    def cell_of(self, place: str) -> str:
        """Return where in the file stands what a place of the document means."""
        steps = place.split("/")
        if len(steps) < 3 or steps[1] != "incidents":
            return ""
        return self.incidents[int(steps[2])].cell_of("".join(f"/{each}" for each in steps[3:]))


def mapping_of(body: bytes) -> SheetMapping:
    """Return the mapping in a file.

    :raises WrongMapping: when it cannot be used.
    """
    return read_mapping(body, digest=hashlib.sha256(body).hexdigest())


def digest_of(body: bytes) -> str:
    """Return by what a file is known that no mapping has read."""
    return REFERENCE + hashlib.sha256(body).hexdigest()[:32]


def reference_of(body: bytes, mapping: SheetMapping) -> str:
    """Return the reference by which a file is known again."""
    digest = hashlib.sha256(mapping.digest.encode() + b"\n" + body).hexdigest()
    return REFERENCE + digest[:32]


def read_sheet(body: bytes, *, name: str, mapping: SheetMapping, at: datetime) -> SheetFeed:
    """Return what a file says by its mapping; `name` may tell the day that it covers.

    :raises Unusable: when nothing of it can be used.
    """
    if len(body) > MOST_BYTES:
        raise _unusable(
            "too_large",
            _("The delivery has more than %(most)d megabytes.") % {"most": MOST_BYTES // 1024**2},
            _("Send it in several files."),
        )
    grid = _grid_of(body, mapping)
    used = {plain(each) for each in mapping.columns}
    covers_from, covers_to = _covered(mapping.delivery, name=name, at=at)
    return SheetFeed(
        mapping=mapping,
        reference=reference_of(body, mapping),
        covers_from=covers_from,
        covers_to=covers_to,
        incidents=tuple(incidents_of(grid, mapping)),
        unused=tuple(each for each in grid.header if each and plain(each) not in used),
    )


def is_workbook(body: bytes) -> bool:
    """Say whether a file tells of itself that it is a workbook, of the old kind too."""
    return body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def _grid_of(body: bytes, mapping: SheetMapping) -> Grid:
    """Return the table of a file, which tells itself whether it is a workbook."""
    if is_workbook(body):
        return read_xlsx(body, layout=mapping.layout)
    return read_csv(body, columns=mapping.columns, header_number=mapping.layout.header)


def _covered(delivery: Delivery, *, name: str, at: datetime) -> tuple[datetime, datetime]:
    """Return the time that a file covers: up to the day in its name, or to the last full one."""
    last = _day_in(name, delivery.day_in_name) if delivery.day_in_name else None
    if delivery.day_in_name and last is None:
        raise _unusable(
            "no_day_in_name",
            _("The name of the file does not say the day."),
            _("Write the day into the name as %(form)s.") % {"form": delivery.day_in_name},
        )
    if last is None:
        last = local_day(at)
        if instant(last, delivery.until) > at:
            last -= timedelta(days=1)
    first = last - timedelta(days=delivery.days)
    return instant(first, delivery.until), instant(last, delivery.until)


def _day_in(name: str, form: str) -> date | None:
    pattern = day_form(form)
    starts = re.finditer(rf"(?<!\d){pattern.pattern}(?!\d)", name, re.IGNORECASE | re.ASCII)
    return next((day for each in starts if (day := read_day(each[0], [pattern]))), None)


def _unusable(code: str, problem: str, cure: str) -> Unusable:
    return Unusable([Problem(code=code, place="", problem=problem, cure=cure)])
