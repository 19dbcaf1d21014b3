"""Finding a record by what somebody heard: names, days, places, numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.searching import Findable, Sought, keys_of, rank

MAYA = Findable(
    names=("Maya Rose", "Okonkwo-Thornquill", "Mia"),
    born_on=date(2015, 3, 4),
    postcodes=("ZZ1 4QX", ""),
    numbers=("H123-456", "", "07700 900123"),
)


def finds(sought: Sought, record: Findable = MAYA) -> bool:
    held = set(keys_of(record))
    return not sought.is_empty and all(held & set(group) for group in sought.groups())


@pytest.mark.parametrize(
    "sought",
    [
        Sought(name="Maya Thornquill"),
        Sought(name="thornkwil maia"),
        Sought(name="OKONKWO"),
        Sought(name="Mia"),
        Sought(born_on=date(2015, 3, 4)),
        Sought(born_on=date(2015, 4, 3)),
        Sought(postcode="zz14qx"),
        Sought(postcode="ZZ1"),
        Sought(number="h 123 456"),
        Sought(number="+44 7700 900123"),
        Sought(name="Maya", born_on=date(2015, 3, 4), postcode="ZZ1 4QX", number="H123456"),
    ],
)
def test_it_is_found_by_what_it_says(sought: Sought) -> None:
    assert finds(sought)


@pytest.mark.parametrize(
    "sought",
    [
        Sought(name="Maya Featherstone"),
        Sought(name="Peter"),
        Sought(born_on=date(2015, 3, 5)),
        Sought(postcode="ZZ1 4QY"),
        Sought(postcode="ZZ2"),
        Sought(number="H123"),
        Sought(name="Maya", born_on=date(2014, 3, 4)),
    ],
)
def test_one_thing_that_does_not_fit_is_enough_not_to_find_it(sought: Sought) -> None:
    assert not finds(sought)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Mohammed", "Muhammad"),
        ("Alexander", "Aleksander"),
        ("Ollie", "Oliver"),
        ("Siobhan", "Siobhán"),
        ("Obrien", "O’Brien"),
        ("Ella May", "Ellamay"),
        ("Cathryn", "Kathrin"),
    ],
)
def test_a_name_is_found_as_it_is_heard(heard: str, written: str) -> None:
    assert finds(Sought(name=heard), Findable(names=(written,)))


@pytest.mark.parametrize("text", ["", "  ", "unknown", "?", "Q"])
def test_nothing_to_compare_is_nothing_to_look_for(text: str) -> None:
    assert Sought(name=text).is_empty
    assert Sought(name=text).groups() == ()


def test_a_postcode_that_is_none_finds_nothing_instead_of_everything() -> None:
    sought = Sought(name="Maya", postcode="nowhere")

    assert not sought.is_empty
    assert not finds(sought)


def test_the_name_as_written_comes_before_the_name_as_heard() -> None:
    written, heard = Findable(names=("Maya",)), Findable(names=("Maia",))

    assert rank(Sought(name="Maya"), written) > rank(Sought(name="Maya"), heard)


def test_the_day_as_given_comes_before_the_day_turned_round() -> None:
    day = date(2015, 3, 4)
    given_, turned = Findable(names=(), born_on=day), Findable(names=(), born_on=date(2015, 4, 3))

    assert rank(Sought(born_on=day), given_) > rank(Sought(born_on=day), turned)
    assert rank(Sought(name="Maya"), turned) == (0, 0)


@given(st.text(max_size=40), st.dates(), st.text(max_size=10), st.text(max_size=20))
def test_whatever_is_written_is_found_by_itself(
    name: str, born_on: date, postcode: str, number: str
) -> None:
    record = Findable(names=(name,), born_on=born_on, postcodes=(postcode,), numbers=(number,))

    assert finds(Sought(name=name, born_on=born_on, number=number), record)


@given(st.text(max_size=40), st.text(max_size=40))
def test_keys_fit_the_store_and_stay_the_same(name: str, other: str) -> None:
    keys = keys_of(Findable(names=(name, other)))

    assert keys == tuple(sorted(set(keys_of(Findable(names=(other, name))))))
    assert all(-(2**63) <= key < 2**63 for key in keys)
