"""Who stands where, as `core.memberships` asks it: the roles that people hold now, and as what.

A key adult leads where the contacts of the school name their address as that of a designated
safeguarding lead or of the head. Nothing here is about a child.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core import memberships as rules_of
from firstbell.core.calendars import local_day
from firstbell.core.memberships import Asked, Held, Place
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import (
    Agency,
    Desk,
    Establishment,
    Grant,
    Invitation,
    Membership,
)
from firstbell.registry.agencies.queries import contacts, people

EVERYWHERE = Place(kind="partnership")
"""Of a role that is held for the whole partnership."""


def place_of(of: Membership | Invitation) -> Place:
    """Return where a membership is held, or an invitation leads."""
    return place_for(establishment=of.establishment, desk=of.desk, agency=of.agency)


def place_for(
    *,
    establishment: Establishment | None = None,
    desk: Desk | None = None,
    agency: Agency | None = None,
) -> Place:
    """Return a place as the rules know it; none of the three is the whole partnership."""
    if establishment is not None:
        return Place(kind="school", key=str(establishment.id), council=establishment.council_code)
    if desk is not None:
        return Place(kind="desk", key=str(desk.id), council=desk.council_code)
    return EVERYWHERE if agency is None else _agency(agency)


def _agency(agency: Agency) -> Place:
    council = agency.code if agency.kind == Agency.Kind.COUNCIL else ""
    return Place(kind="agency", key=str(agency.id), council=council)


def place_code(of: Membership | Invitation) -> str:
    """Return the code of a place as the trail and other systems write it; "" for everywhere."""
    if of.establishment is not None:
        return str(of.establishment.urn)
    return of.desk.code if of.desk else (of.agency.code if of.agency else "")


def held_by(user: User, at: datetime) -> list[Held]:
    """Return the roles that a person holds at `at`."""
    return as_held(people.memberships_of(user, at), at=at)


def as_held(rows: Iterable[Membership], *, at: datetime) -> list[Held]:
    """Return memberships as the rules know them, in their order, in one query more."""
    found = list(rows)
    leading = _leading({each.establishment_id for each in found if each.establishment_id}, at)
    return [
        Held(
            person=each.user_id,
            role=each.role,
            place=place_of(each),
            leads=(each.establishment_id, each.user.email.casefold()) in leading,
        )
        for each in found
    ]


def _leading(schools: set[UUID], at: datetime) -> set[tuple[UUID | None, str]]:
    if not schools:
        return set()
    rows = contacts.valid_on(local_day(at)).filter(
        establishment__in=schools, role__in=rules_of.LEADS
    )
    return {(each.establishment_id, each.email.casefold()) for each in rows}


def at_the_same_place(membership: Membership) -> Q:
    """Return the condition for the memberships of one place."""
    return Q(
        establishment=membership.establishment_id,
        desk=membership.desk_id,
        agency=membership.agency_id,
    )


def who_may_confirm(rows: Iterable[Membership], at: datetime) -> dict[UUID, frozenset[object]]:
    """Return for each membership of one place the ids of those who may confirm it."""
    members = list(rows)
    if not members:
        return {}
    managing = Q(role__in=rules_of.MANAGE)
    around = people.holding(at).filter(
        at_the_same_place(members[0]) | managing, user__is_active=True
    )
    everyone = as_held(around, at=at)
    return {
        row.id: rules_of.who_confirms(held, everyone)
        for row, held in zip(members, as_held(members, at=at), strict=True)
    }


def who_could_agree(at: datetime) -> int:
    """Return how many people could be the second of two."""
    rows = people.holding(at).filter(role__in=rules_of.AGREE, user__is_active=True)
    return rows.values("user").order_by().distinct().count()


def asked_of(grant: Grant) -> Asked:
    """Return who asked for something strong, in which role, of which place."""
    if grant.asked_by_id is None:
        return Asked(person=None)
    return Asked(
        person=grant.asked_by_id,
        role=grant.asked_as,
        place=place_for(agency=grant.asked_from),
    )


def open_grants(at: datetime) -> QuerySet[Grant]:
    """Return what waits for a second person, what waits longest first."""
    return (
        Grant.objects.filter(answer="")
        .filter(Q(invitation=None) | Q(invitation__expires_at__gt=at))
        .select_related(
            "invitation__establishment",
            "invitation__desk",
            "invitation__agency",
            "account",
            "asked_by",
            "asked_from",
        )
        .order_by("asked_at", "id")
    )
