"""CSV and Parquet files read and written by Arrow, in columns or row by row.

A CSV file that is not all in order is none of this module's: it says nothing then, and the file is
read row by row, so that what is wrong can be said of its line.
"""

import mmap
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from firstbell.journey.linkage.columns import Column, ReadTable, Texts

BLOCK_BYTES = 1 << 22
"""So much of a CSV file is read at one time by each processor."""

MOSTLY_DISTINCT = 0.5
"""Where more of the cells than this share differ, they are kept as they stand, each by itself."""

FEW_ROWS = 1 << 16
"""So many cells tell of a column whether most of them differ."""

MANY_BYTES = 1 << 26


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
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        lines = _count(content, b"\n") + (content[-1:] != b"\n")
        is_quoted = content.find(b'"') >= 0
        has_returns = content.find(b"\r") >= 0
        if has_returns and _count(content, b"\r") != _count(content, b"\r\n"):
            return None
        if is_quoted and content.find(b', "') >= 0:
            return None
    places = [str(place) for place in range(len(header))]
    table = csv.read_csv(
        path,
        read_options=csv.ReadOptions(block_size=BLOCK_BYTES, skip_rows=1, column_names=places),
        parse_options=csv.ParseOptions(quote_char='"' if is_quoted else False),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(places, pa.string()), strings_can_be_null=False
        ),
    )
    # A blank line, or a cell of two lines, would make a row's number another than its line's.
    if lines != table.num_rows + 1 or longest_cell < max(map(_longest, table.columns)):
        return None
    columns = {
        name: _column(column)
        for name, column in zip(header, table.columns, strict=True)
        if name in only
    }
    return header, columns, table.num_rows


def _count(content: mmap.mmap, what: bytes) -> int:
    """How often something stands in a file, a part at a time; parts overlap by less than it."""
    over = len(what) - 1
    return sum(
        content[start : start + MANY_BYTES + over].count(what)
        for start in range(0, len(content), MANY_BYTES)
    )


def _longest(column: pa.ChunkedArray) -> int:
    return pc.max(pc.binary_length(column)).as_py() or 0


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
    if len(first.unique()) > MOSTLY_DISTINCT * len(first):
        return Column(_texts(cells.combine_chunks()), np.arange(len(cells), dtype=np.int32))
    encoded = cells.combine_chunks().dictionary_encode()
    return Column(encoded.dictionary.to_pylist(), encoded.indices.to_numpy())


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
