"""CSV and Parquet files read and written by DuckDB, in columns or row by row."""

import mmap
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb
import numpy as np

from firstbell.journey.linkage.columns import Column, ReadTable

DUCKDB_MEMORY = "3GB"

MOSTLY_DISTINCT = 0.5
"""Where more of the cells than this share differ, they are not told apart while reading."""

MANY_BYTES = 1 << 26


def read_table(
    path: Path, header: list[str] | None, only: Collection[str], *, longest_line: int
) -> ReadTable | None:
    """Read the columns ``only`` of a CSV file with this header, or of a Parquet file without one.

    None where the file is not all in order, so that it needs to be read row by row.
    """
    try:
        with duckdb.connect(config={"memory_limit": DUCKDB_MEMORY}) as database:
            database.execute("SET enable_progress_bar = false")
            if header is None:
                database.read_parquet(str(path)).create_view("filed")
            else:
                _load_csv(database, path, len(header), longest_line)
            found = [str(name) for name, *_ in database.execute("DESCRIBE filed").fetchall()]
            names = [name.strip().lower() for name in found] if header is None else header
            columns = {
                name: _column(database, at)
                for name, at in zip(names, found, strict=True)
                if name in only
            }
            [rows] = database.execute("SELECT count(*) FROM filed").fetchone() or (0,)
            if header is not None and not _is_all_in_order(database, path, len(header), rows):
                return None
    except duckdb.Error:
        return None
    return names, columns, rows


def _load_csv(
    database: duckdb.DuckDBPyConnection, path: Path, width: int, longest_line: int
) -> None:
    columns = {f"c{place}": "VARCHAR" for place in range(width)}
    database.execute(
        "CREATE TABLE filed AS SELECT * FROM read_csv($1, columns = $2, auto_detect = false,"
        " header = true, delim = ',', quote = '\"', escape = '\"', strict_mode = true,"
        " max_line_size = $3)",
        [str(path), columns, longest_line],
    )


def _column(database: duckdb.DuckDBPyConnection, name: str) -> Column:
    """One column of the table ``filed``: blank and missing cells are one value."""
    quoted = '"' + name.replace('"', '""') + '"'
    cell = f"coalesce({quoted}::VARCHAR, '')"
    many, rows = database.execute(
        f"SELECT approx_count_distinct({cell}), count(*) FROM filed"  # noqa: S608 - a quoted name
    ).fetchone() or (0, 0)
    if many > rows * MOSTLY_DISTINCT:
        cells = database.execute(f"SELECT {cell} AS it FROM filed").fetchnumpy()  # noqa: S608
        return Column(list(cells["it"]), np.arange(rows, dtype=np.int32))
    database.execute(f"CREATE OR REPLACE TYPE own AS ENUM (SELECT DISTINCT {cell} FROM filed)")  # noqa: S608
    values = database.execute("SELECT unnest(enum_range(NULL::own))::VARCHAR AS it").fetchnumpy()
    codes = database.execute(
        f"SELECT enum_code({cell}::own)::INTEGER AS it FROM filed"  # noqa: S608
    ).fetchnumpy()
    return Column(list(values["it"]), codes["it"])


def _is_all_in_order(
    database: duckdb.DuckDBPyConnection, path: Path, width: int, rows: int
) -> bool:
    """Whether the slow reader would have read the same, and each row's line is its number.

    No line may be blank, no cell hold two lines, no quotation mark follow a blank, and no row have
    a cell too many, which DuckDB forgives where it is empty: so the commas are counted.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        lines = _count(content, b"\n") + (content[-1:] != b"\n")
        commas = _count(content, b",")
        is_quoted = _count(content, b'"') > 0
        blank_before = is_quoted and _count(content, b', "') > 0
    within = 0
    if is_quoted:
        cells = " || ".join(f"coalesce(c{place}, '')" for place in range(width))
        within = (
            database.execute(
                f"SELECT sum(len({cells}) - len(replace({cells}, ',', ''))) FROM filed"  # noqa: S608
            ).fetchone()
            or (0,)
        )[0]
    is_even = commas == (rows + 1) * (width - 1) + (within or 0)
    return lines == rows + 1 and is_even and not blank_before


def _count(content: mmap.mmap, what: bytes) -> int:
    """How often something stands in a file, a part at a time; parts overlap by less than it."""
    over = len(what) - 1
    return sum(
        content[start : start + MANY_BYTES + over].count(what)
        for start in range(0, len(content), MANY_BYTES)
    )


def parquet_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the names of the columns, then every row with its number, all as text.

    :raises ValueError: where it is no Parquet file that can be read.
    """
    with duckdb.connect() as database:
        try:
            found = database.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", [str(path)])
        except duckdb.Error as error:
            raise ValueError(path.name) from error
        yield 1, [str(column[0]) for column in found.description or ()]
        line = 1
        while rows := found.fetchmany(10_000):
            for cells in rows:
                line += 1
                yield line, ["" if cell is None else str(cell) for cell in cells]


def write_parquet(draft: Path, path: Path, columns: dict[str, str]) -> None:
    """Write a CSV file as Parquet; ``columns`` gives DuckDB's types."""
    with duckdb.connect() as database:
        typed = database.read_csv(str(draft), header=True, dtype=columns, na_values=[""])
        typed.write_parquet(str(path))
