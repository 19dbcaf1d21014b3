"""A day in compressed time: its clock, what people mean to do, and the work that falls due.

Time jumps from one thing to the next. At each stop the worker does all that is due, by the same
`flow` as on any morning; then whoever meant to act now acts. Nothing is done between two stops,
so a minute in which nothing happens costs nothing. Knows no person and no trouble by name.
"""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from firstbell import flow
from firstbell.foundation.events import queries as ledger

CHECKS_EVERY = timedelta(minutes=5)
"""How often time's own checks are made here. A real worker makes them every minute."""

Act = Callable[[], None]


class Day:
    """One day from its beginning on, with a worker that can be stopped and started again."""

    def __init__(self, begins: datetime, *, checks_every: timedelta = CHECKS_EVERY) -> None:
        self._now = begins
        self._checks_every = checks_every
        self._agenda: list[tuple[datetime, int, Act]] = []
        self._count = count()
        self.is_working = True
        self.steps = 0
        self.after_work: Act = lambda: None
        self.plan(begins, self._check)

    def now(self) -> datetime:
        """Return the instant that rules and people see."""
        return self._now

    def plan(self, at: datetime, act: Act) -> None:
        """Let something happen at an instant, or next where that has passed."""
        heapq.heappush(self._agenda, (max(at, self._now), next(self._count), act))

    def in_minutes(self, minutes: float, act: Act) -> None:
        """Let something happen so many minutes from now."""
        self.plan(self._now + timedelta(minutes=minutes), act)

    def live(self, until: datetime) -> None:
        """Let time go on until an instant, which becomes now."""
        while (stop := self._next(until)) is not None:
            self._now = max(stop, self._now)
            self._work()
            while self._agenda and self._agenda[0][0] <= self._now:
                heapq.heappop(self._agenda)[2]()
        self._now = until

    def _next(self, until: datetime) -> datetime | None:
        """Return when something happens next, if that is before the end."""
        planned = self._agenda[0][0] if self._agenda else None
        due = ledger.oldest_due_at(at=until) if self.is_working else None
        stops = [each for each in (planned, due) if each is not None and each <= until]
        return min(stops, default=None)

    def _work(self) -> None:
        while self.is_working and flow.do_next(self.now):
            self.steps += 1
        self.after_work()

    def _check(self) -> None:
        if self.is_working:
            flow.check_what_time_makes_due(self.now)
        self.plan(self._now + self._checks_every, self._check)
