"""Finding establishments by words, and where a postcode lies."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.registry.agencies.actions.loading import load_postcodes
from firstbell.registry.agencies.actions.partnership import set_partnership
from firstbell.registry.agencies.models import Postcode
from firstbell.registry.agencies.queries import places
from tests.registry.agencies.made import AT, closed, load_links, load_schools, school

pytestmark = pytest.mark.django_db

POSTCODES = b"""pcds,dointr,doterm,laua,pfa
ZE1 1AA,198001,,E08990001,E23990001
ZE1 1AB,198001,201906,E08990001,E23990001
QY1 1AA,198001,,E08990002,E23990001
"""


def load(content: bytes) -> list[str]:
    outcome = load_postcodes(lines=content, file_name="onspd.csv", by=None, at=AT)
    return [str(each) for each in outcome.refused]


def found(words: str, *near: str) -> list[int]:
    return [each.urn for each in places.establishments_that_words_may_mean(words, near=near)]


def test_words_find_an_open_school_by_name_street_or_former_name() -> None:
    load_schools(
        school(900001, "St Wenna's Catholic Primary School"),
        school(900002, "Harrowfen Academy", Street="Mill Lane"),
        school(900003, "Tansy Green School"),
    )
    load_links((900003, "Predecessor", 800003, "Dunnock Infant School"))

    assert found("saint wennas") == [900001]
    assert found("the academy on Mill Lane") == [900002]
    assert found("Dunnock") == [900003]
    assert found("somewhere else") == []


def test_words_that_name_a_closed_school_lead_to_what_it_became_once() -> None:
    load_schools(
        closed(900001, "Dunnock Infant School"),
        closed(900002, "Dunnock Junior School"),
        school(900003, "Tansy Green School", **{"LA (code)": "991"}),
    )
    load_links(
        (900001, "Successor - merged", 900003, "Tansy Green School"),
        (900002, "Successor - merged", 900003, "Tansy Green School"),
    )

    assert found("Dunnock", "990") == [900003]


def test_a_closed_school_that_nothing_followed_is_never_offered() -> None:
    load_schools(closed(900001, "Dunnock Infant School"))

    assert found("Dunnock") == []


def test_words_are_looked_for_in_the_councils_that_are_named() -> None:
    load_schools(
        school(900001, "Larch School"), school(900002, "Larch School", **{"LA (code)": "991"})
    )

    assert found("Larch", "991") == [900002]
    assert found("Larch") == [900001, 900002]


def test_no_more_are_offered_than_a_person_can_choose_from() -> None:
    load_schools(*(school(900000 + n, f"Larch School {n}") for n in range(30)))

    assert len(found("Larch")) == places.MOST_SHOWN


def test_looking_by_words_needs_a_few_queries_however_many_schools_are_closed() -> None:
    load_schools(*(closed(900000 + n, f"Larch School {n}") for n in range(40)), school(999999))
    load_links(*((900000 + n, "Successor", 999999, "Larch") for n in range(40)))

    with CaptureQueriesContext(connection) as queries:
        assert found("Larch") == [999999]

    assert len(queries) <= 6


def test_a_postcode_says_which_council_and_force_it_lies_in() -> None:
    set_partnership(
        name="Eastmarsh",
        councils={"990": "E08990001"},
        force_pfa="E23990001",
        by=None,
        at=AT,
    )
    load(POSTCODES)

    assert places.residence_of("ze11aa") == ("990", "E08990001", "E23990001")
    assert places.residence_of("QY1 1AA") == (None, "E08990002", "E23990001")


def test_a_postcode_that_is_no_longer_used_still_says_where_it_lay() -> None:
    load(POSTCODES)

    assert places.residence_of("ZE1 1AB") == (None, "E08990001", "E23990001")
    assert Postcode.objects.get(pcds="ZE1 1AB").ended == "201906"


@pytest.mark.parametrize("postcode", ["", "nowhere", "ZE9 9ZZ"])
def test_an_unknown_postcode_lies_nowhere(postcode: str) -> None:
    load(POSTCODES)

    assert places.residence_of(postcode) is None


def test_a_postcode_without_an_area_lies_nowhere() -> None:
    load(b"pcds,laua,pfa\nZE1 1AA,,\n")

    assert places.residence_of("ZE1 1AA") is None


def test_the_directory_of_another_year_has_other_names_for_its_columns() -> None:
    load(b"pcd7,pcds,doterm,lad25cd,pfa23cd\nx,ZE1 1AA,,E08990001,E23990001\n")

    assert places.residence_of("ZE1 1AA") == (None, "E08990001", "E23990001")


def test_a_later_directory_renews_what_changed_and_leaves_the_rest() -> None:
    load(POSTCODES)
    outcome = load_postcodes(
        lines=b"pcds,laua,pfa,doterm\nZE1 1AA,E08990003,E23990002,202606\n",
        file_name="onspd.csv",
        by=None,
        at=AT,
    )

    assert outcome.counts == {"changed": 1}
    assert places.residence_of("ZE1 1AA") == (None, "E08990003", "E23990002")
    assert Postcode.objects.count() == 3


def test_a_postcode_that_stands_twice_counts_as_it_is_used_now() -> None:
    load(
        b"pcds,laua,pfa,doterm\nZE1 1AA,E08990001,E23990001,201001\n"
        b"ZE1 1AA,E08990002,E23990001,\nZE1 1AA,E08990003,E23990001,201501\n"
    )

    assert Postcode.objects.get().laua == "E08990002"


def test_a_wrong_line_of_the_directory_is_refused_and_the_rest_load() -> None:
    refused = load(
        b"pcds,laua,pfa,doterm\nnowhere,E08990001,E23990001,\nZE1 1AA,990,E23990001,\n"
        b"ZE1 1AB,E08990001,E23990001,June\nZE1 1AC,E08990001,E23990001\n"
        b"ZE1 1AD,E08990001,E23990001,\n"
    )

    assert refused == [
        "line 2: pcds: it is no postcode; write it like ZE1 0AA",
        "line 3: laua: '990' is no ONS code; write a letter and eight digits",
        "line 4: doterm: 'June' is no month; write it as YYYYMM, or nothing",
        "line 5: it has 3 cells where the header has 4; give it one cell for each column",
    ]
    assert list(Postcode.objects.values_list("pcds", flat=True)) == ["ZE1 1AD"]
