"""Which holiday comes next, which of its days somebody covers, and which nobody does.

A holiday is a run of days that lie in no term, weekends included; the days to cover are its
working days. Where a calendar is assumed no term is known, and so no holiday. Pure: days are
passed in, and nothing here knows who covers them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from firstbell.core.calendars import ONE_DAY, SchoolCalendar, days_from

LONGEST = timedelta(days=120)
"""A gap between terms that is longer is a calendar that was not kept, and no holiday."""

Days = tuple[date, date]
"""A first and a last day, both included."""


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """One holiday: its first and last day, and the working days that somebody must cover."""

    first: date
    last: date
    days: tuple[date, ...]


def next_holiday(calendar: SchoolCalendar, *, today: date, within: timedelta) -> Holiday | None:
    """Return the holiday that `today` lies in, or the first to begin within so many days.

    A gap without a working day, such as a weekend between two terms, is passed over.
    """
    day = today
    while not (calendar.in_term(day) or calendar.in_term(day - ONE_DAY)):
        day -= ONE_DAY
    while day <= today + within:
        if calendar.in_term(day):
            day += ONE_DAY
            continue
        run = list(takewhile(lambda each: not calendar.in_term(each), days_from(day)))
        days = tuple(each for each in run if calendar.is_working_day(each))
        if days and run[-1] - run[0] < LONGEST:
            return Holiday(first=run[0], last=run[-1], days=days)
        day = run[-1] + ONE_DAY
    return None


def uncovered(days: Iterable[date], turns: Iterable[Days], *, today: date) -> tuple[date, ...]:
    """Return those of the days, from `today` on, that lie in no turn."""
    named = list(turns)
    return tuple(
        day
        for day in days
        if day >= today and not any(first <= day <= last for first, last in named)
    )


def runs(days: Iterable[date]) -> tuple[Days, ...]:
    """Return days as runs, weekends between two of them bridged: 21 to 24 December, 29 December."""
    found: list[list[date]] = []
    for day in sorted(days):
        if found and _is_next(found[-1][-1], day):
            found[-1].append(day)
        else:
            found.append([day])
    return tuple((each[0], each[-1]) for each in found)


def _is_next(one: date, other: date) -> bool:
    """Say whether nothing but a weekend lies between two days."""
    between = takewhile(lambda day: day < other, days_from(one + ONE_DAY))
    return all(day.weekday() >= 5 for day in between)
