"""A pupil of the school, and one whom it has reported as learning at home."""

from datetime import UTC, date, datetime, timedelta

from firstbell.registry.home_education.models import Entry
from firstbell.registry.people.models import Pupil, Registration, Roll
from tests.permissions.world import World

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def school(world: World) -> dict[str, object]:
    """Return what the address of a search of the school's roll is made of."""
    return {"place_id": world.school.id}


def pupil(world: World) -> dict[str, object]:
    """Return what the address of a report of a pupil of the school is made of."""
    roll, _new = Roll.objects.get_or_create(
        establishment=world.school, state=Roll.State.CURRENT, defaults={"loaded_at": AT}
    )
    found, _new = Pupil.objects.get_or_create(identity="to-report")
    Registration.objects.get_or_create(
        roll=roll, pupil=found, defaults={"forename": "Wren", "surname": "Tollemarsh"}
    )
    return {"place_id": world.school.id, "pupil_id": found.id}


def entry(world: World) -> dict[str, object]:
    """Return what the addresses of a report are made of: sent, and not answered yet."""
    found, _new = Pupil.objects.get_or_create(identity="reported")
    # Not by the action: what it leaves in the ledger would be late by the clock of the world.
    row, _new = Entry.objects.get_or_create(
        pupil=found,
        establishment=world.school,
        desk=world.desk,
        defaults={
            "child": {"given_names": "Wren", "surname": "Tollemarsh"},
            "last_on": date(2026, 11, 20),
            "reason": "not_given",
            "domestic_abuse": "not_known",
            "ehc_plan": "no",
            "social_worker": "no",
            "protection_plan": "no",
            "special_school": "no",
            "must_be_agreed": False,
            "sent_by": world.cast["key-adult"],
            "sent_at": AT,
            "answer_due_at": AT + timedelta(days=3),
        },
    )
    return {"entry_id": row.id}
