"""The order of the steps: which step is due because of which event. Begin to read here.

A step runs in one transaction with the mark that it is done, under the row's fence; so it
happens once, however often its row is taken. A step that reaches outside the machine (an
e-mail) sends first and marks after: a crash can repeat it, never lose it.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from firstbell.foundation import freezing, shadow
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import origin
from firstbell.foundation.events import actions as events
from firstbell.foundation.events import queries as ledger
from firstbell.foundation.events.living import alive
from firstbell.foundation.freezing import actions as freezing_actions
from firstbell.journey.admissions.actions import answering as admitting
from firstbell.journey.allegations.actions import telling
from firstbell.journey.delivery.actions import (
    agreeing,
    ending,
    escalating,
    handing_on,
    nudging,
    posting,
    raising,
    recalling,
    shielding,
    sparing,
    texting,
)
from firstbell.journey.delivery.actions.looking_again import look_again
from firstbell.journey.delivery.channels import email
from firstbell.journey.handover.actions import answering, at_once, offering, passing_on, silence
from firstbell.journey.intake.actions import withdrawing
from firstbell.journey.intake.queries import children_of
from firstbell.journey.known.actions import following, knowing
from firstbell.journey.linkage.actions import link, unrecorded
from firstbell.journey.reconciliation.actions import alarming, sheets, weekly
from firstbell.journey.routing.actions.route import route_child
from firstbell.oversight.breaches import actions as breaches
from firstbell.oversight.looking.actions import glass, unusual
from firstbell.oversight.records.actions import disposing, looking_over, noting
from firstbell.registry.agencies.actions import confirming, forgotten, seconding
from firstbell.registry.agencies.actions.leaving import settle_what_has_ended
from firstbell.registry.circles.actions import leaving, refilling
from firstbell.registry.circles.queries import unattended
from firstbell.registry.cover.actions import asking, checking
from firstbell.registry.home_education.actions import answering as at_home

log = logging.getLogger(__name__)

Step = Callable[..., None]
Whom = Callable[..., Sequence[User]]
Told = Callable[..., None]
Clock = Callable[[], datetime]


def revise(incident_id: UUID, *, at: datetime) -> None:
    """Link what a revision added or changed, route anew, and bring what was told up to date."""
    link.take_as_answered(incident_id, at=at)
    link.link_incident(incident_id, at=at)
    for child in children_of(incident_id):
        release(child.id, at=at)
    raising.refresh_notifications(incident_id, at=at)


def route(child_id: UUID, *, at: datetime) -> None:
    """Route a child, offer it where another area is its, and ask who could know it."""
    if route_child(child_id, at=at):
        at_once.offer_at_once(child_id, at=at)
    knowing.ask_about(child_id, at=at)


def release(child_id: UUID, *, at: datetime) -> None:
    """Route a child whom a person has let go on, and raise what was held."""
    route(child_id, at=at)
    raising.release_notifications(child_id, at=at)


def leave_place(membership_id: UUID, *, at: datetime) -> None:
    """Hand on what a person had begun in a role that has ended, and take them out of circles."""
    handing_on.hand_on(membership_id, at=at)
    leaving.leave_circles(membership_id, at=at)


def leave(user_id: UUID, *, at: datetime) -> None:
    """Hand on what a person had begun whose account is disabled, and take them out of circles."""
    handing_on.hand_on_all(user_id, at=at)
    leaving.leave_all_circles(user_id, at=at)


def post(taken: events.Taken, *, at: datetime) -> None:
    """Tell a recording system that something waits; it is signed with the real time."""
    posting.send(taken, at=at, signed_at=datetime.now(UTC))


def offer(taken: events.Taken, *, at: datetime) -> None:
    """Say to another area that a child is offered, or ask; it is signed with the real time."""
    offering.send(taken, at=at, signed_at=datetime.now(UTC))


def answer(taken: events.Taken, *, at: datetime) -> None:
    """Say to another area what became of a child that it offered, signed with the real time."""
    answering.send(taken, at=at, signed_at=datetime.now(UTC))


class Frozen(RuntimeError):
    """This copy stands still: `firstbell thaw` asks first what went."""


STEPS: Mapping[str, Step] = {
    **dict.fromkeys(["incident.received", "incident.rolls_changed"], link.link_incident),
    "incident.revised": revise,
    **dict.fromkeys(["incident.withdrawal_asked", "incident.withdrawal_ended"], raising.say_asked),
    "incident.withdrawn": raising.withdraw_notifications,
    "allegation.look": telling.look,
    "incident.unsafe": sparing.spare,
    "household.due": unrecorded.look_who_else,
    **dict.fromkeys(["child.linked", "child.in_review", "child.unlinked", "child.not_ours"], route),
    "arrival.received": at_once.take_or_ask,
    "child.released": release,
    "child.routed": raising.raise_notification,
    "route.closed": raising.recall_route,
    "recall.made": breaches.open_record,
    "recall.answered": breaches.hear_answer,
    "agreement.in_force": agreeing.go_on_under,
    "membership.ended": leave_place,
    "person.left": leave,
    "absence.began": handing_on.hand_on_while_off,
    "interest.declared": shielding.look_at_places_of,
    "contacts.loaded": shielding.look_everywhere,
    "readers.changed": shielding.look_at_place,
    "provider.ended": ending.pass_on,
    "disposal.approved": disposing.carry_out,
}
"""Steps inside the machine: each takes the event's subject and the time."""

