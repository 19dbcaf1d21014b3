"""One child that waits for the hub, and one held roll, for the table of addresses."""

from datetime import UTC, datetime

from firstbell.journey.intake.models import Incident, RecordedChild, Waiting
from firstbell.journey.linkage.models import Link, Unrecorded
from firstbell.registry.people.models import Pupil, Roll
from tests.permissions.world import World

AT = datetime(2026, 11, 23, 6, tzinfo=UTC)


def child(world: World) -> dict[str, object]:
    """Return what the addresses of a child under review are made of."""
    return {"child_id": _link(world, "INVENTED-2", Link.State.REVIEW).child_id}


def settled(world: World) -> dict[str, object]:
    """Return what the address is made of at which that child's wait is settled."""
    return {**child(world), "why": "unlinked"}


def review(world: World) -> dict[str, object]:
    """Return what the addresses of its review are made of."""
    return {"link_id": _link(world, "INVENTED-2", Link.State.REVIEW).id}


def unrecorded(world: World) -> dict[str, object]:
    """Return what the address is made of at which a child who was not recorded is asked about."""
    of = _link(world, "INVENTED-2", Link.State.REVIEW).child.incident
    pupil, _ = Pupil.objects.get_or_create(identity="not recorded")
    row, _ = Unrecorded.objects.get_or_create(
        incident=of, pupil=pupil, defaults={"asked_at": AT, "due_at": AT}
    )
    return {"question_id": row.id}


def linked(world: World) -> dict[str, object]:
    """Return what the address is made of at which a link is said to be wrong."""
    return {"link_id": _link(world, "INVENTED-3", Link.State.LINKED).id}


def roll(world: World) -> dict[str, object]:
    """Return what the address of a held roll is made of."""
    held, _ = Roll.objects.get_or_create(
        establishment=world.school, state=Roll.State.HELD, defaults={"loaded_at": AT}
    )
    return {"roll_id": held.id}


def _link(world: World, reference: str, state: Link.State) -> Link:
    """Return the link of one child, made when it is first asked for."""
    found = Link.objects.filter(child__incident__reference=reference).first()
    return found or _make(world, reference, state)


def _make(world: World, reference: str, state: Link.State) -> Link:
    incident = Incident.objects.create(
        source=world.force,
        reference=reference,
        revision=1,
        belief_formed_at=AT,
        first_received_at=AT,
        said={},
        content_hash="none",
    )
    row = RecordedChild.objects.create(
        incident=incident, reference="C1", said={}, first_revision=1, last_revision=1
    )
    for why in ("review", "unlinked") if state == Link.State.REVIEW else ():
        Waiting.objects.create(child=row, why=why, owner="hub", opened_at=AT, due_at=AT)
    pupil = None if state == Link.State.REVIEW else Pupil.objects.create(identity=reference)
    return Link.objects.create(child=row, state=state, pupil=pupil, decided_at=AT)
