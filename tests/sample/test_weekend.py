"""The sample weekend: every incident in the contract's shape, every child with its truth."""

import copy
from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest

from firstbell import sample
from firstbell.sample import Borough, texts, truth_document
from firstbell.sample.cases import CASES
from firstbell.sample.chance import stream
from firstbell.sample.families import Nursery, age_on
from firstbell.sample.noise import Noise
from firstbell.sample.places import Atlas

INCIDENT = {
    "reference": str, "revision": int, "status": str, "status_reason": str, "occurred_from": str,
    "occurred_to": str, "reported_at": str, "attended_at": str, "belief_formed_at": str,
    "address": dict, "place_kind": str, "risk": dict, "circumstances": str, "suspect_status": str,
    "conditions": str, "social_care_referral": bool, "safe_contact": str, "victim_told": str,
    "unit": str, "disclosure": dict, "adults": list, "children": list,
}  # fmt: skip
ADULT = {
    "id": str, "role": str, "given_names": str, "surname": str, "date_of_birth": str,
    "address": dict, "phone": str, "email": str, "employer": str, "pregnant": bool,
    "works_with_children": bool, "work_role": str, "work_postcode": str,
}  # fmt: skip
CHILD = {
    "id": str, "role": str, "given_names": str, "surname": str, "also_known_as": list,
    "date_of_birth": str, "age_estimate": int, "sex": str, "upn": str, "address": dict,
    "relationships": list, "presence": str, "where_present": str, "seen": bool, "spoken_to": bool,
    "spoken_to_alone": bool, "voice": str, "presentation": str, "language": str,
    "interpreter": str, "communication_needs": str, "school_as_told": str, "school_urn": str,
    "home_educated": bool,
}  # fmt: skip
ADDRESS = {"lines": list, "postcode": str, "uprn": str, "safe": bool}
CHOICES = {
    "status": {"active", "withdrawn"},
    "place_kind": {"home", "relative", "public", "other"},
    "role": {"affected", "victim", "causing_harm", "suspect", "involved"},
    "sex": {"F", "M", "X"},
    "presence": {"present", "resident_not_present", "elsewhere", "unknown"},
}
INSTANTS = ("occurred_from", "occurred_to", "reported_at", "attended_at", "belief_formed_at")


def faults(part: dict[str, Any], shape: dict[str, type], place: str = "") -> list[str]:
    """What in a part of a feed is not as the contract has it."""
    found = [f"{place}/{key} is unknown" for key in part if key not in shape]
    for key, value in part.items():
        if key in shape and type(value) is not shape[key]:
            found.append(f"{place}/{key} is no {shape[key].__name__}")
        elif key in CHOICES and value not in CHOICES[key]:
            found.append(f"{place}/{key} is {value!r}")
    return found


def incident_faults(incident: dict[str, Any]) -> list[str]:
    """The faults of a whole incident."""
    found = faults(incident, INCIDENT)
    found += [f"/{key} is missing" for key in ("reference", "revision", "status")
              if key not in incident]  # fmt: skip
    for name in INSTANTS:
        if name in incident and datetime.fromisoformat(incident[name]).tzinfo is None:
            found.append(f"/{name} has no offset")
    people = [(one, ADULT) for one in incident["adults"]]
    people += [(one, CHILD) for one in incident["children"]]
    for part, shape in people:
        found += faults(part, shape, f"/{part.get('id')}")
        if isinstance(part.get("address"), dict):
            found += faults(part["address"], ADDRESS, f"/{part.get('id')}/address")
    ids = Counter(part.get("id") for part, _ in people)
    return found + [f"/{name} is repeated" for name, times in ids.items() if times > 1]


def test_the_first_feed_has_no_fault(feed: list[dict[str, Any]]) -> None:
    for incident in feed:
        assert incident_faults(incident) == []
    references = [incident["reference"] for incident in feed]
    assert len(set(references)) == len(references)


def test_the_second_feed_has_exactly_the_faults_that_it_says(borough: Borough) -> None:
    incidents = borough.feeds["feed-2.json"]["incidents"]
    said = {row["place"]: row["what"] for row in borough.refused}
    assert len(said) == 6
    for index, incident in enumerate(incidents):
        what = said.get(f"/incidents/{index}", "")
        found = incident_faults(incident)
        if not what or what == "the same revision with other content":
            assert found == []
        else:
            assert len(found) == 1, what
    kinds = {what.split(":")[0] for what in said.values()}
    assert kinds == {
        "unknown field",
        "wrong type",
        "instant without offset",
        "repeated id",
        "the same revision with other content",
        "required field missing",
    }


