"""The door to marks on ways to reach somebody: for the hub, the own force, and advocates.

Who may mark is said in `core.need_to_know`. A mark is lifted by the hub alone, after asking.
Writes the trail of each look.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from firstbell.core.need_to_know import Act
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.asking import NotForThem, OnlyAStub
from firstbell.journey.intake.models import Incident
from firstbell.journey.intake.unsafe import unsafe_of
from firstbell.journey.reconciliation import ways
from firstbell.journey.reconciliation.access import advocacy, guarding
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.models import UnsafeMark

WHO = (*guarding.WHO, Role.ADVOCATE)
HUB = guarding.HUB

__all__ = ["HUB", "WHO", "Mark", "NotForThem", "Page", "Row", "mark_to_lift", "page", "record"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A record whose ways somebody may mark, to act on it."""

    incident: Incident
    for_whom: ways.For
    may_lift: bool


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One mark, without what it is on."""

    mark_id: UUID
    kind: str
    whose: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Page:
    """The ways to reach the people of one record, and what is marked."""

    incident_id: UUID
    reference: str
    ways: tuple[ways.Way, ...]
    marks: tuple[Mark, ...]
    may_lift: bool
    is_for_advocate: bool


def record(user: User, incident_id: UUID, *, at: datetime) -> Row:
    """Return one record whose ways this person may mark.

    :raises NotForThem: if there is none for this person; with a stub where it is restricted.
    """
    kept_out: NotForThem = NotForThem()
    if people.has_role(user, *guarding.WHO, at=at):
        try:
            row = guarding.record(user, incident_id, at=at)
        except OnlyAStub as stub:
            # A referral may have let them in by name.
            kept_out = stub
        except NotForThem:
            pass
        else:
            if row.may(Act.MARK_UNSAFE):
                return Row(
                    incident=row.incident,
                    for_whom=ways.For.HUB_AND_POLICE,
                    may_lift=row.is_of_the_hub,
                )
    if people.has_role(user, Role.ADVOCATE, at=at):
        incident = advocacy.incident_of(user, incident_id, at=at)
        return Row(incident=incident, for_whom=ways.For.ADVOCATE, may_lift=False)
    raise kept_out


@transaction.atomic
def page(row: Row, *, by: User, at: datetime) -> Page:
    """Return the ways and the marks of a record, and write the trail."""
    audit.record("ways.read", subject_kind="incident", subject_id=row.incident.id, by=by, at=at)
    return Page(
        incident_id=row.incident.id,
        reference=row.incident.reference,
        ways=ways_of(row),
        marks=_marks(row),
        may_lift=row.may_lift,
        is_for_advocate=row.for_whom == ways.For.ADVOCATE,
    )


def ways_of(row: Row) -> tuple[ways.Way, ...]:
    """Return the ways that may be marked, to check what a form names."""
    return ways.ways_of(row.incident, unsafe_of(row.incident), for_whom=row.for_whom)


def _marks(row: Row) -> tuple[Mark, ...]:
    whose = {(way.person, way.kind): way.whose for way in ways_of(row)}
    rows = UnsafeMark.objects.filter(record_id=row.incident.id, lifted_at=None)
    with acting.as_the_system(savepoint=False):
        found = list(rows.select_related("marked_by").order_by("marked_at", "id"))
    return tuple(
        Mark(
            mark_id=each.id,
            kind=str(each.get_kind_display()),
            whose=whose.get((each.person, each.kind), ""),
            by=each.marked_by.name,
            at=each.marked_at,
        )
        for each in found
        if row.may_lift or (each.person, each.kind) in whose
    )


def mark_to_lift(row: Row, mark_id: UUID) -> UnsafeMark:
    """Return a mark of a record that the hub may lift.

    :raises NotForThem: if there is none, or it is not theirs to lift.
    """
    with acting.as_the_system(savepoint=False):
        rows = UnsafeMark.objects.filter(id=mark_id, record_id=row.incident.id, lifted_at=None)
        found = rows.select_related("marked_by").first()
    if found is None or not row.may_lift:
        raise NotForThem
    return found
