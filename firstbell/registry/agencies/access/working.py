"""The door to who works where: each person sees the places that they answer for, and no other.

A key adult answers for their school, a police sender for their force, a hub manager for their
council's places and the other agencies, an administrator for all. What is not theirs is not
there. Nothing here is about a child, so that reading it leaves no entry in the trail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from firstbell.core import memberships as rules_of
from firstbell.core.memberships import Held, Place
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.access import seen
from firstbell.registry.agencies.access.seen import Guest, Member, PlaceLine
from firstbell.registry.agencies.actions import confirming
from firstbell.registry.agencies.models import (
    Agency,
    Desk,
    Establishment,
    Invitation,
    Membership,
    Role,
)
from firstbell.registry.agencies.queries import contacts, people, places, rules, standing

WHO = (Role.KEY_ADULT, Role.POLICE_SENDER, Role.HUB_MANAGER, Role.ADMINISTRATOR)
"""For whom there is a page of people at all."""

MANAGERS = (Role.HUB_MANAGER, Role.ADMINISTRATOR)
"""Who disables accounts and hands in lists of leavers."""

Somewhere = Establishment | Desk | Agency | None
"""A place; None is the whole partnership."""


class NotTheirs(LookupError):
    """There is no such place, person or invitation for this reader."""


@dataclass(frozen=True, kw_only=True)
class OwnRole:
    """One of a person's own roles: until when it holds, or that it sleeps."""

    role: str
    place: str
    confirm_by: datetime | None
    leaves_on: date | None
    is_asleep: bool


@dataclass(frozen=True, kw_only=True)
class PlacePage:
    """Everything on the page of one place."""

    place_id: UUID | None
    name: str
    code: str
    members: tuple[Member, ...]
    asleep: tuple[Member, ...]
    guests: tuple[Guest, ...]
    roles: tuple[Role, ...]
    two: tuple[Role, ...]
    """Those of the roles to which a second person must agree."""

    @property
    def to_confirm(self) -> tuple[Member, ...]:
        """Those of whom this reader may say that they still work there, what is due first."""
        may = [each for each in (*self.members, *self.asleep) if each.may_confirm]
        return tuple(sorted(may, key=lambda each: not (each.confirm_by or each.is_asleep)))

    @property
    def due(self) -> int:
        """How many of them are asleep, or will be unless somebody says so."""
        return sum(each.is_asleep or each.confirm_by is not None for each in self.to_confirm)

    def holds(self, *, email: str, role: str) -> Member | None:
        """Return whoever holds this role here already, awake or asleep."""
        wanted = (email.strip().casefold(), role)
        for each in (*self.members, *self.asleep):
            if (each.email.casefold(), each.role_code) == wanted:
                return each
        return None


Found = tuple[Membership, Member]


def place_for(user: User, place_id: UUID | None, at: datetime) -> Somewhere:
    """Return a place by its id, or None for the whole partnership.

    :raises NotTheirs: if there is none, or this person does not answer for it.
    """
    found = None if place_id is None else _found(place_id)
    if not _answers_for(standing.held_by(user, at), as_place(found)):
        raise NotTheirs
    return found


def answers_for_everywhere(user: User, at: datetime) -> bool:
    """Say whether somebody answers for roles that are held for the whole partnership."""
    return _answers_for(standing.held_by(user, at), standing.EVERYWHERE)


def as_place(found: Somewhere) -> Place:
    """Return a place as the rules know it."""
    return standing.place_for(**as_keywords(found))


def as_keywords(found: Somewhere) -> people.Place:
    """Return a place as actions take it."""
    if isinstance(found, Establishment):
        return {"establishment": found}
    if isinstance(found, Desk):
        return {"desk": found}
    return {"agency": found} if found is not None else {}


def place_by_code(user: User, code: str, at: datetime) -> UUID:
    """Return the id of a place that is named by its URN or code.

    :raises NotTheirs: if there is none, or this person does not answer for it.
    """
    found: Somewhere = (
        Desk.objects.filter(code=code).first() or Agency.objects.filter(code=code).first()
    )
    if found is None:
        found = places.establishment_by_urn(code)
    if found is None or not _answers_for(standing.held_by(user, at), as_place(found)):
        raise NotTheirs
    return found.id


def places_of(user: User, at: datetime) -> list[PlaceLine]:
    """Return the places that somebody answers for, where anybody works or worked."""
    own = standing.held_by(user, at)
    late = set(confirming.overdue(at).values_list("id", flat=True))
    lines: dict[Place, list[Membership]] = {}
    everybody = Membership.objects.select_related("user", "establishment", "desk", "agency")
    for row in everybody.filter(_of_places(own)):
        lines.setdefault(standing.place_of(row), []).append(row)
    made = [
        seen.line_of(rows_, late, at) for place, rows_ in lines.items() if _answers_for(own, place)
    ]
    return sorted(made, key=lambda line: (not line.late, not line.is_empty, line.name))


def _of_places(own: Iterable[Held]) -> Q:
    """Return a condition that spares most rows where only single places are answered for."""
    if any(each.role in rules_of.MANAGE for each in own):
        return Q()
    keys = [each.place.key for each in own]
    return Q(establishment__in=keys) | Q(agency__in=keys)


