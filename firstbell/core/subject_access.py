"""By when somebody who asks for what is held about them must have it.

Without undue delay and at the latest within one month; two more where requests are complex or
many (article 12(3) UK GDPR). The clock starts when who asks has been checked, if that had to be
asked for (article 12(6)); a month ends on the same date of the next, or on its last day, and a
last day that is no working day moves to the next that is (Information Commissioner's guidance).
"""

from calendar import monthrange
from datetime import date, timedelta

from firstbell.core.calendars import WorkingDays

ANSWER_WITHIN = 1
"""Months, from the day of the request or of the proof of identity."""

EXTENSION = 2
"""Months more, told to the asker with the reason within the first month."""


class TooLate(ValueError):
    """The asker must be told of an extension within the first month; it is over."""


def due_on(
    received_on: date,
    *,
    identity_checked_on: date | None = None,
    is_extended: bool = False,
    working: WorkingDays | None = None,
) -> date:
    """Return the last day for an answer."""
    starts = max(received_on, identity_checked_on or received_on)
    months = ANSWER_WITHIN + (EXTENSION if is_extended else 0)
    return _working_day_from(_months_after(starts, months), working or WorkingDays())


def check_extension(first_due_on: date, *, today: date) -> None:
    """Make sure that there is still time to tell the asker.

    :raises TooLate: after the last day of the first month.
    """
    if today > first_due_on:
        raise TooLate(f"the answer was due on {first_due_on}")


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _working_day_from(day: date, working: WorkingDays) -> date:
    while not working.is_working_day(day):
        day += timedelta(days=1)
    return day
