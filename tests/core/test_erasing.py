"""What is left of a delivery when a child or an incident is taken out of it."""

import json
from typing import Any

from firstbell.core.erasing import (
    GONE,
    Traces,
    in_document,
    traces_of,
    without_children,
    without_traces,
)

WREN: dict[str, Any] = {
    "id": "C1",
    "given_names": "Wren Odile",
    "surname": "Tollemarsh",
    "also_known_as": [{"given_names": "Birdie"}],
    "date_of_birth": "2016-05-04",
    "voice": "I hid under the table.",
    "school_as_told": "Mill Lane",
    "address": {"lines": ["4 Sedge Row"], "postcode": "QX1 2AB"},
}
ROBIN: dict[str, Any] = {
    "id": "C2",
    "given_names": "Robin",
    "surname": "Tollemarsh",
    "voice": "Wren cried and Birdie's bear was torn.",
    "address": {"lines": ["4 Sedge Row"], "postcode": "QX1 2AB"},
}
INCIDENT: dict[str, Any] = {
    "reference": "INC-1",
    "revision": 1,
    "circumstances": "WREN (dob 4.5.2016, Mill Lane) and Robin Tollemarsh were upstairs.",
    "adults": [{"id": "A1", "given_names": "Maro", "surname": "Tollemarsh"}],
    "children": [WREN, ROBIN],
}


def test_the_child_goes_and_the_brother_stays_readable() -> None:
    left = without_children(INCIDENT, {"C1"})

    assert [each["id"] for each in left["children"]] == ["C2"]
    assert left["children"][0]["given_names"] == "Robin"
    assert left["children"][0]["surname"] == "Tollemarsh"
    assert left["children"][0]["address"] == ROBIN["address"], "it is the brother's home too"
    assert left["adults"] == INCIDENT["adults"]


def test_texts_that_stay_lose_the_names_birth_date_and_particulars() -> None:
    left = without_children(INCIDENT, {"C1"})

    assert left["circumstances"] == (
        f"{GONE} (dob {GONE}, {GONE}) and Robin Tollemarsh were upstairs."
    )
    assert left["children"][0]["voice"] == f"{GONE} cried and {GONE}'s bear was torn."


def test_a_surname_that_nobody_else_has_goes_too() -> None:
    traces = traces_of(WREN, others=[{"surname": "Reedmoor"}])

    assert without_traces("The Tollemarsh child", traces) == f"The {GONE} child"


def test_a_child_recorded_as_an_adult_goes_too() -> None:
    left = without_children(INCIDENT, {"A1"})

    assert left["adults"] == []


def test_of_an_erased_incident_its_name_alone_is_left_and_the_others_of_the_feed_stay() -> None:
    other = {"reference": "INC-2", "circumstances": "Another night."}
    feed = {"feed": {"source": "X"}, "incidents": [INCIDENT, other]}

    left = in_document(feed, reference="INC-1")

    assert left["incidents"] == [{"reference": "INC-1", "revision": 1}, other]


def test_an_incident_handed_over_on_its_own_is_found() -> None:
    single = {**INCIDENT, "source": "X"}

    assert in_document(single, reference="INC-1") == {
        "source": "X",
        "reference": "INC-1",
        "revision": 1,
    }
    assert "Wren" not in json.dumps(in_document(single, reference="INC-1", children={"C1"}))


def test_of_what_cannot_be_read_nothing_is_left() -> None:
    assert in_document({"as_sent": "Wren Tollemarsh"}, reference="INC-1") == {}
    assert in_document("Wren Tollemarsh", reference="INC-1") == {}


def test_what_is_neither_word_nor_list_is_passed_over() -> None:
    told = traces_of(
        {**WREN, "age_estimate": 10, "siblings": [{"note": "lives in Fernlea"}]}, others=()
    )

    assert told.pattern is not None
    assert "10" not in told.values
    assert "lives in Fernlea" in told.values


def test_of_a_child_of_whom_nothing_was_said_there_is_nothing_to_look_for() -> None:
    assert Traces(names=frozenset(), values=frozenset()).pattern is None