SAID = frozenset({"incident.received", "incident.revised", "incident.withdrawn"})
RAISED, UNANSWERED = "notification.raised", "notification.unanswered"
HURRY = (RAISED, "notification.handed_on", UNANSWERED)
"""Whose step hurries one person after the other: the first, then whoever comes next."""

TO_TELL: Mapping[str, tuple[Whom, Told]] = {
    "glass.broken": (glass.owners_of, glass.record_told),
    "confirmation.due": (confirming.whom_to_remind, confirming.record_reminded),
    "grant.asked": (seconding.who_may_agree, seconding.record_told),
    "circle.emptied": (unattended.whom_to_tell, refilling.record_told),
    "circle.refilled": (refilling.who_is_inside, refilling.record_told),
    "alarm.raised": (alarming.whom_to_tell, alarming.record_people_told),
    "incident.missed": (escalating.officers_of, escalating.record_force_told),
    "household.asked": (unrecorded.whom_to_tell, unrecorded.record_told),
    "withdrawal.asked": (withdrawing.who_may_be_second, withdrawing.record_told),
    "withdrawal.overdue": (withdrawing.who_of_the_hub, withdrawing.record_told),
    "completeness.due": (weekly.whom_to_tell, weekly.record_told),
    "cover.due": (asking.whom_to_ask, asking.record_asked),
    "contacts.due": (checking.whom_to_ask, checking.record_asked),
    **dict.fromkeys(silence.OUT, (silence.who_offers, silence.record_told)),
    **dict.fromkeys(silence.IN, (silence.who_receives, silence.record_told)),
    "recall.asked": (recalling.readers_of, recalling.record_told),
    "recall.unanswered": (recalling.who_rings, recalling.record_told),
    "allegation.due": (telling.whom_to_tell, telling.record_told),
    "allegation.changed": (telling.who_hears_of_a_change, telling.record_change_told),
    "known.due": (knowing.whom_to_tell, knowing.record_told),
    "follow_up.due": (following.whom_to_tell, following.record_told),
    "home_education.due": (at_home.whom_to_tell, at_home.record_told),
    "admissions.due": (admitting.whom_to_tell, admitting.record_told),
    "admissions.answered": (admitting.who_asked, admitting.record_answer_told),
    "breach.opened": (breaches.owners_to_tell, breaches.record_told),
    "breach.due_soon": (breaches.owners_to_tell, breaches.record_told),
}
"""Events of which several people are told: who they are, and what is written once they were."""

ASKS: Mapping[str, str] = {"cover.due": "cover", "contacts.due": "contacts"}
"""Those whose message says what is asked, which is no secret."""

