"""A force's own spreadsheet: the same incidents, each refusal with its cell, and who is who."""

import typing
from datetime import timedelta
from typing import Any

import pytest

from firstbell.journey.intake import feed as document
from firstbell.journey.intake.models import Feed, Incident, RecordedChild, RefusedIncident
from firstbell.journey.intake.reading import Unusable
from firstbell.journey.intake.sheets import fields
from tests.journey.intake.feeds import force
from tests.journey.intake.sheets import AT, INCIDENT_A_ROW, ROW, read, receive, row, table

LATER = AT + timedelta(days=1)


def cells_of(receipt: Any, number: int = 0) -> list[tuple[str, str]]:
    return [(each["cell"], each["code"]) for each in receipt["incidents"][number]["problems"]]


def test_every_field_of_the_document_has_a_place_in_the_tables() -> None:
    def names(part: type[document.Part], above: str = "") -> set[str]:
        found = set()
        for name, its in part.model_fields.items():
            inner = [each for each in typing.get_args(its.annotation) if isinstance(each, type)]
            nested = next((each for each in inner if issubclass(each, document.Part)), None)
            is_one = nested in (document.Address, document.Risk, document.Disclosure)
            found |= names(nested, f"{name}.") if nested and is_one else {f"{above}{name}"}
        return found

    assert set(fields.OF_AN_INCIDENT) == names(document.Incident) - {"adults", "children"}
    assert set(fields.OF_AN_ADULT) == names(document.Adult)
    assert {*fields.OF_A_CHILD, *fields.LISTS_OF_A_CHILD} == names(document.Child)


def test_rows_of_one_reference_are_one_incident_with_a_child_each() -> None:
    lark = row(Forename="Lark", DOB="2019-05-06", Seen="N", Victim_is="")
    other = row(Crime_no="QS26/002", Forename="", Surname="", DOB="", Seen="N", School="")

    first, second = read(table(ROW, other, lark)).incidents

    assert first.said == {
        "reference": "QS26/001",
        "status": "active",
        "attended_at": "2026-11-20T23:50:00+00:00",
        "address": {"lines": ["1", "Imaginary Row"], "postcode": "ZZ1 1ZZ"},
        "circumstances": "Shouting heard by a neighbour.",
        "risk": {"grade": "standard"},
        "adults": [
            {
                "id": "victim",
                "role": "victim",
                "surname": "THORNQUILL",
                "given_names": "Odalys",
                "phone": "07700 900123",
            }
        ],
        "children": [
            {
                "given_names": "Mirabel",
                "surname": "Thornquill",
                "date_of_birth": "2017-03-04",
                "seen": True,
                "school_as_told": "Fernhollow Primary",
                "relationships": [{"adult": "victim", "relationship": "mother"}],
            },
            {
                "given_names": "Lark",
                "surname": "Thornquill",
                "date_of_birth": "2019-05-06",
                "seen": False,
                "school_as_told": "Fernhollow Primary",
            },
        ],
    }
    assert second.said["children"][0]["relationships"]  # it says whose child: it is somebody


def test_children_in_columns_are_those_of_whom_anything_is_said() -> None:
    columns = ["Log", "Version", "Attended"]
    columns += [f"Child {n} {what}" for n in (1, 2, 3) for what in ("no", "name", "DOB", "seen")]
    said = ["L1", "2", "20/11/2026 23:50", "", "", "", "No", "7", "Wren", "04/03/2017", "Yes"]
    said += ["", "", "", "Yes"]

    body = table(dict(zip(columns, said, strict=True)), columns=columns)
    found = read(body, INCIDENT_A_ROW).incidents[0]

    assert found.said["revision"] == 2
    assert found.said["children"] == [
        {"id": "7", "given_names": "Wren", "date_of_birth": "2017-03-04", "seen": True},
        {"seen": True},
    ]
    assert found.cell_of("/children/1/id") == "line 2, column L"
    assert found.cell_of("/children/0/voice") == "line 2"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_as_it_was_saved(delimiter: str, encoding: str) -> None:
    said = row(Forename="Zoë", Summary='He said "stop"; she, nothing.\r\nThen – silence.')

    body = table(said, delimiter=delimiter).decode().encode(encoding)
    found = read(body).incidents[0].said

    assert found["children"][0]["given_names"] == "Zoë"
    assert found["circumstances"] == 'He said "stop"; she, nothing.\nThen – silence.'


