"""`core.agreements`: the state at an instant, also on clock-change nights, and what is to do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.agreements import (
    STATES,
    TO_DO,
    Facts,
    Term,
    begins_at,
    lapses_at,
    last_day,
    reminder_due,
    state_of,
    to_do,
)

LONDON = ZoneInfo("Europe/London")
INSTANT = timedelta(microseconds=1)

YEAR = Term(first_on=date(2026, 1, 1), last_on=date(2026, 12, 31), is_signed=True)
NEXT = Term(first_on=date(2027, 1, 1), last_on=date(2027, 12, 31), is_signed=True)
UNSIGNED = Term(first_on=date(2026, 1, 1), last_on=date(2026, 12, 31), is_signed=False)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "at", "state"),
    [
        (Facts(), noon(date(2026, 6, 1)), "draft"),
        (Facts(terms=(UNSIGNED,)), noon(date(2026, 6, 1)), "draft"),
        (Facts(is_under_review=True, terms=(UNSIGNED,)), noon(date(2026, 6, 1)), "under_review"),
        (Facts(is_under_review=True, terms=(YEAR,)), noon(date(2025, 12, 31)), "signed_off"),
        (Facts(is_under_review=True, terms=(YEAR,)), noon(date(2026, 1, 1)), "in_force"),
        (Facts(is_under_review=True, terms=(YEAR,)), noon(date(2026, 12, 31)), "in_force"),
        (Facts(is_under_review=True, terms=(YEAR,)), noon(date(2027, 1, 1)), "lapsed"),
        (Facts(is_under_review=True, terms=(YEAR, NEXT)), noon(date(2027, 1, 1)), "in_force"),
        (
            Facts(terms=(YEAR,), ended_at=noon(date(2026, 5, 1))),
            noon(date(2026, 5, 1)),
            "ended",
        ),
        (
            Facts(terms=(YEAR,), ended_at=noon(date(2026, 5, 1))),
            noon(date(2026, 5, 1)) - INSTANT,
            "in_force",
        ),
    ],
)
def test_the_state_follows_from_signatures_and_dates(
    facts: Facts, at: datetime, state: str
) -> None:
    assert state_of(facts, at=at) == state
    assert state in STATES


@pytest.mark.parametrize(
    ("last_on", "over_at"),
    [
        pytest.param(date(2026, 3, 28), "2026-03-29T00:00:00+00:00", id="the-night-of-spring"),
        pytest.param(date(2026, 3, 29), "2026-03-29T23:00:00+00:00", id="the-day-of-spring"),
        pytest.param(date(2026, 10, 24), "2026-10-24T23:00:00+00:00", id="the-night-of-autumn"),
        pytest.param(date(2026, 10, 25), "2026-10-26T00:00:00+00:00", id="the-day-of-autumn"),
        pytest.param(date(2026, 11, 22), "2026-11-23T00:00:00+00:00", id="in-winter"),
        pytest.param(date(2026, 6, 30), "2026-06-30T23:00:00+00:00", id="in-summer"),
    ],
)
def test_it_lapses_at_the_instant_at_which_its_last_day_ends_here(
    last_on: date, over_at: str
) -> None:
    facts = Facts(terms=(Term(first_on=date(2026, 1, 1), last_on=last_on, is_signed=True),))
    over = lapses_at(last_on)

    assert over.isoformat() == over_at
    assert state_of(facts, at=over - INSTANT) == "in_force"
    assert state_of(facts, at=over) == "lapsed"


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_a_term_of_a_day_holds_for_that_day_and_no_longer(day: date) -> None:
    facts = Facts(terms=(Term(first_on=day, last_on=day, is_signed=True),))

    assert state_of(facts, at=begins_at(day)) == "in_force"
    assert state_of(facts, at=begins_at(day) - INSTANT) == "signed_off"
    assert state_of(facts, at=lapses_at(day) - INSTANT) == "in_force"
    assert state_of(facts, at=lapses_at(day)) == "lapsed"


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        (date(2026, 10, 31), "nothing"),
        (date(2026, 11, 1), "lapses_in_60_days"),
        (date(2026, 11, 30), "lapses_in_60_days"),
        (date(2026, 12, 1), "lapses_in_30_days"),
        (date(2026, 12, 30), "lapses_in_30_days"),
        (date(2026, 12, 31), "lapses_today"),
        (date(2027, 1, 1), "lapsed"),
        (date(2025, 12, 1), "starts_later"),
    ],
)
def test_what_is_to_be_done_grows_more_urgent_as_the_end_comes_near(on: date, wanted: str) -> None:
    facts = Facts(is_under_review=True, terms=(YEAR,))

    assert to_do(facts, at=noon(on)) == wanted
    assert wanted in TO_DO


def test_a_renewal_that_follows_without_a_gap_takes_the_reminder_away() -> None:
    facts = Facts(is_under_review=True, terms=(YEAR, NEXT))

    assert last_day(facts, on=date(2026, 12, 31)) == date(2027, 12, 31)
    assert to_do(facts, at=noon(date(2026, 12, 31))) == "nothing"


def test_a_renewal_that_leaves_a_gap_does_not() -> None:
    late = Term(first_on=date(2027, 1, 2), last_on=date(2027, 12, 31), is_signed=True)
    facts = Facts(is_under_review=True, terms=(YEAR, late))

    assert last_day(facts, on=date(2026, 12, 31)) == date(2026, 12, 31)
    assert state_of(facts, at=noon(date(2027, 1, 1))) == "lapsed"
    assert state_of(facts, at=noon(date(2027, 1, 2))) == "in_force"
    assert last_day(facts, on=date(2028, 6, 1)) is None


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (Facts(), "draft"),
        (Facts(is_under_review=True, terms=(UNSIGNED,)), "to_sign"),
        (
            Facts(is_under_review=True, terms=(UNSIGNED,), review_on=date(2026, 1, 1)),
            "review_overdue",
        ),
        (Facts(is_under_review=True, terms=(YEAR,), review_on=date(2026, 5, 31)), "review_overdue"),
        (Facts(is_under_review=True, terms=(YEAR,), review_on=date(2026, 6, 1)), "nothing"),
        (Facts(ended_at=noon(date(2026, 1, 1))), "ended"),
    ],
)
def test_what_is_to_be_done_in_june(facts: Facts, wanted: str) -> None:
    assert to_do(facts, at=noon(date(2026, 6, 1))) == wanted


@pytest.mark.parametrize(
    ("left", "told", "due"),
    [
        (61, [], None),
        (60, [], 60),
        (45, [60], None),
        (30, [60], 30),
        (10, [], 30),
        (0, [30], 0),
        (0, [0], None),
        (-1, [], None),
        (45, [30], None),
    ],
)
def test_each_reminder_is_told_once_and_only_the_latest_that_has_come(
    left: int, told: list[int], due: int | None
) -> None:
    last_on = date(2026, 12, 31)

    assert reminder_due(last_on, on=last_on - timedelta(days=left), told=told) == due


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        state_of(Facts(), at=datetime.fromisoformat("2026-06-01T12:00"))
