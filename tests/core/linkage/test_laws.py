"""Laws that hold for children and pupils nobody thought of."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.core.linkage import (
    SHIPPED,
    Decision,
    Frequencies,
    RecordedChild,
    RollPupil,
    decide,
    decide_household,
)
from firstbell.core.linkage.compare import CLASHES
from firstbell.core.linkage.decide import decide_pairs
from firstbell.core.linkage.first_look import first_look
from firstbell.core.linkage.levels import Field, Level
from tests.core.linkage.people import NIGHT

FORENAMES = st.sampled_from(
    [
        "Elizabeth",
        "Beth",
        "Grace",
        "Hassan",
        "Hussain",
        "Muhammad",
        "Mohammed Ali",
        "E",
        "",
        "Ella-May",
    ]
)
SURNAMES = st.sampled_from(
    ["Thornbury", "Thornberry", "Vale", "Thornbury-Vale", "Khan", "", "Elizabeth"]
)
DATES = st.one_of(
    st.none(),
    st.sampled_from([date(2014, 3, 2), date(2014, 2, 3), date(2013, 3, 2), date(2009, 7, 8)]),
)
POSTCODES = st.sampled_from(["ZZ9 4QT", "ZZ9 4QX", "ZZ9", "ZA1 1AA", ""])
HOUSES = st.sampled_from(["12 Mill Lane", "14 Mill Lane", ""])
SEXES = st.sampled_from(["F", "M", "X", ""])
UPNS = st.sampled_from(["", "", "B801200005001", "N823432113104"])

PUPILS = st.builds(
    RollPupil, pupil_id=st.integers(0, 10_000), surname=SURNAMES, forename=FORENAMES,
    middle_names=FORENAMES, born_on=DATES, sex=SEXES, upn=UPNS, address_line_1=HOUSES,
    postcode=POSTCODES, urns=st.sampled_from([("900001",), ("900002",), ()]),
)  # fmt: skip
CHILDREN = st.builds(
    RecordedChild, child_id=st.integers(0, 10_000), given_names=FORENAMES, surname=SURNAMES,
    born_on=DATES, age_estimate=st.one_of(st.none(), st.integers(0, 17)), on=st.just(NIGHT),
    sex=SEXES, upn=UPNS, address_line_1=HOUSES, postcode=POSTCODES,
    school_urns=st.sampled_from([("900001",), ()]), adult_surnames=st.sampled_from([("Vale",), ()]),
)  # fmt: skip
ROLLS = st.lists(PUPILS, max_size=6, unique_by=lambda one: one.pupil_id)
FAMILIES = st.lists(CHILDREN, min_size=1, max_size=4, unique_by=lambda one: one.child_id)


def _together(children: list[RecordedChild], roll: list[RollPupil]) -> list[Decision]:
    return decide_household(
        children,
        {child.child_id: roll for child in children},
        frequencies=Frequencies.of(roll),
    )


@given(FAMILIES, ROLLS)
@settings(deadline=None, max_examples=60)
def test_every_child_gets_one_decision_whose_evidence_sums_to_its_weight(
    children: list[RecordedChild], roll: list[RollPupil]
) -> None:
    decisions = _together(children, roll)
    assert [found.child for found in decisions] == [child.child_id for child in children]
    for found in decisions:
        for candidate in found.candidates:
            total = sum(evidence.weight for evidence in candidate.evidence)
            assert round(total, 1) == candidate.weight
            assert all(round(e.weight, 1) == e.weight for e in candidate.evidence)
        weights = [candidate.weight for candidate in found.candidates]
        assert weights == sorted(weights, reverse=True)
        assert weights[:1] == ([] if found.weight is None else [found.weight])
        assert 0 <= found.probability <= 1


@given(FAMILIES, ROLLS)
@settings(deadline=None, max_examples=60)
def test_no_two_children_of_an_incident_are_linked_to_one_pupil(
    children: list[RecordedChild], roll: list[RollPupil]
) -> None:
    linked = [found.pupil for found in _together(children, roll) if found.pupil is not None]
    assert len(linked) == len(set(linked))


@given(PUPILS, ROLLS, SEXES, POSTCODES)
@settings(deadline=None, max_examples=60)
def test_a_pupil_recorded_twice_in_an_incident_is_linked_at_most_once(
    pupil: RollPupil, roll: list[RollPupil], sex: str, postcode: str
) -> None:
    told = RecordedChild(
        child_id=1,
        given_names="Elizabeth",
        surname="Thornbury",
        born_on=date(2014, 3, 2),
        postcode=pupil.postcode,
        address_line_1=pupil.address_line_1,
    )
    known = pupil._replace(
        pupil_id=-1, forename="Elizabeth", surname="Thornbury", born_on=date(2014, 3, 2)
    )
    twice = [told, told._replace(child_id=2, sex=sex, postcode=postcode)]
    linked = [found.pupil for found in _together(twice, [known, *roll]) if found.pupil is not None]
    assert len(linked) == len(set(linked))


@given(FAMILIES, ROLLS)
@settings(deadline=None, max_examples=60)
def test_the_order_of_children_and_candidates_does_not_matter(
    children: list[RecordedChild], roll: list[RollPupil]
) -> None:
    decisions = _together(children, roll)
    turned = _together(children[::-1], roll[::-1])
    assert {found.child: found for found in turned} == {found.child: found for found in decisions}


@given(CHILDREN, ROLLS)
@settings(deadline=None, max_examples=60)
def test_nobody_is_linked_on_a_forename_that_clashes_or_is_not_known(
    child: RecordedChild, roll: list[RollPupil]
) -> None:
    found = decide(child, roll)
    if found.decision == "linked":
        [forename] = [e for e in found.candidates[0].evidence if e.field == Field.FORENAME]
        assert forename.level not in {*CLASHES, Level.MISSING}


@given(FAMILIES, ROLLS, ROLLS, st.sampled_from([0, 400_000, 9_000_000]))
@settings(deadline=None, max_examples=60)
def test_a_first_look_leaves_out_nobody_who_would_matter(
    children: list[RecordedChild], roll: list[RollPupil], others: list[RollPupil], further: int
) -> None:
    counted = Frequencies.of([*roll, *others])
    counted = replace(counted, pupils=counted.pupils + further)
    pairs = {
        child.child_id: [
            looked.weighed(counted, SHIPPED) for looked in first_look(child, roll, weights=SHIPPED)
        ]
        for child in children
    }
    at_once = decide_household(
        children, {child.child_id: roll for child in children}, frequencies=counted
    )
    assert decide_pairs(children, pairs) == at_once


@given(CHILDREN, PUPILS)
@settings(deadline=None, max_examples=60)
def test_telling_the_truth_about_a_field_never_lowers_the_weight(
    child: RecordedChild, pupil: RollPupil
) -> None:
    before = decide(child, [pupil]).weight
    assert before is not None
    for better in _truer(child, pupil):
        after = decide(better, [pupil]).weight
        assert after is not None
        assert after >= before


def _truer(child: RecordedChild, pupil: RollPupil) -> list[RecordedChild]:
    found: list[RecordedChild] = []
    if pupil.born_on is not None:
        found.append(child._replace(born_on=pupil.born_on))
    if pupil.sex in {"F", "M"}:
        found.append(child._replace(sex=pupil.sex))
    if pupil.upn:
        found.append(child._replace(upn=pupil.upn))
    if pupil.urns:
        found.append(child._replace(school_urns=pupil.urns))
    if pupil.address_line_1 and pupil.postcode == "ZZ9 4QT":
        found.append(child._replace(address_line_1=pupil.address_line_1, postcode=pupil.postcode))
    return found


@given(CHILDREN, ROLLS)
@settings(deadline=None, max_examples=60)
def test_another_candidate_never_raises_the_weight_of_the_best(
    child: RecordedChild, roll: list[RollPupil]
) -> None:
    for pupil in roll:
        alone = decide(child, [pupil]).candidates[0].weight
        among = {found.pupil: found.weight for found in decide(child, roll).candidates}
        assert among.get(pupil.pupil_id, alone) <= alone
        assert len(among) >= min(2, len({each.pupil_id for each in roll}))
