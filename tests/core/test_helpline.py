"""`firstbell.core.helpline`: until when a call can change, and figures about nobody."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.helpline import (
    ABOUT,
    AFTER,
    PLACES,
    can_be_logged,
    can_be_taken_out,
    figures,
    is_published,
)
from firstbell.core.suppression import Tree

TODAY = date(2026, 11, 23)


def leaves(tree: Tree) -> list[str]:
    return [tree] if isinstance(tree, str) else [each for part in tree for each in leaves(part)]


@pytest.mark.parametrize(("ago", "can"), [(-1, False), (0, True), (7, True), (8, False)])
def test_a_call_is_logged_and_taken_out_within_a_week(ago: int, can: bool) -> None:
    day = TODAY - timedelta(days=ago)

    assert can_be_logged(day, today=TODAY) is can
    assert can_be_taken_out(day, today=TODAY) is can


@pytest.mark.parametrize(
    ("today", "stands"),
    [
        (date(2026, 11, 30), False),
        (date(2026, 12, 7), False),
        (date(2026, 12, 8), True),
    ],
)
def test_a_month_stands_once_no_call_of_it_can_change(today: date, stands: bool) -> None:
    november = date(2026, 11, 1)

    assert is_published(november, today=today) is stands
    last = date(2026, 11, 30)
    assert not (stands and can_be_logged(last, today=today))


CALLS = st.lists(
    st.fixed_dictionaries(
        {
            "about": st.sampled_from(leaves(ABOUT)),
            "after": st.sampled_from(leaves(AFTER)),
            "place_kind": st.sampled_from(leaves(PLACES)),
            "council": st.sampled_from(["380", "381", "elsewhere"]),
        }
    ),
    max_size=40,
)


@given(CALLS)
def test_no_figure_is_about_too_few_and_none_is_left_out(calls: list[dict[str, str]]) -> None:
    found = figures(calls, least=5)

    if found.whole is None:
        assert 0 < len(calls) < 5
        assert not found.parts
        return
    assert found.whole == len(calls)
    for part in found.parts.values():
        numbers = [number for _group, number in part]
        assert sum(numbers) == len(calls)
        assert all(number >= 5 for number in numbers)
