"""Reads a CSV as a force's system or a person saved it: any delimiter, UTF-8 or Windows-1252."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from firstbell.journey.intake.reading import Unusable
from firstbell.journey.intake.receipts import Problem
from firstbell.journey.intake.sheets.grid import BLANK, Cell, Grid, GridRow, column_name
from firstbell.registry.agencies.files.table import Lines, UnusableFile

DELIMITERS = ",;\t|"

MOST_ROWS = 10_000
"""Of one file: more children than any force records in a month."""

MOST_COLUMNS = 1_000


def read_csv(body: bytes, *, columns: Collection[str], header_number: int) -> Grid:
    """Return the table in a CSV whose header names `columns`; they tell the delimiter too.

    :raises Unusable: when it is none, or too long.
    """
    lines = body.splitlines(keepends=True)
    skipped, rest = lines[: header_number - 1], lines[header_number - 1 :]
    delimiter = _delimiter(rest, columns)
    source = Lines(rest, delimiter=delimiter, first=len(skipped) + 1)
    try:
        header = source.header()
    except UnusableFile as trouble:
        raise _unusable("not_csv", str(trouble)) from None
    if len(header) > MOST_COLUMNS:
        raise _unusable("too_many", _("The header has more columns than any real one."))
    return Grid(
        header=header,
        rows=_rows(source, len(header)),
        header_number=header_number,
        cell_place=lambda row, column: (
            _("line %(row)d, column %(column)s") % {"row": row, "column": column_name(column)}
        ),
        row_place=lambda row: _("line %(row)d") % {"row": row},
    )


def _rows(source: Lines, width: int) -> list[GridRow]:
    rows: list[GridRow] = []
    while (record := source.next_record(width)) is not None:
        number, cells, content = record
        if cells is not None and not any(map(str.strip, cells)):
            continue
        if len(rows) == MOST_ROWS:
            raise _unusable("too_many", _("The file has more rows than any real one."))
        if cells is None:
            wrong = (_("A quotation mark is not closed."), _("Close it or take it out."))
            rows.append(GridRow(number, wrong=wrong, content=content))
        elif len(cells) != width:
            wrong = (
                _("The row has %(cells)d cells and the header %(width)d.")
                % {"cells": len(cells), "width": width},
                _("Give it one cell for each column, and put text with delimiters in quotes."),
            )
            rows.append(GridRow(number, wrong=wrong, content=content))
        else:
            texts = (cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in cells)
            cells_of = [Cell(text) if text else BLANK for text in texts]
            rows.append(GridRow(number, cells_of, content=content))
    return rows


def _delimiter(lines: list[bytes], columns: Collection[str]) -> str:
    """Return the delimiter with which the header names the most of the columns wanted."""
    wanted = {" ".join(each.casefold().split()) for each in columns}
    best, most = DELIMITERS[0], 0
    for delimiter in DELIMITERS:
        try:
            header = Lines(lines[:1], delimiter=delimiter).header()
        except UnusableFile:
            continue
        named = len(wanted & {each.casefold() for each in header})
        if named > most:
            best, most = delimiter, named
    return best


def _unusable(code: str, problem: str) -> Unusable:
    cure = _("Save the sheet as CSV UTF-8, with one row of column names.")
    return Unusable([Problem(code=code, place="", problem=problem, cure=cure)])
