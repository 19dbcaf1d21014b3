"""Ring a recipient: claim the call so that nobody else rings too, and write down how it went.

Nobody rings about an incident that they are an adult of themselves, nor from outside the circle
of one that is restricted or sealed: somebody else does.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from firstbell.core import lifecycle
from firstbell.core.need_to_know import Act
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.actions.nudging import people_who_may_know
from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.intake.asking import asking
from firstbell.registry.agencies.models import Contact, Desk, Establishment

CLAIM = timedelta(minutes=10)
"""How long a call is one caller's own: a long call, or one that was forgotten."""

WAITING_FOR_AN_ANSWER = (
    Notification.State.RAISED,
    Notification.State.SENT,
    Notification.State.OPENED,
)


class CannotCall(RuntimeError):
    """The call cannot be claimed or ended so; the message says what is in the way."""


@acting.as_system
def claim_call(
    *,
    establishment: Establishment | None = None,
    desk: Desk | None = None,
    by: User,
    at: datetime,
) -> Call:
    """Take the call to one recipient, about everything that waits there for an answer.

    :raises CannotCall: if somebody else is ringing, or nothing waits there.
    """
    waiting = may_speak_of(
        by,
        Notification.objects.select_for_update().filter(
            establishment=establishment,
            desk=desk,
            state__in=WAITING_FOR_AN_ANSWER,
            closed_at=None,
        ),
        at=at,
    )
    if not waiting:
        raise CannotCall("nothing waits for an answer there any more")
    running = Call.objects.filter(
        Q(claim_ends_at__gt=at), establishment=establishment, desk=desk, ended_at=None
    ).first()
    if running is not None and running.claimed_by_id == by.id:
        return running
    if running is not None:
        raise CannotCall(f"{running.claimed_by} is ringing them now")
    call = Call.objects.create(
        establishment=establishment,
        desk=desk,
        claimed_by=by,
        claimed_at=at,
        claim_ends_at=at + CLAIM,
    )
    call.notifications.set(waiting)
    _audit("call.claimed", call, by=by, at=at)
    return call


def may_speak_of(caller: User, rows: Iterable[Notification], *, at: datetime) -> list[Notification]:
    """Return the rows that the caller may decide about, and so ring about.

    Asked at every step of a call: a revision may name an adult after it was claimed, and a seal
    acts at once.
    """
    who = asking(caller, at=at)
    return [row for row in rows if Act.DECIDE in who.grant(row.incident_id).acts]


@acting.as_system
def end_call(*, call: Call, outcome: str, spoke_to: Contact | None, by: User, at: datetime) -> Call:
    """Write down how a call went. Only a named key adult who may know counts as told.

    The number is the one held for that person, so that "phoned" always says whom and where.

    :raises CannotCall: if the call was ended, is somebody else's, or the person may not be told.
    """
    call = Call.objects.select_for_update(of=("self",)).get(id=call.id)
    if call.ended_at is not None:
        raise CannotCall("this call has been ended already")
    if call.claimed_by_id != by.id:
        raise CannotCall("this call is somebody else's")
    if outcome == Call.Outcome.REACHED:
        if spoke_to is None:
            raise CannotCall("say which key adult you spoke to")
        _tell(call, spoke_to, by=by, at=at)
        call.spoke_to, call.number = spoke_to, spoke_to.phone or spoke_to.mobile
    call.outcome, call.ended_at = outcome, at
    call.save(update_fields=["outcome", "ended_at", "spoke_to", "number"])
    _audit(f"call.{outcome}", call, by=by, at=at)
    return call


def _tell(call: Call, person: Contact, *, by: User, at: datetime) -> None:
    told = 0
    waiting = call.notifications.select_for_update().filter(state__in=WAITING_FOR_AN_ANSWER)
    for notification in may_speak_of(by, waiting, at=at):
        if person not in people_who_may_know(notification, at=at):
            continue
        lifecycle.check_can_move(
            lifecycle.NOTIFICATION, notification.state, Notification.State.PHONED
        )
        notification.state, notification.closed_at = Notification.State.PHONED, at
        notification.save(update_fields=["state", "closed_at"])
        events.record("notification.phoned", subject=notification.id, at=at)
        audit.record(
            "notification.phoned",
            subject_kind="notification",
            subject_id=notification.id,
            by=by,
            at=at,
            detail={"call": str(call.id), "contact": str(person.id)},
        )
        told += 1
    if not told:
        raise CannotCall("this person must not be told about any of what waits there")


def _audit(action: str, call: Call, *, by: User, at: datetime) -> None:
    audit.record(action, subject_kind="call", subject_id=call.id, by=by, at=at)
