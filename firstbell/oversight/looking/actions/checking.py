"""Keep what another agency found of a look before a door that was drawn: never one's own."""

from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.lookup.models import Look
from firstbell.oversight.looking.actions import CannotReview


@acting.as_system
def check_look(look_id: UUID, *, finding: str, note: str, by: User, at: datetime) -> None:
    """Say whether a look was in order.

    :raises CannotReview: if it is one's own, was not drawn, or was checked meanwhile.
    """
    open_ones = Look.objects.select_for_update().filter(checked_at=None).exclude(check_due_at=None)
    look = open_ones.filter(id=look_id).exclude(user=by).first()
    if look is None:
        raise CannotReview("checked meanwhile, or one's own")
    look.finding, look.note = Look.Finding(finding), note
    look.checked_by, look.checked_at = by, at
    look.save()
    audit.record(
        "look_up.checked",
        subject_kind="look",
        subject_id=look.id,
        by=by,
        at=at,
        detail={"finding": finding, "person": str(look.user_id)},
    )