def test_the_truth_covers_every_child_of_every_accepted_incident_once(borough: Borough) -> None:
    expected = set()
    refused = {int(row["place"].rsplit("/", 1)[1]) for row in borough.refused}
    for name, document in borough.feeds.items():
        for index, incident in enumerate(document["incidents"]):
            if name == "feed-2.json" and index in refused:
                continue
            young = [
                one
                for one in incident["adults"]
                if one.get("date_of_birth")
                and age_on(date.fromisoformat(one["date_of_birth"]), borough.monday) < 18
            ]
            for part in [*incident["children"], *young]:
                expected.add((borough.source, incident["reference"], part["id"]))
    told = [(row.source, row.incident, row.child) for row in borough.truths]
    assert len(told) == len(set(told))
    assert set(told) == expected


def test_a_true_pupil_is_on_a_roll_and_its_schools_are_the_recipients(borough: Borough) -> None:
    document = truth_document(borough)
    by_urn = {one.urn: one for one in borough.establishments}
    children: Any = document["children"]
    seen = Counter(row["why"] for row in children)
    for row in children:
        assert (row["pupil"] is not None) == (row["why"] == "registered")
        if row["pupil"] is not None:
            assert [one["recipient"] for one in row["recipients"]] == row["pupil"]["urns"]
            assert all(by_urn[urn].shares_roll for urn in row["pupil"]["urns"])
            reasons = {one["reason"] for one in row["recipients"]}
            assert reasons <= {"registered", "dual_registered", "post_16"}
            if len(row["pupil"]["urns"]) == 1:
                assert "dual_registered" not in reasons
    assert {"registered", "under_five", "out_of_area", "home_educated", "no_roll"} <= set(seen)


def test_every_case_is_in_the_weekend(borough: Borough) -> None:
    shown = {part.removeprefix("case: ") for row in borough.truths for part in row.note.split("; ")}
    assert {plan.case for plan in CASES} - shown == {"no-children"}
    empty = [one for one in borough.feeds["feed.json"]["incidents"] if not one["children"]]
    assert len(empty) == 1


def children_of(borough: Borough, case: str) -> list[tuple[dict[str, Any], Any, Any]]:
    """Incident, recorded child (or adult) and truth of a case."""
    incidents = {one["reference"]: one for one in borough.feeds["feed.json"]["incidents"]}
    found = []
    for row in borough.truths:
        if row.note.split("; ")[0] == f"case: {case}":
            incident = incidents[row.incident]
            people = [*incident["children"], *incident["adults"]]
            found.append((incident, next(one for one in people if one["id"] == row.child), row))
    return found


def test_twins_share_a_birth_date_and_a_school_and_not_a_name(borough: Borough) -> None:
    [(_, one, first), (_, other, second)] = children_of(borough, "twins")
    assert one["date_of_birth"] == other["date_of_birth"]
    assert one["given_names"] != other["given_names"]
    assert first.recipients == second.recipients
    assert first.pupil.upn != second.pupil.upn


def test_siblings_go_to_three_schools_and_one_of_them_is_a_college(borough: Borough) -> None:
    rows = children_of(borough, "three-schools")
    told = [row.recipients[0] for _, _, row in rows]
    assert len({urn for urn, _ in told}) == 3
    assert Counter(reason for _, reason in told) == {"registered": 2, "post_16": 1}


@pytest.mark.parametrize("case", ["dual-alternative", "dual-special", "guest"])
def test_a_child_at_two_schools_has_two_recipients(borough: Borough, case: str) -> None:
    [(_, _, row)] = children_of(borough, case)
    assert [reason for _, reason in row.recipients] == ["dual_registered"] * 2


def test_a_child_who_moved_in_the_year_has_only_the_new_school(borough: Borough) -> None:
    [(_, _, row)] = children_of(borough, "moved-school")
    assert len(row.pupil.registrations) == 2
    assert [reason for _, reason in row.recipients] == ["registered"]


def test_a_seventeen_year_old_parent_is_an_adult_of_the_incident_and_a_child(
    borough: Borough,
) -> None:
    [(incident, parent, row), (_, _, baby)] = children_of(borough, "young-parent")
    assert row.child == "A1"
    assert parent in incident["adults"]
    assert age_on(date.fromisoformat(parent["date_of_birth"]), borough.monday) == 17
    assert row.recipients[0][1] == "post_16"
    assert baby.why == "under_five"
    assert baby.recipients == []


