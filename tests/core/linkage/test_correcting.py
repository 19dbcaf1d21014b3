"""What people said about a child, summed up, and decisions that would go against it."""

from typing import Any

import pytest

from firstbell.core.linkage import decide
from firstbell.core.linkage.correcting import Answer, Said, is_wrong
from tests.core.linkage.people import CHILD, PUPIL, TWIN, child

SHOWN = frozenset({"p1", "p2"})


def said(*answers: tuple[Any, Any]) -> Said:
    return Said.of(Answer(choice, pupil, SHOWN) for choice, pupil in answers)


def test_nobody_has_said_anything() -> None:
    assert said() == Said()


def test_the_last_word_goes_before_an_earlier_one() -> None:
    assert said(("this_one", "p1")) == Said(is_known=True, pupil="p1", is_not=frozenset({"p2"}))
    assert said(("this_one", "p1"), ("reconsidered", "p1"), ("this_one", "p2")) == Said(
        is_known=True, pupil="p2", is_not=frozenset({"p1"})
    )
    assert said(("this_one", "p1"), ("none_of_these", None)) == Said(is_known=True, is_not=SHOWN)


def test_who_was_only_said_not_to_be_one_pupil_may_be_another() -> None:
    assert said(("reconsidered", "p1")) == Said(is_not=frozenset({"p1"}))


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ([], False),
        ([("this_one", "p1")], False),
        ([("this_one", "p2")], True),
        ([("reconsidered", "p1")], True),
        ([("reconsidered", "p2")], False),
        ([("none_of_these", None)], True),
        ([("none_of_these", None), ("this_one", "p1")], False),
    ],
)
def test_a_link_that_people_spoke_against_is_a_mistake(
    answers: list[tuple[str, str | None]], wrong: bool
) -> None:
    linked = decide(CHILD, [PUPIL, TWIN])
    assert linked.pupil == "p1"
    assert is_wrong(linked, said(*answers)) is wrong


def test_what_goes_to_a_person_is_no_mistake() -> None:
    review = decide(child(given_names=""), [PUPIL])
    assert review.decision == "review"
    assert not is_wrong(review, said(("reconsidered", "p1")))
