"""Rows of a CSV or Parquet file as text by column name, and what had to be refused of them.

Free of Django, so that `firstbell link` needs no database. A refusal names the file, line and
field, what is wrong and what would be right, and never repeats a value: it may be a child's.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from firstbell.journey.linkage.by_arrow import parquet_rows, read_table, write_parquet
from firstbell.journey.linkage.columns import Column

LONGEST_CELL = csv.field_size_limit()
"""A longer cell goes to the slow reader, which refuses it."""


class CannotRead(Exception):
    """A file cannot be read as a table at all; the text says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that was not taken, in words for the person who can mend it."""

    file: str
    line: int
    column: str
    wrong: str
    right: str

    def __str__(self) -> str:
        """One line for standard error."""
        return f"{self.file}: line {self.line}: {self.column}: {self.wrong}; {self.right}"


@dataclass(slots=True)
class Findings:
    """What was refused, and what was taken with a warning."""

    refused: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)


class Row(dict[str, str]):
    """One row: its cells by column, stripped, and the line of the file it starts at.

    `is_whole` is false where the row was refused and only the cell that says whose it is is told.
    """

    __slots__ = ("is_whole", "line")

    def __init__(
        self, line: int, cells: Iterable[tuple[str, str]], *, is_whole: bool = True
    ) -> None:
        super().__init__(cells)
        self.line, self.is_whole = line, is_whole

    def __missing__(self, column: str) -> str:
        """Say nothing in a column that the file lacks."""
        return ""


def read_rows(
    path: Path, known: Sequence[str], findings: Findings, *, named_by: str = ""
) -> Iterator[Row]:
    """Yield the rows of a CSV or Parquet file (by its ending), all as text.

    Columns are found by name in any order; a missing one reads as blank, an unknown one is
    ignored with a warning. A row with a wrong number of cells is refused; where its cell in the
    column ``named_by`` is there, it is still yielded with that cell alone.

    :raises CannotRead: where the file is no table, or has none of the known columns.
    """
    is_parquet = path.suffix.lower() == ".parquet"
    rows = _parquet_rows(path) if is_parquet else _csv_rows(path, findings)
    header = [name.strip().lower() for name in next(rows)[1]]
    if not set(known) & set(header):
        raise CannotRead(f"{path.name}: no known column; the first line must name {known[0]} …")
    _warn_of_unknown(path, known, header, findings)
    for line, cells in rows:
        if len(cells) == len(header):
            yield Row(line, zip(header, map(str.strip, cells), strict=True))
        else:
            findings.refused.append(
                Refusal(
                    path.name,
                    line,
                    "the whole row",
                    f"it has {len(cells)} cells",
                    f"the first line names {len(header)}",
                )
            )
            name = dict(zip(header, cells, strict=False)).get(named_by, "").strip()
            if name:
                yield Row(line, [(named_by, name)], is_whole=False)


def _warn_of_unknown(
    path: Path, known: Sequence[str], header: Sequence[str], findings: Findings
) -> None:
    for name in sorted(set(header) - set(known)):
        findings.warnings.append(
            Refusal(path.name, 1, name or "a column without a name", "not known", "it is ignored")
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A file as stripped columns by name, blank where it lacks one, and the line of each row."""

    columns: dict[str, Column]
    lines: Sequence[int]


def read_columns(
    path: Path, known: Sequence[str], findings: Findings, *, only: Sequence[str]
) -> Table:
    """Read columns of a CSV or Parquet file as `read_rows` does its rows.

    ``only`` are the columns of ``known`` that are wanted. Arrow reads a file that is all in order;
    any other is read row by row, so that what is wrong is said of its line.

    :raises CannotRead: where the file is no table, or has none of the known columns.
    """
    table = _read_quickly(path, known, findings, only)
    if table is not None:
        return table
    rows = [row for row in read_rows(path, known, findings) if row.is_whole]
    columns = {name: Column.of(row[name] for row in rows) for name in only}
    return Table(columns, [row.line for row in rows])


def _read_quickly(
    path: Path, known: Sequence[str], findings: Findings, only: Sequence[str]
) -> Table | None:
    """The table, or None where the file needs to be read row by row."""
    is_parquet = path.suffix.lower() == ".parquet"
    header = None if is_parquet else _plain_header(path)
    if header is None and not is_parquet:
        return None
    read = read_table(path, header, only, longest_cell=LONGEST_CELL)
    if read is None:
        return None
    names, columns, rows = read
    if len(set(names)) != len(names) or not set(known) & set(names):
        return None
    _warn_of_unknown(path, known, names, findings)
    blank = Column.blank(rows)
    return Table({name: columns.get(name, blank).stripped() for name in only}, range(2, rows + 2))


def _plain_header(path: Path) -> list[str] | None:
    """The first line's cells as names, or None where it is no whole line of UTF-8."""
    with path.open("rb") as file:
        line = file.readline(LONGEST_CELL)
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        return None
    is_whole = "," in text and text.count('"') % 2 == 0 and "\r" not in text
    return [name.strip().lower() for name in next(csv.reader([text]))] if is_whole else None


def _csv_rows(path: Path, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    line, any_row = 1, False
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            wrong = "it is no CSV"
            findings.refused.append(
                Refusal(path.name, line, "the whole row", wrong, "check its quotation marks")
            )
        else:
            if cells:
                any_row = True
                yield line, cells
        line = reader.line_num + 1
    if not any_row:
        raise CannotRead(f"{path.name}: it is empty; the first line must name the columns")


def _text(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotRead(f"{path.name}: its letters cannot be read; save it as UTF-8")


def _parquet_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from parquet_rows(path)
    except ValueError as error:
        raise CannotRead(f"{path.name}: it is no Parquet file that can be read") from error


def write_rows(path: Path, columns: dict[str, str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows of text as CSV or Parquet (by the ending); ``columns`` gives Arrow's types."""
    if path.suffix.lower() == ".parquet":
        write_parquet(path, columns, rows)
    else:
        _write_csv(path, list(columns), rows)


def _write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