@pytest.mark.parametrize("case", ["conflict", "conflict-alone"])
def test_the_suspect_of_a_conflict_is_the_first_key_adult_of_the_school(
    borough: Borough, case: str
) -> None:
    [(incident, _, row)] = children_of(borough, case)
    suspect = next(one for one in incident["adults"] if one["id"] == "A2")
    assert suspect["role"] == "suspect"
    contacts = [one for one in borough.contacts if one.urn == row.recipients[0][0]]
    assert contacts[0].name == f"{suspect['given_names']} {suspect['surname']}"
    assert contacts[0].email == suspect["email"]
    assert (len(contacts) == 1) == (case == "conflict-alone")
    assert row.to_a_person_first == (case == "conflict-alone")


def test_home_educated_children_go_to_the_desk_only_where_it_was_said(borough: Borough) -> None:
    said = children_of(borough, "home-educated")
    assert all(kid["home_educated"] for _, kid, _ in said)
    assert {told for _, _, row in said for told in row.recipients} == {
        ("990:home-education", "home_educated")
    }
    [(_, kid, row)] = children_of(borough, "home-educated-unsaid")
    assert "home_educated" not in kid
    assert row.recipients is None


def test_a_school_that_shares_no_roll_is_certain_only_where_the_force_chose_it(
    borough: Borough,
) -> None:
    [(_, kid, row)] = children_of(borough, "norwold-no-roll")
    assert row.recipients == [(kid["school_urn"], "as_told")]
    [(_, kid, row)] = children_of(borough, "independent")
    assert kid["school_as_told"]
    assert row.recipients is None or kid["school_urn"]


def test_the_single_facts_of_the_other_cases_are_there(borough: Borough) -> None:
    def only(case: str) -> tuple[dict[str, Any], Any, Any]:
        return children_of(borough, case)[0]

    assert only("victim")[1]["role"] == "victim"
    assert [row.to_a_person_first for _, _, row in children_of(borough, "causing-harm")] == [
        kid.get("role") == "causing_harm" for _, kid, _ in children_of(borough, "causing-harm")
    ]
    assert only("causing-harm")[1]["role"] == "causing_harm"
    assert only("hold")[0]["disclosure"].keys() == {"hold_until", "hold_ground", "hold_approver"}
    assert only("withhold-place")[0]["disclosure"] == {"withhold": ["place"]}
    assert only("withhold-words")[0]["disclosure"] == {"withhold": ["circumstances", "voice"]}
    assert "Birkengate" in only("names-others")[0]["circumstances"]
    assert only("bail")[0]["suspect_status"] == "released on bail"
    assert only("interpreter")[1]["language"] == "Polish"
    assert only("refuge")[0]["address"]["safe"] is True
    assert any(one.get("pregnant") for one in only("pregnant")[0]["adults"])
    assert only("old-name")[1]["school_as_told"] == "Thornlea Boys' Modern School"
    assert only("saturday")[0]["belief_formed_at"] == "2026-11-20T23:50:00+00:00"
    thin = only("thin")[1]
    assert "surname" not in thin
    assert "date_of_birth" not in thin
    assert thin["age_estimate"] >= 5


def test_instants_lie_inside_the_weekend_but_for_the_one_of_the_future(
    borough: Borough, feed: list[dict[str, Any]]
) -> None:
    envelope = borough.feeds["feed.json"]["feed"]
    begins = datetime.fromisoformat(envelope["covers_from"])
    ends = datetime.fromisoformat(envelope["covers_to"])
    late = []
    for incident in feed:
        instants = {name: datetime.fromisoformat(incident[name]) for name in INSTANTS
                    if name in incident}  # fmt: skip
        assert begins <= instants["occurred_from"] <= ends
        late += [name for name, at in instants.items() if at > ends]
        assert incident.get("belief_formed_at", "") <= envelope["created_at"]
    assert late == ["occurred_to"]


def test_a_weekend_on_which_the_clocks_change_has_both_offsets() -> None:
    made = sample.make_borough(pupils=300, incidents=60, weekend=date(2026, 10, 25))
    incidents = made.feeds["feed.json"]["incidents"]
    assert {one["occurred_from"][-6:] for one in incidents} == {"+00:00", "+01:00"}
    for one in incidents:
        assert datetime.fromisoformat(one["occurred_from"]) <= datetime.fromisoformat(
            one["attended_at"]
        )


