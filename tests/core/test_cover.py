"""Whoever is off is passed over, and never so that nobody is left."""

from datetime import UTC, date, datetime, timedelta

import pytest

from firstbell.core.cover import (
    NoSuchDays,
    check_days_off,
    how_sure,
    in_order,
    is_in_date,
    left_after,
    not_yet_first,
)

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
    ("on_duty", "covering", "order"),
    [
        ("", "", "abcd"),
        ("bd", "", "bdac"),
        ("bd", "c", "cbda"),
        ("bd", "dc", "dcba"),
        ("abcd", "x", "abcd"),
    ],
)
def test_whoever_covers_is_told_first_then_whoever_is_on_duty(
    on_duty: str, covering: str, order: str
) -> None:
    assert "".join(in_order("abcd", on_duty=on_duty, covering=covering)) == order


def test_whoever_was_not_hurried_yet_comes_before_whoever_was() -> None:
    assert "".join(not_yet_first("abcd", hurried="ac")) == "bdac"


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


NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def ago(days: int | None) -> datetime | None:
    return None if days is None else NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("confirmed", "asked", "broken", "has_anybody", "colour"),
    [
        (48, None, None, True, "green"),
        (49, None, None, True, "amber"),
        (62, 13, None, True, "amber"),
        (63, 14, None, True, "red"),
        (None, None, None, True, "amber"),
        (None, None, 5, True, "amber"),
        (None, 10, 5, True, "red"),
        (10, None, 5, True, "red"),
        (10, None, 11, True, "green"),
        (10, None, None, False, "red"),
    ],
)
def test_how_sure_it_is_that_somebody_right_is_told(
    confirmed: int | None,
    asked: int | None,
    broken: int | None,
    *,
    has_anybody: bool,
    colour: str,
) -> None:
    found = how_sure(
        confirmed_at=ago(confirmed),
        asked_at=ago(asked),
        has_anybody=has_anybody,
        broken_at=ago(broken),
        at=NOW,
        lasts=timedelta(days=49),
        patience=timedelta(days=14),
    )
    assert found == colour


def test_training_is_in_date_for_so_long_and_never_where_no_day_is_known() -> None:
    lasts = timedelta(days=730)
    assert is_in_date(TODAY - timedelta(days=729), today=TODAY, lasts=lasts)
    assert not is_in_date(TODAY - lasts, today=TODAY, lasts=lasts)
    assert not is_in_date(None, today=TODAY, lasts=lasts)
