"""Mark a way to reach somebody as unsafe, and take it out of everything that was told, at once.

In the transaction of the click, so that whoever opens a page after it does not find it there any
more; and once more as a step, for what was being raised in that moment.
"""

from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.actions import raising
from firstbell.journey.delivery.content import content_for
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident
from firstbell.journey.intake.unsafe import Unsafe, unsafe_of
from firstbell.registry.circles.actions import marking
from firstbell.registry.circles.models import UnsafeMark


@acting.as_system
def mark_unsafe(incident: Incident, *, person: str, kind: str, by: User, at: datetime) -> None:
    """Mark one way to reach one person of an incident; a second click changes nothing."""
    marking.mark_unsafe(incident.id, person=person, kind=kind, by=by, at=at)
    spare(incident.id, at=at)


@acting.as_system
def unmark(mark: UnsafeMark, *, by: User, at: datetime) -> None:
    """Say that a way is safe after all: from now on it is told again where it was."""
    marking.unmark(mark, by=by, at=at)
    spare(mark.record_id, at=at)


@acting.as_system
def spare(incident_id: UUID, *, at: datetime) -> None:
    """Bring what was told of an incident in step with its marks; readers see that it changed."""
    rows = Notification.objects.select_for_update(of=("self",)).filter(incident_id=incident_id)
    incident = Incident.objects.get(id=incident_id)
    unsafe = unsafe_of(incident)
    for row in rows.select_related("child__incident", "establishment", "desk"):
        content = _content(row, unsafe)
        if content != row.content:
            row.content, row.amended_at = content, at
            row.save(update_fields=["content", "amended_at"])
            audit.record(
                "notification.spared",
                subject_kind="notification",
                subject_id=row.id,
                by=None,
                at=at,
            )


def _content(row: Notification, unsafe: Unsafe) -> dict[str, object]:
    """Return what may stand in a notification now: less than was told, or the same facts again.

    A fact that was never told stays untold: that is for a revision (`raising`).
    """
    again: dict[str, object] = {}
    if row.state not in raising.TAKEN_BACK:
        again = content_for(
            row.child,
            recipient=row.recipient_name,
            profile=row.profile,
            looked_at=row.looked_at,
            wrong=row.taken_out,
        ).shown
    return {
        key: again.get(key, unsafe.clean(value) if isinstance(value, str) else value)
        for key, value in row.content.items()
    }
