"""Each field of a recorded child beside a pupil: the level at which it agrees."""

from datetime import date
from typing import Any

import pytest

from firstbell.core.linkage import RecordedChild, RollPupil
from firstbell.core.linkage.compare import compare
from firstbell.core.linkage.levels import Field, Level
from tests.core.linkage.people import CHILD, PUPIL, child, pupil


def level(of: Field, told: RecordedChild = CHILD, rolled: RollPupil = PUPIL) -> Level:
    return {found.field: found.level for found in compare(told, rolled)}[of]


def kind(of: Field, told: RecordedChild) -> str:
    return {found.field: found.kind for found in compare(told, PUPIL)}[of]


@pytest.mark.parametrize(
    ("told", "rolled", "expected"),
    [
        ("Elizabeth", {}, Level.SAME),
        ("elizabeth rose", {}, Level.SAME),
        ("Lizzie", {}, Level.FAMILY),
        ("Elizabteh", {}, Level.CLOSE),
        ("Elizabethrose", {}, Level.RUN_TOGETHER),
        ("Ella May", {"forename": "Ellamay"}, Level.RUN_TOGETHER),
        ("Ellamay", {"forename": "Ella-May"}, Level.RUN_TOGETHER),
        ("Rose", {}, Level.MIDDLE),
        ("May", {"forename": "Ella-May"}, Level.MIDDLE),
        ("Muhammad Bilal", {"forename": "Bilal", "middle_names": ""}, Level.MIDDLE),
        ("E", {}, Level.INITIAL),
        ("Hassan", {"forename": "Hussain"}, Level.LOOKALIKE),
        ("Grace", {}, Level.DIFFERENT),
        ("Grace", {"preferred_forename": "Grace"}, Level.SAME),
        ("", {}, Level.MISSING),
        ("Unknown", {}, Level.MISSING),
        ("Elizabeth", {"forename": ""}, Level.MISSING),
    ],
)
def test_a_forename_agrees_as_far_as_it_is_told(
    told: str, rolled: dict[str, Any], expected: Level
) -> None:
    assert level(Field.FORENAME, child(given_names=told), pupil(**rolled)) is expected


def test_the_best_of_all_names_counts() -> None:
    told = child(given_names="Grace", also_known_as=(("Lizzie", ""), ("Elizabeth", "Thornbury")))
    assert level(Field.FORENAME, told) is Level.SAME
    worse_last = child(also_known_as=(("Grace", "Kestrel"), ("", "Vale")))
    assert level(Field.FORENAME, worse_last) is Level.SAME
    assert level(Field.SURNAME, worse_last) is Level.SAME


@pytest.mark.parametrize(
    ("told", "rolled", "expected"),
    [
        ("Elizabeth Rose", {}, Level.SAME),
        ("Elizabeth R", {}, Level.INITIAL),
        ("Elizabeth Joan", {}, Level.DIFFERENT),
        ("Elizabeth", {}, Level.MISSING),
        ("Elizabeth Rose", {"middle_names": ""}, Level.MISSING),
        ("Grace Rose", {}, Level.MISSING),
    ],
)
def test_middle_names_count_where_the_forename_fits(
    told: str, rolled: dict[str, Any], expected: Level
) -> None:
    assert level(Field.MIDDLE_NAMES, child(given_names=told), pupil(**rolled)) is expected


@pytest.mark.parametrize(
    ("told", "rolled", "expected"),
    [
        ("Thornbury", {}, Level.SAME),
        ("Thornbury", {"surname": "Kestrel", "former_surname": "Thornbury"}, Level.SAME),
        ("Thornbury", {"surname": "Kestrel", "preferred_surname": "Thornbury"}, Level.SAME),
        ("Hussein", {"surname": "Hussain"}, Level.FAMILY),
        ("Thornberry", {}, Level.CLOSE),
        ("Thornbury", {"surname": "Thornbury-Vale"}, Level.PART),
        ("Thornbury-Vale", {}, Level.PART),
        ("Thornberry", {"surname": "Thornbury-Vale"}, Level.PART_CLOSE),
        ("Kestrel", {"surname": "Thornbury-Vale"}, Level.DIFFERENT),
        ("T", {}, Level.INITIAL),
        ("Kestrel", {}, Level.DIFFERENT),
        ("", {}, Level.MISSING),
        ("Thornbury", {"surname": ""}, Level.MISSING),
    ],
)
def test_a_surname_agrees_whole_or_by_half(
    told: str, rolled: dict[str, Any], expected: Level
) -> None:
    assert level(Field.SURNAME, child(surname=told), pupil(**rolled)) is expected


@pytest.mark.parametrize(
    ("told", "adults", "expected"),
    [
        ("Kestrel", ("Thornbury",), Level.ADULT),
        ("", ("Unknown", "Thornbury"), Level.ADULT),
        ("Kestrel", ("Vale",), Level.DIFFERENT),
        ("Thornbury", ("Thornbury",), Level.SAME),
    ],
)
def test_an_adults_surname_stands_in_for_a_childs(
    told: str, adults: tuple[str, ...], expected: Level
) -> None:
    assert level(Field.SURNAME, child(surname=told, adult_surnames=adults)) is expected


