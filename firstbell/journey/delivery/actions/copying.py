"""Take a copy of a notification out of these walls: counted and in the trail before it leaves.

Whether this person may is asked at the door (`delivery.access`).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.families import is_open_to_read
from firstbell.journey.delivery.models import Copy, Notification

COUNTING = 0x46424350
"""Number of the lock under which copies are counted, so that no number is missing or twice."""


class CannotCopy(RuntimeError):
    """No copy can be taken of this notification, or this one was taken already in another form."""


@acting.as_system
def take_copy(
    *,
    notification: Notification,
    copy_id: UUID,
    kind: str,
    with_words: bool,
    by: User,
    at: datetime,
) -> Copy:
    """Count a copy. The same `copy_id` again is a second click, and the same copy.

    :raises CannotCopy: before the child was confirmed as on the roll, after the notification was
        taken back, or where `copy_id` belongs to something else.
    """
    current = Notification.objects.get(id=notification.id)
    if not (is_open_to_read(current) and current.confirmed_at):
        raise CannotCopy("there is nothing here that may be copied")
    _count_alone()
    asked = {"notification": current, "kind": kind, "with_words": with_words, "made_by": by}
    if earlier := Copy.objects.filter(id=copy_id).first():
        if any(getattr(earlier, name) != value for name, value in asked.items()):
            raise CannotCopy("this copy was taken already in another form")
        return earlier
    copy = Copy.objects.create(id=copy_id, number=_last_number() + 1, made_at=at, **asked)
    audit.record(
        "notification.copied",
        subject_kind="notification",
        subject_id=current.id,
        by=by,
        at=at,
        detail={"number": copy.number, "kind": kind, "with_words": with_words},
    )
    return copy


@acting.as_system_within
def take_for_sheet(
    notifications: Sequence[Notification], *, by: User | None, at: datetime
) -> list[Copy]:
    """Count a copy of each notification of which a line stands on a hub's morning sheet.

    The sheet has an entry of the trail of its own. It stays with the hub: no recipient had it, so
    none of these makes a breach of what is taken back.
    """
    _count_alone()
    last = _last_number()
    return Copy.objects.bulk_create(
        Copy(
            number=last + ahead,
            notification=each,
            kind=Copy.Kind.SHEET,
            with_words=False,
            made_by=by,
            made_at=at,
        )
        for ahead, each in enumerate(notifications, start=1)
    )


def _count_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COUNTING])


def _last_number() -> int:
    return Copy.objects.aggregate(last=Max("number"))["last"] or 0
