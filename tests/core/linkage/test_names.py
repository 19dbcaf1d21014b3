"""Names: what counts as the same name, and what only looks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.linkage.names import (
    BY_CUSTOM,
    Likeness,
    fold,
    forms_of,
    halves,
    joined,
    likeness,
    sound,
    words,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("O’Brien-Łee", "obrien lee"),
        ("  José   María ", "jose maria"),
        ("D'Arcy", "darcy"),
        ("Søren Æbel", "soren aebel"),
        ("", ""),
        ("...", ""),
    ],
)
def test_folding_keeps_only_the_letters_that_people_agree_on(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_odd_letters_are_folded_as_they_were_when_the_keys_that_are_kept_were_made() -> None:
    assert [fold(text) for text in ("ann\u1d2c", "Vale\u2122", "Vale\u2122 Marsh")] == [
        "annA", "valeTM", "vale marsh",
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["Unknown", "not known", "N/K", "Unborn", "", "TBC"])
def test_words_for_not_knowing_are_no_name(written: str) -> None:
    assert words(written) == ()
    assert words("Na") == ("na",)


def test_a_double_surname_has_halves_and_little_words_are_none() -> None:
    assert halves("Thornbury-Vale") == {"thornbury", "vale"}
    assert halves("van der Marsh") == {"marsh"}
    assert halves("Thornbury") == frozenset()
    assert joined("Ella-May") == "ellamay"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("mohammed", "muhammad", Likeness.FAMILY),
        ("hussain", "hussein", Likeness.FAMILY),
        ("elizabeth", "beth", Likeness.FAMILY),
        ("katherine", "kate", Likeness.FAMILY),
        ("kate", "katherine", Likeness.FAMILY),
        ("william", "billy", Likeness.FAMILY),
        ("ella", "ellie", Likeness.LOOKALIKE),
        ("lizzie", "betty", Likeness.DIFFERENT),
        ("hassan", "hussain", Likeness.LOOKALIKE),
        ("jack", "jake", Likeness.LOOKALIKE),
        ("daniel", "danielle", Likeness.LOOKALIKE),
        ("e", "elizabeth", Likeness.INITIAL),
        ("g", "elizabeth", Likeness.DIFFERENT),
        ("thornbury", "thornberry", Likeness.CLOSE),
        ("thornbury", "thrnobury", Likeness.CLOSE),
        ("jemma", "gemma", Likeness.CLOSE),
        ("thornbury", "thornbry", Likeness.CLOSE),
        ("kestrelson", "kestrelsen", Likeness.CLOSE),
        ("marlowford", "marlowfordbdg", Likeness.CLOSE),
        ("mia", "moe", Likeness.DIFFERENT),
        ("thornbury", "grace", Likeness.DIFFERENT),
    ],
)
def test_single_names_agree_as_far_as_people_would_say(
    one: str, other: str, expected: Likeness
) -> None:
    assert likeness(one, other) is expected


def test_the_forms_of_a_name_are_all_that_are_one_name_with_it() -> None:
    assert forms_of("featherstonehaugh") == {"featherstonehaugh"}
    names = {one for one, _ in BY_CUSTOM}
    assert {"muhammad", "mo"} <= names
    for one in names:
        same = {other for other in names if likeness(one, other) >= Likeness.FAMILY}
        assert forms_of(one) == same


@given(st.text("abcehijkmnorstuy", max_size=12), st.text("abcehijkmnorstuy", max_size=12))
def test_likeness_does_not_depend_on_which_name_comes_first(one: str, other: str) -> None:
    assert likeness(one, other) is likeness(other, one)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=15))
def test_a_name_is_the_same_as_itself(name: str) -> None:
    assert likeness(name, name) is Likeness.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [("phillip", "filip"), ("knowles", "nowles"), ("wright", "rite"), ("mohammed", "muhamed")],
)
def test_spellings_that_sound_alike_have_one_code(one: str, other: str) -> None:
    assert sound(one) == sound(other) != ""


def test_nothing_sounds_like_nothing() -> None:
    assert sound("") == ""
    assert sound("gh") == ""
