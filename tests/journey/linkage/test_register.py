"""Arrays find the same pupils and come to the same decisions as one child beside one pupil."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.linkage.measure import Plan, Scene
from firstbell.core.linkage import (
    SHIPPED,
    Decision,
    Frequencies,
    RecordedChild,
    RollPupil,
    decide,
    decide_household,
    keys_of_child,
    keys_of_pupil,
)
from firstbell.core.linkage.keys import PUPIL_PARTS
from firstbell.core.linkage.levels import Field, Level
from firstbell.journey.linkage.bearers import count_bearers
from firstbell.journey.linkage.birth_dates import as_numbers
from firstbell.journey.linkage.bulk import decide_against, decide_all, find_candidates
from firstbell.journey.linkage.columns import Column, Texts
from firstbell.journey.linkage.evidence import laid_out
from firstbell.journey.linkage.key_index import OF_A_DAY, KeyIndex, day_hashes
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.told import Told


@pytest.fixture(scope="module", params=[(1.0, False), (1.8, True)], ids=["usual", "hard and more"])
def scene(request: pytest.FixtureRequest) -> Scene:
    times, more = request.param
    made = Plan(4_000, 7, times, more=more).make(500)
    roll = [_odd(pupil) for pupil in made.roll]
    made.feed.children[:] = [_told(child, roll) for child in made.feed.children]
    return Scene(made.name, roll, made.feed)


def _odd(pupil: RollPupil) -> RollPupil:
    """Some pupils are also known by other names, live where a UPRN says, or miss something."""
    number = int(str(pupil.pupil_id))
    return pupil._replace(
        preferred_forename="Ella-May" if number % 17 == 0 else "",
        former_surname="Smith-Jones" if number % 13 == 0 else "",
        born_on=None if number % 29 == 0 else pupil.born_on,
        uprn=str(number // 3) if number % 5 == 0 else "",
        urns=("990001", *pupil.urns) if number % 31 == 0 else pupil.urns,
    )


def _told(child: RecordedChild, roll: list[RollPupil]) -> RecordedChild:
    """Some children give a UPN or a UPRN, rightly or not, or an adult's surname."""
    number = int(str(child.child_id))
    return child._replace(
        upn=roll[number * 7].upn if number % 11 == 0 else "",
        uprn=str(number) if number % 7 == 0 else "",
        adult_surnames=("Khan", "") if number % 3 == 0 else (),
    )


def by_keys(scene: Scene) -> dict[object, list[RollPupil]]:
    sharing: dict[int, list[RollPupil]] = defaultdict(list)
    for pupil in scene.roll:
        for key in keys_of_pupil(pupil):
            sharing[key].append(pupil)
    return {
        child.child_id: list(
            {p.pupil_id: p for key in keys_of_child(child) for p in sharing.get(key, ())}.values()
        )
        for child in scene.feed.children
    }


def one_by_one(scene: Scene) -> list[Decision]:
    candidates, frequencies = by_keys(scene), Frequencies.of(scene.roll)
    households: dict[object, list[RecordedChild]] = defaultdict(list)
    for child in scene.feed.children:
        households[child.household].append(child)
    return [
        decision
        for together in households.values()
        for decision in decide_household(together, candidates, frequencies=frequencies)
    ]


def test_arrays_find_the_pupils_that_share_a_key(scene: Scene) -> None:
    found = find_candidates(scene.feed.children, scene.roll)
    expected = by_keys(scene)
    assert sum(map(len, expected.values())) > 900
    assert {child: {pupil.pupil_id for pupil in own} for child, own in expected.items() if own} == {
        child: {pupil.pupil_id for pupil in own} for child, own in found.items()
    }
    assert all(pupil in scene.roll for pupil in found["0"])


def test_an_index_finds_the_same(scene: Scene) -> None:
    register = Register.of(scene.roll)
    children = scene.feed.children
    found = register.pairs(children), register.indexed().pairs(children)
    for once, again in zip(*found, strict=True):
        assert np.array_equal(once, again)


def test_arrays_and_one_by_one_come_to_the_same_decisions(scene: Scene) -> None:
    expected = one_by_one(scene)
    assert {found.decision for found in expected} == {"linked", "review", "unlinked"}
    assert decide_all(scene.feed.children, scene.roll) == expected


def test_names_the_other_way_round_beside_an_adult_of_the_same_surname(scene: Scene) -> None:
    """A mother's surname does not hide that her child's names were typed in the wrong boxes."""
    told = [
        RecordedChild(
            child_id=pupil.pupil_id,
            given_names=pupil.surname,
            surname=pupil.forename,
            adult_surnames=(pupil.surname,),
            born_on=pupil.born_on,
            address_line_1=pupil.address_line_1,
            postcode=pupil.postcode,
        )
        for pupil in scene.roll[100:140]
    ]
    candidates, frequencies = find_candidates(told, scene.roll), Frequencies.of(scene.roll)
    expected = [
        decide(child, candidates[child.child_id], frequencies=frequencies) for child in told
    ]
    assert decide_all(told, scene.roll) == expected
    assert sum(found.pupil == found.child for found in expected) > 30


