"""`firstbell.core.routing`: the contract's "Who is told, and why", then as laws."""

import dataclasses
from typing import Any, Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.lifecycle import LinkState
from firstbell.core.routing import (
    AdultRole,
    ChildFacts,
    ChildRole,
    Chosen,
    Desks,
    EstablishmentKind,
    Reason,
    Registration,
    Route,
    Waits,
    Why,
    role_of_young_adult,
    route,
    without_agreement,
)

ALL_DESKS = Desks(
    council="380", with_contacts=frozenset({"home-education", "early-years", "missing-education"})
)
NO_CONTACTS = Desks(council="380")
HEALTH = Desks(
    council="380",
    with_contacts=frozenset({"health-visiting", "midwifery", "participation", "early-years"}),
)
HERE = Registration(urn="900001")


def told(facts: ChildFacts) -> list[tuple[str, Reason]]:
    return [(each.recipient, each.reason) for each in route(facts).told]


def waits(facts: ChildFacts) -> list[tuple[Why, str]]:
    return [(each.why, each.owner) for each in route(facts).waits]


@pytest.mark.parametrize(
    ("registrations", "expected"),
    [
        pytest.param((HERE,), [("900001", "registered")], id="one-roll"),
        pytest.param(
            (Registration(urn="900001", enrol_status="G"),), [("900001", "registered")], id="guest"
        ),
        pytest.param(
            (
                Registration(urn="900001", enrol_status="M"),
                Registration(urn="900002", enrol_status="S"),
            ),
            [("900001", "dual_registered"), ("900002", "dual_registered")],
            id="main-and-subsidiary",
        ),
        pytest.param((HERE, HERE), [("900001", "registered")], id="two-rows-at-one-school"),
        pytest.param(
            (Registration(urn="900003", enrol_status="F"),), [("900003", "post_16")], id="F"
        ),
        pytest.param(
            (Registration(urn="900003", kind="further_education"),),
            [("900003", "post_16")],
            id="college",
        ),
        pytest.param(
            (Registration(urn="900003", kind="sixteen_to_nineteen"), HERE),
            [("900003", "post_16"), ("900001", "dual_registered")],
            id="college-and-school",
        ),
    ],
)
def test_every_school_of_a_linked_child_is_told(
    registrations: tuple[Registration, ...], expected: list[tuple[str, Reason]]
) -> None:
    facts = ChildFacts(link="linked", registrations=registrations)

    assert told(facts) == expected
    assert waits(facts) == []


def test_a_roll_row_wins_over_age_address_and_what_was_said() -> None:
    facts = ChildFacts(
        link="linked",
        registrations=(HERE,),
        age=4,
        lives_elsewhere=True,
        home_educated=True,
        desks=ALL_DESKS,
        chosen=Chosen(recipient="900009", reason="as_told"),
    )

    assert told(facts) == [("900001", "registered")]


@pytest.mark.parametrize(
    ("link", "expected"),
    [("unlinked", []), ("linked", []), ("review", [("review", "hub")])],
)
def test_a_home_educated_child_on_no_roll_goes_to_the_desk_at_once(
    link: LinkState, expected: list[tuple[str, str]]
) -> None:
    facts = ChildFacts(link=link, home_educated=True, desks=ALL_DESKS)

    assert told(facts) == [("380:home-education", "home_educated")]
    assert waits(facts) == expected


def test_a_desk_without_contacts_is_told_and_the_hub_must_find_somebody() -> None:
    found = route(ChildFacts(link="unlinked", home_educated=True, desks=NO_CONTACTS))

    assert [each.recipient for each in found.told] == ["380:home-education"]
    assert found.waits == (Waits(why="no_recipient", recipient="380:home-education"),)


def test_a_child_whom_a_school_reported_goes_to_the_desk_once_on_no_roll() -> None:
    facts = ChildFacts(link="linked", on_register=True, desks=ALL_DESKS)

    assert told(facts) == [("380:home-education", "home_educated")]


