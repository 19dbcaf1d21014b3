"""Names: what counts as the same name, and what only looks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.linkage.families import SHORT_FORM_OF, SPELLING_OF
from firstbell.core.linkage.names import (
    Likeness,
    fold,
    forms_of,
    halves,
    hear,
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
    assert {"mo", "muhammad", "mohammed"} <= forms_of("mo"), "a short form and its spellings"
    assert {"mo", "md"} <= forms_of("muhammad"), "a spelling and its short forms"
    assert "md" not in forms_of("mo"), "two short forms are two names"
    assert {"samuel", "samantha"} <= forms_of("sam"), "a name of two families"


def test_who_is_one_name_with_another_is_so_the_other_way_too() -> None:
    for one in {*SPELLING_OF, *SHORT_FORM_OF}:
        for other in forms_of(one) - {one}:
            assert one in forms_of(other)
            assert likeness(one, other) is likeness(other, one) is Likeness.FAMILY


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


HEARD = {
    "knight": "nt", "ghost": "gst", "wright": "rt", "pszczola": "sksl", "xavier": "sfr",
    "schmidt": "Smdt", "phoebe": "fb", "catherine": "ktrn", "keogh": "k", "czeckhov": "kskf",
    "quentin": "kntn", "hatch": "hC", "chloe": "Cl", "cecily": "ssl", "gerald": "jrld",
    "lexi": "lks", "zhvan": "sfn", "edith": "adt", "yvonne": "yfn", "hugh": "h", "aaron": "arn",
    "ckhkq": "kk", "7of9": "7f9", "annA": "anA", "o": "a", "": "",
}  # fmt: skip


@pytest.mark.parametrize("name", HEARD)
def test_names_sound_as_they_did_when_the_keys_that_are_kept_were_made(name: str) -> None:
    assert sound(name) == HEARD[name]


@given(st.lists(st.text("abcdeghijknopqstvwxyzA7", max_size=9), max_size=9))
def test_names_that_are_heard_together_sound_as_each_by_itself(together: list[str]) -> None:
    alone = list(map(sound, together))
    remembered: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("firstbell.core.linkage.names._HEARD", remembered)
        hear(together)
        assert [remembered[name] for name in together] == alone


def test_of_more_names_than_are_remembered_each_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered: dict[str, str] = {}
    monkeypatch.setattr("firstbell.core.linkage.names._HEARD", remembered)
    monkeypatch.setattr("firstbell.core.linkage.names.MOST_HEARD", 2)
    hear(["wren", "quill", "lark"])
    assert [sound(name) for name in ("wren", "quill", "lark", "vale")] == ["rn", "kl", "lrk", "fl"]
    assert len(remembered) == 2
    monkeypatch.setattr("firstbell.core.linkage.names.MOST_HEARD", 1)
    hear(["thorn", "sedge", "ash"])
    assert len(remembered) == 2


def test_nothing_sounds_like_nothing() -> None:
    assert sound("") == ""
    assert sound("gh") == ""
