"""Refer a record to an advocate's service, and end that."""

from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.models import Agency
from firstbell.registry.circles.models import Referral


@acting.as_system
def refer(record_id: UUID, *, agency: Agency, purpose: str, by: User, at: datetime) -> Referral:
    """Put a record before an advocate's service; one that is referred there already stays so."""
    row, is_new = Referral.objects.get_or_create(
        record_id=record_id,
        agency=agency,
        ended_at=None,
        defaults={"purpose": purpose, "referred_by": by, "referred_at": at},
    )
    if is_new:
        _trail("referral.made", row, by=by, at=at)
    return row


@acting.as_system
def end_referral(referral: Referral, *, by: User, at: datetime) -> None:
    """End a referral: from now on the service sees nothing of the record."""
    if Referral.objects.filter(id=referral.id, ended_at=None).update(ended_at=at):
        _trail("referral.ended", referral, by=by, at=at)


def _trail(action: str, row: Referral, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="incident",
        subject_id=row.record_id,
        by=by,
        at=at,
        detail={"referral": str(row.id), "agency": row.agency.code},
    )
