"""Loading the schools register and its links, and finding what closed schools became."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions.loading import load_establishments
from firstbell.registry.agencies.files.table import UnusableFile
from firstbell.registry.agencies.models import Establishment, RefusedRow
from firstbell.registry.agencies.queries import places
from tests.registry.agencies.made import (
    AT,
    GIAS,
    closed,
    load_links,
    load_schools,
    school,
    table,
)

pytestmark = pytest.mark.django_db


def test_an_establishment_is_taken_in_as_the_register_writes_it() -> None:
    load_schools(
        school(
            900001,
            "École Ferrybank",
            OpenDate="01-09-2001",
            Street="Quarry Hill",
            Postcode="ze91aa",
        )
    )

    found = places.establishment_by_urn("900001")

    assert found is not None
    assert found.name == "École Ferrybank"
    assert found.opened_on == date(2001, 9, 1)
    assert found.postcode == "ZE9 1AA"
    assert (found.council_code, found.council_name) == ("990", "Eastmarsh")
    assert found.is_open
    assert found.nation == "england"


@pytest.mark.parametrize(
    "says",
    [
        {"TypeOfEstablishment (code)": "30"},
        {"Country (name)": "Wales"},
    ],
)
def test_a_school_in_wales_is_known_by_its_type_or_its_country(says: dict[str, str]) -> None:
    load_schools(school(900001, **says))

    assert Establishment.objects.get().nation == "wales"


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        ("Open", True),
        ("Open, but proposed to close", True),
        ("Closed", False),
        ("Proposed to open", False),
    ],
)
def test_the_status_says_whether_it_is_open(status: str, is_open: bool) -> None:
    load_schools(school(900001, **{"EstablishmentStatus (name)": status}))

    assert Establishment.objects.get().is_open is is_open


def test_loading_a_file_twice_changes_nothing_and_a_later_one_renews() -> None:
    load_schools(school(900001, "Larch School"), school(900002))
    before = Establishment.objects.get(urn=900001).id
    again = load_schools(school(900001, "Larch School"), school(900002))
    load_schools(closed(900001, "Larch Academy", CloseDate="31-08-2026"))

    renewed = Establishment.objects.get(urn=900001)
    assert again.counts == {"new": 0}
    assert renewed.id == before
    assert (renewed.name, renewed.closed_on) == ("Larch Academy", date(2026, 8, 31))
    assert Establishment.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"URN": ""}, "line 3: URN: it is missing; write it in this column"),
        ({"URN": "9000x2"}, "line 3: URN: '9000x2' is no URN; write the number of six digits"),
        ({"EstablishmentName": " "}, "line 3: EstablishmentName: it is missing; write it in"),
        ({"OpenDate": "31-02-2020"}, "line 3: OpenDate: '31-02-2020' is no date; write it as dd"),
        ({"OpenDate": "2020-01-31"}, "line 3: OpenDate: '2020-01-31' is no date; write it as dd"),
        ({"LA (code)": "EM"}, "line 3: LA (code): '0EM' is no council's code; write its three"),
        ({"Street": "x" * 201}, "line 3: Street: it has 201 characters; write at most 200"),
        ({"URN": "900001"}, "line 3: URN: 900001 stands in line 2 already; keep one of the two"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place_and_cure_and_the_rest_load(
    wrong: dict[str, str], words: str
) -> None:
    outcome = load_schools(school(900001), school(900002) | wrong, school(900003))

    assert [str(each) for each in outcome.refused] != []
    assert str(outcome.refused[0]).startswith(words)
    assert set(Establishment.objects.values_list("urn", flat=True)) == {900001, 900003}


def test_rows_that_are_out_of_step_are_refused_by_line_and_the_rest_load() -> None:
    content = table(GIAS, [school(900001), school(900003)], encoding="cp1252")
    lines = content.splitlines(keepends=True)
    lines.insert(2, lines[1].replace(b"900001", b"900002").rstrip() + b',"",""\r\n')

    outcome = load_establishments(content=b"".join(lines), file_name="g.csv", by=None, at=AT)

    assert [str(each) for each in outcome.refused] == [
        "line 3: it has 16 cells where the header has 14; give it one cell for each column"
    ]
    assert set(Establishment.objects.values_list("urn", flat=True)) == {900001, 900003}


def test_columns_that_drift_do_not_matter_but_a_missing_name_refuses_the_file() -> None:
    few = ("SomethingNew", "EstablishmentStatus (name)", "EstablishmentName", "LA (code)", "URN")
    row = {name: value for name, value in school(900001).items() if name in few}

    load_establishments(content=table(few, [row]), file_name="g.csv", by=None, at=AT)
    with pytest.raises(UnusableFile, match="the column EstablishmentName is missing"):
        load_establishments(content=b"URN,LA (code)\n1,2\n", file_name="g.csv", by=None, at=AT)

    assert Establishment.objects.count() == 1


def test_a_refused_row_is_kept_until_the_same_file_is_loaded_mended() -> None:
    load_schools(school(900001, OpenDate="tomorrow"))
    kept = RefusedRow.objects.get()
    load_schools(school(900001, OpenDate="01-09-2001"))

    assert (kept.file_kind, kept.file_name, kept.line) == ("establishments", "gias.csv", 2)
    assert (kept.field, kept.refused_at) == ("OpenDate", AT)
    assert "900001" in kept.content
    assert not RefusedRow.objects.exists()


def test_a_load_writes_one_row_in_the_trail() -> None:
    load_schools(school(900001), school(900002, OpenDate="tomorrow"))

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.at) == ("establishments.loaded", AT)
    assert entry.detail == {"loaded": 1, "refused": 1, "warnings": 0, "new": 1}


def test_more_rows_do_not_need_more_queries() -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        load_schools(*(school(900000 + n) for n in range(2)))
    with CaptureQueriesContext(connection) as many:
        load_schools(*(school(910000 + n) for n in range(300)))

    assert len(many) == len(few)


def test_a_closed_school_leads_to_its_live_successor_through_numbers_that_are_not_loaded() -> None:
    load_schools(closed(900001), school(900004))
    load_links(
        (900001, "Successor", 900002, "Larch Academy"),
        (900002, "Successor", 900003, "Larch Free School"),
        (900004, "Predecessor", 900003, "Larch Free School"),
    )

    assert [each.urn for each in places.successors_of(900001)] == [900004]
    assert [each.urn for each in places.successors_of(900002)] == [900004]
    assert [each.urn for each in places.successors_of(900004)] == [900004]


def test_a_split_leads_to_all_its_parts_and_a_circle_comes_to_an_end() -> None:
    load_schools(closed(900001), school(900002), school(900003), closed(900005), closed(900006))
    load_links(
        (900001, "Successor - Split School", 900002, "Upper"),
        (900001, "Successor - Split School", 900003, "Lower"),
        (900005, "Successor", 900006, "Round"),
        (900006, "Successor", 900005, "About"),
    )

    assert [each.urn for each in places.successors_of(900001)] == [900002, 900003]
    assert places.successors_of(900005) == []
    assert places.successors_of(999999) == []


def test_links_are_replaced_for_each_number_that_a_file_names() -> None:
    load_schools(closed(900001), school(900002), school(900003), closed(900004))
    load_links((900001, "Successor", 900002, "Wrong"), (900004, "Successor", 900002, "Right"))
    load_links((900001, "Successor", 900003, "Right"))

    assert [each.urn for each in places.successors_of(900001)] == [900003]
    assert [each.urn for each in places.successors_of(900004)] == [900002]


def test_a_link_that_stands_twice_in_a_file_is_one() -> None:
    twice = (900001, "Successor", 900002, "Larch")

    assert load_links(twice, twice).counts == {"kept": 1}


@pytest.mark.parametrize("urn", ["", "none", "9" * 30, "-1", "900009"])
def test_a_number_that_no_establishment_has_finds_none(urn: str) -> None:
    assert places.establishment_by_urn(urn) is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [("18", "further_education"), ("46", "sixteen_to_nineteen"), ("01", "school"), ("", "school")],
)
def test_the_type_says_what_kind_of_recipient_it_is(code: str, kind: str) -> None:
    load_schools(school(900001, **{"TypeOfEstablishment (code)": code}))

    assert places.kind_of(Establishment.objects.get()) == kind
