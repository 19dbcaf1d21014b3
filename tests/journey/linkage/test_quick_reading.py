"""A file read column by column says the same as the same file read row by row."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from firstbell.journey.linkage import tables
from firstbell.journey.linkage.columns import Texts
from firstbell.journey.linkage.tables import CannotRead, Findings, read_columns, read_rows

KNOWN = ("a", "b", "c")

FILES = [
    b"a,b\n1,2\n3,4\n",
    b"a,b\r\n1, x \r\n2,\r\n",
    b"\xef\xbb\xbfa,b\n1,2\n",
    b"B,A\n1,2\n",
    b"a,b,other\n1,2,3\n",
    b"a,b\n1,2,\n",
    b"a,b\n1,\n2,,\n",
    b"a,b\n1\n2,3\n",
    b"a,b\n\n1,2\n\n",
    b'a,b\n1,"x\ny"\n2,z\n',
    b'a,b\n1,x"y\n',
    b'a,b\n1,"x""y, z"\n',
    b'a,b\n1,"xy"z\n',
    b'a,b\n1, "x"\n',
    b"a,b\n1,\xe9\n",
    b'a,b\n1,"x\n2,3\n',
    b"a,b\n1,NULL\n2,\xc2\xa0\n",
    b'a,b\n1,""\n"",2\n',
    b"a,b\n#1,2\n",
    b"a,b\n",
    b"a,b",
    b"a\n1\n\n2\n",
    b"a,b\r1,2\r",
    b"a,b\n1,x\x00y\n",
    b'a,b\n"1","2"\n"3",4',
    b"a,b\n1,2\r\n3,4\n",
    b"a,a\n1,2\n",
    b'"a",b\n1,2\n',
    b'"a","b"\n1,"2"\n',
    b'"a,b",b\n1,2\n',
    b'"a\nc",b\n1,2\n',
    b'a "x",b\n1,2\n',
    b"a,b,\n1,2,\n",
    b"a,b\n1," + b"x" * 140_000 + b"\n2,3\n",
    b"a,b\n" + b"1,2\n1,3\n" * 30_000,
    b"a,b\n\xc3\xa9,longer than a word\nlonger than a word,longer than a wore\n",
    b"a,b\n1,2,\n3\n4,5\n",
    b"a,b\n1,x\r2,y\n",
    b"a,b\r\n" + b"1,2\r\n1,3\r\n" * 30_000,
    b'a,b\r\n"1\r",2\r\n',
    b"a,b\n\xc3\xa9,\xe9\n",
    b"a,b\n1," + b"x" * 100_000 + b"\n2,3\n",
    b"a,b\n,\n,\n",
]


def rows_of(table: tables.Table) -> list[tuple[int, tuple[str, ...]]]:
    return [
        (line, tuple(table.columns[name][row] for name in KNOWN))
        for row, line in enumerate(table.lines)
    ]


@pytest.mark.parametrize("content", FILES, ids=lambda content: repr(content[:24]))
def test_both_ways_of_reading_say_the_same(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    slow, quick = Findings(), Findings()
    rows = [row for row in read_rows(path, KNOWN, slow) if row.is_whole]
    found = rows_of(read_columns(path, KNOWN, quick, only=KNOWN))
    assert found == [(row.line, tuple(row[name] for name in KNOWN)) for row in rows]
    assert quick == slow


@pytest.mark.parametrize("content", FILES, ids=lambda content: repr(content[:24]))
def test_what_is_wrong_in_a_column_that_nobody_wants_is_said_too(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    every, one = Findings(), Findings()
    whole = read_columns(path, KNOWN, every, only=KNOWN)
    table = read_columns(path, KNOWN, one, only=("a",))
    assert one == every
    assert list(table.lines) == list(whole.lines)
    assert [*map(table.columns["a"].__getitem__, range(len(table.lines)))] == [
        row[0] for _, row in rows_of(whole)
    ]


def test_a_file_that_is_in_order_is_not_read_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "read_rows", None)
    path = tmp_path / "f.csv"
    path.write_bytes(b'"a",b\n1,x\n2,""\n')
    assert len(rows_of(read_columns(path, KNOWN, Findings(), only=("a", "b", "c")))) == 2
    parquet.write_table(pa.table({"a": ["1", "2"], "B ": ["x", None]}), tmp_path / "f.parquet")
    table = read_columns(tmp_path / "f.parquet", KNOWN, Findings(), only=KNOWN)
    assert rows_of(table) == [(2, ("1", "x", "")), (3, ("2", "", ""))]


def test_a_parquet_file_may_hold_dates_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    days = [date(2016, 9, 27), None]
    table = {
        "a": pa.array(days),
        "b": pa.array(days).cast(pa.timestamp("us")),
        "c": pa.array([102626, None]),
        "d": pa.array([[1], [2]]),
    }
    parquet.write_table(pa.table(table), path)
    found = rows_of(read_columns(path, KNOWN, Findings(), only=KNOWN))
    assert found == [(2, ("2016-09-27", "2016-09-27 00:00:00", "102626")), (3, ("", "", ""))]
    rows = read_rows(path, KNOWN, Findings())
    assert [(row.line, tuple(row[name] for name in KNOWN)) for row in rows] == found


def test_cells_of_which_most_differ_are_kept_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    lines = (f"{n} ,{n}é{n},{n}\n" for n in range(300))
    path.write_text("a,b,c\n" + "".join(lines), encoding="utf-8")
    table = read_columns(path, KNOWN, Findings(), only=KNOWN)
    assert isinstance(table.columns["b"].values, Texts)
    assert rows_of(table) == [(n + 2, (str(n), f"{n}é{n}", str(n))) for n in range(300)]


def test_only_the_columns_asked_for_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"a,b\n1,x\n")
    assert list(read_columns(path, KNOWN, Findings(), only=("b",)).columns) == ["b"]


def test_a_file_without_a_known_column_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"x,y\n1,2\n")
    with pytest.raises(CannotRead, match="no known column"):
        read_columns(path, KNOWN, Findings(), only=KNOWN)


def test_letters_that_cannot_be_read_are_refused_in_every_column(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"a,b\n1,\x81\n")
    with pytest.raises(CannotRead, match="letters cannot be read"):
        read_columns(path, KNOWN, Findings(), only=("a",))
