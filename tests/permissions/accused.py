"""A suspect who works with children, of whom the officer at the desk of the cast was told."""

from datetime import timedelta

from firstbell.journey.allegations.models import Allegation
from tests.permissions import notified
from tests.permissions.at_home import AT
from tests.permissions.world import World


def waiting(world: World) -> dict[str, object]:
    """Return what the addresses of an allegation are made of: told, and not taken yet."""
    row, _new = Allegation.objects.get_or_create(
        incident=notified.notification(world).incident,
        reference="A2",
        defaults={
            "desk": world.desk,
            "because": "work",
            "told": {"withheld": [], "happened_on": "2026-11-20", "nature": "affected"},
            "basis": "gateway",
            "raised_at": AT,
            "due_at": AT + timedelta(days=3),
        },
    )
    return {"allegation_id": row.id}
