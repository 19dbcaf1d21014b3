"""The door to the list of a nursery or childminder, for its own key adults. Reading is trailed.

A school's roll comes from its own system and is not typed in here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core.attending import Attendance
from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.models import Establishment, Role
from firstbell.registry.agencies.queries import people, places
from firstbell.registry.people.models import Registration, Roll

Provider = Establishment
"""A nursery or childminder whose list it is, as the pages call it."""


class NotTheirs(LookupError):
    """There is no such provider or child for this reader."""


@dataclass(frozen=True, kw_only=True)
class Attending:
    """One child of the list."""

    pupil_id: UUID
    name: str
    born_on: date | None
    attends: Attendance | None
    last_on: date | None


def places_to_list(user: User, *, at: datetime) -> list[Establishment]:
    """Return the nurseries and childminders that this key adult is at, by name."""
    mine = people.places_of(user, Role.KEY_ADULT, at=at).establishments
    return list(Establishment.objects.filter(places.IS_CHILDCARE, id__in=mine).order_by("name"))


def place_of(user: User, place_id: UUID, *, at: datetime) -> Establishment:
    """Return one of them.

    :raises NotTheirs: if it is none of theirs, or a school.
    """
    for place in places_to_list(user, at=at):
        if place.id == place_id:
            return place
    raise NotTheirs


def children_at(user: User, place: Establishment, *, at: datetime) -> list[Attending]:
    """Return who is on the list today, by name, and write the trail."""
    with acting.as_the_system(savepoint=False):
        found = [_attending(row) for row in _on_the_list(place, at=at)]
    audit.record(
        "roll.list_read",
        subject_kind="establishment",
        subject_id=place.id,
        by=user,
        at=at,
        detail={"pupils": sorted(str(each.pupil_id) for each in found)},
    )
    return found


def row_of(user: User, place: Establishment, pupil_id: UUID, *, at: datetime) -> Registration:
    """Return the row of one child of the list, and write the trail.

    :raises NotTheirs: if there is no such child on it.
    """
    with acting.as_the_system(savepoint=False):
        row = _on_the_list(place, at=at).filter(pupil=pupil_id).first()
    if row is None:
        raise NotTheirs
    audit.record("roll.pupil_read", subject_kind="pupil", subject_id=pupil_id, by=user, at=at)
    return row


def child_of(row: Registration) -> Attending:
    """Return the child of a row that the door let through."""
    return _attending(row)


def _on_the_list(place: Establishment, *, at: datetime) -> QuerySet[Registration]:
    on = local_day(at)
    rows = Registration.objects.filter(
        Q(left_on=None) | Q(left_on__gte=on),
        roll__establishment=place,
        roll__state=Roll.State.CURRENT,
    )
    return rows.select_related("roll__establishment").order_by("surname", "forename", "id")


def _attending(row: Registration) -> Attending:
    return Attending(
        pupil_id=row.pupil_id,
        name=f"{row.forename} {row.surname}",
        born_on=row.born_on,
        attends=Attendance(row.attends) if row.attends else None,
        last_on=row.left_on,
    )
