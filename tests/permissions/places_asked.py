"""A child of a family that has moved, and a request for a school place at the desk of the cast."""

from datetime import timedelta

from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.intake.models import RecordedChild
from firstbell.registry.circles.models import Referral
from tests.permissions import notified
from tests.permissions.at_home import AT
from tests.permissions.world import World


def record(world: World) -> dict[str, object]:
    """Return what the address of the children of a referred record is made of."""
    return {"incident_id": _child(world).incident_id}


def child(world: World) -> dict[str, object]:
    """Return what the address of a child is made of, for whom nobody has asked yet."""
    incident = _child(world).incident
    row, _new = RecordedChild.objects.get_or_create(
        incident=incident,
        reference="C-MOVED",
        defaults={"said": {}, "first_revision": 1, "last_revision": 1},
    )
    return {"incident_id": incident.id, "child_id": row.id}


def request(world: World) -> dict[str, object]:
    """Return what the addresses of a request are made of: sent, not acknowledged yet."""
    about = _child(world)
    row, _new = PlaceRequest.objects.get_or_create(
        child=about,
        desk=world.desk,
        defaults={
            "incident": about.incident,
            "service": world.service,
            "year_group": "6",
            "ehc_plan": "no",
            "asked_by": world.cast["advocate"],
            "sent_at": AT,
            "acknowledge_by": AT + timedelta(days=2),
            "aim_at": AT + timedelta(days=14),
            "decide_by": AT + timedelta(days=21),
        },
    )
    return {"place_request_id": row.id}


def _child(world: World) -> RecordedChild:
    about = notified.notification(world).child
    Referral.objects.get_or_create(
        record_id=about.incident_id,
        agency=world.service,
        ended_at=None,
        defaults={
            "purpose": "An invented purpose.",
            "referred_by": world.cast["hub-worker"],
            "referred_at": AT,
        },
    )
    return about