def test_a_roll_that_has_the_reported_child_back_is_told_beside_the_desk() -> None:
    both = ChildFacts(link="linked", registrations=(HERE,), on_register=True, desks=ALL_DESKS)

    assert told(both) == [("900001", "registered"), ("380:home-education", "home_educated")]
    for desks in (NO_CONTACTS, None):
        without = dataclasses.replace(both, desks=desks)
        assert told(without) == [("900001", "registered")]
        assert waits(without) == []


def test_a_home_educated_child_of_no_known_council_is_on_the_hubs_list() -> None:
    facts = ChildFacts(link="unlinked", home_educated=True)

    assert (told(facts), waits(facts)) == ([], [("no_recipient", "hub")])


@pytest.mark.parametrize("desks", [None, NO_CONTACTS])
def test_a_home_educated_child_of_another_area_is_handed_over(desks: Desks | None) -> None:
    facts = ChildFacts(link="unlinked", home_educated=True, desks=desks, lives_elsewhere=True)

    assert (told(facts), waits(facts)) == ([], [("out_of_area", "hub")])


def test_a_home_educated_child_of_another_area_whose_desk_we_know_is_told_there() -> None:
    facts = ChildFacts(link="unlinked", home_educated=True, desks=ALL_DESKS, lives_elsewhere=True)

    assert told(facts) == [("380:home-education", "home_educated")]


def test_an_unlinked_child_of_another_area_is_handed_over_unless_somebody_chose() -> None:
    facts = ChildFacts(link="unlinked", lives_elsewhere=True)
    chosen = dataclasses.replace(facts, chosen=Chosen(recipient="900009", reason="as_told"))

    assert waits(facts) == [("out_of_area", "hub")]
    assert told(chosen) == [("900009", "as_told")]


def test_nobody_is_told_of_a_child_under_review_whatever_was_chosen() -> None:
    chosen = Chosen(recipient="900009", reason="as_told")
    facts = ChildFacts(link="review", registrations=(HERE,), chosen=chosen, desks=ALL_DESKS, age=3)

    assert (told(facts), waits(facts)) == ([], [("review", "hub")])


def test_a_person_chooses_the_missing_education_desk() -> None:
    desk = Chosen(recipient="380:missing-education", reason="missing_education", kind="desk")

    assert told(ChildFacts(link="unlinked", chosen=desk)) == [
        ("380:missing-education", "missing_education")
    ]


@pytest.mark.parametrize(
    ("age", "desks", "school_told", "expected_told", "expected_waits"),
    [
        pytest.param(2, ALL_DESKS, False, ["380:early-years"], [], id="small"),
        pytest.param(2, ALL_DESKS, True, ["380:early-years"], ["unlinked"], id="nursery-named"),
        pytest.param(4, ALL_DESKS, False, ["380:early-years"], ["unlinked"], id="reception-age"),
        pytest.param(5, ALL_DESKS, False, [], ["unlinked"], id="school-age"),
        pytest.param(2, NO_CONTACTS, False, [], ["unlinked"], id="desk-off"),
        pytest.param(2, None, False, [], ["unlinked"], id="council-unknown"),
        pytest.param(None, ALL_DESKS, False, [], ["unlinked"], id="age-unknown"),
    ],
)
def test_early_years_once_the_desk_has_contacts(
    age: int | None,
    desks: Desks | None,
    school_told: bool,
    expected_told: list[str],
    expected_waits: list[str],
) -> None:
    found = route(ChildFacts(link="unlinked", age=age, desks=desks, school_told=school_told))

    assert [each.recipient for each in found.told] == expected_told
    assert [each.why for each in found.waits] == expected_waits


def test_a_linked_child_who_left_every_roll_is_on_the_hubs_list() -> None:
    assert waits(ChildFacts(link="linked", desks=ALL_DESKS, age=11)) == [("no_recipient", "hub")]


@pytest.mark.parametrize("link", ["review", "unlinked"])
def test_once_the_sender_was_asked_it_is_the_senders_move(link: LinkState) -> None:
    assert waits(ChildFacts(link=link, asked_sender=True)) == [(link, "sender")]


