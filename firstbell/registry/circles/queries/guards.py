"""Which records are restricted or sealed, by whom they may be read, and whom a stub names.

There are few of them, so that a door reads them all, whatever it was asked for: what is sealed
and what is not there take the same queries. Read as the system, because whether a record is
sealed against a person is not for that person to see; the doors tell them nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from firstbell.core.need_to_know import Guard
from firstbell.foundation import acting
from firstbell.registry.circles.models import CircleMember, Restriction


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """One record that is restricted or sealed now. `circle` are the ids of its people."""

    guard_id: UUID
    record_id: UUID
    guard: Guard
    contact: str
    phone: str
    stand_in: UUID | None
    circle: frozenset[UUID]


@dataclass(frozen=True, kw_only=True)
class Stub:
    """All that somebody outside the circle learns of a restricted record, in list and address.

    `key` is the id in the address that they opened or may open.
    """

    key: UUID
    due_at: datetime | None
    contact: str
    phone: str


def guarded() -> Mapping[UUID, Guarded]:
    """Return every record that is restricted or sealed now, by its id, in one query."""
    circle = ArrayAgg("circle__user", filter=Q(circle__removed_at=None), default=[])
    rows = Restriction.objects.filter(lifted_at=None).order_by("made_at", "id")
    with acting.as_the_system(savepoint=False):
        found = list(rows.select_related("contact").annotate(people=circle))
    return {
        row.record_id: Guarded(
            guard_id=row.id,
            record_id=row.record_id,
            guard=Guard(row.kind),
            contact=row.contact.name,
            phone=row.contact.phone,
            stand_in=row.stand_in_id,
            circle=frozenset(row.people),
        )
        for row in found
    }


def guard_of(record_id: UUID) -> Restriction | None:
    """Return the restriction or seal of a record that is in force, or None."""
    rows = Restriction.objects.filter(record_id=record_id, lifted_at=None)
    return rows.select_related("contact", "stand_in", "made_by", "lift_asked_by").first()


def circle_of(restriction: Restriction) -> list[CircleMember]:
    """Return the people of a circle now, in the order in which they came to it."""
    rows = restriction.circle.filter(removed_at=None).select_related("user")
    return list(rows.order_by("added_at", "id"))