def test_the_sequels_are_what_the_expectations_say(borough: Borough) -> None:
    first = {one["reference"]: one for one in borough.feeds["feed.json"]["incidents"]}
    refused = {int(row["place"].rsplit("/", 1)[1]) for row in borough.refused}
    second = {
        one["reference"]: one
        for index, one in enumerate(borough.feeds["feed-2.json"]["incidents"])
        if index not in refused
    }

    def pair(name: str) -> tuple[dict[str, Any], dict[str, Any], str]:
        found = borough.expected[name]
        reference = found["incident"]
        return first[reference], second[reference], found.get("child", "")

    def ids(incident: dict[str, Any]) -> set[str]:
        return {one["id"] for one in incident["children"]}

    before, after, child = pair("child_added")
    assert ids(after) - ids(before) == {child}
    before, after, child = pair("child_vanished")
    assert ids(before) - ids(after) == {child}
    before, after, _ = pair("late_revision")
    assert (before["revision"], after["revision"]) == (2, 1)
    before, after, child = pair("birth_date_put_right")
    assert "date_of_birth" not in before["children"][0]
    assert "date_of_birth" in after["children"][0]
    before, after, _ = pair("withdrawn")
    assert after["status"] == "withdrawn"
    assert after["status_reason"]
    again = copy.deepcopy(second[borough.expected["same_content"]["incident"]])
    del again["reference"]
    assert any({**one, "reference": None} == {**again, "reference": None} for one in first.values())


def test_there_are_texts_enough_for_pages_to_look_real() -> None:
    chance = stream(1, "test")
    homes = [(harmed, together) for harmed in "FM" for together in (True, False)] * 300
    told = {
        texts.circumstances(chance, harmed=harmed, together=together) for harmed, together in homes
    }
    assert len(told) >= 40
    ages = [5, 8, 12, 16] * 300
    assert len({texts.voice(chance, age) for age in ages}) >= 30
    assert len({texts.presentation(chance, age) for age in ages}) >= 12


def test_the_noise_is_near_the_measured_profile() -> None:
    made = sample.make_borough(pupils=6000, incidents=1)
    noise = Noise(stream(5, "test"), made.monday)
    families = [one for one in made.families if not one.case]
    pairs = [(kid, noise.child(kid, one)) for one in families for kid in one.children]
    total = len(pairs)

    def rate(wrong: int) -> float:
        return wrong / total

    no_date = rate(sum(1 for _, said in pairs if said.born_on is None))
    wrong_date = rate(sum(1 for kid, said in pairs if said.born_on not in {None, kid.born_on}))
    other_surname = rate(sum(1 for kid, said in pairs if said.surname != kid.surname))
    other_forename = rate(
        sum(1 for kid, said in pairs if said.given_names.split(" ")[:1] != [kid.forename])
    )
    assert 0.08 < no_date < 0.12
    assert 0.05 < wrong_date < 0.12
    assert 0.12 < other_surname < 0.24
    assert 0.17 < other_forename < 0.35
    atlas = Atlas(1)
    atlas.prepare(200)
    places = [noise.place(one, atlas) for one in families]
    assert 0.09 < sum(1 for one in places if one.kind == "relative") / len(places) < 0.15
    assert 0.04 < sum(1 for one in places if not one.postcode) / len(places) < 0.11


def test_no_noise_leaves_a_child_as_it_is(borough: Borough) -> None:
    clean = Noise(stream(5, "test"), borough.monday, hard=0.0)
    for family in borough.families[:80]:
        for kid in family.children:
            said = clean.child(kid, family)
            assert said.given_names.split(" ")[0] == kid.forename.split(" ")[0]
            assert (said.surname, said.born_on, said.sex) == (kid.surname, kid.born_on, kid.sex)


@pytest.mark.parametrize("monday", [date(2026, 9, 7), date(2026, 11, 23), date(2027, 8, 30)])
def test_every_child_of_a_family_is_under_eighteen_on_the_monday(monday: date) -> None:
    made = sample.make_borough(pupils=1500, incidents=5, weekend=monday)
    ages = [age_on(kid.born_on, monday) for one in made.families for kid in one.children]
    assert min(ages) >= 0
    assert max(ages) <= 17 if monday.month != 8 else max(ages) <= 18
    assert Nursery(stream(1, "x"), monday).year == (2026)


def test_siblings_are_twins_or_born_most_of_a_year_apart() -> None:
    made = sample.make_borough(pupils=3000, incidents=5)
    pairs = [
        (elder.born_on, younger.born_on)
        for family in made.families
        for elder, younger in pairwise(family.children)
    ]
    gaps = [(younger - elder).days for elder, younger in pairs]
    twins = gaps.count(0)
    assert min(gap for gap in gaps if gap) >= 300
    assert 0.01 < twins / len(gaps) < 0.08
