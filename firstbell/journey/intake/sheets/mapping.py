"""The mapping file of one force: which column fills which field, and how values are written.

A file that says something wrong is refused with every fault that it has, each in a line of its
own; nothing is taken in by a mapping that is not whole. What it means is in
`docs/how-to/send-a-spreadsheet.md`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from firstbell.core.written import BadForm, confusable, day_form, time_form
from firstbell.journey.intake.sheets.columns import Columns, Slot, plain
from firstbell.journey.intake.sheets.fields import (
    LISTS_OF_A_CHILD,
    OF_A_CHILD,
    OF_AN_ADULT,
    OF_AN_INCIDENT,
)

MOST_BYTES = 256 * 1024
"""Of a mapping file."""

MOST_CHILDREN = 30
"""Children in the columns of one row."""

TABLES = ("file", "feed", "written", "incident", "adults", "children")


class WrongMapping(ValueError):
    """A mapping file cannot be used; `faults` says why, a line for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Written:
    """How the force writes values."""

    days: tuple[re.Pattern[str], ...]
    times: tuple[re.Pattern[str], ...]
    day_example: str
    time_example: str
    yes: frozenset[str]
    no: frozenset[str]
    blank: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the table stands in the file, and what a row is."""

    sheet: str = ""
    header: int = 1
    is_row_a_child: bool = True


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Whose file it is, and which time one file covers."""

    source: str
    until: time
    days: int = 1
    # How the day on which the covered time ends is written in the file's name, if it is.
    day_in_name: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetMapping:
    """A mapping that is whole."""

    layout: Layout
    delivery: Delivery
    written: Written
    incident: Slot
    adults: tuple[Slot, ...] = ()
    children: tuple[Slot, ...] = ()
    digest: str = ""

    @property
    def columns(self) -> list[str]:
        """The name of every column that is used, once, in the order of the mapping."""
        slots = (self.incident, *self.adults, *self.children)
        used = (name for slot in slots for each in slot.every for name in each.names)
        return list(dict.fromkeys(used))


