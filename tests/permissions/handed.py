"""What another area offers and what it was offered, for the table of addresses."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from firstbell.core import handing_over as rules
from firstbell.journey.handover.models import Arrival, Offer, PassedOn, Sibling
from firstbell.journey.handover.wire import Package, written
from firstbell.journey.intake.models import RecordedChild
from firstbell.registry.agencies.models import Agency
from tests import world as made
from tests.permissions import undecided
from tests.permissions.world import World

AT = datetime.fromisoformat("2026-11-23T07:10:00+00:00")


def sibling() -> Sibling:
    """Return another area, made when it is first asked for."""
    agency, _new = Agency.objects.get_or_create(
        code="WESTMARSH", defaults={"name": "Westmarsh", "kind": Agency.Kind.ELSEWHERE}
    )
    row, _new = Sibling.objects.get_or_create(
        agency=agency,
        defaults={
            "way": Sibling.Way.FIRSTBELL,
            "url": "https://firstbell.westmarsh.example",
            "keys": ["A" * 43 + "="],
            "set_at": AT,
        },
    )
    return row


def area(_world: World) -> dict[str, UUID]:
    """Return the id of another area."""
    return {"area_id": sibling().id}


def arrival(_world: World) -> dict[str, UUID]:
    """Return the id of a child whom another area offers."""
    row = Arrival.objects.filter(answered_at=None).first()
    if row is None:
        package = Package(
            version=1,
            id=str(uuid4()),
            sent_by="A" * 43 + "=",
            sent_by_name="Westmarsh",
            sent_to="B" * 43 + "=",
            offered_at=AT.isoformat(),
            bell_at=(AT + timedelta(hours=1)).isoformat(),
            reference="WX-7",
            child="C1",
            basis="gateway",
            purpose="hand_over",
            law="",
            changed=[],
            incident=made.an_incident("WX-7/C1"),
        )
        row = Arrival.objects.create(
            sibling=sibling(),
            hand_over=UUID(package.id),
            package=written(package),
            digest="0" * 64,
            reference="WX-7",
            arrived_at=AT,
            due_at=AT + timedelta(minutes=30),
        )
    return {"arrival_id": row.id}


def an_offer(child: RecordedChild, *, at: datetime) -> Offer:
    """Make an offer of a child that was refused, with its receipt."""
    id_ = uuid4()
    receipt = rules.Receipt(
        hand_over=str(id_),
        digest="0" * 64,
        reference=child.incident.reference,
        sent_by="Eastmarsh",
        received_by="Westmarsh",
        offered_at=at.isoformat(),
        answer="refused",
        answered_at=at.isoformat(),
        answered_as="hub worker",
        reason="not_here",
    )
    return Offer.objects.create(
        id=id_,
        child=child,
        sibling=sibling(),
        state=Offer.State.REFUSED,
        number=1,
        revision=1,
        digest=receipt.digest,
        basis="gateway",
        purpose="hand_over",
        offered_at=at,
        bell_at=at + timedelta(hours=1),
        due_at=at + timedelta(minutes=30),
        answered_at=at,
        reason="not_here",
        receipt=receipt.text(),
    )


def offer(world: World) -> dict[str, UUID]:
    """Return the id of an offer of the child that waits for the hub."""
    return {"offer_id": _offer(world).id}


def by_voice(world: World) -> dict[str, UUID]:
    """Return the id of an open offer to a named person of another area."""
    waiting = made_for_voice(world)
    return {"offer_id": waiting.id}


def made_for_voice(world: World) -> Offer:
    """Make another area that is rung, and offer it the child that waits for the hub."""
    found = Offer.objects.filter(sibling__way=Sibling.Way.PERSON).first()
    if found is not None:
        return found
    agency = Agency.objects.create(code="NORTHMARSH", name="Northmarsh", kind=Agency.Kind.ELSEWHERE)
    rung = Sibling.objects.create(agency=agency, way=Sibling.Way.PERSON, set_at=AT)
    child = RecordedChild.objects.get(id=str(undecided.child(world)["child_id"]))
    return Offer.objects.create(
        child=child,
        sibling=rung,
        number=1,
        revision=1,
        digest="0" * 64,
        basis="gateway",
        purpose="hand_over",
        offered_at=AT,
        bell_at=AT + timedelta(hours=1),
        due_at=AT + timedelta(minutes=30),
    )


def receipt(world: World) -> dict[str, UUID]:
    """Return the id of a hand-over that is answered."""
    return {"hand_over_id": _offer(world).id}


def not_passed_on(world: World) -> dict[str, UUID]:
    """Return the id of an offer whose area does not know yet that police withdrew the incident."""
    row = _offer(world)
    PassedOn.objects.get_or_create(
        offer=row, defaults={"number": 2, "began_at": AT, "due_at": AT + timedelta(minutes=30)}
    )
    return {"offer_id": row.id}


def _offer(world: World) -> Offer:
    child = RecordedChild.objects.get(id=str(undecided.child(world)["child_id"]))
    return child.offers.filter(sibling=sibling()).first() or an_offer(child, at=AT)
