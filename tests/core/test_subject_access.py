"""One calendar month, to the day, and what a weekend or a short month does to it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from firstbell.core.calendars import WorkingDays
from firstbell.core.subject_access import TooLate, check_extension, due_on


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 23), date(2026, 12, 23)),
        (date(2026, 12, 31), date(2027, 2, 1)),  # 31 January is a Sunday
        (date(2027, 1, 31), date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas Day, Boxing Day and its substitute
        (date(2027, 2, 26), date(2027, 3, 30)),  # Good Friday to Easter Monday
    ],
)
def test_an_answer_is_due_on_the_same_date_of_the_next_month_or_the_working_day_after(
    received: date, due: date
) -> None:
    assert due_on(received) == due


def test_the_clock_starts_when_it_is_known_who_asks() -> None:
    assert due_on(date(2026, 11, 2), identity_checked_on=date(2026, 11, 10)) == date(2026, 12, 10)
    assert due_on(date(2026, 11, 10), identity_checked_on=date(2026, 11, 2)) == date(2026, 12, 10)


def test_an_extension_adds_two_months_to_the_first() -> None:
    assert due_on(date(2026, 11, 23), is_extended=True) == date(2027, 2, 23)


def test_the_asker_must_be_told_of_an_extension_within_the_first_month() -> None:
    check_extension(date(2026, 12, 23), today=date(2026, 12, 23))
    with pytest.raises(TooLate):
        check_extension(date(2026, 12, 23), today=date(2026, 12, 24))


@given(some.dates(min_value=date(2024, 1, 1), max_value=date(2040, 1, 1)), some.booleans())
def test_it_is_always_a_working_day_and_never_less_than_a_month(
    received: date, is_extended: bool
) -> None:
    due = due_on(received, is_extended=is_extended)

    assert WorkingDays().is_working_day(due)
    assert timedelta(days=28) <= due - received <= timedelta(days=31 + 62 * is_extended + 5)
