"""The door to the hub's own rota: who is on call now, and on each shift to come.

For the hub. Nothing here is about a child, so that reading it leaves no entry in the trail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from firstbell.core.calendars import WorkingDays, local_day
from firstbell.core.policy import Policy
from firstbell.core.rota import Span, is_staffed, shifts, without
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people, rules
from firstbell.registry.cover.models import OnCall
from firstbell.registry.cover.queries import seats

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)

AHEAD = timedelta(days=13)
"""How far the rota is shown: two weeks."""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One person on call for a shift."""

    on_call_id: UUID
    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One shift, who is on call for it, and whether a part of it has nobody."""

    span: Span
    people: tuple[Duty, ...]
    is_open: bool

    @property
    def key(self) -> str:
        """How a form names it."""
        return self.span.starts_at.isoformat()


@dataclass(frozen=True, kw_only=True)
class Now:
    """Who answers for the hub at this moment: its staff, or whoever is on call."""

    is_staffed: bool
    people: tuple[Duty, ...]
    next_gap: Span | None
    """The first shift within a day that has nobody."""


def rota(*, at: datetime) -> tuple[Shift, ...]:
    """Return the shifts of two weeks, that of now included."""
    policy = rules.policy()
    return _shifts(seats.hub_days(policy), policy, at=at)


def _shifts(days: WorkingDays, policy: Policy, *, at: datetime) -> tuple[Shift, ...]:
    today = local_day(at)
    spans = shifts(days, policy, first=today - timedelta(days=1), last=today + AHEAD)
    return _with_people([each for each in spans if each.ends_at > at])


def now(*, at: datetime) -> Now:
    """Return who answers for the hub now, and whether a shift of the next day has nobody."""
    policy = rules.policy()
    days = seats.hub_days(policy)
    ahead = _shifts(days, policy, at=at)
    here = [each for each in ahead if each.span.holds(at)]
    soon = [each for each in ahead if at < each.span.starts_at <= at + timedelta(days=1)]
    return Now(
        is_staffed=is_staffed(at, days, policy),
        people=tuple(duty for each in here for duty in each.people),
        next_gap=next((each.span for each in soon if each.is_open), None),
    )


def staff(*, at: datetime) -> list[User]:
    """Return who works at the hub and can be put on call."""
    found = people.who_holds(*HUB, at=at)
    return sorted(found, key=lambda each: (each.name, each.email))


def is_on_the_rota(on_call_id: UUID) -> bool:
    """Say whether there is such a shift of somebody."""
    return OnCall.objects.filter(id=on_call_id).exists()


def _with_people(spans: Sequence[Span]) -> tuple[Shift, ...]:
    if not spans:
        return ()
    rows = list(
        OnCall.objects.filter(
            removed_at=None, ends_at__gt=spans[0].starts_at, starts_at__lt=spans[-1].ends_at
        )
        .select_related("user")
        .order_by("starts_at", "named_at", "id")
    )
    return tuple(
        Shift(
            span=span,
            people=tuple(
                Duty(on_call_id=row.id, name=row.user.name, phone=row.user.phone)
                for row in rows
                if row.starts_at < span.ends_at and row.ends_at > span.starts_at
            ),
            is_open=bool(without(span, map(_span, rows))),
        )
        for span in spans
    )


def _span(row: OnCall) -> Span:
    return Span(starts_at=row.starts_at, ends_at=row.ends_at)
