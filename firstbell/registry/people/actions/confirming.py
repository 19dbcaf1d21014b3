"""A person settles a roll that was held because it would take many pupils off."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.people.actions.counting import count_names
from firstbell.registry.people.actions.loading import LOCK
from firstbell.registry.people.models import Roll


class NotHeld(ValueError):
    """The roll does not wait for anybody: it was settled, or a newer one took its place."""


@acting.as_system
def confirm_roll(roll_id: UUID, *, by: User, at: datetime) -> Roll:
    """Put a held roll in force, in place of the one that stands; that one is kept.

    :raises NotHeld: if the roll is not held any more.
    """
    roll = _held(roll_id)
    standing = Roll.objects.filter(establishment=roll.establishment_id, state=Roll.State.CURRENT)
    count_names(comes=[roll.id], goes=list(standing.values_list("id", flat=True)))
    standing.update(state=Roll.State.REPLACED, replaced_at=at)
    return _settle(roll, state=Roll.State.CURRENT, action="roll.confirmed", by=by, at=at)


@acting.as_system
def refuse_roll(roll_id: UUID, *, by: User, at: datetime) -> Roll:
    """Set a held roll aside; the one in force stays, and the refused one is kept.

    :raises NotHeld: if the roll is not held any more.
    """
    return _settle(_held(roll_id), state=Roll.State.REFUSED, action="roll.refused", by=by, at=at)


def _held(roll_id: UUID) -> Roll:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    roll = Roll.objects.filter(id=roll_id, state=Roll.State.HELD).first()
    if roll is None:
        raise NotHeld("this roll is not held: it was settled, or a newer one took its place")
    return roll


def _settle(roll: Roll, *, state: Roll.State, action: str, by: User, at: datetime) -> Roll:
    roll.state = state
    roll.confirmed_by = by
    roll.save(update_fields=["state", "confirmed_by"])
    audit.record(
        action,
        subject_kind="roll",
        subject_id=roll.id,
        by=by,
        at=at,
        detail={"would_remove": roll.would_remove},
    )
    return roll
