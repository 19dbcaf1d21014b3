"""A helpline for which the desk officer of the cast works too, and a call that they logged."""

from datetime import timedelta

from firstbell.oversight.helpline.models import HelplineCall
from firstbell.registry.agencies.models import Desk, Membership
from tests.people import SINCE
from tests.permissions.at_home import AT
from tests.permissions.world import World


def nothing(world: World) -> dict[str, object]:
    """Let the desk officer work for a helpline; its addresses take nothing."""
    _desk(world)
    return {}


def call(world: World) -> dict[str, object]:
    """Return what the address of a call is made of."""
    row, _new = HelplineCall.objects.get_or_create(
        desk=_desk(world),
        logged_by=world.cast["desk-officer"],
        defaults={
            "logged_at": AT,
            "began_at": AT - timedelta(minutes=20),
            "length": "15",
            "caller": "lead",
            "place_kind": "primary",
            "after_notification": "yes",
            "about": "parent",
            "outcome": "advised",
        },
    )
    return {"helpline_call_id": row.id}


def _desk(world: World) -> Desk:
    desk, _new = Desk.objects.get_or_create(
        code="999:helpline", defaults={"kind": "helpline", "council_code": "999"}
    )
    Membership.objects.get_or_create(
        user=world.cast["desk-officer"],
        desk=desk,
        role="desk-officer",
        defaults={"starts_at": SINCE},
    )
    return desk
