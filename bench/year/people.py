"""The people of a year: awake by day, at work every day; a hub that is never empty.

They act through the same doors and acts as in a rehearsal.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bench.year.manners import RINGS_AGAIN_AFTER, awake_from
from firstbell.cli.rehearse.adults import KeyAdult, Staffrooms
from firstbell.cli.rehearse.day import Day
from firstbell.cli.rehearse.hub import Hub
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions.nudging import OPEN
from firstbell.journey.delivery.models import Notification
from firstbell.registry.agencies.actions import confirming
from firstbell.registry.agencies.queries import people, standing

CONFIRMED_EVERY = timedelta(weeks=15)
"""How often somebody says of each person that they still work there."""


class Awake(Staffrooms):
    """Key adults who look by day only, from seven until ten at night."""

    def _looks_from(self, _adult: KeyAdult) -> datetime:
        return awake_from(self._day.now())

    def is_awake(self) -> bool:
        """Say whether anybody answers a telephone now."""
        return awake_from(self._day.now()) == self._day.now()


class NeverEmpty(Hub):
    """A hub by day and by night: who has nothing to do rests until there is something new."""

    _staff: Awake

    def __init__(self, day: Day, *more: Any, **named: Any) -> None:
        super().__init__(day, *more, **named)
        self._resting: dict[User, bool] = {}
        self._left: set[UUID] = set()
        self._looks_at: datetime | None = None

    def begins(self, worker: User, _at: datetime, *, decides_first: bool) -> None:
        """Let a worker rest until there is something to do."""
        self._resting[worker] = decides_first

    def wake(self) -> None:
        """Let whoever rests look up at once for what is new, and in time for the next call."""
        if self._resting and self._is_something_new():
            self._look_at(self._day.now())
        elif self._resting:
            self._look_up_for_the_next_call()

    def _look_at(self, at: datetime) -> None:
        if self._looks_at is None or at < self._looks_at:
            self._looks_at = at
            self._day.plan(at, self._look_up)

    def _look_up(self) -> None:
        self._looks_at = None
        resting, self._resting = self._resting, {}
        for worker, decides_first in resting.items():
            self._go_on(worker, decides_first=decides_first)

    def _go_on(self, worker: User, *, decides_first: bool) -> None:
        minutes = self._do_one_thing(worker, decides_first=decides_first)
        if minutes:
            self._day.in_minutes(minutes, lambda: self._go_on(worker, decides_first=decides_first))
            return
        self._resting[worker] = decides_first
        self._left = set(self._to_decide().values_list("id", flat=True))
        self._look_up_for_the_next_call()

    def _is_something_new(self) -> bool:
        return self._to_decide().exclude(id__in=self._left).exists()

    def _ring_one(self, worker: User) -> float:
        return super()._ring_one(worker) if self._staff.is_awake() else 0

    def _look_up_for_the_next_call(self) -> None:
        """Look up when the next place is to be rung; by night, when people are awake."""
        now = self._day.now()
        rows = Notification.objects.filter(state__in=OPEN, closed_at=None, withdrawn_at=None)
        later = rows.filter(ring_at__gt=now).order_by("ring_at")
        times = list(later.values_list("ring_at", flat=True)[:1])
        if rows.filter(ring_at__lte=now).exists():
            times.append(now + RINGS_AGAIN_AFTER)
        if times:
            self._look_at(awake_from(min(times)))


def confirm_everybody(*, at: datetime) -> None:
    """Let those who may say it say of everybody that they still work there."""
    for row in people.holding(at).filter(user__is_active=True, ends_at=None):
        who = standing.who_may_confirm([row], at)[row.id]
        by = (
            User.objects.filter(id__in=[str(each) for each in who], is_active=True)
            .order_by("id")
            .first()
        )
        if by is not None:
            confirming.confirm(row, by=by, at=at)
