"""Keys: records of one child meet, however the child was recorded."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.linkage import RecordedChild, RollPupil, keys_of_child, keys_of_pupil
from firstbell.core.linkage.keys import (
    SWAPPED,
    Clues,
    clues_of,
    hear_names,
    key_of,
    parts_of,
    swapped,
)
from tests.core.linkage.people import NIGHT, PUPIL, child, pupil

NO_HOME: dict[str, Any] = {"address_line_1": "", "postcode": ""}


@pytest.mark.parametrize(
    "told",
    [
        {**NO_HOME},
        {**NO_HOME, "given_names": "Beth"},
        {**NO_HOME, "given_names": "Elisabeth", "surname": "Thornberry"},
        {**NO_HOME, "given_names": "Rose", "surname": "Kestrel"},
        {**NO_HOME, "given_names": "Thornbury", "surname": "Elizabeth"},
        {**NO_HOME, "given_names": "", "born_on": PUPIL.born_on},
        {**NO_HOME, "born_on": date(2014, 2, 3), "surname": "Thornbury"},
        {**NO_HOME, "born_on": date(2013, 3, 2)},
        {**NO_HOME, "born_on": None, "age_estimate": 12},
        {**NO_HOME, "born_on": None, "age_estimate": 11},
        {**NO_HOME, "born_on": None, "age_estimate": 13},
        {**NO_HOME, "born_on": None},
        {**NO_HOME, "born_on": None, "surname": "", "adult_surnames": ("Thornbury",)},
        {**NO_HOME, "born_on": None, "surname": "", "school_urns": ("900001",)},
        {**NO_HOME, "born_on": None, "given_names": "", "school_urns": ("900001",)},
        {**NO_HOME, "born_on": None, "given_names": "", "surname": "", "upn": "B801200005001"},
        {**NO_HOME, "born_on": None, "given_names": "", "surname": "", "uprn": "10000000001"},
        {"given_names": "", "surname": "", "born_on": None},
        {"given_names": "", "surname": "", "address_line_1": "", "postcode": "ZZ9"},
        {"born_on": None, "address_line_1": "", "surname": ""},
        {"born_on": None, "address_line_1": "", "given_names": ""},
        {"born_on": None, "surname": "Kestrel", "postcode": "ZZ9 4QX"},
        {"born_on": None, "given_names": "Oscar", "postcode": "ZZ9"},
        {"surname": "Kestrel", "also_known_as": (("", "Thornbury"),), **NO_HOME},
    ],
)
def test_a_child_told_of_so_still_meets_the_pupil(told: dict[str, Any]) -> None:
    assert set(keys_of_child(child(**told))) & set(keys_of_pupil(PUPIL))


def test_another_child_elsewhere_does_not_meet_the_pupil() -> None:
    stranger = RecordedChild(
        child_id="c9", given_names="Oscar", surname="Vale", born_on=date(2010, 7, 8), on=NIGHT,
        address_line_1="3 Quarry Road", postcode="ZA1 1AA",
    )  # fmt: skip
    assert not set(keys_of_child(stranger)) & set(keys_of_pupil(PUPIL))


def test_other_surnames_on_the_roll_find_the_pupil_too() -> None:
    known = pupil(surname="Kestrel", former_surname="Thornbury")
    told = child(**NO_HOME, given_names="")
    assert set(keys_of_child(told)) & set(keys_of_pupil(known))


def test_keys_are_kept_for_ever_so_they_never_change() -> None:
    bare = RollPupil(pupil_id=1, surname="Vale", forename="Oscar")
    assert keys_of_pupil(bare) == KEPT


KEPT = (4279386655060437759,)


def test_a_home_alone_is_one_of_the_keys_of_who_lives_there() -> None:
    parts = parts_of(clues_of(child(**dict.fromkeys(("given_names", "surname"), ""))))
    ((code,), (house,)) = parts["postcode"], parts["house"]

    home = key_of("postcode, house", {"postcode": code, "house": house})

    assert home in keys_of_pupil(PUPIL)
    assert home != key_of("postcode, house", {"postcode": code, "house": f"{house}0"})


def test_the_clues_that_are_swapped_are_said_to_be() -> None:
    told = clues_of(child(born_on=None, also_known_as=(("Ann", "Khan"),), adult_surnames=("Roe",)))
    pairs = zip(Clues._fields, told, swapped(told), strict=True)
    assert {name for name, one, other in pairs if one != other} == set(SWAPPED)


def test_a_child_of_whom_nothing_is_known_has_no_keys() -> None:
    assert keys_of_child(RecordedChild(child_id="c0")) == ()
    assert keys_of_pupil(RollPupil(pupil_id="p0")) == ()


@given(st.text(max_size=20), st.text(max_size=20), st.dates(), st.text(max_size=12))
def test_keys_are_sorted_distinct_and_fit_a_signed_64_bit_column(
    forename: str, surname: str, born_on: date, postcode: str
) -> None:
    some = RollPupil(
        pupil_id=1, forename=forename, surname=surname, born_on=born_on, postcode=postcode
    )
    keys = keys_of_pupil(some)
    assert list(keys) == sorted(set(keys))
    assert all(-(2**63) <= key < 2**63 for key in keys)


@given(st.text("adeilmors", min_size=2, max_size=12), st.text("adeilmors", min_size=2, max_size=12))
def test_a_child_recorded_as_on_the_roll_always_meets_the_pupil(
    given_name: str, family: str
) -> None:
    rolled = RollPupil(pupil_id=1, forename=given_name, surname=family, born_on=PUPIL.born_on)
    told = RecordedChild(child_id=1, given_names=given_name, surname=family, born_on=PUPIL.born_on)
    assert set(keys_of_child(told)) & set(keys_of_pupil(rolled))


def test_names_of_texts_are_heard_whole_and_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered: dict[str, str] = {}
    monkeypatch.setattr("firstbell.core.linkage.names._HEARD", remembered)
    hear_names(["Ella-May", "Vale", "not known"])
    assert remembered.keys() == {"ella", "may", "ellamay", "vale", ""}
