"""Whether a school is asked how a child is: for whom the door of notifications let through."""

from collections.abc import Collection
from uuid import UUID

from firstbell.foundation import acting
from firstbell.journey.known.models import FollowUp, SchoolView


def asks_view(children: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these children are followed now, so that their schools are asked."""
    if not children:
        return frozenset()
    with acting.as_the_system(savepoint=False):
        rows = FollowUp.objects.filter(child__in=children, outcome="")
        return frozenset(rows.values_list("child", flat=True))


def view_asked(child_id: UUID, place_id: UUID) -> tuple[FollowUp | None, SchoolView | None]:
    """Return the following of a child that has no outcome yet, and what this school said of it."""
    with acting.as_the_system(savepoint=False):
        follow_up = FollowUp.objects.filter(child=child_id, outcome="").first()
        views = SchoolView.objects.filter(follow_up=follow_up, establishment=place_id)
        return follow_up, views.first() if follow_up else None
