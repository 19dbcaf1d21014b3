"""The hub of a year played by the rules: people who decide and ring, by day and by night."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Protocol

from bench.year.manners import awake_from
from bench.year.register import MISSING, Register
from bench.year.told import Child, Look, Told
from firstbell.cli.rehearse.manners import (
    ANSWERS_THE_TELEPHONE,
    MINUTES_TO_DECIDE,
    MINUTES_TO_RING,
    Manner,
)
from firstbell.core.calendars import local_day
from firstbell.core.lifecycle import LinkState
from firstbell.core.rota import bell_that_counts, urgency

STOPS = ("hold", "victim", "causing_harm")


class World(Protocol):
    """What the hub works in."""

    now: datetime
    register: Register
    decided: int
    rung: int

    def plan(self, at: datetime, act: Callable[[], None]) -> None: ...
    def minutes(self, between: tuple[float, float]) -> timedelta: ...
    def chance(self) -> float: ...
    def settle(self, child: Child) -> None: ...
    def end(self, told: Told) -> None: ...
    def waiting_at(self, place: str) -> list[Told]: ...
    def manner_of(self, email: str) -> Manner: ...


class Hub:
    """Three people by day and by night: the first decides before ringing, the others ring."""

    def __init__(self, world: World, workers: int) -> None:
        self._world = world
        self._resting = list(range(workers))
        self._to_decide: list[tuple[datetime, int, Child, Look]] = []
        self._to_ring: dict[str, list[Told]] = {}
        self._rung: Counter[str] = Counter()
        self._claimed: set[str] = set()
        self._order = count()
        self._wakes: set[datetime] = set()

    def has_to_look(self, child: Child, look: Look) -> None:
        """Put a stop before the hub."""
        due_at = child.belief_at
        if child.told:
            due_at = min(each.clock.due_at for each in child.told.values())
        heapq.heappush(self._to_decide, (due_at, next(self._order), child, look))

    def has_to_ring(self, told: Told) -> None:
        """Put a recipient on the list of calls, if nobody has answered."""
        if not told.is_over:
            here = self._to_ring.setdefault(told.recipient, [])
            if told not in here:
                here.append(told)

    def look_up(self) -> None:
        """Let whoever rests do what there is to do."""
        for worker in list(self._resting):
            minutes = self._do(decides_first=worker == 0)
            if minutes is not None:
                self._resting.remove(worker)
                self._world.plan(self._world.now + minutes, partial(self._resting.append, worker))

    def _do(self, *, decides_first: bool) -> timedelta | None:
        acts = (self._decide, self._ring)
        for act in acts if decides_first else reversed(acts):
            if (minutes := act()) is not None:
                return minutes
        return None

    def _decide(self) -> timedelta | None:
        while self._to_decide:
            _, _, child, look = heapq.heappop(self._to_decide)
            if look.until is None:
                self._settle(child, look)
                self._world.decided += 1
                return self._world.minutes(MINUTES_TO_DECIDE)
        return None

    def _settle(self, child: Child, look: Look) -> None:
        world, facts, on = self._world, child.facts, local_day(child.belief_at)
        look.until = world.now
        if look.why in STOPS:
            child.facts = replace(facts, settled=facts.settled | {look.why})  # type: ignore[arg-type]
        elif look.why == "review":
            truth = world.register.truth_of(child.incident, child.said)
            link: LinkState = "linked" if truth.pupil else "unlinked"
            rows = world.register.registrations(truth, on)
            child.facts = replace(facts, link=link, registrations=rows)
        elif look.why == "out_of_area":
            return
        elif look.why == "no_recipient" and child.told:
            for urn in (each for each in child.told if ":" not in each):
                if not world.register.has_anybody(urn, on):
                    world.register.name_somebody(urn)
            rows = tuple(replace(each, has_key_adult=True) for each in facts.registrations)
            chosen = facts.chosen and replace(facts.chosen, has_key_adult=True)
            child.facts = replace(facts, registrations=rows, chosen=chosen)
        else:
            self._choose(child, on)
        world.settle(child)

    def _choose(self, child: Child, on: date) -> None:
        """Tell the school that the family names, or the desk for children without one."""
        world, facts = self._world, child.facts
        truth = world.register.truth_of(child.incident, child.said)
        schools = [urn for urn, _ in truth.recipients or () if urn.isdecimal()]
        told = [urn for urn in schools if urn not in facts.denied] or [MISSING]
        child.facts = replace(
            facts,
            link="unlinked",
            registrations=(),
            home_educated=False,
            chosen=world.register.chosen(told[0], on),
        )

    def _ring(self) -> timedelta | None:
        """Ring the most urgent place, unless people sleep."""
        world = self._world
        for place, rows in list(self._to_ring.items()):
            rows[:] = [each for each in rows if not each.is_over]
            if not rows:
                del self._to_ring[place]
        free = [each for each in self._to_ring if each not in self._claimed]
        wakes_at = awake_from(world.now)
        if not free or wakes_at > world.now:
            if free and wakes_at not in self._wakes:
                self._wakes.add(wakes_at)
                world.plan(wakes_at, lambda: None)
            return None
        place = min(free, key=self._urgency)
        rows = world.waiting_at(place)
        for each in rows:
            each.rung_at = each.rung_at or world.now
        self._claimed.add(place)
        self._rung[place] += 1
        world.rung += 1
        minutes = world.minutes(MINUTES_TO_RING)
        world.plan(world.now + minutes, partial(self._hang_up, place, rows))
        return minutes

    def _urgency(self, place: str) -> tuple[int, tuple[bool, datetime], str]:
        at = self._world.now
        bell = bell_that_counts([each.clock.due_at for each in self._to_ring[place]], at=at)
        return self._rung[place], urgency(bell, at=at), place

    def _hang_up(self, place: str, rows: Iterable[Told]) -> None:
        world = self._world
        self._claimed.discard(place)
        for person in world.register.told_at(place, world.now):
            if world.chance() < ANSWERS_THE_TELEPHONE[world.manner_of(person.email)]:
                for told in rows:
                    if not told.is_over:
                        told.answered_at = world.now
                        world.end(told)
                return
