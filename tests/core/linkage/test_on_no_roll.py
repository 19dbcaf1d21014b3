"""A child on no roll beside a pupil who is somebody else: a namesake, a brother or a sister.

Nobody stands against such a pupil: the child itself is nowhere to be found. What the two have in
common must not be enough by itself.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from firstbell.core.linkage import SHIPPED, Frequencies, decide, decide_household
from firstbell.core.linkage.levels import Field, Level
from tests.core.linkage.people import CHILD, PUPIL, child, pupil

ELSEWHERE: dict[str, Any] = {"address_line_1": "80 Elm Way", "postcode": "ZZ9 5GD"}
"""Another home in the pupil's postcode district."""

FEW = Frequencies(4_000, {"elizabeth": 24}, {"thornbury": 13}, {})
MANY = Frequencies(400_000, {"elizabeth": 5}, {"thornbury": 5}, {})

NAMESAKES: list[dict[str, Any]] = [
    {"born_on": date(2014, 1, 1)},
    {"born_on": None, "age_estimate": 12},
    {"born_on": None, "age_estimate": 13},
    {"born_on": None},
    {"born_on": date(2013, 3, 2), "surname": "Thornburry", "sex": ""},
    {"surname": "Kestrel"},
]


@pytest.mark.parametrize("told", NAMESAKES)
def test_a_namesake_in_the_district_goes_to_a_person(told: dict[str, Any]) -> None:
    decision = decide(child(**ELSEWHERE, **told), [PUPIL], frequencies=FEW)
    assert decision.decision == "review"
    assert Level.NAMESAKE in {found.level for found in decision.candidates[0].evidence}


def test_names_that_hardly_anybody_bears_speak_for_themselves() -> None:
    told = child(born_on=date(2014, 3, 1), **ELSEWHERE)
    assert decide(told, [PUPIL], frequencies=FEW).decision == "review"
    assert decide(told, [PUPIL], frequencies=MANY).decision == "linked"


@pytest.mark.parametrize("frequencies", [FEW, MANY])
def test_both_names_and_the_whole_birth_date_are_no_namesake_s(frequencies: Frequencies) -> None:
    decision = decide(child(**ELSEWHERE), [PUPIL], frequencies=frequencies)
    assert decision.decision == "linked"


def test_a_brother_at_the_same_other_home_says_that_it_is_no_namesake() -> None:
    told = child(born_on=None, age_estimate=12, **ELSEWHERE)
    oscar = {"sex": "M", "born_on": date(2011, 9, 20)}
    brother = child(child_id="c2", given_names="Oscar", **oscar, **ELSEWHERE)
    his = pupil(pupil_id="p2", forename="Oscar", middle_names="", upn="", **oscar)
    alone = decide(told, [PUPIL], frequencies=FEW)
    [together, _] = decide_household([told, brother], {"c1": [PUPIL], "c2": [his]}, frequencies=FEW)
    assert (alone.decision, together.decision) == ("review", "linked")


def test_what_a_namesake_takes_never_takes_the_question_from_a_person() -> None:
    told = child(born_on=None, **ELSEWHERE)
    common = Frequencies(400_000, {"elizabeth": 9_000}, {"thornbury": 900}, {})
    decision = decide(told, [PUPIL], frequencies=common)
    assert decision.decision == "review"
    worse = decide(told._replace(sex="M"), [PUPIL], frequencies=common)
    assert worse.decision == "unlinked"
    assert Level.NAMESAKE not in {found.level for found in worse.candidates[0].evidence}


def test_a_partnership_may_take_nothing_for_a_namesake() -> None:
    lenient = replace(SHIPPED, thresholds=replace(SHIPPED.thresholds, namesake=0.0))
    told = child(born_on=date(2014, 1, 1), **ELSEWHERE)
    decision = decide(told, [PUPIL], frequencies=FEW, weights=lenient)
    assert decision.decision == "linked"
    assert Level.NAMESAKE not in {found.level for found in decision.candidates[0].evidence}


ELIZA = PUPIL._replace(forename="Eliza", middle_names="Rose")


@pytest.mark.parametrize("given_names", ["Elita", "E", "Rose", "Elizza"])
@pytest.mark.parametrize("told", [{"born_on": None}, {"born_on": None, "age_estimate": 13}])
def test_a_sister_of_a_like_name_who_is_on_no_roll_goes_to_a_person(
    given_names: str, told: dict[str, Any]
) -> None:
    decision = decide(child(given_names=given_names, **told), [ELIZA], frequencies=MANY)
    assert decision.decision == "review"
    assert Level.ALIKE in {found.level for found in decision.candidates[0].evidence}


@pytest.mark.parametrize(
    "told",
    [
        {"given_names": "Elizza"},
        {"given_names": "Eliza", "born_on": None},
        {"given_names": "Elizza", "born_on": None, "upn": "B801200005001"},
        {"given_names": "Elizza", "born_on": None, "age_estimate": 12},
    ],
)
def test_a_slip_in_a_name_at_home_is_linked_where_something_else_tells(
    told: dict[str, Any],
) -> None:
    assert decide(child(**told), [ELIZA], frequencies=MANY).decision == "linked"


def test_a_first_of_january_says_no_more_than_the_year() -> None:
    first = decide(child(born_on=date(2014, 1, 1)), [PUPIL]).candidates[0]
    aged = decide(child(born_on=None, age_estimate=12), [PUPIL]).candidates[0]
    month = decide(child(born_on=date(2014, 3, 1)), [PUPIL]).candidates[0]
    assert first.weight <= aged.weight < month.weight


def test_a_small_roll_makes_no_name_rarer_than_it_is() -> None:
    small = Frequencies(4_000, {"elizabeth": 40}, {"thornbury": 40}, {})
    whole = Frequencies(400_000, {"elizabeth": 4_000}, {"thornbury": 4_000}, {})
    evidence = [
        {
            found.field: found.weight
            for found in decide(CHILD, [PUPIL], frequencies=each).candidates[0].evidence
        }
        for each in (small, whole)
    ]
    for name in (Field.FORENAME, Field.SURNAME):
        assert evidence[0][name] == pytest.approx(evidence[1][name], abs=0.3)
    assert evidence[0][Field.REGISTER] >= evidence[1][Field.REGISTER]
