"""Write the trail. Every door and action calls `record` inside its own transaction."""

from datetime import datetime

from django.db import connection

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry

SYSTEM = "system"


class NotInTransaction(RuntimeError):
    """An audit row must stand or fall with what it records."""


def record(
    action: str,
    *,
    subject_kind: str,
    subject_id: object,
    by: User | None,
    at: datetime,
    actor: str = "",
    detail: dict[str, object] | None = None,
) -> None:
    """Add one row to the trail, in the caller's transaction.

    `detail` may hold codes, counts and opaque ids, never anything said about a person.

    :raises NotInTransaction: outside a transaction.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{action}: audit rows are written inside the change they record")
    AuditEntry.objects.create(
        at=at,
        by=by,
        actor=actor or (by.email if by else SYSTEM),
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        detail=detail or {},
    )
