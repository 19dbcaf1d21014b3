"""A nursery or childminder has ended: what waited there goes to somebody else.

What nobody there has opened is taken back from it. What was opened and not acknowledged stays
with who read it, and the hub rings at once. The child is routed anew in either case: on the list
of another provider, or with the council's early years desk.
"""

from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.actions import escalating
from firstbell.journey.delivery.models import Notification
from firstbell.journey.routing.actions.route import close_route

State = Notification.State

UNREAD = (State.HELD, State.RAISED, State.SENT)


@acting.as_system
def pass_on(place_id: UUID, *, at: datetime) -> None:
    """Let every child go on who waits at a place that has ended; safe to repeat."""
    waiting = (
        Notification.objects.select_for_update(of=("self",))
        .select_related("route", "establishment")
        .filter(establishment=place_id, state__in=[*UNREAD, State.OPENED], withdrawn_at=None)
        .order_by("due_at", "id")
    )
    for notification in waiting:
        place = notification.establishment
        if place is None or place.is_open or notification.route.closed_at is not None:
            continue
        if notification.state in UNREAD:
            close_route(notification.route, at=at)
        else:
            escalating.ring_now(notification.id, at=at)
        audit.record(
            "notification.passed_on",
            subject_kind="notification",
            subject_id=notification.id,
            by=None,
            at=at,
        )
        events.record("child.released", subject=notification.child_id, at=at)
