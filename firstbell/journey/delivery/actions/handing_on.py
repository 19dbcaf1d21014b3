"""Somebody has left or is off: what they had begun goes on without them.

Of what waits at their places, whatever they were hurried about or had opened gets the next person
hurried; where there is none, the hub is asked, as always when nobody can be told. What they
acknowledged stays acknowledged. Calls that somebody had claimed who has left are free again.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.actions import nudging
from firstbell.journey.delivery.actions.nudging import OPEN
from firstbell.journey.delivery.models import Attempt, Call, Notification
from firstbell.registry.agencies.models import Membership, Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.cover.models import Absence

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)


@acting.as_system
def hand_on(membership_id: UUID, *, at: datetime) -> None:
    """Re-route what a person had begun in a role at a place that has ended."""
    membership = Membership.objects.select_related("user").get(id=membership_id)
    _release_calls(membership.user, at=at)
    _hand_on_at(membership, at=at)


@acting.as_system
def hand_on_all(user_id: UUID, *, at: datetime) -> None:
    """Re-route what a person had begun anywhere whose account is disabled."""
    user = User.objects.get(id=user_id)
    if user.is_active:
        return
    _release_calls(user, at=at)
    for membership in people.holding(at).filter(user=user):
        _hand_on_at(membership, at=at)


@acting.as_system
def hand_on_while_off(absence_id: UUID, *, at: datetime) -> None:
    """Hand what somebody who is off had begun to whoever is here, or ask the hub at once.

    Nothing, where it was taken back or the days have passed before the step came to be done.
    """
    absence = Absence.objects.get(id=absence_id)
    if absence.taken_back_at or not absence.first_on <= local_day(at) <= absence.last_on:
        return
    begun = _begun_by(absence.email).select_related("child", "establishment", "desk")
    for notification in begun.order_by("due_at", "id"):
        if not nudging.is_left_alone(notification, at=at):
            continue
        detail: dict[str, object] = {"absence": str(absence.id)}
        if nudging.people_here(notification, at=at):
            _go_on(notification, at=at, detail=detail)
        else:
            nudging.record_nobody_left(notification.id, at=at, anew=True)


def _release_calls(user: User, *, at: datetime) -> None:
    """Let somebody else ring: the claims of a person who is of the hub no longer end now."""
    if people.has_role(user, *HUB, at=at):
        return
    claimed = Call.objects.filter(claimed_by=user, ended_at=None, claim_ends_at__gt=at)
    for call in claimed.select_for_update():
        call.claim_ends_at = at
        call.save(update_fields=["claim_ends_at"])
        audit.record("call.released", subject_kind="call", subject_id=call.id, by=None, at=at)


def _hand_on_at(membership: Membership, *, at: datetime) -> None:
    if membership.establishment_id is None and membership.desk_id is None:
        return
    here = {"establishment": membership.establishment_id, "desk": membership.desk_id}
    for notification in _begun_by(membership.user.email).filter(**here).order_by("due_at", "id"):
        _go_on(notification, at=at, detail={"membership": str(membership.id)})


def _begun_by(email: str) -> QuerySet[Notification]:
    """Return what is open and what the person of this address was hurried about or opened."""
    hurried = Attempt.objects.filter(contact__email__iexact=email, outcome=Attempt.Outcome.ACCEPTED)
    return Notification.objects.filter(
        Q(opened_by__email__iexact=email) | Q(id__in=hurried.values("notification")),
        state__in=OPEN,
        withdrawn_at=None,
    )


def _go_on(notification: Notification, *, at: datetime, detail: dict[str, object]) -> None:
    """Let the next person be hurried."""
    events.record(
        "notification.handed_on", subject=notification.id, at=at, bell_at=notification.due_at
    )
    audit.record(
        "notification.handed_on",
        subject_kind="notification",
        subject_id=notification.id,
        by=None,
        at=at,
        detail=detail,
    )
