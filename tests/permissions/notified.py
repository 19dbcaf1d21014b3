"""One notification at the world's school, opened and confirmed, for the table of addresses."""

from datetime import UTC, datetime

from firstbell.foundation import clock
from firstbell.journey.delivery.models import Copy, Notification
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.routing.models import Route
from tests.permissions.world import World

AT = datetime(2026, 11, 23, 6, tzinfo=UTC)


def notification(world: World) -> Notification:
    """Return the one notification of the school, made when it is first asked for."""
    return Notification.objects.filter(establishment=world.school).first() or _make(world)


def family(world: World) -> dict[str, object]:
    """Return what the addresses of its family are made of."""
    return {"incident_id": notification(world).incident_id, "place_id": world.school.id}


def one(world: World) -> dict[str, object]:
    """Return what its own addresses are made of."""
    return {"notification_id": notification(world).id}


def copy(world: World) -> dict[str, object]:
    """Return what the address of a copy, taken by the key adult, is made of."""
    row = notification(world)
    taken = Copy.objects.filter(notification=row).first() or Copy.objects.create(
        number=1,
        notification=row,
        kind="page",
        with_words=False,
        made_by=world.cast["key-adult"],
        made_at=clock.now(),
    )
    return {"notification_id": row.id, "copy_id": taken.id}


def _make(world: World) -> Notification:
    incident = Incident.objects.create(
        source=world.force,
        reference="INVENTED-1",
        revision=1,
        belief_formed_at=AT,
        first_received_at=AT,
        said={},
        content_hash="none",
    )
    child = RecordedChild.objects.create(
        incident=incident, reference="C1", said={}, first_revision=1, last_revision=1
    )
    route = Route.objects.create(
        child=child, establishment=world.school, reason=Route.Reason.REGISTERED, routed_at=AT
    )
    return Notification.objects.create(
        incident=incident,
        child=child,
        route=route,
        establishment=world.school,
        reason=route.reason,
        state=Notification.State.OPENED,
        profile="full",
        content={"given_names": "Wren", "surname": "Tollemarsh"},
        content_id=incident.id,
        revision=1,
        statutory_since=AT,
        due_at=AT,
        chase_at=AT,
        ring_at=AT,
        calendar="assumed",
        raised_at=AT,
        opened_at=AT,
        opened_by=world.cast["key-adult"],
        confirmed_at=AT,
        confirmed_by=world.cast["key-adult"],
    )