OUTSIDE: Mapping[str, Step] = {
    "text.due": texting.send,
    "text.sent": texting.look_after,
    "post.due": post,
    "offer.due": offer,
    "answer.due": answer,
}
"""Steps that ask another system and mark themselves, in the order of every such step."""

TO_SEND = "password.link_asked"
"""The event of which one person is sent a link, if the address is anybody's."""

TIMED: tuple[Callable[..., object], ...] = (
    look_again,
    escalating.look_at_the_bells,
    recalling.chase_answers,
    silence.look_at_unanswered,
    breaches.remind_of_breaches,
    unusual.look_through,
    settle_what_has_ended,
    confirming.remind_and_end,
    looking_over.look_over_hourly,
    asking.look_ahead_hourly,
    checking.look_hourly,
    weekly.begin_hourly,
    sheets.make_and_put,
    noting.note_what_is_gone,
)
"""Checks that are made again and again, because time itself makes them due."""


def run(taken: events.Taken, *, at: datetime) -> None:
    """Do the step of one ledger row and mark it done. An event without a step is only marked.

    So is, where nobody is told, one whose step reaches outside.

    :raises StaleFence: if another worker has the row; what was done inside is undone.
    """
    step = STEPS.get(taken.name)
    outside = None if step or shadow.is_on() else outside_of(taken.name)
    if outside:
        outside(taken, at=at)
        return
    with transaction.atomic():
        if step is not None:
            step(taken.subject, at=at)
        if taken.name in SAID:
            telling.note(taken.subject, at=at)
        if taken.name == "incident.withdrawn":
            passing_on.note(taken.subject, at=at)
        events.mark_done(taken, at=at)


def outside_of(name: str) -> Step | None:
    """Return the step of an event that reaches outside the machine, if it has one."""
    told = {**dict.fromkeys(HURRY, hurry), **dict.fromkeys(TO_TELL, tell), TO_SEND: send_link}
    return told.get(name) or OUTSIDE.get(name)


def hurry(taken: events.Taken, *, at: datetime) -> None:
    """Hurry the first person who can be, by an e-mail and a text; without any, ask the hub.

    Sends, then marks: a crash between the two repeats the e-mail under the same Message-ID.
    """
    anew = "" if taken.name == RAISED else f"{taken.id}"
    posting.begin(taken.subject, at=at)
    while nudge := nudging.plan_nudge(taken.subject, at=at, anew=anew):
        texting.begin(nudge, at=at)
        try:
            receipt = email.send(
                address=nudge.address,
                message_id=nudge.message_id,
                unanswered_by=nudge.due_at if nudge.is_reminder else None,
                is_late=nudge.due_at <= at,
            )
        except email.PermanentFailure as failure:
            nudging.record_refused(nudge, code=failure.code, fence=taken.fence, at=at)
            continue
        except email.TemporaryFailure as failure:
            nudging.record_failed(nudge, code=failure.code, fence=taken.fence, at=at)
            raise
        with transaction.atomic():
            nudging.record_accepted(nudge, receipt, fence=taken.fence, at=at)
            if taken.name == UNANSWERED:
                escalating.go_on(taken.subject, at=at)
            events.mark_done(taken, at=at)
        return
    with transaction.atomic():
        if taken.name == UNANSWERED:
            escalating.ring_now(taken.subject, at=at)
        else:
            nudging.record_nobody_left(taken.subject, at=at, anew=bool(anew))
        events.mark_done(taken, at=at)


def tell(taken: events.Taken, *, at: datetime) -> None:
    """Tell several people by e-mail that something waits; an address that is refused is left out.

    Sends to all, then marks: a failure on the way repeats the others under the same Message-ID.
    """
    whom, told = TO_TELL[taken.name]
    reached = []
    for person in whom(taken.subject, at=at):
        with suppress(email.PermanentFailure):
            email.send(
                address=person.email,
                message_id=f"told-{taken.id}-{person.id}",
                asks=ASKS.get(taken.name, ""),
            )
            reached.append(person)
    with transaction.atomic():
        told(taken.subject, people=reached, at=at)
        events.mark_done(taken, at=at)


