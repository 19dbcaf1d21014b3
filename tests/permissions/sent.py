"""What the hub rings about and what a force has sent, for the table of addresses."""

from datetime import datetime, timedelta
from uuid import UUID

from firstbell.journey.delivery.models import Call
from firstbell.journey.intake.actions.receive import receive_feed
from firstbell.journey.intake.models import Incident, RefusedIncident, Waiting
from firstbell.journey.reconciliation.models import MorningSheet, PaperEntry, SheetPassword
from tests import world as made
from tests.permissions import notified
from tests.permissions.world import World

AT = datetime.fromisoformat("2026-11-23T07:10:00+00:00")


def call(world: World) -> dict[str, UUID]:
    """Return the id of a call to the school that a hub worker has begun."""
    row, _new = Call.objects.get_or_create(
        establishment=world.school,
        claimed_by=world.cast["hub-worker"],
        claimed_at=AT,
        claim_ends_at=AT + timedelta(minutes=10),
    )
    return {"call_id": row.id}


def sheet(world: World) -> dict[str, UUID]:
    """Return the id of a morning sheet of the council's hub, with the school's child on it."""
    return {"sheet_id": _sheet(world).id}


def place_of_a_sheet(world: World) -> dict[str, UUID]:
    """Return the ids of the sheet and of the school on it."""
    return {"sheet_id": _sheet(world).id, "place_id": world.school.id}


def entered(world: World) -> dict[str, UUID]:
    """Return the ids of the sheet and of a call that was entered from it."""
    row = Call.objects.get(id=call(world)["call_id"])
    row.notifications.add(notified.notification(world))
    entry, _new = PaperEntry.objects.get_or_create(
        call=row,
        defaults={
            "id": row.id,
            "sheet": _sheet(world),
            "entered_by": world.cast["hub-worker"],
            "entered_at": AT,
        },
    )
    return {"sheet_id": _sheet(world).id, "entry_id": entry.id}


def _sheet(world: World) -> MorningSheet:
    found = MorningSheet.objects.filter(hub=world.council).first()
    if found:
        return found
    row = notified.notification(world)
    password = SheetPassword.objects.create(hub=world.council, sealed="sealed", made_at=AT)
    made = MorningSheet.objects.create(
        number=1,
        hub=world.council,
        for_on=AT.date(),
        made_at=AT,
        password=password,
        document=b"%PDF",
    )
    made.lines.create(number=1, child=row.child, notification=row)
    return made


def _received(world: World) -> None:
    """Receive an incident, a revision of it that forgets a child, and one that is refused."""
    if Incident.objects.filter(source=world.force, reference="INC-1").exists():
        return
    first = made.an_incident()
    later = made.an_incident(revision=2, children=[])
    refused = made.an_incident("INC-2", place_kind="castle")
    for incidents in ([first, refused], [later]):
        document = made.a_feed(*incidents, source=world.force.code)
        receive_feed(document=document, by=None, at=AT)


def incident(world: World) -> dict[str, UUID]:
    """Return the id of an incident of the force."""
    _received(world)
    return {"incident_id": Incident.objects.get(source=world.force, reference="INC-1").id}


def refused(world: World) -> dict[str, UUID]:
    """Return the id of what was refused of the force."""
    _received(world)
    return {"refused_id": RefusedIncident.objects.get(source=world.force).id}


def question(world: World) -> dict[str, UUID]:
    """Return the id of the question about the child whom the revision forgets."""
    _received(world)
    return {"wait_id": Waiting.objects.get(why=Waiting.Why.VANISHED).id}


def withdrawal(world: World) -> dict[str, UUID]:
    """Return the id of an incident of the force whose withdrawal the hub may answer, too."""
    row, _new = Incident.objects.get_or_create(
        source=world.force,
        reference="WITHDRAWAL",
        defaults={
            "revision": 2,
            "belief_formed_at": AT,
            "first_received_at": AT,
            "said": made.an_incident("WITHDRAWAL"),
            "content_hash": "withdrawal",
        },
    )
    row.revisions.get_or_create(
        number=2, defaults={"content_hash": "w", "said": {"status": "withdrawn"}, "received_at": AT}
    )
    row.withdrawals.get_or_create(revision=2, asked_at=AT, hub_from=AT)
    return {"incident_id": row.id}
