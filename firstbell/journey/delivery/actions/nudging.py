"""Hurry a person: which one, by which message, and what became of it.

An attempt is written after the mail server answered. A crash between the two repeats an
e-mail, which says the same under the same Message-ID; it never loses one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from firstbell.core.calendars import local_day
from firstbell.core.closeness import free_of
from firstbell.core.cover import in_order, is_in_date, left_after, not_yet_first
from firstbell.foundation import acting
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.channels.email import Receipt
from firstbell.journey.delivery.deadlines import is_holiday
from firstbell.journey.delivery.models import Attempt, Conflict, Notification
from firstbell.journey.intake.actions.waiting import wait
from firstbell.journey.intake.models import Waiting
from firstbell.registry.agencies.models import Contact, Desk, Establishment
from firstbell.registry.agencies.queries import contacts, people, rules
from firstbell.registry.cover.queries import absences, turns

State = Notification.State

EMAIL = "email"

REFUSED = Attempt.Outcome.REFUSED

OPEN = (State.RAISED, State.SENT, State.OPENED)
"""States in which somebody there still has to answer."""


@dataclass(frozen=True, kw_only=True)
class Nudge:
    """One message to one person: an address and a constant text, nothing of the child."""

    notification_id: UUID
    contact_id: UUID
    address: str
    message_id: str
    due_at: datetime
    # Somebody was told before and nobody has answered, or the bell has rung already.
    is_reminder: bool


def plan_nudge(notification_id: UUID, *, at: datetime, anew: str = "") -> Nudge | None:
    """Return whom to hurry now, or None when nobody needs to be or can be.

    The first key adult in order whose address the mail server has not refused for good; out
    of term the duty key adult. Nobody whom a conflict keeps out is ever among them. `anew` names
    why another person is hurried although somebody was before: whoever was not yet comes first.
    Whoever is told first is told under one Message-ID, whichever step comes to it.
    """
    notification = Notification.objects.select_related("establishment", "desk").get(
        id=notification_id
    )
    if notification.withdrawn_at or notification.state not in (OPEN if anew else (State.RAISED,)):
        return None
    again = "" if notification.state == State.RAISED else anew
    tried = list(notification.attempts.values_list("contact", "outcome", "channel"))
    refused = {who for who, outcome, way in tried if outcome == REFUSED and way == EMAIL}
    done = {who for who, outcome, _way in tried if outcome == Attempt.Outcome.ACCEPTED}
    left = [each for each in people_to_tell(notification, at=at) if each.id not in refused]
    hurried = [each for each in left if each.id in done]
    # Before anybody was told the first is the first, also where another step is just telling them.
    for contact in not_yet_first(left, hurried=hurried) if again else left:
        return Nudge(
            notification_id=notification.id,
            contact_id=contact.id,
            address=contact.email,
            message_id=str(uuid5(notification.id, f"{contact.id}{again}")),
            due_at=notification.due_at,
            is_reminder=bool(anew) or notification.due_at <= at,
        )
    return None


def addressed(notification_id: UUID) -> str:
    """Return where a message about a notification goes, as a person calls the place."""
    rows = Notification.objects.select_related("establishment", "desk")
    found = rows.filter(id=notification_id).first()
    return found.recipient_name if found else ""


def is_left_alone(notification: Notification, *, at: datetime) -> bool:
    """Say whether nobody who was hurried about it, or has opened it, is there any more.

    Of one that is held, whether nobody is there at all.
    """
    if notification.state == State.RAISED:
        return True
    if notification.state == State.HELD:
        return not people_here(notification, at=at)
    hurried = set(
        notification.attempts.filter(outcome=Attempt.Outcome.ACCEPTED).values_list(
            "contact", flat=True
        )
    )
    still = [
        each.user
        for each in people.who_belongs_to(**notification.place, at=at)
        if each.user_id == notification.opened_by_id
    ]
    if still and not absences.addresses_off(local_day(at), [each.email for each in still]):
        return False
    return not any(each.id in hurried for each in people_here(notification, at=at))


def people_to_tell(notification: Notification, *, at: datetime) -> list[Contact]:
    """Return the key adults to hurry, in order: those who are here, or all where none is.

    So a place never loses its last recipient; that nobody is here the hub is told besides.
    """
    may_know = people_who_may_know(notification, at=at)
    off = absences.who_is_off(may_know, on=local_day(at))
    return left_after(may_know, off, _untrained(may_know, at=at))


def _untrained(told: list[Contact], *, at: datetime) -> list[Contact]:
    """Return those whose training is not in date, where a partnership requires it."""
    policy = rules.policy()
    if policy.training_required == "no":
        return []
    today, lasts = local_day(at), policy.training_lasts
    return [each for each in told if not is_in_date(each.trained_on, today=today, lasts=lasts)]


def people_here(notification: Notification, *, at: datetime) -> list[Contact]:
    """Return those of the key adults to hurry who are not off."""
    return _here(people_who_may_know(notification, at=at), at=at)


def is_anybody_here(told: Iterable[Contact], *, at: datetime) -> bool:
    """Say whether any of these is not off."""
    return bool(_here(list(told), at=at))


def _here(told: list[Contact], *, at: datetime) -> list[Contact]:
    off = absences.who_is_off(told, on=local_day(at))
    return [each for each in told if each not in off]


def people_who_may_know(notification: Notification, *, at: datetime) -> list[Contact]:
    """Return the key adults in order, without those whom a conflict keeps out."""
    return without_conflicts(
        people_in_order(**notification.place, at=at),
        notification.conflicts.select_related("contact", "user"),
    )


def people_in_order(
    establishment: Establishment | None, desk: Desk | None, *, at: datetime
) -> list[Contact]:
    """Return every key adult of one place, in the order in which they are told now.

    In the holidays whoever covers the day comes first, then those on duty, then the others:
    somebody is always told now.
    """
    everyone = contacts.who_is_told(establishment=establishment, desk=desk, at=at)
    holiday = is_holiday(establishment, desk, at=at)
    on_duty = [each for each in everyone if (each.in_holidays if holiday else each.in_term)]
    if not (holiday and establishment):
        return in_order(everyone, on_duty=on_duty)
    known = {each.id: each for each in everyone}
    covers = turns.who_covers(establishment, on=local_day(at))
    covering = [known[each] for each in covers if each in known]
    return in_order(everyone, on_duty=on_duty, covering=covering)


def without_conflicts(told: Iterable[Contact], found: Iterable[Conflict]) -> list[Contact]:
    """Return those whom no conflict of a notification keeps out, in order.

    Expects the conflicts with their contacts and users: nobody is told at their mailboxes.
    """
    conflicts = list(found)
    return free_of(
        told,
        kept_out={each.contact_id for each in conflicts if each.contact_id},
        mailboxes=[each.person.email for each in conflicts],
    )


@acting.as_system_within
def record_accepted(nudge: Nudge, receipt: Receipt, *, fence: int, at: datetime) -> None:
    """Write that the mail server took the message; a notification answered meanwhile stays so.

    One that two steps handed over at once, under one Message-ID, is written once.
    """
    # Waits for whoever is writing down the same at this moment.
    is_first = Notification.objects.filter(id=nudge.notification_id, sent_at=None).update(
        sent_at=at
    )
    if not is_first and _is_written(nudge):
        return
    _attempt(nudge, Attempt.Outcome.ACCEPTED, code=receipt.code, fence=fence, at=at)
    Notification.objects.filter(id=nudge.notification_id, state=State.RAISED).update(
        state=State.SENT
    )


def _is_written(nudge: Nudge) -> bool:
    taken = Attempt.objects.filter(message_id=nudge.message_id, outcome=Attempt.Outcome.ACCEPTED)
    return taken.filter(notification=nudge.notification_id).exists()


@acting.as_system
def record_refused(nudge: Nudge, *, code: str, fence: int, at: datetime) -> None:
    """Write that the mail server refused the address for good; the next plan takes the next."""
    _attempt(nudge, Attempt.Outcome.REFUSED, code=code, fence=fence, at=at)


@acting.as_system
def record_failed(nudge: Nudge, *, code: str, fence: int, at: datetime) -> None:
    """Write that the message could not be handed over this time; it is due again."""
    _attempt(nudge, Attempt.Outcome.FAILED, code=code, fence=fence, at=at)


def _attempt(
    nudge: Nudge, outcome: Attempt.Outcome, *, code: str, fence: int, at: datetime
) -> None:
    Attempt.objects.create(
        notification_id=nudge.notification_id,
        contact_id=nudge.contact_id,
        channel=EMAIL,
        message_id=nudge.message_id,
        fence=fence,
        outcome=outcome,
        reply_code=code,
        at=at,
    )
    audit.record(
        f"nudge.{outcome}",
        subject_kind="notification",
        subject_id=nudge.notification_id,
        by=None,
        at=at,
    )


@acting.as_system
def record_nobody_left(notification_id: UUID, *, at: datetime, anew: bool = False) -> None:
    """Put a notification that nobody could be hurried about before the hub.

    `anew`: also where somebody was hurried before, who has left since.
    """
    notification = (
        Notification.objects.select_related("child", "establishment", "desk")
        .filter(
            id=notification_id,
            state__in=OPEN if anew else (State.RAISED,),
            withdrawn_at=None,
        )
        .first()
    )
    if notification is not None:
        wait(
            child=notification.child,
            why=Waiting.Why.NO_RECIPIENT,
            owner=Waiting.Owner.HUB,
            due_at=notification.due_at,
            at=at,
            detail={"recipient": notification.recipient},
        )
        Notification.objects.filter(id=notification_id, ring_at__gt=at).update(ring_at=at)
