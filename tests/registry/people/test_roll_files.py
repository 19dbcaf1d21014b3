"""Rolls as files: what is refused, what is only marked, and what is never read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.registry.people.files.ctf import is_ctf, read_ctf
from firstbell.registry.people.files.roll_csv import read_roll_csv
from firstbell.registry.people.files.rows import COLUMNS, upns_in
from tests.registry.people.rolls import ON, WREN, a_csv, a_ctf, a_ctf_pupil, upn


def test_columns_are_found_by_name_in_any_order_and_blanks_are_open() -> None:
    content = a_csv({"urn": 990001, **WREN}, columns=("forename", "urn", "postcode", "surname"))

    [row] = read_roll_csv(content, on=ON).rows

    assert (row.forename, row.surname, row.urn) == ("Wren", "Tollemarsh", 990001)
    assert (row.entered_on, row.left_on, row.enrol_status) == (None, None, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_names_survive_the_ways_in_which_schools_save_a_file(encoding: str) -> None:
    content = a_csv({"urn": 990001, **WREN, "surname": "Tolé’marsh"}).decode().encode(encoding)

    [row] = read_roll_csv(content, on=ON).rows

    assert row.surname == "Tolé’marsh"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("surname", ""),
        ("forename", "  "),
        ("urn", ""),
        ("urn", "about 5"),
        ("date_of_birth", "31/02/2016"),
        ("date_of_birth", "2016-02-30"),
        ("entry_date", "20160901"),
        ("leaving_date", "soon"),
    ],
)
def test_a_row_that_could_put_a_child_on_the_wrong_roll_is_refused(field: str, value: str) -> None:
    bad = {"urn": 990001, **WREN, "entry_date": "", "leaving_date": "", field: value}
    good = {"urn": 990001, **WREN, "forename": "Lark"}

    read = read_roll_csv(a_csv(bad, good), on=ON)

    assert [row.forename for row in read.rows] == ["Lark"]
    [entry] = read.refused
    assert entry.place.words == "line 2"
    assert [complaint.field for complaint in entry.complaints] == [field]
    assert all(complaint.cure for complaint in entry.complaints)


def test_a_row_with_a_cell_too_many_is_refused_with_its_line_and_the_rest_loads() -> None:
    content = (
        a_csv({"urn": 990001, **WREN}) + b"990001,Tollemarsh,Lark,2016-05-04,F,4,QX1 2AB,x\r\n"
    )

    read = read_roll_csv(content, on=ON)

    assert len(read.rows) == 1
    assert [entry.place.line for entry in read.refused] == [3]


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("upn", "a801200005001", "A801200005001"),
        ("upn", "1234", "1234"),
        ("postcode", "nowhere", "NOWHERE"),
        ("date_of_birth", "2027-01-01", "2027-01-01"),
        ("date_of_birth", "1996-01-01", "1996-01-01"),
        ("date_of_birth", "", ""),
        ("enrol_status", "Q", "C"),
        ("uprn", "12A", "12A"),
    ],
)
def test_what_only_looks_wrong_is_kept_and_marked(field: str, value: str, kept: str) -> None:
    read = read_roll_csv(a_csv({"urn": 990001, **WREN, field: value}), on=ON)

    [row] = read.rows
    assert [warning.field for warning in row.warnings] == [field]
    found = row.born_on if field == "date_of_birth" else getattr(row, field)
    assert str(found or "") == kept


def test_right_rows_carry_no_warning() -> None:
    for number in (upn(1), upn(7, last="A"), "B801200005001", ""):
        [row] = read_roll_csv(a_csv({"urn": 990001, "upn": number, **WREN}), on=ON).rows
        assert row.warnings == ()
        assert row.upn == number


def test_an_unknown_column_is_ignored_with_a_warning_and_a_missing_name_column_is_fatal() -> None:
    read = read_roll_csv(a_csv({"urn": 990001, **WREN, "shoe_size": 3}), on=ON)
    fatal = read_roll_csv(b"urn,forename\r\n990001,Wren\r\n", on=ON)

    assert [note.field for note in read.notes] == ["shoe_size"]
    assert len(read.rows) == 1
    assert fatal.rows == []
    assert "surname" in fatal.refused[0].complaints[0].problem


cells = st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=300), min_size=3)


@given(st.lists(cells, max_size=4))
def test_no_cell_of_any_kind_stops_a_file_and_every_row_is_taken_or_refused(
    rows: list[dict[str, str]],
) -> None:
    import csv
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows({name: "".join(t.splitlines()) for name, t in row.items()} for row in rows)
    filled = [row for row in rows if any("".join(t.splitlines()).strip() for t in row.values())]

    read = read_roll_csv(out.getvalue().encode("utf-8", "replace"), on=ON)

    assert len(read.rows) + len(read.refused) == len(filled)
    for row in read.rows:
        assert row.surname.strip()
        assert max(map(len, (row.upn, row.postcode, row.nc_year, row.surname))) <= 200
        assert len(row.upn) <= 13
        assert len(row.postcode) <= 8
        assert len(row.nc_year) <= 4


def test_complaints_never_repeat_what_a_row_says_of_the_child() -> None:
    secret = "Zephyrine"
    row = dict.fromkeys(COLUMNS, secret) | {"urn": 990001}

    read = read_roll_csv(a_csv(row), on=ON)

    [entry] = read.refused
    assert secret not in repr(entry.complaints)
    assert secret in entry.content


def test_upns_are_found_in_a_row_whose_cells_have_slipped() -> None:
    assert upns_in(f"x,,{upn(3)};{upn(4, last='B').lower()} 12345") == {upn(3), upn(4, last="B")}


def test_a_flat_and_a_nested_transfer_file_say_the_same() -> None:
    home = "<AddressLine1>4 Mill Lane</AddressLine1><PostCode>qx12ab</PostCode>"
    flat = a_ctf(
        a_ctf_pupil(upn(1), "Tollemarsh", "Wren", "2016-05-04", f"<Address>{home}</Address>")
    )
    nested = a_ctf(
        f"<UPN>{upn(1)}</UPN><BasicDetails><LegalSurname>Tollemarsh</LegalSurname>"
        "<LegalForename>Wren</LegalForename><DOB>2016-05-04</DOB><Gender>F</Gender></BasicDetails>"
        f"<Address>{home}</Address>"
    )

    [one], [other] = read_ctf(flat, on=ON).rows, read_ctf(nested, on=ON).rows

    for row in (one, other):
        assert (row.upn, row.surname, row.forename) == (upn(1), "Tollemarsh", "Wren")
        assert row.born_on == date(2016, 5, 4)
        assert (row.address_line_1, row.postcode) == ("4 Mill Lane", "QX1 2AB")


def test_the_home_and_name_of_a_contact_are_never_the_childs() -> None:
    contact = (
        "<Contacts><Contact><Surname>Other</Surname><PreferredSurname>Other</PreferredSurname>"
        "<Address><AddressLine1>1 Refuge Row</AddressLine1><PostCode>QX9 9ZZ</PostCode></Address>"
        "</Contact></Contacts>"
    )

    [row] = read_ctf(
        a_ctf(a_ctf_pupil(upn(1), "Tollemarsh", "Wren", "2016-05-04", contact)), on=ON
    ).rows

    assert (row.surname, row.preferred_surname) == ("Tollemarsh", "")
    assert (row.address_line_1, row.postcode) == ("", "")


def test_parts_of_an_address_become_its_lines() -> None:
    parts = (
        "<Address><BS7666Address><SAON>Flat 2</SAON><PAON>14</PAON><Street>Mill Lane</Street>"
        "<Locality>Fenside</Locality><PostTown>Eastmarsh</PostTown></BS7666Address></Address>"
    )

    [row] = read_ctf(
        a_ctf(a_ctf_pupil(upn(1), "Tollemarsh", "Wren", "2016-05-04", parts)), on=ON
    ).rows

    assert (row.address_line_1, row.address_line_2) == ("Flat 2, 14 Mill Lane", "Fenside")
    assert row.town == "Eastmarsh"


def test_a_pupil_with_a_piece_missing_is_refused_by_number_and_element() -> None:
    content = a_ctf(
        a_ctf_pupil(upn(1), "Tollemarsh", "Wren", "2016-05-04"),
        a_ctf_pupil(upn(2), "", "Lark", "04/05/2016"),
    )

    read = read_ctf(content, on=ON)

    assert len(read.rows) == 1
    [entry] = read.refused
    assert entry.place.words == "CTFpupilData/Pupil[2]"
    assert {complaint.field for complaint in entry.complaints} == {"Surname", "DOB"}


def test_the_school_history_says_when_the_pupil_left_the_source_school() -> None:
    history = (
        "<SchoolHistory><School><LEA>990</LEA><Estab>2001</Estab><EntryDate>2020-09-01</EntryDate>"
        "<LeavingDate>2026-07-21</LeavingDate></School><School><LEA>990</LEA><Estab>2002</Estab>"
        "<EntryDate>2026-09-01</EntryDate></School></SchoolHistory>"
    )
    content = a_ctf(
        a_ctf_pupil(upn(1), "Tollemarsh", "Wren", "2016-05-04", history),
        source="<LEA>990</LEA><Estab>2001</Estab>",
    )

    [row] = read_ctf(content, on=ON).rows

    assert (row.entered_on, row.left_on) == (date(2020, 9, 1), date(2026, 7, 21))


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE CTfile [<!ENTITY x SYSTEM "file:///etc/passwd">]><CTfile>&x;</CTfile>',
        b'<!DOCTYPE CTfile [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><CTfile>&b;</CTfile>',
        b'<!DOCTYPE CTfile SYSTEM "http://example.org/ctf.dtd"><CTfile/>',
    ],
)
def test_a_document_that_declares_entities_or_a_dtd_is_refused_unread(content: bytes) -> None:
    read = read_ctf(content, on=ON)

    assert read.rows == []
    assert "DTD" in read.refused[0].complaints[0].problem


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<CTfile><Header>", "well-formed"),
        (b"<Other/>", "CTfile"),
        (b"<CTfile/>", "SourceSchool"),
        (b"<CTfile><Header><SourceSchool><LEA>990</LEA></SourceSchool></Header></CTfile>", "Estab"),
        (
            b"<CTfile><Header><SourceSchoolURN>1</SourceSchoolURN></Header></CTfile>",
            "CTFpupilData",
        ),
    ],
)
def test_a_document_that_cannot_be_a_transfer_file_says_why(content: bytes, says: str) -> None:
    read = read_ctf(content, on=ON)

    assert read.rows == []
    assert says in read.refused[0].complaints[0].problem


def test_the_content_tells_a_transfer_file_from_a_csv() -> None:
    assert is_ctf(b'\xef\xbb\xbf\n<?xml version="1.0"?><CTfile/>')
    assert is_ctf("<CTfile/>".encode("utf-16"))
    assert not is_ctf(a_csv({"urn": 990001, **WREN}))