@pytest.mark.parametrize("role", ["victim", "causing_harm"])
def test_a_victim_or_a_child_causing_harm_goes_to_a_person_first(
    role: Literal["victim", "causing_harm"],
) -> None:
    facts = ChildFacts(link="linked", registrations=(HERE,), role=role)
    released = dataclasses.replace(facts, settled=frozenset({role}))

    assert (told(facts), waits(facts)) == ([("900001", "registered")], [(role, "hub")])
    assert route(facts).held
    assert (told(released), waits(released)) == ([("900001", "registered")], [])
    assert not route(released).held


def test_a_hold_keeps_everything_back_even_from_the_home_education_desk() -> None:
    facts = ChildFacts(
        link="unlinked", home_educated=True, desks=ALL_DESKS, held=True, role="victim"
    )
    looked_at = dataclasses.replace(facts, settled=frozenset({"victim"}))

    assert waits(facts) == [("hold", "hub"), ("victim", "hub")]
    assert waits(looked_at) == [("hold", "hub")]
    assert route(facts).held
    assert route(looked_at).held


def test_not_our_pupil_is_not_told_again_and_the_other_school_still_is() -> None:
    both = (HERE, Registration(urn="900002"))
    facts = ChildFacts(link="linked", registrations=both, denied=frozenset({"900001"}))

    assert told(facts) == [("900002", "dual_registered")]
    assert route(facts).waits == (Waits(why="not_ours", recipient="900001"),)


def test_a_school_without_a_key_adult_is_told_and_the_hub_must_find_somebody() -> None:
    lonely = Registration(urn="900001", has_key_adult=False)
    facts = ChildFacts(link="linked", registrations=(lonely,))

    assert told(facts) == [("900001", "registered")]
    assert waits(facts) == [("no_recipient", "hub")]


def test_a_vanished_child_is_a_question_to_the_sender_and_never_a_silent_removal() -> None:
    facts = ChildFacts(link="linked", registrations=(HERE,), vanished=True)
    answered = dataclasses.replace(facts, settled=frozenset({"vanished"}))

    assert told(facts) == [("900001", "registered")]
    assert waits(facts) == [("vanished", "sender")]
    assert waits(answered) == []


@pytest.mark.parametrize(
    ("adult", "child"),
    [
        ("victim", "victim"),
        ("suspect", "causing_harm"),
        ("involved", "affected"),
        (None, "affected"),
    ],
)
def test_an_adult_under_18_is_a_child_of_the_journey(
    adult: AdultRole | None, child: ChildRole
) -> None:
    assert role_of_young_adult(adult) == child


CHILDMINDER = Registration(urn="810500123", kind="childcare", attends="D--D---")
ELSEWHERE = Registration(urn="810500124", kind="childcare")


@pytest.mark.parametrize(
    ("registrations", "desks", "expected", "why"),
    [
        pytest.param((CHILDMINDER,), ALL_DESKS, [("810500123", "childcare")], [], id="one"),
        pytest.param(
            (HERE, CHILDMINDER, ELSEWHERE),
            ALL_DESKS,
            [("900001", "registered"), ("810500123", "childcare"), ("810500124", "childcare")],
            [],
            id="beside-a-school-that-is-the-only-one",
        ),
        pytest.param(
            (dataclasses.replace(CHILDMINDER, is_too_near=True),),
            ALL_DESKS,
            [("380:early-years", "early_years")],
            [],
            id="too-near-the-desk-instead",
        ),
        pytest.param(
            (HERE, dataclasses.replace(CHILDMINDER, is_too_near=True), ELSEWHERE),
            ALL_DESKS,
            [
                ("900001", "registered"),
                ("810500124", "childcare"),
                ("380:early-years", "early_years"),
            ],
            [],
            id="too-near-the-others-all-the-same",
        ),
        pytest.param(
            (dataclasses.replace(CHILDMINDER, is_soon=False),),
            ALL_DESKS,
            [("810500123", "childcare"), ("380:early-years", "early_years")],
            [],
            id="not-soon-the-desk-as-well",
        ),
        pytest.param(
            (dataclasses.replace(CHILDMINDER, is_too_near=True),),
            NO_CONTACTS,
            [("380:early-years", "early_years")],
            [("no_recipient", "hub")],
            id="nobody-at-the-desk",
        ),
        pytest.param(
            (dataclasses.replace(CHILDMINDER, is_too_near=True),),
            None,
            [],
            [("no_recipient", "hub")],
            id="no-council-known",
        ),
    ],
)
def test_a_nursery_or_childminder_is_told_beside_the_schools_unless_it_is_too_near(
    registrations: tuple[Registration, ...],
    desks: Desks | None,
    expected: list[tuple[str, Reason]],
    why: list[tuple[Why, str]],
) -> None:
    facts = ChildFacts(link="linked", registrations=registrations, desks=desks, age=3)

    assert told(facts) == expected
    assert waits(facts) == why


