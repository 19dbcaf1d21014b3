"""The door to rolls that were held because they would take many pupils off. Names no child."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.registry.agencies.doors import Role
from firstbell.registry.people import queries as people

WHO = (Role.HUB_MANAGER, Role.ADMINISTRATOR)


class NotHeldHere(LookupError):
    """No such roll waits for a person."""


@dataclass(frozen=True, kw_only=True)
class HeldRoll:
    """One roll that waits: how many pupils it names, and how many it would take off."""

    roll_id: UUID
    school: str
    urn: int
    loaded_at: datetime
    pupils: int
    would_remove: int


def held_rolls() -> tuple[HeldRoll, ...]:
    """Return the rolls that wait for a person, the one that waits longest first."""
    return tuple(
        HeldRoll(
            roll_id=roll.id,
            school=roll.establishment.name,
            urn=roll.establishment.urn,
            loaded_at=roll.loaded_at,
            pupils=roll.pupils,
            would_remove=roll.would_remove,
        )
        for roll in people.held_rolls()
    )


def held_roll(roll_id: UUID) -> HeldRoll:
    """Return one of them.

    :raises NotHeldHere: if it is not held, or no longer.
    """
    for roll in held_rolls():
        if roll.roll_id == roll_id:
            return roll
    raise NotHeldHere
