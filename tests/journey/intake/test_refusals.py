"""Every refusal of an incident: the place, what is wrong, what would be right; never the value."""

import json
from typing import Any

import pytest

from firstbell.journey.intake.feed import Incident
from firstbell.journey.intake.reading import Unusable, read_document
from firstbell.journey.intake.receipts import Problem
from firstbell.journey.intake.validation import check_feed, check_single
from tests.journey.intake.feeds import adult, child, feed, incident, without, written

WITHDRAWN = {"status": "withdrawn"}

REFUSED: list[tuple[Any, str, str, str]] = [
    (7, "", "wrong_type", "curly brackets"),
    (None, "", "wrong_type", "curly brackets"),
    ([], "", "wrong_type", "curly brackets"),
    (without(incident(), "reference"), "/reference", "missing", "Add it"),
    (without(incident(), "revision"), "/revision", "missing", "Add it"),
    (without(incident(), "status"), "/status", "missing", "Add it"),
    (incident(reference=""), "/reference", "missing", "Add it"),
    (incident(reference=None), "/reference", "missing", "Add it"),
    (incident(reference="x" * 201), "/reference", "too_long", "200"),
    (incident(reference=12), "/reference", "wrong_type", "a text"),
    (incident(revision=0), "/revision", "out_of_range", "from 1"),
    (incident(revision=2**31), "/revision", "out_of_range", "2147483647"),
    (incident(revision="1"), "/revision", "wrong_type", "a whole number"),
    (incident(revision=1.0), "/revision", "wrong_type", "a whole number"),
    (incident(revision=True), "/revision", "wrong_type", "a whole number"),
    (incident(status="closed"), "/status", "unknown_choice", "'active' or 'withdrawn'"),
    (incident(**WITHDRAWN), "/status_reason", "missing", "why it is withdrawn"),
    (incident(place_kind="pub"), "/place_kind", "unknown_choice", "'public'"),
    (incident(weather="rain"), "/weather", "unknown_field", "Remove it"),
    (incident(weather=None), "/weather", "unknown_field", "Remove it"),
    (incident(circumstance="x"), "/circumstance", "unknown_field", "circumstances"),
    (incident(source="quillshire"), "/source", "unknown_field", "source"),
    (incident(social_care_referral="yes"), "/social_care_referral", "wrong_type", "true or false"),
    (incident(social_care_referral=1), "/social_care_referral", "wrong_type", "true or false"),
    (incident(circumstances=["x"]), "/circumstances", "wrong_type", "a text"),
    (incident(circumstances="x" * 20_001), "/circumstances", "too_long", "20000"),
    (incident(occurred_from="2026-11-20T23:50:00"), "/occurred_from", "no_offset", "+00:00"),
    (incident(occurred_from="2026-11-20"), "/occurred_from", "wrong_type", "instant"),
    (incident(occurred_from="2026-13-20T23:50:00Z"), "/occurred_from", "wrong_type", "instant"),
    (incident(occurred_from="0001-01-01T00:00:00+14:00"), "/occurred_from", "wrong_type", "offset"),
    (incident(occurred_from=1763682600), "/occurred_from", "wrong_type", "instant"),
    (incident(address="1 Imaginary Row"), "/address", "wrong_type", "curly brackets"),
    (incident(address={"lines": "1 Row"}), "/address/lines", "wrong_type", "square brackets"),
    (incident(address={"lines": [None]}), "/address/lines/0", "wrong_type", "a text"),
    (incident(address={"safe": "no"}), "/address/safe", "wrong_type", "true or false"),
    (incident(risk={"grade": "severe"}), "/risk/grade", "unknown_choice", "'high'"),
    (incident(disclosure={"withhold": ["names"]}), "/disclosure/withhold/0", "unknown_choice",
     "'voice'"),
    (incident(disclosure={"hold_ground": "arrest", "hold_approver": "DI Q"}),
     "/disclosure/hold_until", "missing", "or send no hold"),
    (incident(disclosure={"hold_until": "2026-11-23T09:00:00Z", "hold_approver": "DI Q"}),
     "/disclosure/hold_ground", "missing", "or send no hold"),
    (incident(disclosure={"hold_until": "2026-11-23T09:00:00Z", "hold_ground": "arrest"}),
     "/disclosure/hold_approver", "missing", "or send no hold"),
    (incident(children={}), "/children", "wrong_type", "square brackets"),
    (incident(children=[None]), "/children/0", "wrong_type", "curly brackets"),
    (incident(children=[without(child(), "id")]), "/children/0/id", "missing", "Add it"),
    (incident(children=[child(), child("c2"), child()]), "/children/2/id", "repeated_id",
     "id of their own"),
    (incident(adults=[adult(), adult()]), "/adults/1/id", "repeated_id", "id of their own"),
    (incident(adults=[adult(role="other")]), "/adults/0/role", "unknown_choice", "'suspect'"),
    (incident(children=[child(role="suspect")]), "/children/0/role", "unknown_choice",
     "'causing_harm'"),
    (incident(children=[child(sex="f")]), "/children/0/sex", "unknown_choice", "'F'"),
    (incident(children=[child(date_of_birth="04/03/2017")]), "/children/0/date_of_birth",
     "wrong_type", "YYYY-MM-DD"),
    (incident(children=[child(date_of_birth="2017-02-29")]), "/children/0/date_of_birth",
     "wrong_type", "YYYY-MM-DD"),
    (incident(children=[child(age_estimate="9")]), "/children/0/age_estimate", "wrong_type",
     "a whole number"),
    (incident(children=[child(age_estimate=-1)]), "/children/0/age_estimate", "out_of_range",
     "from 0"),
    (incident(children=[child(school_urn="Fernhollow")]), "/children/0/school_urn", "not_a_urn",
     "digits"),
    (incident(children=[child(surname="x" * 201)]), "/children/0/surname", "too_long", "200"),
    (incident(children=[child(also_known_as=[{"name": "M"}])]),
     "/children/0/also_known_as/0/name", "unknown_field", "Remove it"),
    (incident(children=[child(voice="a\0b")]), "/children/0/voice", "unwritable", "without it"),
    (incident(children=[child(voice="\ud800")]), "/children/0/voice", "unwritable", "without it"),
    (incident(children=[child(str(n)) for n in range(201)]), "/children", "too_long", "200"),
    (incident(**{"a/b~c": 1}), "/a~1b~0c", "unknown_field", "Remove it"),
]  # fmt: skip


