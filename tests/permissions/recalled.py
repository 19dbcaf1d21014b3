"""Something that was taken back from the world's school, and its record, for the table."""

from datetime import timedelta

from firstbell.journey.delivery.models import Recall
from firstbell.oversight.breaches.models import BreachRecord
from tests.permissions import notified
from tests.permissions.world import World


def recall(world: World) -> dict[str, object]:
    """Return what the addresses of a recall are made of; the reader is asked about it."""
    return {"recall_id": _recall(world).id}


def breach(world: World) -> dict[str, object]:
    """Return what the address of its record is made of."""
    row = _recall(world)
    record, _ = BreachRecord.objects.get_or_create(
        recall=row,
        defaults={
            "record_id": row.notification.incident_id,
            "kind": "breach",
            "aware_at": row.made_at,
            "due_at": row.made_at + timedelta(hours=72),
            "first_steps": 1,
            "readings": 1,
            "copies": 0,
            "read_out": 0,
        },
    )
    return {"breach_id": record.id}


def decided(world: World) -> dict[str, object]:
    """Return what the address is made of at which it is decided about."""
    return {**breach(world), "what": "decide"}


def unheard_of(world: World) -> dict[str, object]:
    """Return the same for an act that there is not."""
    return {**breach(world), "what": "burn"}


def _recall(world: World) -> Recall:
    row, _ = Recall.objects.get_or_create(
        notification=notified.notification(world),
        defaults={
            "why": "wrong_content",
            "parts": ["voice"],
            "made_at": notified.AT,
            "answer_due_at": notified.AT + timedelta(hours=24),
        },
    )
    return row
