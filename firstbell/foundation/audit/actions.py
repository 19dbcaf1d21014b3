"""Write the trail. Every door and action calls `record` inside its own transaction.

The database does the writing: its function `audit_append` seals each entry to the one before,
refuses one that names another person than its transaction acts for, and stands or falls with
the caller's transaction. Whoever serves has no other way in.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import connection

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import origin

SYSTEM = "system"


class NotInTransaction(RuntimeError):
    """An audit row must stand or fall with what it records."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is to be written of one reading, change or refusal. `record` says what each holds."""

    action: str
    subject_kind: str
    subject_id: object
    by: User | None
    at: datetime
    actor: str = ""
    detail: dict[str, object] = field(default_factory=dict)
    why: str = ""


def record(
    action: str,
    *,
    subject_kind: str,
    subject_id: object,
    by: User | None,
    at: datetime,
    actor: str = "",
    detail: dict[str, object] | None = None,
    why: str = "",
) -> None:
    """Add one row to the trail, in the caller's transaction.

    `detail` may hold codes, counts and opaque ids, and `why` a code or a short purpose; neither
    ever holds anything said about a person. From where it came is added here.

    :raises NotInTransaction: outside a transaction.
    :raises django.db.DatabaseError: if the transaction acts for another person than `by`.
    """
    record_many(
        [
            Entry(
                action=action,
                subject_kind=subject_kind,
                subject_id=subject_id,
                by=by,
                at=at,
                actor=actor,
                detail=detail or {},
                why=why,
            )
        ]
    )


def record_many(entries: Iterable[Entry]) -> None:
    """Add rows to the trail by one query, in their order, in the caller's transaction.

    :raises NotInTransaction: outside a transaction.
    :raises django.db.DatabaseError: if the transaction acts for another person than one names.
    """
    rows = list(entries)
    if not rows:
        return
    if not connection.in_atomic_block:
        raise NotInTransaction(
            f"{rows[0].action}: audit rows are written inside the change they record"
        )
    came = origin.current()
    here = {"came_from": came.came_from, "through": came.through, "session": came.session}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_append(%s::jsonb)", [json.dumps([_told(row) | here for row in rows])]
        )


def _told(row: Entry) -> dict[str, object]:
    return {
        "at": row.at.isoformat(),
        "by": str(row.by.id) if row.by else None,
        "actor": row.actor or (row.by.email if row.by else SYSTEM),
        "action": row.action,
        "subject_kind": row.subject_kind,
        "subject_id": str(row.subject_id),
        "detail": row.detail,
        "why": row.why,
    }


def keyed(text: str) -> str:
    """Return what the trail keeps of a text that it must not hold: the same for the same text.

    Keyed with this installation's secret, so that nobody finds an address by hashing guesses.
    """
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