def send_link(taken: events.Taken, *, at: datetime) -> None:
    """Send a link to a new password to who asked for it; an address of nobody ends here.

    Sends, then marks: a crash between the two sends another link under the same Message-ID.
    """
    person, is_sent = forgotten.who_gets_link(taken.subject), False
    if person is not None:
        with suppress(email.PermanentFailure):
            link = forgotten.link_for(person)
            email.send_link(address=person.email, message_id=f"link-{taken.id}", link=link)
            is_sent = True
    with transaction.atomic():
        if person is not None and is_sent:
            forgotten.record_link_sent(person, at=at)
        events.mark_done(taken, at=at)


def check_what_time_makes_due(clock: Clock, *, between: Callable[[], None] = lambda: None) -> None:
    """Make every timed check; one that fails is told in the log and stops no other."""
    for check in TIMED:
        try:
            check(at=clock())
        except Exception as failure:  # noqa: BLE001 - the journey goes on whatever a check does
            log.error(  # noqa: TRY400 - a traceback would quote the record
                "the check %s failed: %s", check.__name__, type(failure).__name__
            )
        between()


def do_next(clock: Clock) -> bool:
    """Take the next due row and do its step; say whether there was one.

    A step that fails gives its row back for later, and never blocks the rows behind it.
    """
    taken = events.take_due(at=clock())
    if taken is None:
        return False
    try:
        with origin.through(f"step {taken.name}"):
            run(taken, at=clock())
    except events.StaleFence:
        log.warning("event %s was finished by another worker", taken.id)
    except Exception as failure:  # noqa: BLE001 - one failing row must not stop the others
        log.error(  # noqa: TRY400 - a traceback would quote the record
            "event %s (%s) failed: %s", taken.id, taken.name, type(failure).__name__
        )
        events.give_back(taken, at=clock(), error=type(failure).__name__)
    return True


def work_until_idle(clock: Clock) -> None:
    """Do everything that can be done now, waiting out the leases of workers that died.

    :raises Frozen: if this is a restored copy at whose ledger nobody has looked.
    """
    if freezing_actions.look_where_it_is(at=clock()):
        raise Frozen
    check_what_time_makes_due(clock)
    while (has_done := do_next(clock)) or ledger.unfinished_count(at=clock()):
        time.sleep(0 if has_done else PAUSE)


def work_for_ever(clock: Clock, *, is_asked_to_end: Callable[[], bool] = lambda: False) -> None:
    """Do what is due, then sleep until the ledger calls or the pause is over, until asked to end.

    The call is only a hint: after every pause the whole ledger is looked through. A step that was
    begun is ended first. A row says all the while that this worker lives. A copy that is frozen is
    waited with: no step is taken and no check made until it has been thawed.
    """
    freezing_actions.look_where_it_is(at=clock())
    with alive(time.monotonic) as say_alive, psycopg.connect(_address(), autocommit=True) as ear:
        ear.execute(f"LISTEN {events.CHANNEL}")
        looked_again_at = -LOOK_AGAIN_EVERY
        while not is_asked_to_end():
            is_time = time.monotonic() - looked_again_at >= LOOK_AGAIN_EVERY
            if is_time and not freezing.frozen():
                check_what_time_makes_due(clock, between=say_alive)
                looked_again_at = time.monotonic()
            while not is_asked_to_end() and do_next(clock):
                say_alive()
            say_alive()
            for _ in ear.notifies(timeout=PAUSE, stop_after=1):
                break


LOOK_AGAIN_EVERY = 60.0
"""Seconds between two timed checks: holds that have ended, places that have somebody now."""

PAUSE = 0.5
"""Seconds between two looks at the ledger when nobody calls."""


def _address() -> str:
    """Return where the database is, for a connection that only listens."""
    known = connection.get_connection_params()
    wanted = ("host", "port", "dbname", "user", "password")
    return make_conninfo(**{name: known[name] for name in wanted if name in known})
