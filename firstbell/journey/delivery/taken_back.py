"""What was taken back: how much of it was had, who is asked about it, and whose move it is.

Reads rows and decides nothing: what a recall is, is said in `core.breaches`.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from firstbell.core.breaches import Left
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Call, Notification, Recall
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people

READERS = (Role.KEY_ADULT, Role.DESK_OFFICER)


def left_by_rows(row: Notification, *, until: datetime) -> Left:
    """Return how much of a notification was had up to an instant, as its own rows say."""
    return Left(
        first_steps=int(bool(row.opened_at and row.opened_at <= until)),
        readings=int(bool(row.confirmed_at and row.confirmed_at <= until)),
        copies=row.copies.filter(made_at__lte=until).count(),
        read_out=row.calls.filter(outcome=Call.Outcome.REACHED, ended_at__lte=until).count(),
    )


def whom_to_ask(recall: Recall, *, at: datetime) -> list[User]:
    """Return those at the wrong place who had it; where none of them is there, everybody there.

    Nobody who stands back from the incident is ever told that there was one.
    """
    row = recall.notification
    here = {
        each.user_id: each.user
        for each in people.who_belongs_to(**row.place, at=at)
        if each.role in READERS
    }
    had_it = {row.opened_by_id, row.confirmed_by_id, row.acknowledged_by_id}
    had_it |= set(row.copies.values_list("made_by", flat=True))
    asked = [user for id_, user in here.items() if id_ in had_it] or list(here.values())
    return [user for user in asked if row.incident_id not in stands_back_from(user)]


def unanswered() -> QuerySet[Recall]:
    """Return what was asked of wrong readers and not answered, the first due at the top."""
    rows = Recall.objects.filter(answered_at=None, answer_due_at__isnull=False)
    return rows.order_by("answer_due_at", "id")


def late_answers(*, at: datetime, but: Collection[UUID] = ()) -> int:
    """Return how many wrong readers have not answered in time, `but` those of some incidents."""
    late = Recall.objects.filter(answered_at=None, answer_due_at__lte=at)
    return late.exclude(notification__incident__in=but).count()
