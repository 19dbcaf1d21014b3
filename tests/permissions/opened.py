"""What information governance reviews, and a case that its officer has open, for the table."""

from datetime import datetime, timedelta
from uuid import UUID

from firstbell.journey.intake.models import Incident
from firstbell.oversight.looking.models import UnusualReading
from firstbell.registry.circles.models import BreakGlass
from tests.permissions import sent
from tests.permissions.world import World

AT = datetime.fromisoformat("2026-11-23T07:10:00+00:00")


def unusual(world: World) -> dict[str, object]:
    """Return what the address of an unusual reading by a hub worker is made of."""
    row, _ = UnusualReading.objects.get_or_create(
        user=world.cast["hub-worker"],
        kind="at_night",
        defaults={
            "times": 1,
            "first_at": AT,
            "last_at": AT,
            "found_at": AT,
            "review_due_at": AT,
        },
    )
    return {"row_id": row.id}


def glass(world: World) -> dict[str, object]:
    """Return what the address of a case is made of that a person who is gone has opened."""
    row, _ = BreakGlass.objects.get_or_create(
        user=world.cast["member-of-nothing"],
        defaults={**_opened(world), "closed_at": AT},
    )
    return {"glass_id": row.id}


def case(world: World) -> dict[str, UUID]:
    """Return what the address of the case is made of that the officer has open now."""
    BreakGlass.objects.get_or_create(
        user=world.cast["information-governance"], defaults=_opened(world)
    )
    return sent.incident(world)


def child_of_case(world: World) -> dict[str, UUID]:
    """Return what the addresses of one child of that case are made of."""
    ids = case(world)
    return {**ids, "child_id": Incident.objects.get(id=ids["incident_id"]).children.get().id}


def _opened(world: World) -> dict[str, object]:
    return {
        "record_id": sent.incident(world)["incident_id"],
        "ground": "breach",
        "reason": "An invented reason that is long enough.",
        "opened_at": AT,
        "ends_at": AT + timedelta(hours=1),
        "review_due_at": AT,
    }
