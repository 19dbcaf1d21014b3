"""The hub of a rehearsal: people who decide what waits for a person, and ring who is silent.

They work through the same doors and acts as the pages, one thing after the other, and each thing
takes them minutes. What a worker would find out by asking (who the child truly is) they are told
by the invention's truth; the product itself never reads it.
"""

import random
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from firstbell.cli.demo.journey import is_pupil
from firstbell.cli.rehearse.adults import Staffrooms
from firstbell.cli.rehearse.day import Day
from firstbell.cli.rehearse.manners import (
    ANSWERS_THE_TELEPHONE,
    MINUTES_TO_DECIDE,
    MINUTES_TO_RING,
)
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions import calling, screening
from firstbell.journey.delivery.models import Call
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.intake.models import RecordedChild, Waiting
from firstbell.journey.linkage.actions import review
from firstbell.journey.reconciliation.access import hub as door
from firstbell.journey.reconciliation.calls import Place
from firstbell.journey.routing import access
from firstbell.journey.routing.actions import choose
from firstbell.registry.agencies.actions import loading
from firstbell.registry.agencies.actions.desks import desk_for

Why = Waiting.Why

Truth = Mapping[tuple[str, str], dict[str, Any]]
"""By incident and child: who it truly is, and who must be told."""

UNKNOWN: Mapping[str, Any] = {"pupil": None, "recipients": None}
"""Who is no child of the invention, such as a former partner of 17."""

LOOKS_AGAIN_AFTER = 3.0
"""After how many minutes somebody with nothing to do looks again."""

TAKEN_OVER = "Their own force was told by telephone and has taken the child over."
ASKED = "The police said: recorded in error, no such child."


