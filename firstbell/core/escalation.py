"""Who is chased next when nobody answers, and when the hub rings: the ladder of one notification.

At `chase_at` the next person at the place is chased, then the one after, each at an instant of
their own, and at last the hub rings. The steps shrink where the bell is near: the hub rings in
time whatever has been tried by then, and at once where the chase lies in the past.

- *overnight*: the ladder stands between the chase and the bell.
- *in session*: from the chase on, in the same steps; the next bell is far, the hub is not.
- *out of term*: the steps are hours, and the hub rings when the council is to hear of the silence.

Reminders keep quiet hours; ringing does not, because the hub decides whom it may wake. What was
sent, and to whom, is not known here. Pure: instants are aware, passed in, and returned in UTC.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from firstbell.core.calendars import LONDON
from firstbell.core.deadlines import Deadline
from firstbell.core.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """When each further person is chased, in their order, and when the hub rings."""

    rungs: tuple[datetime, ...]
    ring_at: datetime


def ladder(clock: Deadline, *, people: int, policy: Policy) -> Ladder:
    """Return the ladder of a notification at a place with so many people to chase.

    `people` counts those who are chased after the first, who was told at once; where there is no
    other, that one is reminded: a ladder has a rung at least. No rung is later than the ring.
    """
    count = max(people, 1)
    step = policy.chase_step
    latest = clock.due_at - policy.ring_lead
    if clock.council_chase_at is not None:
        step = policy.chase_step_holidays
        latest = min(latest, clock.council_chase_at)
    ring_at = max(clock.chase_at, min(clock.chase_at + count * step, latest))
    shrunk = min(step, (ring_at - clock.chase_at) / count)
    rungs = tuple(
        min(after_quiet(clock.chase_at + number * shrunk, policy), ring_at)
        for number in range(count)
    )
    return Ladder(rungs=rungs, ring_at=ring_at)


def next_rung(found: Ladder, *, left: int) -> datetime | None:
    """Return when the first of so many who were not hurried yet is chased; None without any."""
    return found.rungs[max(len(found.rungs) - left, 0)] if left else None


def after_quiet(at: datetime, policy: Policy) -> datetime:
    """Return the first instant from `at` on that lies in no quiet hours, which may span midnight.

    :raises ValueError: if `at` has no timezone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a timezone")
    local = at.astimezone(LONDON)
    if not _within(local.time(), policy.quiet_from, policy.quiet_to):
        return at.astimezone(UTC)
    ends = datetime.combine(local.date(), policy.quiet_to, LONDON)
    if ends <= local:
        ends = datetime.combine(local.date() + timedelta(days=1), policy.quiet_to, LONDON)
    return ends.astimezone(UTC)


def _within(moment: time, begin: time, end: time) -> bool:
    if begin <= end:
        return begin <= moment < end
    return moment >= begin or moment < end
