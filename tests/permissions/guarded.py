"""A restricted record, its circle, its referral and a mark in it, for the table."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from firstbell.journey.intake.models import Incident
from firstbell.registry.circles.models import CircleMember, Referral, Restriction, UnsafeMark
from tests import world as borough
from tests.permissions.world import World

AT = datetime.fromisoformat("2026-11-23T07:10:00+00:00")
LET_IN = ("hub-manager", "hub-worker", "police-sender")


def record(world: World) -> dict[str, UUID]:
    """Return what the addresses of a restricted record are made of; its circle may all read it."""
    row = Incident.objects.filter(reference="GUARDED").first()
    if row is None:
        sent = borough.an_incident("GUARDED")
        row = Incident.objects.create(
            source=world.force,
            reference="GUARDED",
            revision=1,
            status="active",
            belief_formed_at=AT,
            first_received_at=AT,
            said=sent,
            content_hash="guarded",
        )
        manager = world.cast["hub-manager"]
        guard = Restriction.objects.create(
            record_id=row.id,
            kind="restricted",
            ground="safety",
            contact=manager,
            made_by=manager,
            made_at=AT,
        )
        for name in LET_IN:
            CircleMember.objects.create(
                restriction=guard, user=world.cast[name], added_by=manager, added_at=AT
            )
    return {"incident_id": row.id}


def empty(world: World, kind: str = "restricted") -> dict[str, UUID]:
    """Return what the address of a circle is made of that nobody is left in."""
    row, _ = Restriction.objects.get_or_create(
        record_id=uuid5(NAMESPACE_URL, kind),
        defaults={
            "kind": kind,
            "ground": "safety",
            "contact": world.cast["police-sender"],
            "made_by": world.cast["police-sender"],
            "made_at": AT,
        },
    )
    return {"guard_id": row.id}


def empty_and_sealed(world: World) -> dict[str, UUID]:
    """Return the same of a sealed record without a stand-in."""
    return empty(world, "sealed")


def member(world: World) -> dict[str, UUID]:
    """Return what the address of one of that circle is made of."""
    return {**record(world), "user_id": world.cast["hub-worker"].id}


def referred(world: World) -> dict[str, UUID]:
    """Return what the addresses of a record are made of that the advocate's service has."""
    ids = record(world)
    Referral.objects.get_or_create(
        record_id=ids["incident_id"],
        agency=world.service,
        ended_at=None,
        defaults={
            "purpose": "An invented purpose.",
            "referred_by": world.cast["hub-worker"],
            "referred_at": AT,
        },
    )
    return ids


def referral(world: World) -> dict[str, UUID]:
    """Return what the address of that referral is made of."""
    ids = referred(world)
    row = Referral.objects.get(record_id=ids["incident_id"], ended_at=None)
    return {**ids, "referral_id": row.id}


def mark(world: World) -> dict[str, UUID]:
    """Return what the address of a mark on the place of that record is made of."""
    ids = referred(world)
    row, _ = UnsafeMark.objects.get_or_create(
        record_id=ids["incident_id"],
        person="",
        kind="address",
        lifted_at=None,
        defaults={"marked_by": world.cast["hub-worker"], "marked_at": AT},
    )
    return {**ids, "mark_id": row.id}