@pytest.mark.parametrize("adults", [(), ("Thornbury",), ("Kestrel", "Thornbury")])
@pytest.mark.parametrize(
    ("given", "family"), [("Thornbury", "Elisabeth"), ("Thornbury", "Elizabeth Rose")]
)
def test_names_told_the_other_way_round_are_recognised_as_swapped(
    given: str, family: str, adults: tuple[str, ...]
) -> None:
    told = child(given_names=given, surname=family, adult_surnames=adults)
    assert level(Field.FORENAME, told) is Level.SWAPPED
    assert level(Field.SURNAME, told) is Level.SWAPPED


def test_only_one_name_the_other_way_round_is_not_swapped() -> None:
    told = child(given_names="Thornbury", surname="Kestrel")
    assert level(Field.FORENAME, told) is Level.DIFFERENT


@pytest.mark.parametrize(
    ("told", "rolled", "expected"),
    [
        ("F", "F", Level.SAME),
        ("m", "F", Level.DIFFERENT),
        ("X", "F", Level.MISSING),
        ("", "F", Level.MISSING),
        ("F", "", Level.MISSING),
    ],
)
def test_sex_agrees_or_not(told: str, rolled: str, expected: Level) -> None:
    assert level(Field.SEX, child(sex=told), pupil(sex=rolled)) is expected


@pytest.mark.parametrize(
    ("told", "rolled", "expected"),
    [
        ("B801200005001", "B801200005001", Level.SAME),
        ("n823432113104", "B801200005001", Level.DIFFERENT),
        ("A801200005001", "B801200005001", Level.NOT_VALID),
        ("", "B801200005001", Level.MISSING),
        ("B801200005001", "", Level.MISSING),
        ("M80120000500A", "B801200005001", Level.TEMPORARY),
    ],
)
def test_a_upn_counts_only_where_it_is_valid(told: str, rolled: str, expected: Level) -> None:
    assert level(Field.UPN, child(upn=told), pupil(upn=rolled)) is expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, Level.HOUSE),
        ({"postcode": "", "address_line_1": "", "uprn": "10000000001"}, Level.HOUSE),
        ({"address_line_1": "14 Mill Lane"}, Level.POSTCODE),
        ({"address_line_1": ""}, Level.POSTCODE),
        ({"postcode": "ZZ9 4QX"}, Level.POSTCODE_CLOSE),
        ({"postcode": "ZZ9 4QX", "address_line_1": "14 Mill Lane"}, Level.DISTRICT),
        ({"postcode": "ZZ9"}, Level.LINE),
        ({"postcode": ""}, Level.LINE),
        ({"postcode": "ZZ9", "address_line_1": ""}, Level.DISTRICT),
        ({"postcode": "ZA1 1AA"}, Level.DIFFERENT),
        ({"postcode": "", "address_line_1": "14 Mill Lane"}, Level.MISSING),
        ({"postcode": "", "address_line_1": ""}, Level.MISSING),
    ],
)
def test_an_address_agrees_by_home_postcode_or_district(
    told: dict[str, Any], expected: Level
) -> None:
    assert level(Field.ADDRESS, child(**told)) is expected


@pytest.mark.parametrize(
    ("urns", "rolled", "expected"),
    [
        (("900001",), ("900001", "900002"), Level.SAME),
        (("900003",), ("900001",), Level.DIFFERENT),
        (("900003", "900001"), ("900001",), Level.SAME),
        ((), ("900001",), Level.MISSING),
        (("900001",), (), Level.MISSING),
    ],
)
def test_the_school_as_told_agrees_with_any_registration(
    urns: tuple[str, ...], rolled: tuple[str, ...], expected: Level
) -> None:
    assert level(Field.SCHOOL, child(school_urns=urns), pupil(urns=rolled)) is expected


def test_evidence_says_what_kind_of_thing_was_told_and_never_the_thing() -> None:
    assert kind(Field.FORENAME, child(given_names="E")) == "an initial"
    assert kind(Field.FORENAME, child(given_names="")) == "not known"
    assert kind(Field.BIRTH, child(born_on=None)) == "not known"
    assert kind(Field.BIRTH, child(born_on=None, age_estimate=12)) == "an age only"
    assert kind(Field.BIRTH, child(born_on=date(2014, 3, 2))) == "a birth date"
    assert kind(Field.ADDRESS, child(postcode="ZZ9")) == "a part of an address"
    assert kind(Field.ADDRESS, child(postcode="", address_line_1="")) == "not known"
    assert kind(Field.SCHOOL, child(school_as_told="the one on the hill")) == "given"
    assert kind(Field.SCHOOL, child(school_urns=("1", "2"))) == "several it may be"
