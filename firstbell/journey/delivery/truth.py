"""What schools have answered about whether a child is their pupil. Reads answers, decides nothing.

For the training of linkage: the ids of children only, nothing of what was told.
"""

from uuid import UUID

from django.db.models import QuerySet

from firstbell.journey.delivery.models import Notification
from firstbell.journey.linkage.truth import BySchools
from firstbell.journey.routing.models import Route

BY_A_ROLL = (
    Route.Reason.REGISTERED,
    Route.Reason.DUAL_REGISTERED,
    Route.Reason.POST_16,
    Route.Reason.CHILDCARE,
)
"""Reasons that rest on a link: other recipients were asked because there was none."""

State = Notification.State


def answered_by_schools() -> BySchools:
    """Return the children whom a school took as its pupil, and those whom every one refused."""
    told = Notification.objects.filter(reason__in=BY_A_ROLL, route__chosen_by=None)
    taken_back = (State.RECALLED, State.NOT_OURS)
    confirmed = _children(told.exclude(confirmed_at=None).exclude(state__in=taken_back))
    return BySchools(
        confirmed=confirmed, refused=_children(told.filter(state=State.NOT_OURS)) - confirmed
    )


def _children(rows: QuerySet[Notification]) -> frozenset[UUID]:
    return frozenset(rows.values_list("child", flat=True))
