"""Stop a child's journey for a person, and let it go on again.

Every stop is one row that names its reason, its owner and its hour; nothing else may stop a
journey. The trail never holds the question or the outcome: both may be words about a child.
"""

from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.models import RecordedChild, Waiting


@acting.as_system_within
def wait(
    *,
    child: RecordedChild,
    why: str,
    owner: str,
    due_at: datetime,
    at: datetime,
    detail: dict[str, object] | None = None,
    by: User | None = None,
) -> Waiting:
    """Make a child wait for `owner` until `due_at`, and return the row.

    While the child already waits for the same reason, that row is returned unchanged: asking
    twice neither moves the hour nor replaces the question.
    """
    waiting, is_new = Waiting.objects.get_or_create(
        child=child,
        why=why,
        closed_at=None,
        defaults={"owner": owner, "due_at": due_at, "opened_at": at, "detail": detail or {}},
    )
    if is_new:
        _record("waiting.opened", waiting, by=by, at=at)
    return waiting


@acting.as_system_within
def stop_waiting(waiting: Waiting, *, by: User | None, at: datetime, outcome: str) -> None:
    """End one wait; a wait that somebody has already ended keeps its first outcome."""
    closed = Waiting.objects.filter(id=waiting.id, closed_at=None).update(
        closed_at=at, closed_by=by, outcome=outcome
    )
    waiting.refresh_from_db()
    if closed:
        _record("waiting.closed", waiting, by=by, at=at)


@acting.as_system_within
def stop_waiting_of(
    child: RecordedChild, *, why: str, by: User | None, at: datetime, outcome: str
) -> bool:
    """End the child's open wait of that reason, if there is one, and say whether there was."""
    waiting = Waiting.objects.filter(child=child, why=why, closed_at=None).first()
    if waiting is None:
        return False
    stop_waiting(waiting, by=by, at=at, outcome=outcome)
    return True


def _record(action: str, waiting: Waiting, *, by: User | None, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="child",
        subject_id=waiting.child_id,
        by=by,
        at=at,
        detail={"waiting": str(waiting.id), "why": waiting.why, "owner": waiting.owner},
    )