def read_mapping(body: bytes, *, digest: str = "") -> SheetMapping:
    """Return the mapping that a file in TOML says.

    :raises WrongMapping: when it cannot be used.
    """
    if len(body) > MOST_BYTES:
        raise WrongMapping([_("The mapping is larger than any real one.")])
    try:
        said = tomllib.loads(body.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise WrongMapping([_("The mapping is not in UTF-8.")]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as trouble:
        raise WrongMapping([_("This is not TOML: %(why)s.") % {"why": trouble}]) from None
    return _Reading(said).mapping(digest)


@dataclass
class _Reading:
    """Reads the tables of one file and gathers what is wrong with them."""

    said: Mapping[str, Any]
    faults: list[str] = field(default_factory=list)

    def mapping(self, digest: str) -> SheetMapping:
        for name in sorted(set(self.said) - set(TABLES)):
            self.faults.append(
                _("[%(name)s]: there is no such table; the tables are %(tables)s.")
                % {"name": name, "tables": ", ".join(TABLES)}
            )
        layout = self._layout()
        written = self._written()
        columns = Columns(self.faults)
        incident = columns.slot("incident", self._table("incident"), OF_AN_INCIDENT)
        if not any(each.path == "reference" for each in incident.columns):
            self.faults.append(
                _("[incident]: “reference” is missing: name the column of your reference.")
            )
        made = SheetMapping(
            layout=layout,
            delivery=self._delivery(),
            written=written,
            incident=incident,
            adults=tuple(self._adults(columns)),
            children=tuple(self._children(columns, layout)),
            digest=digest,
        )
        if self.faults:
            raise WrongMapping(self.faults)
        return made

    def _table(self, name: str) -> Mapping[str, Any]:
        table = self.said.get(name, {})
        if isinstance(table, dict):
            return table
        self.faults.append(_("[%(name)s] is no table.") % {"name": name})
        return {}

    def _known(self, name: str, *keys: str) -> Mapping[str, Any]:
        table = self._table(name)
        for key in sorted(set(table) - set(keys)):
            self.faults.append(
                _("[%(table)s] %(key)s: there is no such setting; they are %(keys)s.")
                % {"table": name, "key": key, "keys": ", ".join(keys)}
            )
        return table

    def _layout(self) -> Layout:
        table = self._known("file", "row", "sheet", "header")
        row, sheet = table.get("row"), table.get("sheet", "")
        header = table.get("header", 1)
        if row not in ("child", "incident"):
            self.faults.append(_("[file] row: say whether a row is a “child” or an “incident”."))
        if not isinstance(sheet, str):
            self.faults.append(_("[file] sheet: write the name of the sheet as a text."))
        if not isinstance(header, int) or isinstance(header, bool) or not 1 <= header <= 100:
            self.faults.append(
                _("[file] header: write the number of the row with the names of the columns.")
            )
            header = 1
        return Layout(sheet=str(sheet), header=header, is_row_a_child=row != "incident")

    def _delivery(self) -> Delivery:
        table = self._known("feed", "source", "covers_until", "covers_days", "day_in_name")
        source, until = table.get("source"), table.get("covers_until")
        days, in_name = table.get("covers_days", 1), table.get("day_in_name", "")
        if not isinstance(source, str) or not source:
            self.faults.append(_("[feed] source: write the code that the partnership gave you."))
        clock = _clock(until)
        if clock is None:
            self.faults.append(
                _("[feed] covers_until: write the time up to which a file covers, as “06:00”.")
            )
        if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= 31:
            self.faults.append(_("[feed] covers_days: write a whole number of days, 1 to 31."))
            days = 1
        if in_name:
            self._forms("feed", "day_in_name", [in_name], day_form)
        return Delivery(
            source=str(source), until=clock or time(), days=days, day_in_name=str(in_name)
        )

    def _written(self) -> Written:
        table = self._known("written", "days", "times", "yes", "no", "blank")
        days = self._texts(table, "days", ["dd/mm/yyyy", "yyyy-mm-dd"])
        times = self._texts(table, "times", ["hh:mm", "hh:mm:ss"])
        yes, no, blank = (
            frozenset(plain(each) for each in self._texts(table, key, usual))
            for key, usual in (("yes", ["Y", "Yes"]), ("no", ["N", "No"]), ("blank", []))
        )
        if both := (yes & no) | (yes & blank) | (no & blank):
            self.faults.append(
                _("[written]: “%(word)s” cannot mean two things.") % {"word": min(both)}
            )
        if pair := confusable(days):
            self.faults.append(
                _("[written] days: %(one)s and %(other)s read one text as two days; keep one.")
                % {"one": pair[0], "other": pair[1]}
            )
        return Written(
            days=self._forms("written", "days", days, day_form),
            times=self._forms("written", "times", times, time_form),
            day_example=days[0] if days else "",
            time_example=times[0] if times else "",
            yes=yes,
            no=no,
            blank=blank,
        )

    def _texts(self, table: Mapping[str, Any], key: str, usual: list[str]) -> list[str]:
        said = table.get(key, usual)
        if isinstance(said, list) and all(isinstance(each, str) for each in said):
            return said
        self.faults.append(
            _("[written] %(key)s: write a list of texts, in square brackets.") % {"key": key}
        )
        return usual

    def _forms(
        self, table: str, key: str, forms: list[Any], read: Any
    ) -> tuple[re.Pattern[str], ...]:
        made = []
        for form in forms:
            try:
                made.append(read(form))
            except (BadForm, AttributeError):
                self.faults.append(
                    _("[%(table)s] %(key)s: “%(form)s” is no form; %(cure)s.")
                    % {"table": table, "key": key, "form": form, "cure": _cure_of(read)}
                )
        return tuple(made)

    def _adults(self, columns: Columns) -> Iterator[Slot]:
        said = self.said.get("adults", [])
        if not isinstance(said, list) or not all(isinstance(each, dict) for each in said):
            self.faults.append(_("[[adults]]: write one table in double brackets for each adult."))
            return
        for number, table in enumerate(said, 1):
            yield columns.slot("adults", table, OF_AN_ADULT, number=number)

    def _children(self, columns: Columns, layout: Layout) -> Iterator[Slot]:
        table = dict(self._table("children"))
        many = table.pop("in_columns", None)
        if layout.is_row_a_child:
            if many is not None:
                self.faults.append(
                    _("[children] in_columns: only where a row is an incident; take it out.")
                )
            yield columns.slot("children", table, OF_A_CHILD, lists=LISTS_OF_A_CHILD)
            return
        if not isinstance(many, int) or isinstance(many, bool) or not 1 <= many <= MOST_CHILDREN:
            self.faults.append(
                _("[children] in_columns: write for how many children a row has columns, 1 to 30.")
            )
            return
        for number in range(1, many + 1):
            heard = columns if number == 1 else Columns([])  # each fault is told once
            yield heard.slot(
                "children", table, OF_A_CHILD, lists=LISTS_OF_A_CHILD, number=number, is_many=True
            )


def _clock(said: object) -> time | None:
    if isinstance(said, time):
        return said
    try:
        return time.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _cure_of(read: Any) -> str:
    if read is day_form:
        return _("write dd, mm (or mmm) and yyyy, such as dd/mm/yyyy")
    return _("write hh and mm, such as hh:mm")
