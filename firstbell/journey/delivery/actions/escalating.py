"""Climb the ladder of a notification that nobody has acknowledged; say at the bell who was missed.

Who is chased next is `nudging`'s to say, and when, `core.escalation`'s. The hub's hour stands on
the notification from the start: whatever becomes of the reminders, at that hour it is rung.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from firstbell.core.escalation import Ladder, ladder, next_rung
from firstbell.core.need_to_know import Sight
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.actions import nudging
from firstbell.journey.delivery.deadlines import deadline_of
from firstbell.journey.delivery.models import Attempt, Notification
from firstbell.journey.intake.asking import asking, phase_of
from firstbell.journey.intake.models import Incident, Waiting
from firstbell.registry.agencies.models import Contact, Role
from firstbell.registry.agencies.queries import people, rules


@acting.as_system_within
def begin(notification: Notification, *, at: datetime) -> None:
    """Set when the hub rings, and let the first reminder be due if nobody acknowledges before.

    Expects the route with the child's incident.
    """
    found = _ladder(notification, nudging.people_to_tell(notification, at=at))
    notification.ring_at = found.ring_at
    notification.save(update_fields=["ring_at"])
    _remind(notification, found.rungs[0], at=at)


@acting.as_system_within
def go_on(notification_id: UUID, *, at: datetime) -> None:
    """Let the next reminder be due at its own instant, while there is somebody not yet hurried."""
    notification = _unanswered(notification_id)
    if notification is None:
        return
    told = nudging.people_to_tell(notification, at=at)
    tried = notification.attempts.exclude(outcome=Attempt.Outcome.FAILED)
    left = {each.id for each in told} - set(tried.values_list("contact", flat=True))
    rung = next_rung(_ladder(notification, told), left=len(left))
    if rung is not None:
        _remind(notification, rung, at=at)


def _remind(notification: Notification, rung: datetime, *, at: datetime) -> None:
    """Let a reminder be due; one whose instant has passed comes after what is due already."""
    events.record(
        "notification.unanswered",
        subject=notification.id,
        at=at,
        due_at=max(rung, at),
        bell_at=notification.due_at,
    )


@acting.as_system_within
def ring_now(notification_id: UUID, *, at: datetime) -> None:
    """Put it before the hub at once: there is nobody left to remind."""
    notification = _unanswered(notification_id)
    if notification is not None and notification.ring_at > at:
        notification.ring_at = at
        notification.save(update_fields=["ring_at"])
        audit.record(
            "notification.ring_now",
            subject_kind="notification",
            subject_id=notification.id,
            by=None,
            at=at,
        )


def _unanswered(notification_id: UUID) -> Notification | None:
    return (
        Notification.objects.select_for_update(of=("self",))
        .select_related("route__child__incident", "route__establishment", "route__desk")
        .select_related("establishment", "desk")
        .filter(id=notification_id, state__in=nudging.OPEN, closed_at=None, withdrawn_at=None)
        .first()
    )


def _ladder(notification: Notification, told: list[Contact]) -> Ladder:
    policy = rules.policy()
    clock = deadline_of(notification.route, policy=policy)
    return ladder(clock, people=len(told) - 1, policy=policy)


@acting.as_system
def look_at_the_bells(*, at: datetime) -> None:
    """Note every child of whom nobody knew before the bell, and let its force be told.

    A timed check: each notification and each wait of the hub is noted once, whoever looks.
    """
    late = {"closed_at": None, "missed_at": None, "due_at__lte": at}
    told = Notification.objects.filter(
        **late, state__in=[*nudging.OPEN, Notification.State.HELD], withdrawn_at=None
    )
    untold = Waiting.objects.filter(**late, owner=Waiting.Owner.HUB, why__in=NOBODY_KNOWS)
    missed = set()
    for row in told.select_for_update(skip_locked=True):
        _note(row, "notification.missed", subject=("notification", row.id), at=at)
        missed.add(row.incident_id)
    for wait in untold.select_related("child").select_for_update(skip_locked=True, of=("self",)):
        _note(wait, "waiting.missed", subject=("child", wait.child_id), at=at, why=wait.why)
        missed.add(wait.child.incident_id)
    for incident_id in sorted(missed, key=str):
        events.record("incident.missed", subject=incident_id, at=at)


NOBODY_KNOWS = (
    Waiting.Why.REVIEW,
    Waiting.Why.UNLINKED,
    Waiting.Why.NOT_OURS,
    Waiting.Why.OUT_OF_AREA,
    Waiting.Why.NO_AGREEMENT,
    Waiting.Why.RECALLED,
)
"""Waits of a child for whom nobody was told yet, whose own clock has run out."""


def _note(
    row: Notification | Waiting,
    action: str,
    *,
    subject: tuple[str, UUID],
    at: datetime,
    **detail: object,
) -> None:
    row.missed_at = at
    row.save(update_fields=["missed_at"])
    kind, subject_id = subject
    audit.record(action, subject_kind=kind, subject_id=subject_id, by=None, at=at, detail=detail)


def officers_of(incident_id: UUID, *, at: datetime) -> list[User]:
    """Return who at the force that sent it is told that somebody was missed, and may read of it."""
    incident = Incident.objects.get(id=incident_id)
    senders = people.holding(at).filter(
        role=Role.POLICE_SENDER, agency=incident.source_id, user__is_active=True
    )
    found = {each.user_id: each.user for each in senders}
    return [each for each in found.values() if _may_read(each, incident, at=at)]


def _may_read(user: User, incident: Incident, *, at: datetime) -> bool:
    grant = asking(user, at=at).grant(incident.id, is_own_force=True, phase=phase_of(incident))
    return grant.sight == Sight.EVERYTHING


@acting.as_system
def record_force_told(incident_id: UUID, *, people: Iterable[User], at: datetime) -> None:
    """Write that the force was told that children of its incident were missed."""
    audit.record(
        "force.told_of_missed",
        subject_kind="incident",
        subject_id=incident_id,
        by=None,
        at=at,
        detail={"people": [str(each.id) for each in people]},
    )
