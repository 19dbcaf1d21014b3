"""A workbook: what each kind of cell says, which sheet is read, and what is never believed."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from firstbell.journey.intake.reading import Unusable
from firstbell.journey.intake.sheets.formats import format_of
from tests.journey.intake.feeds import force
from tests.journey.intake.packages import BOOK, SHEET, STYLES, book, cell, changed, put
from tests.journey.intake.sheets import CHILD_A_ROW, INCIDENT_A_ROW, read, receive, row

WORKBOOKS = Path(__file__).parent / "workbooks"
"""Written by openpyxl 3.1.5, with what people leave in a sheet: a title over joined cells, a
note, a filter with a hidden row, a hidden sheet."""


def with_header(number: int, sheet: str = "", mapping: str = INCIDENT_A_ROW) -> str:
    more = f'header = {number}\nsheet = "{sheet}"' if sheet else f"header = {number}"
    return mapping.replace("[file]", f"[file]\n{more}")


@pytest.mark.parametrize("start", ["1900", "1904"])
def test_a_workbook_of_another_program_says_what_it_shows(db: None, start: str) -> None:
    force()
    body = (WORKBOOKS / f"openpyxl-{start}.xlsx").read_bytes()

    found = read(body, with_header(2, "Night")).incidents
    receipt = receive(body, with_header(2, "Night"))

    assert [each.said["reference"] for each in found] == ["L1", "L2", "L3", "L4"]
    assert [each.said["revision"] for each in found] == [1, 2, 1, 1]
    assert found[0].said["attended_at"] == "2026-11-20T23:50:00+00:00"
    assert found[1].said["attended_at"] == "2026-06-20T22:50:00+00:00"
    wren = {"id": "1", "given_names": "Wren", "date_of_birth": "2017-03-04", "seen": True}
    assert found[0].said["children"][0] == wren
    assert found[1].said["children"][0]["given_names"] == "Zoë <&> A"
    assert found[2].said["children"][0]["date_of_birth"] == "2016-02-29"
    rail = {"id": "000123456789", "given_names": "Rail", "seen": False}
    assert found[3].said["children"] == [rail]
    fates = [(each["cell"], each["fate"]) for each in receipt["incidents"]]
    assert fates == [
        ("Night!3:3", "refused"), ("Night!4:4", "refused"), ("Night!5:5", "accepted"),
        ("Night!7:7", "accepted"),
    ]  # fmt: skip
    told = [
        (problem["cell"], problem["code"])
        for each in receipt["incidents"]
        for problem in each["problems"]
    ]
    assert told == [
        ("Night!I3", "uncounted_formula"), ("Night!J4", "uncounted_formula"),
        ("Night!K4", "error_value"),
    ]  # fmt: skip


RICH = '<c r="N2" t="inlineStr"><is><r><t>La</t></r><r><t>rk</t></r><rPh><t>x</t></rPh></is></c>'

CELLS: list[tuple[str, str, Any]] = [
    # A cell of the sheet, written anew, and what its field then says; a code where it is refused.
    ("N2", '<c r="N2" t="str"><f>A1&amp;B1</f><v>Lark</v></c>', {"given_names": "Lark"}),
    ("N2", '<c r="N2" t="str"><f>""</f><v></v></c>', {"given_names": None}),
    ("N2", '<c r="N2"><f>A1</f></c>', "uncounted_formula"),
    ("N2", '<c r="N2" t="e"><v>#REF!</v></c>', "error_value"),
    ("N2", '<c r="N2" t="s"><v>9</v></c>', "error_value"),
    ("N2", '<c r="N2" s="1"><v>43894</v></c>', "became_a_date"),
    ("N2", RICH, {"given_names": "Lark"}),
    ("N2", '<c r="N2" t="inlineStr"/>', {"given_names": None}),
    ("P2", '<c r="P2" s="1"><v>42798</v></c>', {"date_of_birth": "2017-03-04"}),
    ("P2", '<c r="P2" s="1"><v>1</v></c>', {"date_of_birth": "1900-01-01"}),
    ("P2", '<c r="P2" s="1"><v>60</v></c>', "error_value"),
    ("P2", '<c r="P2" s="1"><v>-1</v></c>', "error_value"),
    ("P2", '<c r="P2" s="1"><v>9E9</v></c>', "error_value"),
    ("P2", '<c r="P2" s="1"><v>NaN</v></c>', "error_value"),
    ("P2", '<c r="P2" s="1"><v>1E999999999</v></c>', "error_value"),
    ("P2", '<c r="P2" s="2"><v>42798.5</v></c>', "not_a_day"),
    ("P2", '<c r="P2"><v>42798</v></c>', "not_a_day"),
    ("P2", '<c r="P2" t="d"><v>2017-03-04</v></c>', {"date_of_birth": "2017-03-04"}),
    ("P2", '<c r="P2" t="d"><v>2017-03-04T00:00:00Z</v></c>', {"date_of_birth": "2017-03-04"}),
    ("P2", '<c r="P2" t="d"><v>4 March</v></c>', "error_value"),
    ("Q2", '<c r="Q2"><v>7.0</v></c>', {"age_estimate": 7}),
    ("Q2", '<c r="Q2"><v>7.5</v></c>', "not_a_number"),
    ("R2", '<c r="R2"><v>8234321099123</v></c>', {"upn": "8234321099123"}),
    ("R2", '<c r="R2"><v>8.234321099123E12</v></c>', {"upn": "8234321099123"}),
    ("R2", '<c r="R2"><v>82343210991230000</v></c>', "shortened_number"),
    ("S2", '<c r="S2" t="b"><v>1</v></c>', {"seen": True}),
    ("S2", '<c r="S2" t="b"><v>0</v></c>', {"seen": False}),
    ("S2", '<c r="S2"><v>1</v></c>', "unknown_word"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "xml", "says"), CELLS)
def test_a_cell_says_what_it_shows_or_why_not(place: str, xml: str, says: Any) -> None:
    full = row(Age="7", UPN="A823432109912", Seen="Y")

    found = read(changed(book(full), {SHEET: cell(place, xml)})).incidents[0]

    if isinstance(says, str):
        assert [(each["cell"], each["code"]) for each in found.problems] == [
            (f"Sheet1!{place}", says)
        ]
    else:
        assert found.problems == []
        child = found.said["children"][0]
        assert {name: child.get(name) for name in says} == says


def test_a_time_in_a_column_of_its_own_is_put_to_its_day() -> None:
    said = row() | {"Date": date(2026, 6, 20), "Time": datetime(1899, 12, 30, 23, 50)}  # noqa: DTZ001

    styles = put(('formatCode="dd/mm/yyyy\\ hh:mm"', 'formatCode="[$-809]h:mm;@"'))
    found = read(changed(book(said), {STYLES: styles})).incidents[0]

    assert found.said["attended_at"] == "2026-06-20T22:50:00+00:00"


@pytest.mark.parametrize(
    ("code", "day", "time", "zeros"),
    [
        ("General", False, False, 0), ("0.00E+00", False, False, 0),
        ("#,##0.00", False, False, 0),
        ("dd/mm/yyyy;@", True, False, 0),
        ('[Red]0;"days"', False, False, 0), ("@", False, False, 0),
        ("[$-F800]dddd, mmmm dd, yyyy", True, False, 0), ("mmm-yy", True, False, 0),
        ("h:mm", False, True, 0), ("mm:ss", False, True, 0), ("[h]:mm:ss", False, True, 0),
        ("yyyy-mm-dd\\Thh:mm", True, True, 0), ("00000000000", False, False, 11),
    ],
)  # fmt: skip
def test_a_format_tells_days_times_and_zeros(code: str, day: bool, time: bool, zeros: int) -> None:
    found = format_of(code)

    assert (found.has_day, found.has_time, found.zeros) == (day, time, zeros)


def test_cells_joined_over_the_rows_of_an_incident_speak_for_all_of_them_and_no_other_do() -> None:
    lark = row(Forename="Lark", Crime_no="", Risk="", Street="")
    joined = '</sheetData><mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="{}"/>'
    body = book(row(), lark)

    over_incident = changed(
        body, {SHEET: put(("</sheetData>", joined.format("K2:K3") + "</mergeCells>"))}
    )
    over_children = changed(
        body, {SHEET: put(("</sheetData>", joined.format("N2:N3") + "</mergeCells>"))}
    )
    across = changed(body, {SHEET: put(("</sheetData>", joined.format("G2:H2") + "</mergeCells>"))})

    found = read(over_incident).incidents
    assert [len(each.said["children"]) for each in found] == [2]
    assert found[0].problems == []
    told = read(over_children).incidents[0].problems
    assert [(each["cell"], each["code"]) for each in told] == [("Sheet1!N3", "joined_cells")]
    told = read(across).incidents[0].problems
    assert ("Sheet1!H2", "joined_cells") in [(each["cell"], each["code"]) for each in told]


def test_the_sheet_is_the_one_that_the_mapping_names_and_never_a_hidden_one() -> None:
    more = '<sheet name="Wren Fernquist" sheetId="2" r:id="rId1"/></sheets>'
    two = changed(book(row()), {BOOK: put(("</sheets>", more))})
    hidden = changed(
        book(row(), name="Night"), {BOOK: put(('name="Night"', 'name="Night" state="veryHidden"'))}
    )

    assert len(read(book(row(), name="Wren Fernquist")).incidents) == 1
    assert read(book(row(DOB="x"), name="Wren Fernquist")).incidents[0].problems[0]["cell"] == "P2"
    named = with_header(1, "It's Night", CHILD_A_ROW)
    its = read(book(row(DOB="x"), name="It's Night"), named).incidents[0].problems[0]["cell"]
    assert its == "'It''s Night'!P2"
    for body, mapping, code in (
        (two, CHILD_A_ROW, "which_sheet"),
        (hidden, CHILD_A_ROW, "which_sheet"),
        (hidden, with_header(1, "night", CHILD_A_ROW), "hidden_sheet"),
        (two, with_header(1, "Day", CHILD_A_ROW), "no_sheet"),
        (two, with_header(9, "Sheet1", CHILD_A_ROW), "no_header"),
    ):
        with pytest.raises(Unusable) as refused:
            read(body, mapping)
        told = refused.value.problems[0]
        assert told["code"] == code
        assert "Wren" not in told["problem"] + told["cure"]


def test_strict_workbooks_and_cells_without_places_are_read() -> None:
    strict = put(
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
         "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    )  # fmt: skip
    body = changed(book(row()), {BOOK: strict, SHEET: strict})

    def without_places(content: bytes) -> bytes:
        for number in (1, 2):
            content = content.replace(f'<row r="{number}">'.encode(), b"<row>")
        for letter in "ABCDEFGHIJKLMNOPQRSTU":
            for number in (1, 2):
                content = content.replace(f'<c r="{letter}{number}"'.encode(), b"<c")
        return content

    full = row(Why_void="-", Reported="20/11/2026 23:00", Age="7", UPN="A823432109912")
    assert read(body).incidents[0].said == read(book(row())).incidents[0].said
    bare = read(changed(book(full), {SHEET: without_places})).incidents[0]
    assert bare.said == read(book(full)).incidents[0].said
