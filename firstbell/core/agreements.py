"""When an agreement is in force, and what must be done about it next.

An agreement is drafted, reviewed, signed by every party, in force from its first to its last day,
and then lapsed, unless it was renewed; it may be ended before. It lapses at the instant at which
its last day ends, local time, also on the night of a clock change.

Pure: no clock and no database. Which share needs an agreement is for `core.basis`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args

from firstbell.core.calendars import LONDON, local_day

State = Literal["draft", "under_review", "signed_off", "in_force", "lapsed", "ended"]
STATES: tuple[State, ...] = get_args(State)

ToDo = Literal[
    "lapsed",
    "lapses_today",
    "lapses_in_30_days",
    "lapses_in_60_days",
    "review_overdue",
    "to_sign",
    "draft",
    "starts_later",
    "nothing",
    "ended",
]
TO_DO: tuple[ToDo, ...] = get_args(ToDo)
"""What must be done, the most urgent first: the order of the register's page."""

REMIND_DAYS: tuple[int, ...] = (60, 30, 0)
"""Days before the last day on which the owner is reminded. Ours: a council's sign-off takes weeks,
and the agreement of 2014 that this register was made for was a year late."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """One time for which an agreement holds, both days included, once every party has signed."""

    first_on: date
    last_on: date
    is_signed: bool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What an agreement's state follows from."""

    is_under_review: bool = False
    terms: tuple[Term, ...] = ()
    ended_at: datetime | None = None
    review_on: date | None = None


def begins_at(first_on: date) -> datetime:
    """Return the instant, in UTC, at which a term begins: its first day's midnight, local time."""
    return datetime.combine(first_on, time(), LONDON).astimezone(UTC)


def lapses_at(last_on: date) -> datetime:
    """Return the instant, in UTC, at which a term is over: the end of its last day, local time."""
    return begins_at(last_on + timedelta(days=1))


def state_of(facts: Facts, *, at: datetime) -> State:
    """Return the state of an agreement at an instant.

    :raises ValueError: if `at` has no timezone.
    """
    on = local_day(at)
    signed = [term for term in facts.terms if term.is_signed]
    if facts.ended_at is not None and facts.ended_at <= at:
        return "ended"
    if any(term.first_on <= on <= term.last_on for term in signed):
        return "in_force"
    if any(term.last_on < on for term in signed):
        return "lapsed"
    if signed:
        return "signed_off"
    return "under_review" if facts.is_under_review else "draft"


def last_day(facts: Facts, *, on: date) -> date | None:
    """Return the last day on which the agreement holds without a gap, from `on`; None: not now."""
    signed = sorted(
        (term for term in facts.terms if term.is_signed), key=lambda term: term.first_on
    )
    last: date | None = None
    for term in signed:
        is_in_time = term.first_on <= (last + timedelta(days=1) if last else on)
        if is_in_time and term.last_on >= on:
            last = max(last or term.last_on, term.last_on)
    return last


def to_do(facts: Facts, *, at: datetime) -> ToDo:
    """Return the most urgent thing that somebody must do about an agreement."""
    on, state = local_day(at), state_of(facts, at=at)
    if state == "in_force":
        return _about_to_lapse(facts, on=on) or _review(facts, on=on) or "nothing"
    if state == "signed_off":
        return "starts_later"
    if state == "under_review":
        return _review(facts, on=on) or "to_sign"
    return {"lapsed": "lapsed", "ended": "ended"}.get(state, "draft")  # type: ignore[return-value]


def _about_to_lapse(facts: Facts, *, on: date) -> ToDo | None:
    last = last_day(facts, on=on)
    left = (last - on).days if last else 0
    if left <= min(REMIND_DAYS):
        return "lapses_today"
    if left <= sorted(REMIND_DAYS)[1]:
        return "lapses_in_30_days"
    return "lapses_in_60_days" if left <= max(REMIND_DAYS) else None


def _review(facts: Facts, *, on: date) -> ToDo | None:
    return "review_overdue" if facts.review_on and facts.review_on < on else None


def reminder_due(last_on: date, *, on: date, told: Iterable[int]) -> int | None:
    """Return which reminder is due on a day (days before the end), or None when none is new.

    Only the latest that has come counts: who was away for a month gets one, not two.
    """
    left = (last_on - on).days
    come = [days for days in REMIND_DAYS if left <= days]
    if left < 0 or not come:
        return None
    latest = min(come)
    return None if min(told, default=latest + 1) <= latest else latest
