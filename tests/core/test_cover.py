"""Whoever is off is passed over, and never so that nobody is left."""

from datetime import date, timedelta

import pytest

from firstbell.core.cover import NoSuchDays, check_days_off, left_after

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("passed_over", "left"),
    [
        ((), "abc"),
        (("a",), "bc"),
        (("abc",), "abc"),
        (("a", "bc"), "bc"),
        (("ab", "c"), "c"),
        (("ab", "a", "b"), "c"),
    ],
)
def test_each_group_is_passed_over_unless_nobody_would_be_left(
    passed_over: tuple[str, ...], left: str
) -> None:
    assert "".join(left_after("abc", *passed_over)) == left


def test_of_nobody_nobody_is_left() -> None:
    assert left_after("", "a") == []


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [(-1, 3, "past"), (2, 1, "backwards"), (0, 366, "too_long")],
)
def test_days_that_nobody_can_be_off(first: int, last: int, why: str) -> None:
    with pytest.raises(NoSuchDays) as refused:
        check_days_off(TODAY + timedelta(days=first), TODAY + timedelta(days=last), today=TODAY)
    assert refused.value.why == why


def test_today_alone_and_a_year_will_do() -> None:
    check_days_off(TODAY, TODAY, today=TODAY)
    check_days_off(TODAY, TODAY + timedelta(days=365), today=TODAY)