WRONG: list[tuple[dict[str, str], str, str, str]] = [
    ({"DOB": "31/02/2017"}, "line 2, column P", "not_a_day", "dd/mm/yyyy"),
    ({"DOB": "03/04/17"}, "line 2, column P", "not_a_day", "dd/mm/yyyy"),
    ({"DOB": "42864"}, "line 2, column P", "not_a_day", "date of the spreadsheet"),
    ({"Time": "tenish"}, "line 2, column E", "not_a_moment", "dd/mm/yyyy hh:mm"),
    ({"Reported": "yesterday"}, "line 2, column F", "not_a_moment", "dd/mm/yyyy hh:mm"),
    ({"Reported": "29/03/2026 01:30"}, "line 2, column F", "skipped_hour", "GMT or BST"),
    ({"Seen": "Possibly"}, "line 2, column S", "unknown_word", "Write one of: y, yes, n, no"),
    ({"Risk": "X"}, "line 2, column K", "unknown_word", "Write one of: s, h"),
    ({"Age": "seven"}, "line 2, column Q", "not_a_number", "digits"),
    ({"Age": "121"}, "line 2, column Q", "out_of_range", "120"),
    ({"UPN": "8.23432E+12"}, "line 2, column R", "shortened_number", "Text"),
    ({"Victim phone": "7.70E+09"}, "line 2, column M", "shortened_number", "Text"),
    ({"Crime no": "26/001"}, "line 2, column A", "not_like", "QS##/###"),
    ({"Crime no": ""}, "line 2, column A", "missing", "Add it"),
    ({"Victim": "Odalys Thornquill"}, "line 2, column L", "no_comma", "SURNAME, Given names"),
    ({"State": "Void"}, "line 2, column C", "missing", "Say in status_reason"),
    ({"School": "x" * 201}, "line 2, column T", "too_long", "200"),
    ({"Summary": "a\0b"}, "line 2, column J", "", ""),
]


@pytest.mark.parametrize(("wrong", "cell", "code", "cure"), WRONG)
def test_each_refusal_names_its_cell_and_what_would_be_right(
    db: None, wrong: dict[str, str], cell: str, code: str, cure: str
) -> None:
    force()

    receipt = receive(table(row(**wrong), row(Crime_no="QS26/002")))

    refused, good = receipt["incidents"]
    assert (refused["fate"], good["fate"]) == ("refused", "accepted")
    problem = refused["problems"][0]
    assert problem.get("cell") == cell
    assert code in problem["code"]
    assert cure in problem["cure"]
    kept = RefusedIncident.objects.get()
    assert kept.problems == refused["problems"]
    said = [value for value in wrong.values() if value and len(value) < 200]
    assert not any(value in f"{each['problem']} {each['cure']}" for value in said
                   for each in refused["problems"])  # fmt: skip
    held = str(kept.content)
    assert all(part in held for value in said if value != "Void" for part in value.split("\0"))


def test_rows_that_contradict_each_other_are_named_both(db: None) -> None:
    force()

    receipt = receive(table(ROW, row(Forename="Lark", Risk="H"), row(Forename="Wren", Risk="")))

    assert cells_of(receipt) == [("line 3, column K", "differs")]
    assert "line 2, column K" in receipt["incidents"][0]["problems"][0]["cure"]


def test_a_row_that_cannot_be_read_costs_itself_alone(db: None) -> None:
    force()
    lines = table(ROW, row(Crime_no="QS26/002")).splitlines(keepends=True)
    lines.insert(2, b'QS26/003,"Open,never closed\r\n')
    lines.insert(2, b"QS26/004,too,few\r\n")

    receipt = receive(b"".join(lines))

    fates = [(each["cell"], each["fate"]) for each in receipt["incidents"]]
    assert fates == [
        ("line 2", "accepted"), ("line 3", "refused"), ("line 4", "refused"),
        ("line 5", "accepted"),
    ]  # fmt: skip
    assert cells_of(receipt, 1) == [("line 3", "unreadable_row")]
    kept = RefusedIncident.objects.filter(content__as_sent="QS26/004,too,few")
    assert kept.count() == 1


def test_an_incident_in_two_rows_of_its_own_is_taken_once(db: None) -> None:
    force()
    columns = ["Log", "Version", "Attended"]
    columns += [f"Child {n} {what}" for n in (1, 2, 3) for what in ("no", "name", "DOB", "seen")]
    said = dict.fromkeys(columns, "") | {"Log": "L1", "Version": "1", "Child 1 no": "7"}

    receipt = receive(table(said, said, columns=columns), INCIDENT_A_ROW)

    assert [each["fate"] for each in receipt["incidents"]] == ["accepted", "refused"]
    assert cells_of(receipt, 1) == [("line 3, column A", "repeated_reference")]
    assert "line 2" in receipt["incidents"][1]["problems"][0]["problem"]


