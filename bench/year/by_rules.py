"""Play a year by the product's rules alone: no database, no process, time passed in.

Who is told, by when, in which order people are hurried, when the hub rings and whose step was late
is asked of the very functions of `firstbell.core` that the product's actions ask. What is played
here instead of done: a letter is read by somebody who looks, a call by somebody who answers, and
one child in ten waits for a look at who it is, as if linkage had been unsure.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from bench.year.hub_by_rules import Hub
from bench.year.invent import Year
from bench.year.manners import EVERY_DAY, awake_from
from bench.year.register import Register, belief_of, children_of
from bench.year.told import Child, Document, Look, Told
from firstbell.cli.rehearse.manners import (
    MINUTES_TO_LOOK,
    Manner,
)
from firstbell.core import routing
from firstbell.core.cover import not_yet_first
from firstbell.core.deadlines import deadline
from firstbell.core.escalation import Ladder, ladder, next_rung
from firstbell.core.lateness import Step
from firstbell.core.policy import Policy

WORKERS = 3
IN_REVIEW = 0.1
TRIED_AGAIN_AFTER = timedelta(minutes=5)
"""The longest that a letter waits once the mail server is back."""

SLOWLY = {"hub": Step.HUB, "sender": Step.SENDER}


class ByRules:
    """A year: what comes when, what is due when, who looks and who answers."""

    def __init__(
        self,
        year: Year,
        *,
        seed: int,
        policy: Policy,
        outages: Sequence[tuple[datetime, datetime]] = (),
        manners: Mapping[Manner, float] = EVERY_DAY,
        in_review: float = IN_REVIEW,
        workers: int = WORKERS,
    ) -> None:
        self.policy, self.register = policy, Register(year.borough, policy)
        self.children: list[Child] = []
        self.by_key: dict[str, list[Child]] = {}
        self.letters = self.decided = self.rung = self.steps = 0
        self.now = datetime.min.replace(tzinfo=UTC)
        self._seed, self._drawn_from, self._in_review = seed, manners, in_review
        self._outages = sorted(outages)
        self._chance = Random(f"{seed} rules")
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = count()
        self._looking: set[str] = set()
        self._at: defaultdict[str, list[Told]] = defaultdict(list)
        self._places: defaultdict[str, set[str]] = defaultdict(set)
        self._erred: set[str] = set()
        self._manners: dict[str, Manner] = {}
        self.hub = Hub(self, workers)
        for feed in year.feeds:
            self.plan(feed.at, partial(self._receive, feed.document))

    def plan(self, at: datetime, act: Callable[[], None]) -> None:
        """Let something happen."""
        heapq.heappush(self._agenda, (at, next(self._count), act))

    def live(self) -> None:
        """Let time go on until nothing is left to happen."""
        while self._agenda:
            self.now, _, act = heapq.heappop(self._agenda)
            self.steps += 1
            act()
            if not self._agenda or self._agenda[0][0] > self.now:
                self.hub.look_up()

    def minutes(self, between: tuple[float, float]) -> timedelta:
        """Draw how long something takes."""
        return timedelta(minutes=self._chance.uniform(*between))

    def chance(self) -> float:
        """Draw a number between nought and one."""
        return self._chance.random()

    def _receive(self, document: Document) -> None:
        for incident in document["incidents"]:
            if incident.get("status") == "withdrawn":
                self._withdraw(incident["reference"])
                continue
            belief_at = belief_of(incident)
            until: str = (incident.get("disclosure") or {}).get("hold_until") or ""
            is_held = bool(until) and datetime.fromisoformat(until) > self.now
            here = self.by_key.setdefault(incident["reference"], [])
            for said in children_of(incident, belief_at=belief_at):
                here.append(self._child(incident, said, belief_at, is_held=is_held))
            for child in here:
                self.children.append(child)
                self.settle(child)

    def _child(
        self, incident: Document, said: Document, belief_at: datetime, *, is_held: bool
    ) -> Child:
        truth = self.register.truth_of(incident, said)
        link = "linked" if truth.pupil else "unlinked"
        is_unsure = Random(f"{self._seed} {incident['reference']} {said['id']}")
        if is_unsure.random() < self._in_review:
            link = "review"
        facts = self.register.facts_of(incident, said, belief_at=belief_at, link=link, held=is_held)
        return Child(
            incident=incident,
            said=said,
            belief_at=belief_at,
            received_at=self.now,
            facts=facts,
        )

    def _withdraw(self, reference: str) -> None:
        for child in self.by_key.get(reference, ()):
            child.is_withdrawn = True
            for look in child.open_looks():
                look.until = self.now
            for told in child.told.values():
                self.end(told)

    def settle(self, child: Child) -> None:
        """Route a child by what is known now: who is told, who has to look, what may go."""
        if child.is_withdrawn:
            return
        found = routing.route(child.facts)
        wanted = {(each.why, each.recipient): each for each in found.waits}
        known = {each.why for each in child.open_looks()}
        for look in child.open_looks():
            if look.why not in {why for why, _ in wanted}:
                look.until = self.now
        for why, _ in wanted:
            if why not in known:
                known.add(why)
                owner = SLOWLY[next(each.owner for (w, _), each in wanted.items() if w == why)]
                look = Look(why=why, owner=owner, since=self.now)
                child.looks.append(look)
                self.hub.has_to_look(child, look)
        for each in found.told:
            if each.recipient not in child.told:
                child.told[each.recipient] = self._told(child, each.recipient)
        for told in child.told.values():
            if told.raised_at is None and not found.held and not told.is_over:
                self._raise(told)

    def _told(self, child: Child, recipient: str) -> Told:
        clock = deadline(child.belief_at, self.register.calendar_of(recipient), self.policy)
        return Told(child=child, recipient=recipient, clock=clock, made_at=self.now)

    def _raise(self, told: Told) -> None:
        told.raised_at = told.made_at = self.now
        self._at[told.recipient].append(told)
        told.steps = self._ladder(told)
        told.ring_at = told.steps.ring_at
        self._first_letter(told)
        self.plan(max(told.steps.rungs[0], self.now), partial(self._unanswered, told))
        self.plan(max(told.ring_at, self.now), partial(self.hub.has_to_ring, told))

    def _ladder(self, told: Told) -> Ladder:
        people = self.register.told_at(told.recipient, self.now)
        return ladder(told.clock, people=len(people) - 1, policy=self.policy)

    def _first_letter(self, told: Told) -> None:
        if told.is_over:
            return
        if back_at := self._mail_is_back():
            self.plan(back_at, partial(self._first_letter, told))
        elif people := self.register.told_at(told.recipient, self.now):
            self._hurry(told, people[0].email)
        else:
            told.ring_at = self.now
            self.hub.has_to_ring(told)

    def _unanswered(self, told: Told) -> None:
        """Hurry the next person, and let another be hurried after, while there is one."""
        if told.is_over:
            return
        if back_at := self._mail_is_back():
            self.plan(back_at, partial(self._unanswered, told))
        elif people := self.register.told_at(told.recipient, self.now):
            hurried = [each for each in people if each.email in told.hurried]
            self._hurry(told, not_yet_first(people, hurried=hurried)[0].email)
            left = sum(each.email not in told.hurried for each in people)
            if (rung := next_rung(self._ladder(told), left=left)) is not None:
                self.plan(max(rung, self.now), partial(self._unanswered, told))

    def _mail_is_back(self) -> datetime | None:
        """Return when a letter goes that cannot go now; None where it can."""
        for down_at, up_at in self._outages:
            if down_at <= self.now < up_at:
                return up_at + TRIED_AGAIN_AFTER
        return None

    def _hurry(self, told: Told, email: str) -> None:
        told.first_told = told.first_told or email
        told.hurried.append(email)
        told.hurried_at = told.hurried_at or self.now
        self.letters += 1
        self._places[email].add(told.recipient)
        manner = self.manner_of(email)
        if manner in MINUTES_TO_LOOK and email not in self._looking:
            self._looking.add(email)
            after = self.minutes(MINUTES_TO_LOOK[manner])
            self.plan(awake_from(self.now) + after, partial(self._look, email))

    def _look(self, email: str) -> None:
        self._looking.discard(email)
        errs = self.manner_of(email) == Manner.MISTAKEN and email not in self._erred
        for place in sorted(self._places[email]):
            for told in list(self._at[place]):
                if errs:
                    errs = False
                    self._erred.add(email)
                    self._deny(told)
                else:
                    told.answered_at = self.now
                    self.end(told)

    def _deny(self, told: Told) -> None:
        child = told.child
        self.end(told)
        told.answered_at = self.now
        denied = child.facts.denied | {told.recipient}
        child.facts = replace(child.facts, denied=denied)
        self.settle(child)

    def end(self, told: Told) -> None:
        """Let nothing more happen about a recipient."""
        told.is_over = True
        if told in self._at[told.recipient]:
            self._at[told.recipient].remove(told)

    def waiting_at(self, place: str) -> list[Told]:
        """Return what waits for an answer at a place."""
        return list(self._at[place])

    def manner_of(self, email: str) -> Manner:
        """Return how a person is, the same for the whole year; a stranger is slow."""
        if email not in self._manners:
            manners, shares = zip(*self._drawn_from.items(), strict=True)
            self._manners[email] = Random(f"{self._seed} {email}").choices(manners, shares)[0]
        return self._manners[email]
