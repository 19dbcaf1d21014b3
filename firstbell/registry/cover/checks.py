"""The door to whether a place's key adults are right: their own place, or for the hub every one.

Nothing here is about a child, so that reading it leaves no entry in the trail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core.calendars import local_day
from firstbell.core.cover import Colour, how_sure
from firstbell.core.policy import Policy
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Contact, Role
from firstbell.registry.agencies.queries import contacts, people, rules
from firstbell.registry.cover.models import ContactCheck, RecordKeeping

READERS = (Role.KEY_ADULT, Role.DESK_OFFICER)

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)


class NotTheirs(LookupError):
    """There is no such place for this reader."""


@dataclass(frozen=True, kw_only=True)
class KeyAdult:
    """One key adult as the page asks about them."""

    contact_id: UUID
    name: str
    role: str
    email: str
    numbers: tuple[str, ...]
    mobile: str


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    """The key adults of one place in order, and when somebody last said that they are right."""

    check_id: UUID
    place_id: UUID
    place: str
    people: tuple[KeyAdult, ...]
    confirmed_at: datetime | None
    confirmed_by: str
    is_due: bool
    is_hub: bool
    # In what a school keeps its safeguarding records, as it was said; empty where nobody has.
    is_school: bool
    keeping: str
    system: str


def due_for(user: User, *, at: datetime) -> list[tuple[UUID, str]]:
    """Return the ids and names of a reader's own places that are to be answered."""
    mine = people.places_of(user, *READERS, at=at)
    if not (mine.establishments or mine.desks):
        return []
    rows = _at(mine.establishments, mine.desks).filter(_due(at))
    return [(place_id_of(each), str(each)) for each in rows.order_by("id")]


def _due(at: datetime) -> Q:
    return Q(asked_at__isnull=False) & (
        Q(confirmed_at=None) | Q(confirmed_at__lte=at - rules.policy().contacts_asked)
    )


def _at(schools: Iterable[UUID], desks: Iterable[UUID]) -> QuerySet[ContactCheck]:
    rows = ContactCheck.objects.select_related("establishment", "desk", "confirmed_by")
    return rows.filter(Q(establishment__in=list(schools)) | Q(desk__in=list(desks)))


def place_id_of(check: ContactCheck) -> UUID:
    """Return the id of the school or desk."""
    place_id = check.establishment_id or check.desk_id
    if place_id is None:  # the database has a constraint against it
        raise ValueError("a check is of an establishment or a desk")
    return place_id


def page_of(user: User, place_id: UUID, *, at: datetime) -> CheckPage:
    """Return the page of one place.

    :raises NotTheirs: if there is none for this reader, or it was never looked at.
    """
    is_hub = people.has_role(user, *HUB, at=at)
    mine = people.places_of(user, *READERS, at=at)
    check = _at([place_id], [place_id]).first()
    if check is None or not (is_hub or place_id in mine.establishments | mine.desks):
        raise NotTheirs
    told = contacts.contacts_of(
        establishment=check.establishment, desk=check.desk, on=local_day(at)
    )
    lasts = rules.policy().contacts_asked
    keeps = RecordKeeping.objects.filter(establishment=check.establishment_id).first()
    return CheckPage(
        check_id=check.id,
        place_id=place_id,
        place=str(check),
        people=tuple(map(_key_adult, told)),
        confirmed_at=check.confirmed_at,
        confirmed_by=check.confirmed_by.name if check.confirmed_by else "",
        is_due=check.confirmed_at is None or check.confirmed_at <= at - lasts,
        is_hub=is_hub and place_id not in mine.establishments | mine.desks,
        is_school=check.establishment_id is not None,
        keeping=keeps.keeping if keeps else "",
        system=keeps.system if keeps else "",
    )


def key_adult_at(user: User, contact_id: UUID, *, at: datetime) -> Contact:
    """Return one of the key adults of a place, to change their number.

    :raises NotTheirs: if there is none for this reader.
    """
    rows = contacts.valid_on(local_day(at)).select_related("establishment", "desk")
    found = rows.filter(id=contact_id, made_for_cover=False).first()
    mine = people.places_of(user, *READERS, at=at)
    if found is None or not (
        people.has_role(user, *HUB, at=at)
        or found.establishment_id in mine.establishments
        or found.desk_id in mine.desks
    ):
        raise NotTheirs
    return found


def _key_adult(contact: Contact) -> KeyAdult:
    return KeyAdult(
        contact_id=contact.id,
        name=contact.name,
        role=str(contact.get_role_display()),
        email=contact.email,
        numbers=tuple(filter(None, [contact.phone])),
        mobile=contact.mobile,
    )


def colour_of(
    check: ContactCheck,
    *,
    has_anybody: bool,
    broken_at: datetime | None,
    policy: Policy,
    at: datetime,
) -> Colour:
    """Return how sure it is that somebody right is told at a place."""
    return how_sure(
        confirmed_at=check.confirmed_at,
        asked_at=check.asked_at,
        has_anybody=has_anybody,
        broken_at=broken_at,
        at=at,
        lasts=policy.contacts_asked,
        patience=policy.contacts_red,
    )
