"""Seats of the hub's rota: which are empty that should have somebody by now. Names nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from firstbell.core.calendars import WorkingDays, local_day
from firstbell.core.policy import Policy
from firstbell.core.rota import Span, shifts, warned_at, without
from firstbell.registry.agencies.queries import calendars, places
from firstbell.registry.cover.models import OnCall

KEEPS_ONE = timedelta(days=28)
"""A hub whose last shift of somebody ended so long ago keeps no rota here."""

AHEAD = timedelta(days=7)
"""Longer than from a last working day over any holidays to the next."""


@dataclass(frozen=True, kw_only=True)
class EmptySeat:
    """A stretch of a shift, to come or of now, that has nobody, and since when that is an alarm."""

    span: Span
    warned_at: datetime


def empty_seats(policy: Policy, *, at: datetime) -> list[EmptySeat]:
    """Return what nobody is on call for though somebody should be named by now, the first first.

    Nothing of a hub that keeps no rota.
    """
    rows = OnCall.objects.filter(removed_at=None, ends_at__gt=at - KEEPS_ONE)
    taken = [Span(starts_at=each.starts_at, ends_at=each.ends_at) for each in rows]
    if not taken:
        return []
    days, today = hub_days(policy), local_day(at)
    return [
        EmptySeat(span=left, warned_at=warned)
        for shift in shifts(days, policy, first=today - timedelta(days=1), last=today + AHEAD)
        if shift.ends_at > at and (warned := warned_at(shift, days, policy)) <= at
        for left in without(shift, taken)[:1]
    ]


def hub_days(policy: Policy) -> WorkingDays:
    """Return the working days of the area: those of its first council's nation."""
    codes = [each.code for each in places.our_councils()]
    return WorkingDays(
        nation=calendars.nation_of(codes[0] if codes else ""),
        one_off_bank_holidays=frozenset(policy.one_off_bank_holidays),
    )
