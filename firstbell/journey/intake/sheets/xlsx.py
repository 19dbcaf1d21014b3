"""Reads one sheet of a workbook: its header, its rows, and what each cell is.

A formula is what was counted when the file was saved. A hidden sheet is never read; hidden rows
and columns are, for a filter that somebody left on must not hide a child.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from firstbell.journey.intake.sheets.csv_file import MOST_COLUMNS, MOST_ROWS
from firstbell.journey.intake.sheets.formats import Format, number_as, text_of, truth_as
from firstbell.journey.intake.sheets.formats import formats_of as formats_in
from firstbell.journey.intake.sheets.grid import BLANK, Cell, Grid, GridRow, Kind, column_name
from firstbell.journey.intake.sheets.mapping import Layout
from firstbell.journey.intake.sheets.package import Package, damaged, unusable

MOST_CELLS = 2_000_000
MOST_JOINED = 200_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_USUAL_NAME = re.compile(r"Sheet ?\d{1,3}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    name: str
    part: str
    is_hidden: bool


def read_xlsx(body: bytes, *, layout: Layout) -> Grid:
    """Return the table in a workbook, from the sheet that the mapping names or the only one.

    :raises Unusable: when there is none, or it cannot be read.
    """
    package = Package(body)
    workbook = _workbook_of(package)
    targets = package.targets(workbook)
    starts_1904, sheets = _sheets_of(package, workbook, targets)
    sheet = _chosen(sheets, layout.sheet)
    parts = {kind: part for kind, part in targets.values() if package.has(part)}
    reading = _Reading(
        texts=_texts_of(package, parts.get("sharedStrings")),
        formats=formats_in(package, parts.get("styles")),
        starts_1904=starts_1904,
    )
    rows = reading.rows(package, sheet.part)
    header = next((cells for number, cells in rows if number == layout.header), None)
    if header is None:
        raise unusable(
            "no_header",
            _("Row %(row)d has no names of columns.") % {"row": layout.header},
            _("Say in the mapping with “header” which row has them."),
        )
    shown = sheet.name if layout.sheet or _USUAL_NAME.fullmatch(sheet.name) else ""
    return Grid(
        header=[" ".join(cell.text.split()) for cell in header],
        rows=[
            GridRow(number, cells)
            for number, cells in rows
            if number > layout.header and not all(cell.is_blank for cell in cells)
        ],
        header_number=layout.header,
        cell_place=lambda row, column: _in_sheet(shown, f"{column_name(column)}{row}"),
        row_place=lambda row: _in_sheet(shown, f"{row}:{row}"),
    )


def _in_sheet(name: str, where: str) -> str:
    """Return a place as spreadsheet programs write it; a name that may tell of a child is none."""
    if not name:
        return where
    quoted = name if re.fullmatch(r"\w+", name) else "'" + name.replace("'", "''") + "'"
    return f"{quoted}!{where}"


def _workbook_of(package: Package) -> str:
    targets = package.targets("")
    found = next((part for kind, part in targets.values() if kind == "officeDocument"), None)
    if found is None:
        raise damaged()
    return found


def _sheets_of(
    package: Package, workbook: str, targets: dict[str, tuple[str, str]]
) -> tuple[bool, list[_Sheet]]:
    starts_1904, sheets = False, []
    for tag, each in package.elements(workbook, "workbookPr", "sheet"):
        if tag == "workbookPr":
            starts_1904 = truth_as(each.get("date1904", ""))
            continue
        relation = next((v for k, v in each.attrib.items() if k.endswith("}id")), "")
        kind, part = targets.get(relation, ("", ""))
        if kind == "worksheet":
            hidden = each.get("state", "visible") != "visible"
            sheets.append(_Sheet(name=each.get("name", ""), part=part, is_hidden=hidden))
    return starts_1904, sheets


def _chosen(sheets: list[_Sheet], name: str) -> _Sheet:
    shown = [each for each in sheets if not each.is_hidden]
    if name:
        named = [each for each in sheets if each.name.casefold() == name.casefold()]
        if named and named[0].is_hidden:
            raise unusable(
                "hidden_sheet",
                _("The sheet “%(name)s” of the mapping is hidden.") % {"name": name},
                _("Unhide it, or name another one in the mapping."),
            )
        if named:
            return named[0]
        raise unusable(
            "no_sheet",
            _("The workbook has no sheet “%(name)s”, which the mapping names.") % {"name": name},
            _("Name the sheet so, or correct the mapping."),
        )
    if len(shown) != 1:
        raise unusable(
            "which_sheet",
            _("The workbook has %(count)d sheets that are not hidden.") % {"count": len(shown)},
            _("Say in the mapping with “sheet” which one it is."),
        )
    return shown[0]


def _texts_of(package: Package, part: str | None) -> list[str]:
    if part is None:
        return []
    return [text_of(each) for _tag, each in package.elements(part, "si")]


@dataclass(frozen=True, kw_only=True)
class _Reading:
    texts: list[str]
    formats: list[Format]
    starts_1904: bool

    def rows(self, package: Package, part: str) -> list[tuple[int, list[Cell]]]:
        """Return the rows of a sheet that hold anything, with their numbers, in order."""
        rows: dict[int, list[Cell]] = {}
        joined: list[str] = []
        number, count = 0, 0
        for tag, each in package.elements(part, "row", "mergeCell"):
            if tag == "mergeCell":
                joined.append(each.get("ref", ""))
                continue
            said = _whole(each.get("r", ""))
            number = number + 1 if said is None else said
            cells = self._cells(each)
            count += len(cells)
            if len(rows) >= MOST_ROWS or count > MOST_CELLS:
                raise unusable("too_many", _("The sheet has more rows than any real one."))
            if cells:
                rows[number] = cells
        _join(rows, joined)
        return sorted(rows.items())

    def _cells(self, row: Element) -> list[Cell]:
        cells: list[Cell] = []
        for each in row:
            found = _REFERENCE.fullmatch(each.get("r", ""))
            column = _column(found[1]) if found else len(cells)
            if column >= MOST_COLUMNS:
                continue
            cell = self._cell(each)
            if cell.is_blank:
                continue
            cells += [BLANK] * (column + 1 - len(cells))
            cells[column] = cell
        return cells

    def _cell(self, cell: Element) -> Cell:
        parts = {each.tag.rpartition("}")[2]: each for each in cell}
        kind, value = cell.get("t", "n"), parts.get("v")
        said = (value.text or "") if value is not None else ""
        if kind == "inlineStr":
            return Cell(text_of(parts["is"]).strip()) if "is" in parts else BLANK
        # An empty result is a result only of a formula that gives a text.
        if "f" in parts and (value is None or (not said and kind != "str")):
            return Cell("=" + (parts["f"].text or ""), Kind.UNCOUNTED)
        if not said:
            return BLANK
        if kind == "s":
            at = _whole(said)
            is_known = at is not None and at < len(self.texts)
            return Cell(self.texts[at or 0].strip()) if is_known else Cell(said, Kind.ERROR)
        if kind == "str":
            return Cell(said.strip())
        if kind == "b":
            return Cell("TRUE" if truth_as(said) else "FALSE", Kind.TRUTH)
        if kind == "e":
            return Cell(said, Kind.ERROR)
        style = _whole(cell.get("s", "0"))
        is_known = style is not None and style < len(self.formats)
        form = self.formats[style or 0] if is_known else Format()
        return number_as(said, form, starts_1904=self.starts_1904, is_iso=kind == "d")


def _whole(said: str) -> int | None:
    """Return a number of a row, a style or a text; None where it is none that could be."""
    return int(said) if re.fullmatch(r"\d{1,9}", said, re.ASCII) else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _join(rows: dict[int, list[Cell]], joined: list[str]) -> None:
    """Mark the cells that are covered by one they are joined with."""
    covered = 0
    for ref in joined:
        for row, column, above, left in _covered_by(ref, rows):
            covered += 1
            if covered > MOST_JOINED:
                raise unusable("too_many", _("The sheet has more joined cells than any real one."))
            cells = rows[row]
            cells += [BLANK] * (column + 1 - len(cells))
            first = rows.get(above, [])
            shown = first[left] if left < len(first) else BLANK
            if column != left:
                cells[column] = Cell(shown.text, Kind.JOINED)
            elif not shown.is_blank:
                cells[column] = replace(shown, is_joined=True)


def _covered_by(ref: str, rows: dict[int, list[Cell]]) -> Iterator[tuple[int, int, int, int]]:
    begin, _colon, end = ref.partition(":")
    first, last = _REFERENCE.fullmatch(begin), _REFERENCE.fullmatch(end)
    if first is None or last is None:
        return
    left, right = _column(first[1]), min(_column(last[1]), MOST_COLUMNS - 1)
    above, below = int(first[2]), int(last[2])
    for row in sorted(rows) if below - above > len(rows) else range(above, below + 1):
        if row not in rows or not above <= row <= below:
            continue
        for column in range(left, right + 1):
            if (row, column) != (above, left):
                yield row, column, above, left
