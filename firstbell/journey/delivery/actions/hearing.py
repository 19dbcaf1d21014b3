"""Note what difference a notification made. Whose word it is, and whether it was safe to ask."""

from datetime import datetime

from firstbell.core.feedback import may_be_heard
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.models import Notification, Support
from firstbell.journey.delivery.models_beside import Feedback


class CannotHear(ValueError):
    """What is missing first: `answer`, `support`, `overt` or `safe`."""


@acting.as_system
def note_difference(
    *,
    notification: Notification,
    whose: str,
    difference: str,
    words: str,
    is_safe_to_ask: bool,
    by: User,
    at: datetime,
) -> Feedback:
    """Note what somebody said; the same again by the same person is a second click.

    :raises CannotHear: if it was not acknowledged, no support was noted, or they may not be asked.
    """
    row = Notification.objects.select_for_update(of=("self",)).get(id=notification.id)
    if row.state != Notification.State.ACKNOWLEDGED:
        raise CannotHear("answer")
    noted = list(Support.objects.filter(notification=row).values_list("is_overt", flat=True))
    missing = may_be_heard(
        whose, has_support=bool(noted), is_overt=any(noted), is_safe_to_ask=is_safe_to_ask
    )
    if missing:
        raise CannotHear(missing)
    feedback, is_new = Feedback.objects.get_or_create(
        notification=row,
        whose=whose,
        difference=difference,
        words=words,
        noted_by=by,
        defaults={
            "safe_by": None if whose == Feedback.Whose.SCHOOL else by,
            "noted_at": at,
        },
    )
    if is_new:
        audit.record(
            "feedback.noted",
            subject_kind="notification",
            subject_id=row.id,
            by=by,
            at=at,
            detail={"whose": whose},
        )
    return feedback
