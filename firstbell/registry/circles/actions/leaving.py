"""Who has left is in no circle any more; that this empties one is told to who can refill it."""

from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.agencies.models import Membership, Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.models import CircleMember, Restriction
from firstbell.registry.circles.queries.unattended import whom_to_tell


@acting.as_system
def leave_circles(membership_id: UUID, *, at: datetime) -> None:
    """Take the person of an ended membership out of every circle.

    Who holds the same role somewhere else, such as at another council's hub, stays.
    """
    membership = Membership.objects.select_related("user").get(id=membership_id)
    if people.has_role(membership.user, Role(membership.role), at=at):
        return
    leave_all_circles(membership.user_id, at=at)


@acting.as_system
def leave_all_circles(user_id: UUID, *, at: datetime) -> None:
    """Take a person out of every circle that they are in."""
    rows = CircleMember.objects.filter(user=user_id, removed_at=None)
    for row in rows.select_for_update(of=("self",)).select_related("restriction"):
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        _name_another(row.restriction, instead_of=user_id)
        audit.record(
            "circle.left",
            subject_kind="incident",
            subject_id=row.restriction.record_id,
            by=None,
            at=at,
            detail={"person": str(user_id)},
        )
        if whom_to_tell(row.restriction_id, at=at):
            events.record("circle.emptied", subject=row.restriction_id, at=at)


def _name_another(guard: Restriction, *, instead_of: UUID) -> None:
    """Let a stub name somebody who is still there to be asked."""
    first = guard.circle.filter(removed_at=None).order_by("added_at", "id").first()
    if first is not None and guard.contact_id == instead_of:
        guard.contact_id = first.user_id
        guard.save(update_fields=["contact"])