def problems_of(document: object) -> list[Problem]:
    """Return the problems of the second incident of three, after a journey as bytes."""
    whole = feed(incident("QS/first"), document, incident("QS/last"))
    first, bad, last = check_feed(read_document(written(whole))).incidents
    assert first.incident is not None
    assert last.incident is not None
    assert bad.incident is None, "it was accepted"
    return list(bad.problems)


@pytest.mark.parametrize(("document", "place", "code", "cure"), REFUSED)
def test_a_bad_incident_is_refused_with_its_place_and_its_cure(
    document: Any, place: str, code: str, cure: str
) -> None:
    (problem,) = problems_of(document)

    assert problem["place"] == f"/incidents/1{place}"
    assert problem["code"] == code
    assert cure in problem["cure"]
    assert problem["problem"].endswith(".")


def test_every_problem_of_an_incident_is_told_at_once() -> None:
    bad = incident(status="x", children=[child(sex="q"), child("c2", seen=1)], risk=7)

    places = {problem["place"].removeprefix("/incidents/1") for problem in problems_of(bad)}

    assert places == {"/status", "/children/0/sex", "/children/1/seen", "/risk"}


def test_a_flood_of_problems_is_cut_and_never_slow() -> None:
    assert len(problems_of({f"field{n}": n for n in range(50_000)})) == 30


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ('"status"', '"revision": 2, "status"', "/revision", "repeated_name"),
        ('"Shouting heard by a neighbour."', "NaN", "/circumstances", "not_a_number"),
        ('"Shouting heard by a neighbour."', "-Infinity", "/circumstances", "not_a_number"),
        ('"Shouting heard by a neighbour."', "1e999", "/circumstances", "not_a_number"),
        ('"Shouting heard by a neighbour."', "9" * 5000, "/circumstances", "not_a_number"),
        ('"Shouting heard by a neighbour."', "[" * 50 + "]" * 50,
         "/circumstances" + "/0" * 11, "too_deep"),
    ],
)  # fmt: skip
def test_what_only_bytes_can_do_wrong_is_refused_with_its_place(
    old: str, new: str, place: str, code: str
) -> None:
    whole = json.dumps(feed(incident(), incident("QS/2"))).replace(old, new, 1)

    bad, good = check_feed(read_document(whole.encode())).incidents

    assert good.incident is not None
    assert [(each["place"], each["code"]) for each in bad.problems] == [
        (f"/incidents/0{place}", code)
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b'{"feed": {}', "not_json"),
        (b'{"feed": {},}', "not_json"),
        ('{"feed": "Zoë"}'.encode("latin-1"), "not_utf8"),
        ('{"feed": 1}'.encode("utf-16"), "not_utf8"),
        (b"[" * 200_000, "too_deep"),
        (b"[" * 500 + b"]" * 500, "too_deep"),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "too_deep"),
        (b" " * (20 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_a_body_that_is_no_document_is_refused_whole(body: bytes, code: str) -> None:
    with pytest.raises(Unusable) as refusal:
        read_document(body)

    (problem,) = refusal.value.problems
    assert problem["code"] == code
    assert problem["problem"]
    assert problem["cure"]


def test_broken_json_is_told_by_line_and_column() -> None:
    with pytest.raises(Unusable) as refusal:
        read_document(b'{"feed": 1,\n "incidents" [}')

    assert "line 2, column 14" in refusal.value.problems[0]["problem"]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_document(b'\xef\xbb\xbf{"feed": 1}') == {"feed": 1}


@pytest.mark.parametrize(
    ("document", "place", "code"),
    [
        ([], "", "wrong_type"),
        ("feed", "", "wrong_type"),
        ({}, "/feed", "missing"),
        ({"feed": []}, "/feed", "wrong_type"),
        ({**feed(), "incidents": {}}, "/incidents", "wrong_type"),
        ({**feed(), "incident": []}, "/incident", "unknown_field"),
        (feed(source=None), "/feed/source", "missing"),
        (feed(reference=""), "/feed/reference", "missing"),
        (feed(reference="r" * 201), "/feed/reference", "too_long"),
        (feed(reference="a\0"), "/feed/reference", "unwritable"),
        (feed(reference="single-incident/1"), "/feed/reference", "reserved_reference"),
        (feed(created_at="2026-11-21T05:00:00"), "/feed/created_at", "no_offset"),
        (feed(covers_to="tomorrow"), "/feed/covers_to", "wrong_type"),
        (feed(covers="all"), "/feed/covers", "unknown_field"),
    ],
)
def test_a_feed_that_cannot_be_used_is_refused_with_its_place(
    document: Any, place: str, code: str
) -> None:
    with pytest.raises(Unusable) as refusal:
        check_feed(document)

    assert [(each["place"], each["code"]) for each in refusal.value.problems] == [(place, code)]


@pytest.mark.parametrize("nothing", [None, []])
def test_no_incidents_however_written_is_a_nil_return(nothing: Any) -> None:
    assert check_feed({**feed(), "incidents": nothing}).incidents == ()
    assert check_feed(without(feed(), "incidents")).incidents == ()


def test_an_incident_on_its_own_is_placed_from_its_own_root() -> None:
    source, checked = check_single({**incident(children=[child(seen=2)]), "source": "quillshire"})

    assert source == "quillshire"
    assert [each["place"] for each in checked.problems] == ["/children/0/seen"]


def test_everything_that_may_be_absent_may_be_null() -> None:
    minimal = {"reference": "QS/1", "revision": 1, "status": "active"}

    (checked,) = check_feed(feed({**dict.fromkeys(Incident.model_fields), **minimal})).incidents

    assert checked.problems == ()
    assert checked.incident is not None
    assert checked.incident.children == []


def test_a_whole_child_of_the_contract_is_accepted() -> None:
    whole = child(
        role="victim", also_known_as=[{"given_names": "Mira", "surname": None}], age_estimate=9,
        sex="X", upn="A1", address={"lines": [], "uprn": 100012345678, "safe": True},
        relationships=[{"adult": "a1", "relationship": "daughter"}],
        presence="resident_not_present", where_present="upstairs", presentation="quiet",
        language="Welsh", interpreter="yes", communication_needs="signs", school_urn=900001,
        home_educated=False,
    )  # fmt: skip

    (checked,) = check_feed(feed(incident(children=[whole]))).incidents

    assert checked.problems == ()
    assert checked.incident is not None
    assert checked.incident.children[0].school_urn == "900001"
