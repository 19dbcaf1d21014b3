"""CSV and Parquet files read and written by Arrow, in columns or row by row.

A CSV file that is not all in order is none of this module's: it says nothing then, and the file is
read row by row, so that what is wrong can be said of its line.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv, parquet

from firstbell.journey.linkage.columns import Column, ReadTable, Texts

BLOCK_BYTES = 1 << 22
"""So much of a CSV file is read at one time by each processor."""

MOSTLY_DISTINCT = 0.5
"""Where more of the cells than this share differ, they are kept as they stand, each by itself."""

FEW_ROWS = 1 << 16
"""So many cells tell of a column whether most of them differ."""


def read_table(
    path: Path, header: list[str] | None, only: Collection[str], *, longest_cell: int
) -> ReadTable | None:
    """Read the columns ``only`` of a CSV file with this header, or of a Parquet file without one.

    None where the file is not all in order, so that it needs to be read row by row.
    """
    try:
        if header is None:
            return _read_parquet(path, only)
        return _read_csv(path, header, only, longest_cell)
    except pa.ArrowException:
        return None


def _read_parquet(path: Path, only: Collection[str]) -> ReadTable:
    with parquet.ParquetFile(path, memory_map=True) as file:
        found = file.schema_arrow.names
        names = [name.strip().lower() for name in found]
        columns = {
            name: _column(_as_text(file.read([own]).column(0)))
            for name, own in zip(names, found, strict=True)
            if name in only
        }
        return names, columns, file.metadata.num_rows


def _read_csv(
    path: Path, header: list[str], only: Collection[str], longest_cell: int
) -> ReadTable | None:
    with pa.memory_map(str(path)) as file:
        content = file.read_buffer()
    letters, part = np.frombuffer(content, np.uint8), longest_cell // 2
    newlines = list(_counts(letters, b"\n", part))
    # No cell is longer than two parts where every part has the end of a line.
    if not all(newlines[:-1]):
        return None
    returns = sum(_counts(letters, b"\r", part))
    if returns and returns != sum(_counts(letters, b"\r\n", part)):
        return None
    is_quoted = any(_counts(letters, b'"', part))
    if is_quoted and any(_counts(letters, b', "', part)):
        return None
    _refuse_other_than_utf8(content)
    wanted = {name: str(place) for place, name in enumerate(header) if name in only}
    table = _parsed(content, len(header), list(wanted.values()), is_quoted=is_quoted)
    # A blank line, or a cell of two lines, would make a row's number another than its line's.
    if sum(newlines) + (letters[-1] != ord("\n")) != table.num_rows + 1:
        return None
    columns = {name: _column(table.column(place)) for name, place in wanted.items()}
    return header, columns, table.num_rows


def _parsed(
    content: pa.Buffer, columns: int, wanted: Sequence[str], *, is_quoted: bool
) -> pa.Table:
    """The ``wanted`` of so many columns, whose names are their places."""
    names = [str(place) for place in range(columns)]
    return csv.read_csv(
        pa.BufferReader(content),
        read_options=csv.ReadOptions(block_size=BLOCK_BYTES, skip_rows=1, column_names=names),
        parse_options=csv.ParseOptions(quote_char='"' if is_quoted else False),
        convert_options=csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, pa.string()),
            include_columns=wanted,
            strings_can_be_null=False,
        ),
    )


def _counts(letters: NDArray[np.uint8], what: bytes, part: int) -> Iterator[int]:
    """How often something begins in each part of a file."""
    for start in range(0, len(letters), part):
        end = min(start + part, len(letters) + 1 - len(what))
        is_there = letters[start:end] == what[0]
        for place, letter in enumerate(what[1:], 1):
            is_there &= letters[start + place : end + place] == letter
        yield int(np.count_nonzero(is_there))


def _refuse_other_than_utf8(content: pa.Buffer) -> None:
    """Look at a file as one single text, of which columns that nobody wants are a part too.

    :raises pa.ArrowException: where it is not written in UTF-8.
    """
    ends = pa.py_buffer(np.array([0, content.size], np.int64))
    pa.LargeStringArray.from_buffers(1, ends, content).validate(full=True)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells as text, "" where there is none; a time in whole seconds, a list as Python has it."""
    if pa.types.is_nested(column.type):
        cells = [None if cell is None else str(cell) for cell in column.to_pylist()]
        column = pa.chunked_array([cells], pa.string())
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("s"))
    return column.cast(pa.string()).fill_null("")


def _column(cells: pa.ChunkedArray) -> Column:
    """One column of text: each distinct cell once, or all as they stand where most differ."""
    first = cells.slice(0, FEW_ROWS)
    mostly_distinct = len(first.unique()) > MOSTLY_DISTINCT * len(first)
    whole = cells.combine_chunks()
    texts = _texts(whole)
    if not len(texts.content):
        return Column.blank(len(cells))
    if mostly_distinct:
        return Column(texts, np.arange(len(cells), dtype=np.int32))
    encoded = whole.dictionary_encode()
    # Arrow's own `to_numpy` imports the whole of pandas first, where that is installed.
    codes = np.asarray(np.from_dlpack(encoded.indices), np.int32)
    are_few = len(encoded.dictionary) <= np.iinfo(np.int16).max
    return Column(encoded.dictionary.to_pylist(), codes.astype(np.int16) if are_few else codes)


def _texts(cells: pa.StringArray) -> Texts:
    _, ends, content = cells.buffers()
    ends = np.frombuffer(ends, np.int32)[cells.offset :][: len(cells) + 1].astype(np.int64)
    letters = np.frombuffer(content or b"", np.uint8)
    return Texts(letters[ends[0] : ends[-1]], ends[1:] - ends[0])


def parquet_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the names of the columns, then every row with its number, all as text.

    :raises ValueError: where it is no Parquet file that can be read.
    """
    try:
        with parquet.ParquetFile(path) as file:
            yield 1, file.schema_arrow.names
            line = 1
            for batch in file.iter_batches():
                columns = [_as_text(pa.chunked_array([own])).to_pylist() for own in batch.columns]
                for cells in zip(*columns, strict=True):
                    line += 1
                    yield line, list(cells)
    except pa.ArrowException as error:
        raise ValueError(path.name) from error


def write_parquet(path: Path, columns: dict[str, str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows of text as Parquet, blank cells as none; ``columns`` gives Arrow's types."""
    cells = zip(*rows, strict=True) if rows else ((),) * len(columns)
    table = pa.table(
        {
            name: pa.array([cell or None for cell in own], pa.string()).cast(kind)
            for (name, kind), own in zip(columns.items(), cells, strict=True)
        }
    )
    parquet.write_table(table, path)
