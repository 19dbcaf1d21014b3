"""Mark a way to reach somebody as unsafe, at once, and take such a mark away again.

The mark says which number or address of whom by a code; what it was is not kept a second time.
"""

from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.circles.models import UnsafeMark


@acting.as_system
def mark_unsafe(record_id: UUID, *, person: str, kind: str, by: User, at: datetime) -> UnsafeMark:
    """Mark one telephone number, e-mail address or address; a second click changes nothing.

    `person` is the `id` of an adult or child in the incident; empty: the incident's own place.
    """
    row, is_new = UnsafeMark.objects.get_or_create(
        record_id=record_id,
        person=person,
        kind=kind,
        lifted_at=None,
        defaults={"marked_by": by, "marked_at": at},
    )
    if is_new:
        _trail("contact.marked_unsafe", row, by=by, at=at)
        events.record("incident.unsafe", subject=record_id, at=at)
    return row


@acting.as_system
def unmark(mark: UnsafeMark, *, by: User, at: datetime) -> None:
    """Say that it is safe after all, once the question was answered; a second call is nothing."""
    rows = UnsafeMark.objects.filter(id=mark.id, lifted_at=None)
    if rows.update(lifted_by=by, lifted_at=at):
        _trail("contact.unmarked", mark, by=by, at=at)
        events.record("incident.unsafe", subject=mark.record_id, at=at)


def _trail(action: str, row: UnsafeMark, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="incident",
        subject_id=row.record_id,
        by=by,
        at=at,
        detail={"mark": str(row.id), "kind": row.kind},
    )