def test_the_days_on_which_a_child_comes_go_with_the_route() -> None:
    [found] = route(ChildFacts(link="linked", registrations=(CHILDMINDER,))).told

    assert found.attends == "D--D---"


def test_a_route_to_nobody_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="told to somebody or waits for somebody"):
        Route()


URNS = st.sampled_from(["900001", "900002", "900003"])
REGISTRATIONS = st.builds(
    Registration,
    urn=URNS,
    enrol_status=st.sampled_from("CMSGF"),
    kind=st.sampled_from(get_args(EstablishmentKind)),
    has_key_adult=st.booleans(),
    is_soon=st.booleans(),
    is_too_near=st.booleans(),
)
FACTS: st.SearchStrategy[ChildFacts] = st.builds(
    ChildFacts,
    link=st.sampled_from(get_args(LinkState)),
    role=st.sampled_from(get_args(ChildRole)),
    registrations=st.lists(REGISTRATIONS, max_size=4).map(tuple),
    home_educated=st.booleans(),
    on_register=st.booleans(),
    age=st.none() | st.integers(0, 18),
    desks=st.sampled_from([None, NO_CONTACTS, ALL_DESKS, HEALTH]),
    tells_health=st.booleans(),
    is_high_risk=st.booleans(),
    expecting=st.booleans(),
    lives_elsewhere=st.booleans(),
    school_told=st.booleans(),
    chosen=st.none() | st.builds(Chosen, recipient=URNS, reason=st.just("as_told")),
    asked_sender=st.booleans(),
    held=st.booleans(),
    vanished=st.booleans(),
    denied=st.frozensets(URNS),
    settled=st.frozensets(st.sampled_from(get_args(Why))),
)


@given(FACTS)
def test_every_child_ends_with_somebody(facts: ChildFacts) -> None:
    found = route(facts)

    assert found.told or found.waits


@given(FACTS)
def test_nobody_is_told_twice_and_nobody_who_said_not_ours(facts: ChildFacts) -> None:
    recipients = [each.recipient for each in route(facts).told]

    assert len(set(recipients)) == len(recipients)
    assert not facts.denied.intersection(recipients)


@given(FACTS)
def test_nobody_too_near_is_told_unless_a_person_chose_them(facts: ChildFacts) -> None:
    kinds: dict[str, bool] = {}
    for each in facts.registrations:
        kinds.setdefault(each.urn, each.kind == "childcare" and each.is_too_near)
    chosen = facts.chosen.recipient if facts.chosen else ""
    near = {urn for urn, is_near in kinds.items() if is_near} - {chosen}

    assert near.isdisjoint(each.recipient for each in route(facts).told)


@given(FACTS)
def test_only_a_link_or_a_person_ever_names_a_school(facts: ChildFacts) -> None:
    schools = [each for each in route(facts).told if each.kind == "establishment"]

    assert not schools or facts.link == "linked" or facts.chosen


@given(FACTS, st.sampled_from([None, 1, 16]))
def test_what_a_linked_child_on_a_roll_gets_does_not_hang_on_age(
    facts: ChildFacts, age: int | None
) -> None:
    on_a_roll: dict[str, Any] = {"link": "linked", "registrations": (HERE, *facts.registrations)}
    facts = dataclasses.replace(facts, **on_a_roll)

    by_school = [each for each in route(facts).told if each.reason != "high_risk"]
    at_that_age = route(dataclasses.replace(facts, age=age))

    assert by_school == [each for each in at_that_age.told if each.reason != "high_risk"]
    assert route(facts).waits == at_that_age.waits


