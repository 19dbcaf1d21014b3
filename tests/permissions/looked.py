"""Live incidents of the force, in each state in which they can be, and looks at them."""

from datetime import datetime, timedelta

from firstbell.journey.lookup.models import LiveIncident, Look
from tests.permissions.world import World

AT = datetime.fromisoformat("2026-11-23T07:10:00+00:00")
HOURS = timedelta(hours=12)


def _live(world: World, reference: str, **more: object) -> LiveIncident:
    details = {
        "source": world.force,
        "opened_at": AT,
        "heard_at": AT,
        "ends_at": AT + HOURS,
        "said": {"address": {"lines": ["4 Sedge Row"], "postcode": "QX1 2AB"}},
        **more,
    }
    row, _new = LiveIncident.objects.get_or_create(reference=reference, defaults=details)
    return row


def live(world: World) -> dict[str, object]:
    """Return what the addresses of a live incident of the force are made of."""
    return {"live_id": _live(world, "LIVE").id}


def of_another_force(world: World) -> dict[str, object]:
    """The same, of the other force."""
    return {"live_id": _live(world, "ELSEWHERE", source=world.other_force).id}


def closed(world: World) -> dict[str, object]:
    """The same, of one that was closed."""
    return {"live_id": _live(world, "CLOSED", closed_at=AT).id}


def over(world: World) -> dict[str, object]:
    """The same, of one whose hours are over."""
    return {"live_id": _live(world, "OVER", opened_at=AT - HOURS, ends_at=AT).id}


def emptied(world: World) -> dict[str, object]:
    """The same, of one that says nothing any more."""
    return {"live_id": _live(world, "EMPTIED", said={}).id}


def by_oneself(world: World) -> dict[str, object]:
    """The same, of one that the officer opened by hand: to close it, and not to look."""
    return {"live_id": _live(world, "BY-HAND", opened_by=world.cast["police-sender"]).id}


def drawn(world: World) -> dict[str, object]:
    """Return what the address of a look is made of that was drawn for a check."""
    return {"look_id": _look(world, "DRAWN", check_due_at=AT + HOURS).id}


def not_drawn(world: World) -> dict[str, object]:
    """The same, of one that was not drawn."""
    return {"look_id": _look(world, "NOT-DRAWN", check_due_at=None).id}


def _look(world: World, reference: str, *, check_due_at: datetime | None) -> Look:
    row, _new = Look.objects.get_or_create(
        live=_live(world, reference),
        user=world.cast["police-sender"],
        defaults={"first_at": AT, "last_at": AT, "check_due_at": check_due_at},
    )
    return row