def test_a_child_asked_alone_gets_the_same_decision(scene: Scene) -> None:
    register = Register.of(scene.roll).indexed()
    everybody = decide_against(register, scene.feed.children)
    households: dict[object, list[RecordedChild]] = defaultdict(list)
    for child in scene.feed.children[:40]:
        households[child.household].append(child)
    complete = list(households.values())[:-1]
    alone = [found for together in complete for found in decide_against(register, together)]
    assert alone == everybody[: len(alone)]


def test_most_pairs_need_not_be_looked_at(scene: Scene) -> None:
    register = Register.of(scene.roll)
    who, rows = register.pairs(scene.feed.children)
    pairs = laid_out(Told.of(scene.feed.children), register, who, rows, SHIPPED)
    assert 0 < sum(map(len, pairs.values())) < 0.9 * len(who)


def test_no_child_or_no_pupil_is_no_decision_or_unlinked(scene: Scene) -> None:
    assert decide_all([], scene.roll) == []
    [found] = decide_all(scene.feed.children[:1], [])
    assert (found.decision, found.candidates) == ("unlinked", ())


def test_an_initial_that_stands_for_a_middle_name_is_seen_in_arrays_too() -> None:
    home: dict[str, Any] = {"address_line_1": "12 Mill Lane", "postcode": "ZZ9 4QT"}
    pupils = [
        RollPupil(pupil_id=number, forename="Oscar", surname="Vale", middle_names=middle, **home)
        for number, middle in enumerate(("", "R", "Rufus", "R Ned"))
    ]
    child = RecordedChild(child_id="c", given_names="R", surname="Vale", **home)
    [found] = decide_all([child], pupils)
    assert found == decide(child, pupils, frequencies=Frequencies.of(pupils))
    levels = {
        candidate.pupil: [e.level for e in candidate.evidence if e.field == Field.FORENAME]
        for candidate in found.candidates
    }
    assert levels[1] == levels[3] == [Level.MIDDLE]


def test_names_are_counted_as_frequencies_count_them() -> None:
    names = [("Ann", "Vale"), ("ann rose", "Vale-Khan"), ("Ann", "Vale"), ("Unknown", "Khan")]
    pupils = [
        RollPupil(pupil_id=n, forename=first, surname=last) for n, (first, last) in enumerate(names)
    ]
    expected = Frequencies.of(pupils)
    counted = count_bearers(
        Column.of(first for first, _ in names), Column.of(last for _, last in names), len(names)
    )
    for name in ("ann", "rose", ""):
        assert counted.forenames.get(name) == expected.forenames.get(name, None)
    for name in ("vale", "valekhan", "khan", "x"):
        assert counted.surnames.get(name) == expected.surnames.get(name, None)
    assert counted.namesakes.get("ann vale", 1) == expected.namesakes["ann vale"] == 2
    assert counted.namesakes.get("ann valekhan", 1) == 1
    assert len(counted.namesakes) == 1


def test_texts_are_kept_letter_by_letter() -> None:
    texts = ["", "Zoë", "O’Brien", ""]
    kept = Texts.of(texts)
    assert list(kept) == texts
    assert [kept[at] for at in range(4)] == texts
    assert kept[1:3] == texts[1:3]
    assert len(kept) == 4


def test_a_column_holds_each_value_once(tmp_path: Path) -> None:
    column = Column.of(["a ", "b", " a", "a"]).stripped()
    column.keep(tmp_path, "letters")
    kept = Column.open(tmp_path, "letters")
    for each in (column, kept):
        assert list(each.values) == ["a", "b"]
        assert [each[row] for row in range(len(each))] == ["a", "b", "a", "a"]


def test_dates_of_a_register_come_back_as_dates() -> None:
    pupil = RollPupil(pupil_id="x", born_on=date(2014, 3, 2), urns=("1", "2"), forename="Ann")
    bare = RollPupil(pupil_id="y")
    register = Register.of([pupil, bare])
    assert [register.pupil(row) for row in range(2)] == [pupil, bare]


@given(st.lists(st.dates() | st.none(), min_size=1))
def test_days_say_alike_as_numbers_what_they_say_alike_as_text(
    days: list[date | None],
) -> None:
    for part in OF_A_DAY:
        texts = ["".join(PUPIL_PARTS[part][1](day)) for day in days]
        hashes = day_hashes(part, as_numbers(days)).tolist()
        assert [bool(number) for number in hashes] == [bool(text) for text in texts]
        assert len(set(zip(texts, hashes, strict=True))) == len(set(texts)) == len(set(hashes))


def test_a_short_index_and_a_long_one_are_looked_through_alike() -> None:
    keys = np.array([3, 5, 5, 8, 2**64 - 1], np.uint64)
    index = KeyIndex(keys, np.arange(5, dtype=np.int32))
    few, many = np.array([5, 2**64 - 1], np.uint64), np.arange(2, 9, dtype=np.uint64)
    assert [part.tolist() for part in index.find(few)] == [[0, 0, 1], [1, 2, 4]]
    assert [part.tolist() for part in index.find(many)] == [[1, 3, 3, 6], [0, 1, 2, 3]]
    assert [part.tolist() for part in index.find(few[:0])] == [[], []]
    empty = KeyIndex(keys[:0], np.zeros(0, np.int32))
    assert [part.tolist() for part in empty.find(few)] == [[], []]
