"""Note what difference a notification made. Whose word it is, and whether it was safe to ask."""

from datetime import datetime

from firstbell.core.feedback import may_be_heard
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.models import Notification, Support
from firstbell.journey.delivery.models_beside import Feedback
from firstbell.journey.intake.others import seems_to_name_others


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
    rows = Notification.objects.select_related("child", "establishment", "desk")
    row = rows.select_for_update(of=("self",)).get(id=notification.id)
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
            "words_withheld": seems_to_name_others(words, row.child, recipient=row.recipient_name),
        },
    )
    if is_new:
        audit.record(
            "feedback.noted",
            subject_kind="notification",
            subject_id=row.id,
            by=by,
            at=at,
            detail={"whose": whose, "withheld": feedback.words_withheld},
        )
    return feedback


@acting.as_system
def settle_words(feedback: Feedback, *, let_go: bool, by: User, at: datetime) -> None:
    """Let words that may name somebody else stand in the hub's list, or keep them back."""
    row = Feedback.objects.select_for_update(of=("self",)).get(id=feedback.id)
    if not row.words_withheld or row.words_settled_at is not None:
        return
    row.words_withheld = not let_go
    row.words_settled_at, row.words_settled_by = at, by
    row.save(update_fields=["words_withheld", "words_settled_at", "words_settled_by"])
    audit.record(
        "feedback.words_settled",
        subject_kind="notification",
        subject_id=row.notification_id,
        by=by,
        at=at,
        detail={"let_go": let_go},
    )
