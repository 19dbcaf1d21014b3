"""`agencies.files.table`: a CSV as people really save it."""

import pytest

from firstbell.registry.agencies.files.table import Problem, Row, UnusableFile, read


def rows(content: bytes) -> list[Row | Problem]:
    return list(read(content, required=["a", "b"]).rows())


def loaded(content: bytes) -> list[tuple[int, str, str]]:
    return [(row.line, row["a"], row["b"]) for row in rows(content) if isinstance(row, Row)]


def refused(content: bytes) -> list[str]:
    return [str(row) for row in rows(content) if isinstance(row, Problem)]


def test_columns_are_found_by_name_in_any_order_and_case() -> None:
    assert loaded(b"B,x,A\n1,2,3\n") == [(2, "3", "1")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("a,b\nZoë,1\n".encode(), id="utf-8"),
        pytest.param("\ufeffa,b\nZoë,1\n".encode(), id="utf-8-with-a-mark"),
        pytest.param("a,b\nZoë,1\n".encode("cp1252"), id="windows-1252"),
        pytest.param("a,b\r\nZoë,1\r\n".encode("cp1252"), id="windows-line-ends"),
        pytest.param("a,b\rZoë,1\r".encode(), id="old-line-ends"),
        pytest.param("a,b\nZoë,1".encode(), id="no-last-line-end"),
    ],
)
def test_a_name_reads_the_same_however_the_file_was_saved(content: bytes) -> None:
    assert loaded(content) == [(2, "Zoë", "1")]


def test_one_line_in_another_encoding_does_not_spoil_the_others() -> None:
    content = "a,b\nZoë,1\n".encode() + "Chloë,2\n".encode("cp1252")

    assert loaded(content) == [(2, "Zoë", "1"), (3, "Chloë", "2")]


def test_lines_are_counted_in_the_file_also_after_a_cell_of_several_lines() -> None:
    content = b'a,b\n"one\ntwo",1\nthree,2,3\nfour,4\n'

    assert loaded(content) == [(2, "one two", "1"), (5, "four", "4")]
    assert refused(content) == [
        "line 4: it has 3 cells where the header has 2; give it one cell for each column"
    ]


@pytest.mark.parametrize("wrong", [b"1", b"1,2,3", b"1,2,"])
def test_a_row_with_a_wrong_number_of_cells_is_refused_and_the_rest_load(wrong: bytes) -> None:
    content = b"a,b\n5,6\n" + wrong + b"\n7,8\n"

    assert loaded(content) == [(2, "5", "6"), (4, "7", "8")]
    assert [line.split(":")[0] for line in refused(content)] == ["line 3"]


def test_a_refused_row_is_kept_as_it_was_written() -> None:
    found = rows(b'a,b\n"x",y,z\r\n')

    assert isinstance(found[0], Problem)
    assert found[0].content == '"x",y,z'


@pytest.mark.parametrize("below", [b"1,2\n3,4\n", b'1,2\n"3",4\n', b'"1","2"\n"3","4"\n'])
def test_a_quote_that_is_never_closed_costs_its_own_line_alone(below: bytes) -> None:
    content = b'a,b\n"x,y\n' + below

    assert loaded(content) == [(3, "1", "2"), (4, "3", "4")]
    assert refused(content) == ["line 2: a quote is not closed; close it or take it out"]


def test_two_stray_quotes_do_not_swallow_the_rows_between_them() -> None:
    content = b'a,b\n"x,y\n1,2\n"z,w\n3,4\n'

    assert loaded(content) == [(3, "1", "2"), (5, "3", "4")]


def test_a_cell_longer_than_any_real_one_costs_its_own_row_alone() -> None:
    content = b"a,b\n" + b"x" * 200_000 + b",1\ny,2\n"

    assert loaded(content) == [(3, "y", "2")]


def test_a_quote_inside_a_cell_is_part_of_it() -> None:
    assert loaded(b'a,b\n5" pipe,1\n6,2\n') == [(2, '5" pipe', "1"), (3, "6", "2")]


def test_blank_rows_are_no_rows() -> None:
    assert loaded(b"a,b\n\n,\n1,2\n   \n") == [(4, "1", "2")]


def test_blanks_and_line_ends_in_a_cell_become_one_blank() -> None:
    assert loaded(b'a,b\n" x \xc2\xa0 \r\nBcc: y ",1\n') == [(2, "x Bcc: y", "1")]


def test_a_zero_byte_costs_its_own_row_alone() -> None:
    content = b"a,b\nx\0,1\ny,2\n"

    assert loaded(content) == [(3, "y", "2")]
    assert refused(content) == ["line 2: it holds a zero byte; save the file as a CSV again"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b"a,c\n1,2\n", "the column b is missing.*must name a, b", id="missing"),
        pytest.param(b"a,b,B\n1,2,3\n", "b and B are the same column", id="twice"),
        pytest.param(b"PK\x03\x04\x14", "a spreadsheet, not a CSV; save it as", id="spreadsheet"),
        pytest.param("a,b\n1,2\n".encode("utf-16"), "UTF-16, not a CSV; save it", id="utf-16"),
    ],
)
def test_a_file_whose_header_cannot_be_used_is_refused_in_one_line(
    content: bytes, words: str
) -> None:
    with pytest.raises(UnusableFile, match=words) as trouble:
        read(content, required=["a", "b"])

    assert "\n" not in str(trouble.value)


def test_unknown_columns_are_ignored_with_a_warning_where_that_is_wanted() -> None:
    table = read(b"a,b,shoe size\n1,2,3\n", required=["a", "b"], warn_of_unknown=True)

    assert [str(each) for each in table.warnings] == [
        "line 1: shoe size: this column is not known and was ignored; the columns are a, b"
    ]
    assert read(b"a,b,shoe size\n", required=["a", "b"]).warnings == []


def test_a_column_is_found_by_another_name_that_it_goes_by() -> None:
    table = read(b"lad25cd\nx\n", required=["laua"], also_called={"laua": r"lad\d+cd"})

    assert [row["laua"] for row in table.rows() if isinstance(row, Row)] == ["x"]


def test_a_first_line_that_is_no_csv_is_told_in_one_line() -> None:
    with pytest.raises(UnusableFile, match="line 1 cannot be read as a CSV"):
        read([b"x" * 200_000], required=["a", "b"])


def test_the_line_ends_of_an_old_macintosh_end_lines_also_where_a_file_is_read_as_it_comes() -> (
    None
):
    table = read([b"a,b\r1,2\r", b"3,4\n"], required=["a", "b"])

    assert [row["a"] for row in table.rows() if isinstance(row, Row)] == ["1", "3"]


def test_a_cell_longer_than_any_real_one_costs_its_row_alone() -> None:
    content = b'a,b\n"open,1\n' + b"x" * 200_000 + b",2\n3,4\n"

    assert loaded(content) == [(4, "3", "4")]
    assert [line.split(":")[0] for line in refused(content)] == ["line 2", "line 3"]
