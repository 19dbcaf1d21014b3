"""Which holiday comes next, and which of its days nobody covers."""

from datetime import date, timedelta

import pytest

from firstbell.core.calendars import Period, SchoolCalendar
from firstbell.core.holidays import Days, next_holiday, runs, uncovered

MONTH = timedelta(days=28)


def term(first: date, last: date) -> Period:
    return Period(kind="term", first=first, last=last)


AUTUMN = term(date(2026, 9, 3), date(2026, 12, 18))
SPRING = term(date(2027, 1, 4), date(2027, 3, 25))
CALENDAR = SchoolCalendar(council=(AUTUMN, SPRING))


@pytest.mark.parametrize(
    "today", [date(2026, 11, 21), date(2026, 12, 19), date(2026, 12, 28), date(2027, 1, 3)]
)
def test_the_holiday_that_is_near_or_holds_has_its_working_days(today: date) -> None:
    found = next_holiday(CALENDAR, today=today, within=MONTH)
    assert found is not None
    assert (found.first, found.last) == (date(2026, 12, 19), date(2027, 1, 3))
    # Christmas Day, the substitute of Boxing Day and New Year's Day are nobody's to cover.
    assert [day.day for day in found.days] == [21, 22, 23, 24, 29, 30, 31]


@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2027, 1, 4), date(2027, 3, 26)])
def test_there_is_none_where_it_is_far_or_no_term_is_known(today: date) -> None:
    assert next_holiday(CALENDAR, today=today, within=MONTH) is None
    assert next_holiday(SchoolCalendar(), today=today, within=MONTH) is None


def test_a_weekend_between_two_terms_and_a_gap_of_half_a_year_are_no_holidays() -> None:
    begins = date(2026, 12, 21)
    weekend = SchoolCalendar(council=(AUTUMN, term(begins, date(2027, 3, 25))))
    assert next_holiday(weekend, today=date(2026, 12, 14), within=MONTH) is None
    unkept = SchoolCalendar(council=(AUTUMN, term(date(2027, 6, 1), date(2027, 7, 1))))
    assert next_holiday(unkept, today=date(2026, 12, 14), within=MONTH) is None


DAYS = tuple(date(2026, 12, day) for day in (21, 22, 23, 24, 29))


@pytest.mark.parametrize(
    ("turns", "left"),
    [([], [22, 23, 24, 29]), ([(22, 23)], [24, 29]), ([(1, 22), (24, 31)], [23])],
)
def test_days_from_today_on_that_lie_in_no_turn(
    turns: list[tuple[int, int]], left: list[int]
) -> None:
    named: list[Days] = [(date(2026, 12, one), date(2026, 12, other)) for one, other in turns]
    found = uncovered(DAYS, named, today=date(2026, 12, 22))
    assert [day.day for day in found] == left


def test_runs_bridge_a_weekend_and_nothing_else() -> None:
    days = [date(2026, 12, day) for day in (18, 21, 22, 24, 29)]
    found = [(first.day, last.day) for first, last in runs(days)]
    assert found == [(18, 22), (24, 24), (29, 29)]
    assert runs([]) == ()