@pytest.mark.parametrize(
    ("age", "desks", "expected"),
    [
        pytest.param(16, HEALTH, ["380:participation"], id="sixteen"),
        pytest.param(17, HEALTH, ["380:participation"], id="seventeen"),
        pytest.param(15, HEALTH, [], id="of-school-age"),
        pytest.param(18, HEALTH, [], id="of-age"),
        pytest.param(16, ALL_DESKS, [], id="nobody-there"),
        pytest.param(16, None, [], id="no-council"),
    ],
)
def test_a_young_person_of_16_or_17_on_no_roll_goes_to_the_desk_for_them_and_stays_on_the_list(
    age: int, desks: Desks | None, expected: list[str]
) -> None:
    found = route(ChildFacts(link="unlinked", age=age, desks=desks))

    assert [each.recipient for each in found.told] == expected
    assert [each.why for each in found.waits] == ["unlinked"]


@pytest.mark.parametrize(
    ("age", "expecting", "expected"),
    [
        pytest.param(4, False, ["380:health-visiting"], id="small"),
        pytest.param(4, True, ["380:midwifery", "380:health-visiting"], id="small-and-expecting"),
        pytest.param(5, True, ["380:midwifery"], id="older-and-expecting"),
        pytest.param(5, False, [], id="older"),
        pytest.param(None, False, [], id="age-unknown"),
    ],
)
def test_health_is_told_of_high_risk_beside_the_school_and_never_instead(
    age: int | None, expecting: bool, expected: list[str]
) -> None:
    facts = ChildFacts(
        link="linked",
        registrations=(HERE,),
        age=age,
        desks=HEALTH,
        expecting=expecting,
        is_high_risk=True,
        tells_health=True,
    )
    on_no_roll = dataclasses.replace(facts, link="review", registrations=())

    assert [each.recipient for each in route(facts).told] == ["900001", *expected]
    assert route(facts).reaches_education
    assert [each.recipient for each in route(on_no_roll).told] == expected
    assert not route(on_no_roll).reaches_education
    assert waits(on_no_roll) == [("review", "hub")]


@pytest.mark.parametrize(
    ("tells", "high", "desks"),
    [(False, True, HEALTH), (True, False, HEALTH), (True, True, ALL_DESKS), (True, True, None)],
)
def test_health_is_not_told_without_the_rule_the_risk_and_somebody_there(
    tells: bool, high: bool, desks: Desks | None
) -> None:
    facts = ChildFacts(
        link="linked",
        registrations=(HERE,),
        age=3,
        desks=desks,
        expecting=True,
        is_high_risk=high,
        tells_health=tells,
    )

    assert told(facts) == [("900001", "registered")]


def test_a_health_desk_that_does_not_know_the_child_leaves_the_hub_nothing_to_do() -> None:
    facts = ChildFacts(
        link="linked",
        registrations=(HERE,),
        age=3,
        desks=HEALTH,
        is_high_risk=True,
        tells_health=True,
        denied=frozenset({"380:health-visiting"}),
    )

    assert told(facts) == [("900001", "registered")]
    assert waits(facts) == []


def test_who_rests_on_an_agreement_that_lapsed_is_not_told_and_the_hub_knows() -> None:
    both = route(
        ChildFacts(
            link="linked",
            registrations=(HERE, Registration(urn="900002", enrol_status="S")),
            desks=ALL_DESKS,
        )
    )

    left = without_agreement(both, {"900002"})

    assert [each.recipient for each in left.told] == ["900001"]
    assert [(each.why, each.recipient) for each in left.waits if each not in both.waits] == [
        ("no_agreement", "900002")
    ]
    assert without_agreement(both, set()) == both


def test_a_child_whom_another_area_has_accepted_waits_for_nobody_unless_a_roll_names_it() -> None:
    accepted = ChildFacts(link="unlinked", lives_elsewhere=True, handed_over=True)

    assert route(accepted) == Route(is_elsewhere=True)
    on_a_roll = dataclasses.replace(accepted, link="linked", registrations=(HERE,))
    assert [each.recipient for each in route(on_a_roll).told] == ["900001"]
