"""Decisions about one child: linked, for a person, or not; and never on a guess."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from firstbell.core.linkage import SHIPPED, Decision, RecordedChild, decide
from firstbell.core.linkage.first_look import first_look
from firstbell.core.linkage.levels import Field, Level
from tests.core.linkage.people import CHILD, NIGHT, PUPIL, TWIN, child, pupil

MOVED = {"address_line_1": "3 Quarry Road", "postcode": "ZA1 1AA"}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"given_names": "Lizzie"},
        {"given_names": "Elisabeth", "surname": "Thornberry"},
        {"given_names": "Rose"},
        {"given_names": "Thornbury", "surname": "Elizabeth"},
        {"surname": "Kestrel", "adult_surnames": ("Thornbury",)},
        {"born_on": date(2014, 2, 3)},
        {"born_on": date(2013, 3, 2)},
        {"born_on": date(2014, 3, 12)},
        {"born_on": date(2014, 3, 1)},
        {"born_on": None, "age_estimate": 12, "school_urns": ("900001",)},
        {"born_on": None, "school_urns": ("900001",), "upn": "B801200005001"},
        {"sex": ""},
        {"postcode": "ZZ9 4QX"},
        MOVED,
        {"address_line_1": "", "postcode": ""},
    ],
)
def test_a_pupil_told_of_with_one_thing_wrong_is_still_linked(told: dict[str, Any]) -> None:
    decision = decide(child(**told), [PUPIL])
    assert (decision.decision, decision.pupil) == ("linked", "p1")


@pytest.mark.parametrize(
    "told",
    [
        {"given_names": "Grace"},
        {"given_names": ""},
        {"born_on": None, **MOVED},
        {"born_on": None, "address_line_1": "", "postcode": "ZZ9"},
        {"upn": "B801200005001", "given_names": "Oscar", "born_on": date(2009, 7, 8)},
        {"upn": "B801200005001", "given_names": "Oscar", "surname": "Vale", "sex": "M",
         "born_on": date(2009, 7, 8), **MOVED},
    ],
)  # fmt: skip
def test_a_pupil_who_may_be_another_child_goes_to_a_person(told: dict[str, Any]) -> None:
    decision = decide(child(**told), [PUPIL])
    assert (decision.decision, decision.pupil) == ("review", None)
    assert decision.candidates[0].pupil == "p1"


@pytest.mark.parametrize(
    "told",
    [
        {"given_names": "Oscar", "sex": "M", "born_on": date(2009, 7, 8)},
        {"given_names": "Oscar", "surname": "Vale", "born_on": date(2014, 3, 2), **MOVED},
        {"surname": "Vale", "born_on": date(2011, 9, 20), **MOVED},
    ],
)
def test_somebody_else_is_not_linked_and_not_asked_about(told: dict[str, Any]) -> None:
    assert decide(child(**told), [PUPIL]).decision == "unlinked"


def test_a_twin_beside_the_pupil_does_not_stop_a_full_record() -> None:
    decision = decide(CHILD, [TWIN, PUPIL])
    assert (decision.decision, decision.pupil, decision.runner_up) == ("linked", "p1", "p2")


@pytest.mark.parametrize("told", ["", "Unknown", "Ella", "L"])
def test_a_twin_is_never_linked_without_a_name_that_separates(told: str) -> None:
    assert decide(child(given_names=told), [PUPIL, TWIN]).decision == "review"


def test_twins_with_names_that_look_alike_go_to_a_person_when_only_one_is_on_the_roll() -> None:
    hussain = pupil(forename="Hussain", sex="M", middle_names="")
    assert decide(child(given_names="Hassan", sex="M"), [hussain]).decision == "review"
    hassan = hussain._replace(pupil_id="p2", forename="Hassan", upn="")
    decided = decide(child(given_names="Hassan", sex="M"), [hussain, hassan])
    assert (decided.decision, decided.pupil) == ("linked", "p2")


def test_two_pupils_of_one_name_and_birth_date_go_to_a_person() -> None:
    namesake = pupil(
        pupil_id="p9", upn="", address_line_1="9 Weaver Way", postcode="ZZ9 1AB", uprn=""
    )
    decision = decide(child(**MOVED), [PUPIL, namesake])
    assert decision.decision == "review"
    assert Level.RIVAL_ELSEWHERE in {found.level for found in decision.candidates[0].evidence}


def test_a_namesake_elsewhere_does_not_stop_a_child_at_home() -> None:
    namesake = pupil(
        pupil_id="p9", upn="", address_line_1="9 Weaver Way", postcode="ZA1 1AB", uprn=""
    )
    assert decide(CHILD, [namesake, PUPIL]).pupil == "p1"


def test_a_child_without_candidates_is_unlinked_with_nothing_to_say() -> None:
    decision = decide(CHILD, [])
    assert (decision.decision, decision.weight, decision.runner_up_weight) == (
        "unlinked",
        None,
        None,
    )
    assert decision.probability == 0
    assert decision.candidates == ()


def test_a_child_of_whom_nothing_is_known_is_unlinked() -> None:
    decision = decide(RecordedChild(child_id="c0", on=NIGHT), [PUPIL])
    assert decision.decision == "unlinked"
    assert decision.weight is not None
    assert decision.weight < 0


def test_probability_follows_the_weight() -> None:
    decision = decide(child(given_names=""), [PUPIL])
    assert decision.weight is not None
    assert decision.probability == pytest.approx(1 / (1 + 2**-decision.weight), abs=1e-6)


def test_a_pupil_given_twice_is_one_candidate() -> None:
    assert len(decide(CHILD, [PUPIL, PUPIL]).candidates) == 1


def test_a_partnership_may_ask_for_more_before_a_link() -> None:
    careful = replace(SHIPPED, thresholds=replace(SHIPPED.thresholds, link=40.0))
    assert decide(CHILD, [PUPIL], weights=careful).decision == "review"


@pytest.mark.parametrize(
    "wrong", [{"link": -9.0, "review": -9.0}, {"rival_at_home": 0.0}, {"rival_elsewhere": -1.0}]
)
def test_thresholds_that_would_link_a_tie_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="above"):
        replace(SHIPPED.thresholds, **wrong)


def test_a_namesake_cannot_be_worth_something() -> None:
    with pytest.raises(ValueError, match="below 0"):
        replace(SHIPPED.thresholds, namesake=-0.1)


def test_evidence_names_no_value_of_the_child() -> None:
    evidence = (
        decide(child(upn="B801200005001", school_urns=("900001",)), [PUPIL]).candidates[0].evidence
    )
    text = repr(evidence).lower()
    for value in ("elizabeth", "thornbury", "2014", "mill", "zz9", "b8012", "900001"):
        assert value not in text
    assert {found.field for found in evidence} >= {Field.FORENAME, Field.BIRTH, Field.ADDRESS}


@pytest.mark.parametrize(
    "told", [{}, {"given_names": "", "surname": "", "born_on": None, "sex": ""}]
)
def test_evidence_begins_with_every_field_in_the_order_of_the_fields(told: dict[str, Any]) -> None:
    evidence = decide(child(**told), [PUPIL]).candidates[0].evidence
    fields = list(Field)
    every = fields[: fields.index(Field.SCHOOL) + 1]
    assert [found.field for found in evidence][: len(every)] == every


def test_pupils_that_could_never_be_the_child_are_left_out_but_for_the_best_two() -> None:
    far = {"forename": "Oscar", "surname": "Vale", "born_on": date(2009, 7, 8), "sex": "M", **MOVED}
    strangers = [pupil(pupil_id=f"x{n}", upn="", uprn="", **far) for n in range(3)]
    near = [each._replace(pupil_id="n", sex="F") for each in strangers[:1]]
    assert pupils_of(decide(CHILD, [PUPIL, TWIN, *strangers])) == ["p1", "p2"]
    assert pupils_of(decide(CHILD, [*strangers, *near, PUPIL])) == ["p1", "n"]
    assert pupils_of(decide(CHILD, [*strangers, *near])) == ["n", "x0", "x1", "x2"]
    assert pupils_of(decide(CHILD, strangers[:1])) == ["x0"]


def test_a_upn_that_fits_is_never_left_out() -> None:
    oscar = {"surname": "Vale", "sex": "M", "born_on": date(2009, 7, 8), **MOVED}
    told = child(upn="B801200005001", given_names="Oscar", **oscar)
    others = [pupil(pupil_id=f"x{n}", upn="", forename="Oscar", **oscar) for n in range(3)]
    assert pupils_of(decide(told, [PUPIL, *others])) == ["x0", "x1", "x2", "p1"]


def test_a_first_look_leaves_out_who_could_not_matter_whatever_the_names_are_worth() -> None:
    far = {"forename": "Oscar", "surname": "Vale", "born_on": date(2009, 7, 8), "sex": "M", **MOVED}
    strangers = [pupil(pupil_id=f"x{n}", upn="", uprn="", **far) for n in range(3)]
    looked = first_look(CHILD, [PUPIL, TWIN, *strangers], weights=SHIPPED)
    assert [each.pupil.pupil_id for each in looked] == ["p1", "p2"]
    told = child(upn=PUPIL.upn, given_names="Oscar", surname="Vale", born_on=date(2009, 7, 8))
    looked = first_look(told, [PUPIL, *strangers], weights=SHIPPED)
    assert [each.pupil.pupil_id for each in looked] == ["p1", "x0", "x1", "x2"]
    looked = first_look(CHILD, strangers[:1], weights=SHIPPED)
    assert [each.pupil.pupil_id for each in looked] == ["x0"]


def pupils_of(decision: Decision) -> list[object]:
    return [candidate.pupil for candidate in decision.candidates]
