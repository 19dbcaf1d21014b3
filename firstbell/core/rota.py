"""Who of the hub is there, and whether they can do in time what waits.

On a working day the hub is staffed from one hour to another; outside of it somebody is on call,
or nobody is: a gap. Calls are work with an end: each takes some minutes and must be over before
the bell of its school. Pure: instants are aware, passed in, and returned in UTC.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, takewhile

from firstbell.core.calendars import ONE_DAY, WorkingDays, days_from, instant, local_day
from firstbell.core.policy import Policy

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Span:
    """From an instant to a later one."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Say whether an instant lies in it; its end does not."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, kw_only=True)
class Work:
    """What calls are in minutes of work, and by the tightest bell, how many people it takes.

    `callers` is 0 where no bell is still to come: then nothing can be done in time any more.
    """

    minutes: int
    due_at: datetime | None
    minutes_by_then: int
    minutes_left: int
    callers: int


def is_staffed(at: datetime, days: WorkingDays, policy: Policy) -> bool:
    """Say whether the hub is staffed at an instant."""
    day = local_day(at)
    opens, closes = instant(day, policy.hub_from), instant(day, policy.hub_to)
    return days.is_working_day(day) and opens <= at < closes


def shifts(days: WorkingDays, policy: Policy, *, first: date, last: date) -> list[Span]:
    """Return the shifts on which somebody is on call, from one day on to the night after another.

    Each night, and each day on which the hub is not staffed, is a shift of its own.
    """
    hours = [
        instant(day, clock)
        for day in takewhile(lambda each: each <= last + ONE_DAY, days_from(first))
        for clock in (policy.hub_from, policy.hub_to)
    ]
    return [
        Span(starts_at=one, ends_at=other)
        for one, other in pairwise(hours[:-1])
        if not is_staffed(one, days, policy)
    ]


def warned_at(shift: Span, days: WorkingDays, policy: Policy) -> datetime:
    """Return from when on it is an alarm that nobody is on call for a shift.

    That is on the last working day on which somebody could still put it right before it begins.
    """
    day = local_day(shift.starts_at)
    while not (days.is_working_day(day) and _named_by(day, policy) < shift.starts_at):
        day -= ONE_DAY
    return _named_by(day, policy)


def _named_by(day: date, policy: Policy) -> datetime:
    return instant(day, policy.rota_named_by)


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """Return what is left of a span without others."""
    left, begins = [], span.starts_at
    for each in sorted(taken, key=lambda each: each.starts_at):
        if each.ends_at <= begins or each.starts_at >= span.ends_at:
            continue
        if each.starts_at > begins:
            left.append(_in_utc(begins, each.starts_at))
        begins = each.ends_at
    if begins < span.ends_at:
        left.append(_in_utc(begins, span.ends_at))
    return left


def _in_utc(starts_at: datetime, ends_at: datetime) -> Span:
    return Span(starts_at=starts_at.astimezone(UTC), ends_at=ends_at.astimezone(UTC))


def bell_that_counts(bells: Sequence[datetime], *, at: datetime) -> datetime:
    """Return by when one call about all of these must be over: the first bell still to come.

    The first of all, where every bell has passed.

    :raises ValueError: without any.
    """
    ahead = [each for each in bells if each > at]
    return min(ahead or bells)


def urgency(bell: datetime, *, at: datetime) -> tuple[bool, datetime]:
    """Return by what calls are put in order: what can still be in time first, by its bell."""
    return bell <= at, bell


def work_of(bells: Sequence[datetime], *, at: datetime, takes: timedelta) -> Work:
    """Return what one call to each of these is, from an instant on, the first bell first.

    A call whose bell has passed is work too, done after those that can still be in time.
    """
    ahead = sorted(each for each in bells if each > at)
    due_at, count, most = None, 0, 0
    for bell in dict.fromkeys(ahead):
        by_then = bisect_right(ahead, bell)
        needed = -(-by_then * takes // (bell - at))
        if needed > most:
            due_at, count, most = bell, by_then, needed
    return Work(
        minutes=len(bells) * takes // MINUTE,
        due_at=due_at,
        minutes_by_then=count * takes // MINUTE,
        minutes_left=(due_at - at) // MINUTE if due_at else 0,
        callers=most,
    )
