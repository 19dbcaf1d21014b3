"""Write what was refused: a door that stayed shut, a failed sign-in, a token that opens nothing.

Refusals are what somebody who should not be here makes plenty of, so they are bounded: so many
in an hour for one person or one address, and for all visitors together. One more entry then says
that there are more; a flood fills no disk.
"""

from datetime import datetime

from django.db import connection

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import origin
from firstbell.foundation.audit.actions import record

MOST_BY_ONE = 200
"""Refusals of one person, or of visitors from one address, written down within an hour. Ours."""

MOST_BY_VISITORS = 2_000
"""Refusals of all visitors together, written down within an hour: about 1 MB. Ours."""

MORE = "refusals.more"
"""The entry that stands for all further refusals of the hour."""

ACTIONS = (
    "door.refused",
    "token.refused",
    "invitation.refused",
    "sign_in.failed",
    "sign_in.locked",
    "second_step.failed",
    MORE,
)
"""Every refusal that is written here."""

LATELY = """
SELECT count(*), count(*) FILTER (WHERE by_id = %(by)s OR came_from = %(came_from)s)
  FROM audit_auditentry
 WHERE action = ANY(%(actions)s) AND written_at > clock_timestamp() - interval '1 hour'
   AND (by_id = %(by)s OR (by_id IS NULL AND %(by)s::uuid IS NULL))
"""


def record_refusal(
    action: str,
    *,
    subject_kind: str,
    subject_id: object,
    by: User | None,
    at: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    """Write one refusal, within the bounds, in the caller's transaction or one of its own.

    :raises ValueError: if the action is none of `ACTIONS`, which the bounds count.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action} is no refusal; they are {', '.join(ACTIONS)}")
    with acting.as_the_system(savepoint=False):
        of_all, of_one = _lately(by)
        if of_one > MOST_BY_ONE or (by is None and of_all > MOST_BY_VISITORS):
            return
        if of_one == MOST_BY_ONE or (by is None and of_all == MOST_BY_VISITORS):
            action, subject_kind, subject_id, detail = MORE, "refusals", "", {}
        record(
            action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            by=by,
            at=at,
            detail=detail,
            actor="" if by else "visitor",
        )


def _lately(by: User | None) -> tuple[int, int]:
    """Return how many refusals of the last hour there are like this one, and of this one's."""
    with connection.cursor() as cursor:
        cursor.execute(
            LATELY,
            {
                "by": by.id if by else None,
                "came_from": origin.current().came_from,
                "actions": list(ACTIONS),
            },
        )
        of_all, of_one = cursor.fetchone()
    return of_all, of_one