class Hub:
    """The people of the hub, at work from the hour that each of them begins."""

    def __init__(
        self, day: Day, chance: random.Random, staff: Staffrooms, truth: Truth, council: str
    ) -> None:
        self._day = day
        self._chance = chance
        self._staff = staff
        self._truth = truth
        self._council = council
        self._asked: set[UUID] = set()
        self._times_rung: Counter[UUID] = Counter()
        self.decided = 0
        self.rung = 0

    def begins(self, worker: User, at: datetime, *, decides_first: bool) -> None:
        """Let a worker begin at an hour, and go on until the day is over."""
        self._day.plan(at, lambda: self._go_on(worker, decides_first=decides_first))

    def _go_on(self, worker: User, *, decides_first: bool) -> None:
        again = self._do_one_thing(worker, decides_first=decides_first) or LOOKS_AGAIN_AFTER
        self._day.in_minutes(again, lambda: self._go_on(worker, decides_first=decides_first))

    def _do_one_thing(self, worker: User, *, decides_first: bool) -> float:
        """Decide or ring, whichever there is to do; return how long it took."""
        decides = (self._decide_one, self._ring_one)
        minutes = 0.0
        for do in decides if decides_first else reversed(decides):
            with self._as(worker):
                minutes = minutes or do(worker)
        return minutes

    def _as(self, worker: User) -> AbstractContextManager[None]:
        """Act for a worker as a page does, shown only the rows that are theirs to see."""
        return acting.for_person(
            worker.id, at=self._day.now(), stands_back_from=lambda: stands_back_from(worker)
        )

    def _decide_one(self, worker: User) -> float:
        """Decide the most urgent wait that this worker may see; return how long it took."""
        waits = self._to_decide().order_by("due_at", "id")
        for wait in waits.select_related("child__incident", "child__link"):
            try:
                child = access.child(worker, wait.child_id, at=self._day.now())
            except access.NotForThem:
                continue
            access.child_page(child, by=worker, at=self._day.now())
            self._settle(child, wait, worker)
            self.decided += 1
            return self._chance.uniform(*MINUTES_TO_DECIDE)
        return 0

    def _to_decide(self) -> QuerySet[Waiting]:
        waits = Waiting.objects.filter(closed_at=None).exclude(why=Why.QUESTION)
        return waits.exclude(id__in=self._asked)

    def _settle(self, child: RecordedChild, wait: Waiting, worker: User) -> None:
        at = self._day.now()
        if wait.why == Why.REVIEW:
            self._who_is_it(child, worker)
        elif wait.why == Why.FREE_TEXT:
            screening.settle_texts(child=child, let_go=[], by=worker, at=at)
        elif wait.why in choose.BEFORE_ANYONE or wait.why == Why.CONFLICT:
            choose.release_child(child=child, why=wait.why, by=worker, at=at)
        elif wait.why in (Why.VANISHED, Why.OUT_OF_AREA):
            said = ASKED if wait.why == Why.VANISHED else TAKEN_OVER
            choose.close_for_a_reason(child=child, why=wait.why, outcome=said, by=worker, at=at)
        elif wait.why == Why.NO_RECIPIENT:
            self._asked.add(wait.id)
            self._ask_for_a_name_or_tell_another(child, worker)
        else:
            self._whom_to_tell(child, worker)

    def _who_is_it(self, child: RecordedChild, worker: User) -> None:
        true, at = self._true(child)["pupil"], self._day.now()
        shown = child.link.candidates.select_related("pupil")
        for candidate in shown if true else ():
            if is_pupil(candidate.pupil, true):
                review.decide_this_one(
                    link=child.link, pupil_id=candidate.pupil_id, by=worker, at=at
                )
                return
        review.decide_none_of_these(link=child.link, by=worker, at=at)

    def _whom_to_tell(self, child: RecordedChild, worker: User) -> None:
        """Choose the school that the family names, or the desk for children without one."""
        for urn in self._schools(child):
            school = access.school(urn)
            try:
                if school is not None:
                    choose.choose_establishment(
                        child=child, establishment=school, by=worker, at=self._day.now()
                    )
                    return
            except choose.CannotChoose:
                continue
        code = f"{self._council}:missing-education"
        choose.choose_desk(
            child=child,
            desk=desk_for(code),
            reason=access.reason_of_desk(code),
            by=worker,
            at=self._day.now(),
        )

    def _schools(self, child: RecordedChild) -> list[str]:
        said = [str(each["recipient"]) for each in self._true(child)["recipients"] or []]
        return [each for each in said if each.isdecimal()]

    def _ask_for_a_name_or_tell_another(self, child: RecordedChild, worker: User) -> None:
        """Ring a school that has named nobody, and write down whom it names.

        A child who has left every roll has no school that could: then another is told.
        """
        rows = [row for row in child.notifications.all() if row.establishment and not row.closed_at]
        if not rows:
            self._whom_to_tell(child, worker)
        for urn in {row.establishment.urn for row in rows if row.establishment}:
            line = f"{urn},Head of the day,office.{urn}@rehearsal.example,1,head,01632 960999"
            loading.load_contacts(
                content=f"urn,name,email,order,role,phone\n{line}\n".encode(),
                file_name="named by telephone",
                by=worker,
                at=self._day.now(),
            )

    def _true(self, child: RecordedChild) -> Mapping[str, Any]:
        return self._truth.get((child.incident.reference, child.reference), UNKNOWN)

    def _ring_one(self, worker: User) -> float:
        """Ring the most urgent place whose time has come; return how long it took."""
        places = door.places_to_ring(worker, at=self._day.now())
        due = [each for each in places if each.is_due and not each.claimed_by]
        if not due:
            return 0
        place = min(due, key=lambda each: self._times_rung[each.place_id])
        call = calling.claim_call(
            **door.place_to_ring(place.place_id), by=worker, at=self._day.now()
        )
        self._times_rung[place.place_id] += 1
        self.rung += 1
        minutes = self._chance.uniform(*MINUTES_TO_RING)
        self._day.in_minutes(minutes, lambda: self._hang_up(call.id, place, worker))
        return minutes

    def _hang_up(self, call_id: UUID, place: Place, worker: User) -> None:
        """End a call with whom it reached; a school that answered meanwhile was rung in vain."""
        with self._as(worker):
            self._end(call_id, place, worker)

    def _end(self, call_id: UUID, place: Place, worker: User) -> None:
        call, at = door.call_to_end(call_id), self._day.now()
        for each in place.people:
            person = door.person_at(call, each.contact_id)
            if person is None or not self._is_reached(person.email):
                continue
            try:
                calling.end_call(
                    call=call, outcome=Call.Outcome.REACHED, spoke_to=person, by=worker, at=at
                )
            except calling.CannotCall:
                continue
            door.one_call(worker, call_id, at=at)
            return
        said = Call.Outcome.LEFT_NO_DETAIL if place.switchboard else Call.Outcome.NO_ANSWER
        calling.end_call(call=call, outcome=said, spoke_to=None, by=worker, at=at)

    def _is_reached(self, email: str) -> bool:
        return self._chance.random() < ANSWERS_THE_TELEPHONE[self._staff.manner_of(email)]