def test_what_can_be_put_back_is_put_back_and_said(db: None) -> None:
    force()

    receipt = receive(
        table(row(Victim_phone="7700900123", Reported="25/10/2026 01:30", Time="N/K"))
    )

    flags = {each["code"]: each.get("cell") for each in receipt["incidents"][0]["flags"]}
    assert flags["zero_put_back"] == "line 2, column M"
    assert flags["hour_twice"] == "line 2, column F"
    assert flags["no_time"] == "line 2, column E"
    said = Incident.objects.get().said
    assert said["adults"][0]["phone"] == "07700900123"
    assert said["reported_at"] == "2026-10-25T00:30:00Z"
    assert "attended_at" not in said


def test_the_same_file_again_gets_its_first_receipt(db: None) -> None:
    force()
    body = table(ROW, row(Crime_no="26/001"))

    assert receive(body, at=LATER) == receive(body, at=AT + timedelta(days=9))
    assert (Feed.objects.count(), RefusedIncident.objects.count()) == (1, 1)


def test_the_same_incident_in_the_next_file_changes_nothing_and_another_word_does(
    db: None,
) -> None:
    force()
    lark = row(Forename="Lark", DOB="06/05/2019")
    receive(table(ROW, lark))

    same = receive(table(lark, ROW), at=LATER)["incidents"][0]
    more = receive(table(lark, row(Risk="H"), row(Forename="Lark", DOB="06/05/2019", Risk="")))

    assert (same["fate"], same["revision"]) == ("repeated", 1)
    assert more["incidents"][0]["fate"] == "refused"  # H and S of one incident
    lark_too = row(Forename="Lark", DOB="06/05/2019", Risk="H")
    changed = receive(table(lark_too, row(Risk="H")), at=LATER)["incidents"][0]
    assert (changed["fate"], changed["revision"]) == ("amended", 2)
    ids = dict(RecordedChild.objects.values_list("given_names", "reference"))
    assert ids == {"Mirabel": "c1", "Lark": "c2"}


def test_a_row_that_was_refused_is_mended_by_the_next_file(db: None) -> None:
    force()
    receive(table(row(DOB="31/02/2017")))

    mended = receive(table(ROW), at=LATER)["incidents"][0]

    assert mended["fate"] == "accepted"
    assert RefusedIncident.objects.filter(mended_at=None).count() == 0


def test_a_child_that_was_erased_does_not_come_back_under_another_number(db: None) -> None:
    force()
    lark = row(Forename="Lark", DOB="06/05/2019")
    receive(table(ROW, lark))
    RecordedChild.objects.filter(given_names="Lark").update(
        erased_at=AT, given_names="", surname="", born_on=None, said={}
    )

    again = receive(table(lark, ROW), at=LATER)["incidents"][0]
    changed = receive(table(row(Risk="H"), row(Forename="Lark", Risk="H")), at=LATER)

    assert again["fate"] == "repeated"
    assert changed["incidents"][0]["fate"] == "refused"
    assert ("line 2, column A", "erased") in cells_of(changed)
    assert RecordedChild.objects.count() == 2


def test_a_file_covers_the_time_up_to_its_hour_or_the_day_in_its_name(db: None) -> None:
    sheet = read(table(ROW), at=AT)
    early = read(table(ROW), at=AT.replace(hour=5))

    assert sheet.covers_to.isoformat() == "2026-11-21T06:00:00+00:00"
    assert sheet.covers_to - sheet.covers_from == timedelta(days=1)
    assert early.covers_to.isoformat() == "2026-11-20T06:00:00+00:00"


def test_a_file_without_the_columns_of_the_mapping_is_refused_whole_with_each_of_them() -> None:
    body = table(ROW).replace(b"Forename", b"Fore name").replace(b"Postcode", b"Risk")

    with pytest.raises(Unusable) as refused:
        read(body)

    told = [f"{each['problem']} {each['cure']}" for each in refused.value.problems]
    assert any("“Forename” of the mapping is not in the header" in each for each in told)
    assert any("line 1, column N" in each for each in told)
    assert any("“Risk” is in the header twice" in each for each in told)
    assert {each["cell"] for each in refused.value.problems} == {"line 1"}
