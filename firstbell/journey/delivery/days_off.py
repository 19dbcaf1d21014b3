"""Who is off, who is told instead, and whether anybody is left: as the pages show it.

Each reader sees their own days and which of their colleagues are off today; the hub sees every
place. Nothing here is about a child, so that reading it leaves no entry in the trail.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from firstbell.core.calendars import local_day
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.access import READERS
from firstbell.journey.delivery.actions.nudging import people_in_order
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Contact, Desk, Establishment
from firstbell.registry.agencies.queries import contacts, people
from firstbell.registry.cover.models import Absence
from firstbell.registry.cover.queries import absences

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)


class NotTheirs(LookupError):
    """There is no such absence or place for this reader."""


@dataclass(frozen=True, kw_only=True)
class Off:
    """Days on which somebody is off; `places` are named for the hub alone."""

    absence_id: UUID
    name: str
    first_on: date
    last_on: date
    is_now: bool
    said_by: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """Who is told first at one place today; nobody: all are off, and the hub is asked."""

    place: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Days:
    """A reader's own days off, and how things stand at their places today."""

    now: Off | None
    coming: tuple[Off, ...]
    instead: tuple[StandIn, ...]
    colleagues: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class KeyAdult:
    """One key adult of a place, and their absence that holds or comes next."""

    contact_id: UUID
    name: str
    role: str
    off: Off | None


@dataclass(frozen=True, kw_only=True)
class PlaceDays:
    """The key adults of one place in order, and whether all are off today."""

    place_id: UUID
    name: str
    people: tuple[KeyAdult, ...]

    @property
    def is_empty_today(self) -> bool:
        """Whether nobody of them is here today."""
        return all(each.off and each.off.is_now for each in self.people)


def days_of(user: User, *, at: datetime) -> Days:
    """Return a person's own days off; who is told instead only while they are off."""
    today = local_day(at)
    mine = [_off(each, today) for each in absences.still_to_come(today).filter(email=_key(user))]
    now = next((each for each in mine if each.is_now), None)
    held = [each for each in people.memberships_of(user, at) if each.role in READERS]
    here = [each.establishment or each.desk for each in held]
    places = [each for each in dict.fromkeys(here) if each is not None]
    return Days(
        now=now,
        coming=tuple(each for each in mine if not each.is_now),
        instead=tuple(_stand_in(each, at) for each in places) if now else (),
        colleagues=_colleagues_off(user, places, today),
    )


def _key(user: User) -> str:
    return user.email.casefold()


def _off(row: Absence, today: date, places: tuple[str, ...] = ()) -> Off:
    return Off(
        absence_id=row.id,
        name=row.name,
        first_on=row.first_on,
        last_on=row.last_on,
        is_now=row.first_on <= today,
        said_by="" if row.said_by.email.casefold() == row.email else row.said_by.name,
        places=places,
    )


def _stand_in(place: Establishment | Desk, at: datetime) -> StandIn:
    school, desk = (place, None) if isinstance(place, Establishment) else (None, place)
    told = people_in_order(school, desk, at=at)
    off = absences.who_is_off(told, on=local_day(at))
    first = next((each.name for each in told if each not in off), "")
    return StandIn(place=str(place), name=first)


def _colleagues_off(
    user: User, places: Iterable[Establishment | Desk], today: date
) -> tuple[str, ...]:
    ids = [each.id for each in places]
    if not ids:
        return ()
    rows = contacts.valid_on(today)
    around = [*rows.filter(establishment__in=ids).union(rows.filter(desk__in=ids))]
    off = absences.who_is_off(around, on=today)
    return tuple(sorted({each.name for each in off if each.email.casefold() != _key(user)}))


def off_in_the_area(*, at: datetime) -> tuple[Off, ...]:
    """Return everybody who is off today or later, with their places, for the hub."""
    today = local_day(at)
    rows = list(absences.still_to_come(today))
    places: dict[str, list[str]] = defaultdict(list)
    known = contacts.valid_on(today).select_related("establishment", "desk")
    for contact in known.filter(email__in={each.email for each in rows}):
        places[contact.email.casefold()].append(str(contact.establishment or contact.desk))
    return tuple(_off(each, today, tuple(places[each.email])) for each in rows)


def place_days(place_id: UUID, *, at: datetime) -> PlaceDays:
    """Return the key adults of one place and when they are off.

    :raises NotTheirs: if there is no such place.
    """
    school = Establishment.objects.filter(id=place_id).first()
    desk = None if school else Desk.objects.filter(id=place_id).first()
    if school is None and desk is None:
        raise NotTheirs
    today = local_day(at)
    told = contacts.who_is_told(establishment=school, desk=desk, at=at)
    rows = absences.still_to_come(today).filter(email__in={each.email.casefold() for each in told})
    next_of: dict[str, Off] = {}
    for row in rows:
        next_of.setdefault(row.email, _off(row, today))
    return PlaceDays(
        place_id=place_id,
        name=str(school or desk),
        people=tuple(
            KeyAdult(
                contact_id=each.id,
                name=each.name,
                role=str(each.get_role_display()),
                off=next_of.get(each.email.casefold()),
            )
            for each in told
        ),
    )


def key_adult(contact_id: UUID) -> Contact:
    """Return one key adult, to say that they are off."""
    return Contact.objects.get(id=contact_id)


def one_to_take_back(user: User, absence_id: UUID, *, at: datetime) -> UUID:
    """Return the absence: one's own, or for the hub anybody's.

    :raises NotTheirs: if there is none, or it is somebody else's.
    """
    row = Absence.objects.filter(id=absence_id).first()
    if row is None or not (row.email == _key(user) or people.has_role(user, *HUB, at=at)):
        raise NotTheirs
    return row.id
