"""What has come to its end, what is held and who is to be erased, for the table."""

from typing import Any
from uuid import UUID

from firstbell.oversight.records.models import (
    Disposal,
    Lapsed,
    LegalHold,
    Passage,
    Release,
    RequestedRecord,
    SubjectRequest,
)
from tests.permissions import opened, sent
from tests.permissions.opened import AT
from tests.permissions.world import World


def disposal(_world: World) -> dict[str, UUID]:
    """Return what the address of one line of the disposal log is made of."""
    row, _ = Disposal.objects.get_or_create(
        kind="content", defaults={"ground": "rule", "approved_at": AT, "approved": 1}
    )
    return {"disposal_id": row.id}


def hold(world: World) -> dict[str, UUID]:
    """Return what the address of a hold is made of."""
    row, _ = LegalHold.objects.get_or_create(
        record_id=sent.incident(world)["incident_id"],
        defaults={
            "reason": "An inquiry asked for it",
            "placed_by": world.cast["hub-manager"],
            "placed_at": AT,
        },
    )
    return {"hold_id": row.id}


def erasure(world: World) -> dict[str, UUID]:
    """Return what the address of a request for erasure is made of."""
    row, _ = Lapsed.objects.get_or_create(
        kind="child",
        subject_id=sent.incident(world)["incident_id"],
        defaults={"ended_at": AT, "found_at": AT, "asked_by": world.cast["hub-manager"]},
    )
    return {"row_id": row.id}


def request(world: World) -> dict[str, Any]:
    """Return what the address of a request is made of."""
    row, _ = SubjectRequest.objects.get_or_create(
        asker_name="An Invented Asker",
        defaults={
            "asker": "child",
            "received_on": AT.date(),
            "made_by": world.cast["information-governance"],
            "made_at": AT,
        },
    )
    return {"request_id": row.id}


def request_to_check(world: World) -> dict[str, object]:
    """Return what the page is made of on which an identity is checked."""
    return {**request(world), "what": "identity"}


def request_for_nothing(world: World) -> dict[str, object]:
    """Return an address of a request that nothing stands at."""
    return {**request(world), "what": "everything"}


def record(world: World) -> dict[str, Any]:
    """Return what the address of a record is made of that its reader has open."""
    ids = request(world)
    of_case = opened.child_of_case(world)
    row, _ = RequestedRecord.objects.get_or_create(
        request_id=ids["request_id"],
        child_id=of_case["child_id"],
        defaults={
            "record_id": of_case["incident_id"],
            "added_by": world.cast["information-governance"],
            "added_at": AT,
            "gathered_at": AT,
        },
    )
    Passage.objects.get_or_create(
        record=row,
        number=1,
        defaults={"record_id_of": row.record_id, "place": "child.voice", "text": "Words."},
    )
    return {**ids, "number": row.id}


def passage(world: World) -> dict[str, object]:
    """Return what the address of a passage is made of."""
    ids = record(world)
    row = Passage.objects.get(record=ids.pop("number"))
    return {**ids, "passage_id": row.id}


def answer_of_another(world: World) -> dict[str, object]:
    """Return what the address of a copy is made of that somebody who is gone has taken."""
    ids = request(world)
    row, _ = Release.objects.get_or_create(
        request_id=ids["request_id"],
        number=1,
        defaults={
            "made_by": world.cast["member-of-nothing"],
            "made_at": AT,
            "given": 1,
            "left_out": 0,
        },
    )
    return {**ids, "release_id": row.id}
