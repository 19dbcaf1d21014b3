"""A hub worker looks at a text that may name somebody else: let it go, or keep it back."""

from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.content import content_for, full_text, mark_of
from firstbell.journey.intake.actions.waiting import stop_waiting_of
from firstbell.journey.intake.models import RecordedChild, Waiting


@acting.as_system
def settle_texts(*, child: RecordedChild, let_go: list[str], by: User, at: datetime) -> None:
    """Let the named texts of a child's notifications go; the other withheld ones stay back.

    A text let go reaches every recipient of the child, marked as changed since.
    """
    for notification in child.notifications.select_for_update().exclude(withheld=[]):
        chosen = [key for key in notification.withheld if key in let_go]
        notification.looked_at |= {
            key: mark_of(full_text(notification.child, key)) for key in chosen
        }
        told = content_for(
            notification.child,
            recipient=notification.recipient_name,
            profile=notification.profile,
            looked_at=notification.looked_at,
            wrong=notification.taken_out,
        )
        if told.shown != notification.content and notification.opened_at is not None:
            notification.amended_at = at
        notification.content, notification.withheld = told.shown, list(told.withheld)
        notification.save(update_fields=["content", "withheld", "looked_at", "amended_at"])
    stop_waiting_of(child, why=Waiting.Why.FREE_TEXT, by=by, at=at, outcome="looked_at")
    audit.record(
        "texts.settled",
        subject_kind="child",
        subject_id=child.id,
        by=by,
        at=at,
        detail={"let_go": sorted(let_go)},
    )