def page_of(user: User, place_id: UUID | None, at: datetime) -> PlacePage:
    """Return the people of one place and those who were asked in.

    :raises NotTheirs: if there is no such place, or this person does not answer for it.
    """
    found = place_for(user, place_id, at)
    place = as_place(found)
    own = standing.held_by(user, at)
    given = as_keywords(found)
    where = Q(**{name: given.get(name) for name in ("establishment", "desk", "agency")})
    rows = Membership.objects.filter(where, starts_at__lte=at).order_by("user__name", "starts_at")
    members = seen.members(rows.select_related(*_WITH), user=user, own=own, at=at)
    offered = {role for each in own for role in rules_of.roles_to_invite(each, place)}
    if isinstance(found, Agency):
        offered -= {role for role, kind in _KIND_OF_AGENCY.items() if found.kind != kind}
    takes_two = rules_of.NEED_TWO[rules.policy().two_people_for]
    return PlacePage(
        place_id=place_id,
        name=str(found or ""),
        code=_code(found),
        members=tuple(each for each in members if not each.is_asleep),
        asleep=tuple(each for each in members if each.is_asleep),
        guests=seen.guests(
            Invitation.objects.filter(where).select_related("establishment", "desk", "agency"),
            own=own,
            at=at,
        ),
        roles=tuple(role for role in Role if role in offered),
        two=tuple(role for role in Role if role in offered & takes_two),
    )


_KIND_OF_AGENCY = {Role.ADVOCATE: Agency.Kind.OTHER, Role.POLICE_SENDER: Agency.Kind.POLICE}
"""Of which kind of agency these are; the other roles may be of any."""

_WITH = ("user", "confirmed_by", "establishment", "desk", "agency")


def member_for(user: User, membership_id: UUID, at: datetime) -> Found:
    """Return one membership that holds or sleeps, and how this reader sees it.

    :raises NotTheirs: if there is none, or this person does not answer for its place.
    """
    rows = Membership.objects.select_related(*_WITH).filter(id=membership_id, starts_at__lte=at)
    own = standing.held_by(user, at)
    row = rows.first()
    if row is None or not _answers_for(own, standing.place_of(row)):
        raise NotTheirs
    shown = seen.members([row], user=user, own=own, at=at)
    if not shown:
        raise NotTheirs
    return row, shown[0]


def confirmable(user: User, place_id: UUID | None, at: datetime) -> dict[UUID, Membership]:
    """Return those of a place whom this reader may confirm, by their ids.

    :raises NotTheirs: if there is no such place, or this person does not answer for it.
    """
    ids = [each.membership_id for each in page_of(user, place_id, at).to_confirm]
    return Membership.objects.in_bulk(ids)


def invitation_for(user: User, invitation_id: UUID, at: datetime) -> Invitation:
    """Return an invitation to a place that somebody answers for.

    :raises NotTheirs: if there is none.
    """
    row = (
        Invitation.objects.filter(id=invitation_id)
        .select_related("establishment", "desk", "agency")
        .first()
    )
    own = standing.held_by(user, at)
    if row is None or not rules_of.may_invite(own, role=row.role, place=standing.place_of(row)):
        raise NotTheirs
    return row


def _found(place_id: UUID) -> Establishment | Desk | Agency:
    for model in (Establishment, Desk, Agency):
        found = model.objects.filter(id=place_id).first()
        if found is not None:
            return found
    raise NotTheirs


def _answers_for(own: Iterable[Held], place: Place) -> bool:
    return any(rules_of.roles_to_invite(each, place) for each in own)


def _code(found: Somewhere) -> str:
    if isinstance(found, Establishment):
        return str(found.urn)
    return found.code if found is not None else ""


def own_roles(user: User, at: datetime) -> list[OwnRole]:
    """Return what a person may do and where, and what sleeps until somebody confirms it."""
    rows = Membership.objects.filter(user=user, starts_at__lte=at).order_by("starts_at", "id")
    return [
        OwnRole(
            role=each.role,
            place=each.place,
            confirm_by=each.confirm_by,
            leaves_on=each.leaves_on,
            is_asleep=each.is_asleep,
        )
        for each in seen.members(rows.select_related(*_WITH), user=user, own=[], at=at)
    ]


def due_for(user: User, at: datetime) -> int:
    """Return how many at somebody's own school or force wait for their word that they are there.

    A hub manager or administrator sees their many places on the page of people alone.
    """
    mine = people.places_of(user, Role.KEY_ADULT, Role.POLICE_SENDER, at=at)
    waiting = (
        people.holding(at)
        .filter(Q(establishment__in=mine.establishments) | Q(agency__in=mine.agencies))
        .filter(ends_at=None, reminded_at__isnull=False, user__is_active=True)
        .exclude(user=user)
    )
    by_place: dict[UUID | None, list[Membership]] = {}
    for row in waiting if mine.establishments or mine.agencies else ():
        by_place.setdefault(seen.place_id_of(row), []).append(row)
    return sum(
        user.id in may
        for rows in by_place.values()
        for may in standing.who_may_confirm(rows, at).values()
    )


def is_last_told(membership: Membership, at: datetime) -> bool:
    """Say whether nobody else would be told about a child at the place of a membership."""
    school, desk = membership.establishment, membership.desk
    if school is None and desk is None:
        return False
    told = contacts.who_is_told(establishment=school, desk=desk, at=at)
    return all(each.email.casefold() == membership.user.email.casefold() for each in told)
