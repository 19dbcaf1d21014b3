"""By when a recipient must know, and when a person is chased because nobody has answered.

A notification goes out at once, whatever is said here. `due_at` is the bell before which it
must have been read; `chase_at` is when silence becomes somebody's work. Which of three
situations a belief was formed in decides the chase:

- *in session*: pupils are in school. An hour later, and no later than the close of that day.
- *out of term*: the school is shut for a holiday. The duty key adult after four hours, the
  council's desk after a day.
- *overnight*: everything else (nights, weekends, bank holidays, INSET days and closures in
  term, and the hour before the bell). A lead before the bell.

**What "out of term" means here.** At least one day, from the day of the belief up to the day
before the next opening, is a weekday that is no bank holiday and lies in no term of the
calendar that speaks for it. So a school is out of term from the close of the last day of
term, because nobody would otherwise be chased before the holiday is over; it is no longer so
on the weekend or bank holiday right before term begins, which is an ordinary weekend for
whoever prepares for Monday. An INSET day or a closure lies in term. Where the calendar is
assumed no term is known, so nothing is out of term. A desk has neither sessions nor terms.

Pure: instants are aware, passed in, and returned in UTC.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Literal

from firstbell.core.calendars import (
    Basis,
    DeskCalendar,
    Nation,
    Opening,
    Period,
    RecipientCalendar,
    SchoolCalendar,
    days_from,
    local_day,
)
from firstbell.core.policy import Policy

Situation = Literal["overnight", "in_session", "out_of_term"]


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The instants of one notification. `council_chase_at` is set out of term only."""

    due_at: datetime
    chase_at: datetime
    council_chase_at: datetime | None
    basis: Basis
    situation: Situation


def school_calendar(
    policy: Policy,
    *,
    own: tuple[Period, ...] = (),
    council: tuple[Period, ...] = (),
    nation: Nation = Nation.ENGLAND,
) -> SchoolCalendar:
    """Return an establishment's calendar with the times that `policy` sets."""
    return SchoolCalendar(
        own=own,
        council=council,
        nation=nation,
        one_off_bank_holidays=frozenset(policy.one_off_bank_holidays),
        opens_at=policy.default_opens_at,
        session_ends=policy.session_ends,
    )


def desk_calendar(policy: Policy, *, nation: Nation = Nation.ENGLAND) -> DeskCalendar:
    """Return a council desk's calendar with the times that `policy` sets."""
    return DeskCalendar(
        nation=nation,
        one_off_bank_holidays=frozenset(policy.one_off_bank_holidays),
        opens_at=policy.desk_opens_at,
    )


def deadline(
    belief_formed_at: datetime, calendar: RecipientCalendar, policy: Policy | None = None
) -> Deadline:
    """Return by when the recipient must know, and when somebody is chased.

    An overnight chase lies before the belief when the belief came within the lead: then a
    person is chased at once. A chase is never later than that lead, in the holidays either.

    :raises ValueError: if `belief_formed_at` has no timezone.
    """
    policy = policy or Policy()
    opening = calendar.next_opening(belief_formed_at)
    situation = _situation(belief_formed_at, calendar, opening)
    chase_at = opening.at - policy.chase_lead
    council_chase_at = None
    if situation == "in_session" and isinstance(calendar, SchoolCalendar):
        close = calendar.closing(local_day(belief_formed_at))
        chase_at = min(belief_formed_at + policy.in_session_chase, close)
    elif situation == "out_of_term":
        chase_at = min(belief_formed_at + policy.holiday_chase, chase_at)
        council_chase_at = belief_formed_at + policy.holiday_council
    return Deadline(
        due_at=opening.at,
        chase_at=chase_at,
        council_chase_at=council_chase_at,
        basis=opening.basis,
        situation=situation,
    )


def due_at(belief_formed_at: datetime, calendar: RecipientCalendar) -> datetime:
    """Return the recipient's first opening later than the belief.

    :raises ValueError: if `belief_formed_at` has no timezone.
    """
    return calendar.next_opening(belief_formed_at).at


def chase_at(
    belief_formed_at: datetime, calendar: RecipientCalendar, policy: Policy | None = None
) -> datetime:
    """Return when a person is chased if nobody has acknowledged; see `deadline`.

    :raises ValueError: if `belief_formed_at` has no timezone.
    """
    return deadline(belief_formed_at, calendar, policy).chase_at


def situation_at(at: datetime, calendar: RecipientCalendar) -> Situation:
    """Say in which situation a recipient is at an instant.

    :raises ValueError: if `at` has no timezone.
    """
    return _situation(at, calendar, calendar.next_opening(at))


def minutes_left(due_at: datetime, *, at: datetime) -> int:
    """Return whole minutes from `at` to `due_at`, rounded down; below zero once it is late."""
    return (due_at - at) // timedelta(minutes=1)


def _situation(at: datetime, calendar: RecipientCalendar, opening: Opening) -> Situation:
    if isinstance(calendar, DeskCalendar):
        return "overnight"
    if calendar.in_session(at):
        return "in_session"
    days_shut = takewhile(lambda day: day < opening.on, days_from(local_day(at)))
    if any(calendar.is_working_day(day) and not calendar.in_term(day) for day in days_shut):
        return "out_of_term"
    return "overnight"
