"""Put somebody of the hub on call for shifts, and take a shift from them again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from firstbell.core.rota import Span
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.cover.models import OnCall


@acting.as_system
def put_on_call(user: User, *, shifts: Iterable[Span], by: User, at: datetime) -> None:
    """Let somebody be on call for each of these shifts; one that is theirs already stays so."""
    for each in shifts:
        row, is_new = OnCall.objects.get_or_create(
            user=user,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            removed_at=None,
            defaults={"named_by": by, "named_at": at},
        )
        if is_new:
            _trail("rota.named", row, by=by, at=at)


@acting.as_system
def take_off_call(on_call_id: UUID, *, by: User, at: datetime) -> None:
    """Take a shift from somebody; a second time changes nothing."""
    row = OnCall.objects.select_for_update(of=("self",)).get(id=on_call_id)
    if row.removed_at is None:
        row.removed_at, row.removed_by = at, by
        row.save(update_fields=["removed_at", "removed_by"])
        _trail("rota.removed", row, by=by, at=at)


def _trail(action: str, row: OnCall, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="on_call",
        subject_id=row.id,
        by=by,
        at=at,
        detail={
            "person": str(row.user_id),
            "from": row.starts_at.isoformat(),
            "to": row.ends_at.isoformat(),
        },
    )
