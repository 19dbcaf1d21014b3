"""Which children are asked about: those who probably live there and whom nobody recorded."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from firstbell.core.unrecorded import (
    Answered,
    Before,
    Households,
    Known,
    OnRoll,
    Probable,
    Recorded,
    Scene,
    probably_there,
)

ON = date(2026, 11, 21)
SINCE = date(2026, 11, 2)
RULES = Households()
ANY_NAME = Households(household_other_names="one_family")

WREN = Recorded(
    pupil="wren", given_names="Wren", surnames=("Tollemarsh",), born_on=date(2016, 5, 4)
)


def on_roll(key: str = "ivo", surname: str = "Tollemarsh", **more: Any) -> OnRoll:
    details: dict[str, Any] = {"born_on": date(2012, 1, 9), "given_names": (key.title(),), **more}
    home, since = details.pop("home", "home"), details.pop("since", SINCE)
    child = Known(key=key, surnames=(surname, "", ""), **details)
    return OnRoll(child=child, home=home, since=since)


def scene(*rows: OnRoll, **more: Any) -> Scene:
    details: dict[str, Any] = {"recorded": [WREN], "homes": {"home": "said"}, **more}
    return Scene(on=ON, on_rolls=[on_roll("wren"), *rows], **details)


def asked(found: Scene, rules: Households = RULES) -> list[str]:
    return [str(each.child) for each in probably_there(found, rules)]


def why(each: Probable) -> list[str]:
    return [reason.code for reason in each.why]


def against(each: Probable) -> list[str]:
    return [reason.code for reason in each.against]


def test_a_brother_on_the_roll_at_the_home_is_asked_about_with_his_reasons() -> None:
    [found] = probably_there(scene(on_roll()), RULES)

    assert (found.child, found.home) == ("ivo", "home")
    assert why(found) == ["roll_at_the_home", "roll_with_a_child", "surname"]
    assert against(found) == []


def test_a_home_that_only_the_rolls_have_is_that_of_a_child_who_was_recorded() -> None:
    [found] = probably_there(scene(on_roll(), homes={"home": "roll"}), RULES)

    assert why(found) == ["roll_with_a_child", "surname"]


@pytest.mark.parametrize(
    "row",
    [
        on_roll("grown", born_on=date(2008, 11, 21)),
        on_roll("wren-twice", given_names=("Wrenn", ""), born_on=date(2016, 5, 4)),
        on_roll("wren-undated", given_names=("Wren", ""), born_on=None),
    ],
    ids=["grown up", "the child itself under another number", "the child itself, undated"],
)
def test_nobody_is_asked_about_who_is_grown_up_or_recorded(row: OnRoll) -> None:
    assert asked(scene(row)) == []


def test_the_day_before_the_eighteenth_birthday_is_still_a_childs() -> None:
    assert asked(scene(on_roll(born_on=date(2008, 11, 22)))) == ["ivo"]
    assert asked(scene(on_roll(born_on=None))) == ["ivo"], "no birth date rules nobody out"


def test_a_twin_is_not_taken_for_the_one_who_was_recorded() -> None:
    assert asked(scene(on_roll("wilf", born_on=date(2016, 5, 4)))) == ["wilf"]


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        (Recorded(given_names="Ivo", surnames=("Tollemarsh",)), []),
        (Recorded(given_names="", surnames=("",), born_on=date(2012, 1, 9)), []),
        (Recorded(may_be=frozenset({"ivo"}), given_names="X"), []),
        (Recorded(given_names="Bede", born_on=date(2014, 1, 1)), ["ivo"]),
    ],
    ids=["sounds alike", "born that day", "under review", "somebody else"],
)
def test_who_may_be_a_child_on_no_roll_that_we_found_is_not_asked_about(
    recorded: Recorded, expected: list[str]
) -> None:
    assert asked(scene(on_roll(), recorded=[WREN, recorded])) == expected


def test_a_child_on_no_roll_speaks_against_every_other() -> None:
    other = Recorded(given_names="Bede", born_on=date(2014, 1, 1))

    [found] = probably_there(scene(on_roll(), recorded=[WREN, other]), RULES)

    assert against(found) == ["may_be_one_of_them"]
    assert found.against[0].number == 1


def test_a_step_brother_of_another_name_is_asked_about_with_what_speaks_against() -> None:
    assert asked(scene(on_roll(surname="Quill"))) == [], "as the rule ships"
    [found] = probably_there(scene(on_roll(surname="Quill")), ANY_NAME)

    assert "surname" not in why(found)
    assert against(found) == ["other_surname"]


def test_the_surname_of_an_adult_or_half_of_a_double_one_is_a_shared_one() -> None:
    rows = [on_roll(surname="Quill"), on_roll("ada", surname="Rook-Tollemarsh")]

    ivo, ada = probably_there(scene(*rows, adults=["Quill"]), RULES)

    assert "surname" in why(ivo)
    assert "surname" in why(ada)


def test_more_families_at_the_door_leave_those_of_the_name_and_then_nobody() -> None:
    own = on_roll()
    others = [on_roll(f"s{n}", surname=name) for n, name in enumerate(("Quill", "Rook", "Swift"))]
    rules = replace(ANY_NAME, household_surnames=3)

    assert asked(scene(own, others[0]), rules) == ["ivo", "s0"]
    assert asked(scene(own, *others[:2]), rules) == ["ivo"]
    assert asked(scene(own, *others), rules) == []
    [found] = probably_there(scene(own, *others[:2]), rules)
    assert [(each.code, each.number) for each in found.against] == [("other_families", 2)]


def test_surnames_that_hang_together_are_one_family() -> None:
    rows = [
        on_roll("a", surname="Quill"),
        on_roll("b", surname="Rook"),
        on_roll("c", surname="Quill-Rook"),
    ]

    assert asked(scene(*rows), ANY_NAME) == ["a", "b", "c"]


def test_a_family_that_moved_in_is_asked_about_its_old_home_and_warned_of_the_new() -> None:
    rows = [on_roll("old", surname="Quill", home="new"), on_roll(home="before")]
    moved = Scene(
        on=ON,
        recorded=[WREN],
        homes={"new": "said", "before": "roll"},
        on_rolls=[on_roll("wren", home="before"), *rows],
    )

    ivo, old = probably_there(moved, ANY_NAME)

    assert against(old) == ["other_surname", "rolls_say_elsewhere"]
    assert against(ivo) == []


def test_an_old_roll_says_so() -> None:
    [found] = probably_there(scene(on_roll(since=date(2026, 3, 1))), RULES)

    assert against(found) == ["roll_is_old"]


def test_a_child_recorded_before_is_asked_about_while_that_counts() -> None:
    baby = Known(key="baby", given_names=("Bo",), surnames=("Tollemarsh",))
    before = [
        Before(child=baby, on=ON - timedelta(days=300)),
        Before(child=baby, on=ON - timedelta(days=200)),
        Before(child=Known(key="long gone"), on=ON - timedelta(days=366)),
        Before(child=Known(key="wren"), on=ON - timedelta(days=1)),
    ]

    [found] = probably_there(scene(before=before), RULES)

    assert (found.child, found.home, why(found)) == ("baby", "home", ["recorded_before"])
    assert against(found) == ["long_ago"]
    assert found.why[0].day == ON - timedelta(days=200)


def test_a_roll_and_an_earlier_incident_speak_together() -> None:
    before = [Before(child=on_roll().child, on=ON - timedelta(days=9))]

    [found] = probably_there(scene(on_roll(), before=before), RULES)

    assert why(found)[-1] == "recorded_before"
    assert len(why(found)) == 4


def test_an_earlier_incident_without_a_home_has_none() -> None:
    before = [Before(child=Known(key="baby"), on=ON)]

    [found] = probably_there(Scene(on=ON, recorded=[WREN], before=before), RULES)

    assert found.home is None


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([(False, 10)], []),
        ([(False, 366)], ["ivo"]),
        ([(True, 20), (False, 10)], []),
        ([(False, 20), (True, 10)], ["ivo"]),
    ],
    ids=["said no", "said no long ago", "yes, then no", "no, then yes"],
)
def test_the_last_answer_that_still_counts_is_believed(
    answers: list[tuple[bool, int]], expected: list[str]
) -> None:
    answered = [
        Answered(child="ivo", home="home", lives_there=said, on=ON - timedelta(days=days))
        for said, days in answers
    ]

    found = probably_there(scene(on_roll(), answered=answered), RULES)

    assert [each.child for each in found] == expected
    if answers[-1][0]:
        assert why(found[0])[0] == "said_to_live_there"
