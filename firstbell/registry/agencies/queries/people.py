"""Who works where, in which role: the facts behind every "is this page for them?".

Only memberships that hold at the instant asked for count. A person with an account and no
membership works nowhere and sees nothing. Nothing here says what a person may read of a
child: that is for the doors (`access.py`) of the journey.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import (
    Agency,
    Desk,
    Establishment,
    Grant,
    Invitation,
    Membership,
    Role,
)

T = TypeVar("T")

ACCOUNT = "account"
"""The page that lists what a person may do; where everyone goes whose role has no page."""

TOLD = frozenset({Role.KEY_ADULT, Role.DESK_OFFICER, Role.ADVOCATE})
"""Roles of those who are told. Beside the present way they open nothing (`foundation.shadow`)."""

FIRST_PAGES: tuple[tuple[Role, str], ...] = (
    (Role.KEY_ADULT, "this_morning"),
    (Role.DESK_OFFICER, "this_morning"),
    (Role.HUB_WORKER, "morning_board"),
    (Role.HUB_MANAGER, "morning_board"),
    (Role.POLICE_SENDER, "your_feeds"),
    (Role.INFORMATION_GOVERNANCE, "who_looked"),
    (Role.ADVOCATE, "referred_cases"),
    (Role.ADMINISTRATOR, "people"),
)
"""The name of each role's first page. A person of several roles gets the topmost."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where a person works: the ids to filter rows by. All empty: nowhere."""

    establishments: frozenset[UUID]
    desks: frozenset[UUID]
    agencies: frozenset[UUID]


def holding(at: datetime) -> QuerySet[Membership]:
    """Return the memberships that hold at `at`, oldest first, with their people and places."""
    rows = Membership.objects.filter(starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))
    return _with_places(rows).select_related("user")


def _ever_held(user: User) -> list[Membership]:
    held = list(_with_places(Membership.objects.filter(user=user)))
    for each in held:
        each.user = user
    return held


def _with_places(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    return rows.select_related("establishment", "desk", "agency").order_by("starts_at", "id")


def memberships_of(user: User, at: datetime) -> list[Membership]:
    """Return the memberships of a person that hold at `at`, oldest first, with their places."""
    if not user.is_active:
        return []
    ever = acting.asked_once(("memberships", user.id), lambda: _ever_held(user))
    held = [each for each in ever if each.starts_at <= at and not _has_ended(each, at)]
    if acting.stands_beside():
        return [each for each in held if each.role not in TOLD]
    return held


def _has_ended(membership: Membership, at: datetime) -> bool:
    return membership.ends_at is not None and membership.ends_at <= at


def places_of(user: User, *roles: Role, at: datetime) -> Places:
    """Return where a person works in any of `roles`, or in any role when none is named."""
    held = [each for each in memberships_of(user, at) if not roles or each.role in roles]
    return Places(
        establishments=frozenset(m.establishment_id for m in held if m.establishment_id),
        desks=frozenset(m.desk_id for m in held if m.desk_id),
        agencies=frozenset(m.agency_id for m in held if m.agency_id),
    )


def roles_of(user: User, at: datetime) -> frozenset[Role]:
    """Return the roles that a person holds anywhere at `at`."""
    return frozenset(Role(each.role) for each in memberships_of(user, at))


def has_role(user: User, *roles: Role, at: datetime) -> bool:
    """Say whether a person holds any of `roles` anywhere at `at`."""
    return not roles_of(user, at).isdisjoint(roles)


def first_page_for(user: User, at: datetime) -> str:
    """Return the name of the address at which this person's morning begins."""
    held = roles_of(user, at)
    return next((page for role, page in FIRST_PAGES if role in held), ACCOUNT)


def who_belongs_to(
    *, establishment: Establishment | None = None, desk: Desk | None = None, at: datetime
) -> list[Membership]:
    """Return the memberships at one establishment or one desk that hold at `at`.

    :raises ValueError: unless exactly one place is named.
    """
    if (establishment is None) == (desk is None):
        raise ValueError("name one place: an establishment or a desk")
    place = Q(establishment=establishment) if establishment else Q(desk=desk)
    return [each for each in holding(at).filter(place) if each.user.is_active]


def who_holds(*roles: Role, at: datetime, among: Collection[UUID] | None = None) -> list[User]:
    """Return the active people who hold any of `roles` at `at`, of those named or of all."""
    held = holding(at).filter(role__in=roles, user__is_active=True)
    if among is not None:
        held = held.filter(user__in=among)
    return list({each.user_id: each.user for each in held}.values())


def person_by_email(email: str) -> User | None:
    """Return the person with this address, whatever its capitals, or None."""
    return User.objects.filter(email__iexact=email.strip()).first()


def open_invitation(secret_hash: str, at: datetime) -> Invitation | None:
    """Return the invitation that this secret opens, or None: unknown, used, expired alike."""
    return (
        works(Invitation.objects.filter(secret_hash=secret_hash), at)
        .select_related("establishment", "desk", "agency")
        .first()
    )


def works(invitations: QuerySet[Invitation], at: datetime) -> QuerySet[Invitation]:
    """Return those whose link works: not used, not too old, and agreed where two must agree."""
    not_agreed = Grant.objects.filter(invitation=OuterRef("pk")).exclude(answer=Grant.Answer.AGREED)
    return invitations.filter(~Exists(not_agreed), accepted_at=None, expires_at__gt=at)


def place_name(place: Invitation | Membership) -> str:
    """Return the name of where somebody works or is asked to, or nothing for no one place."""
    return str(place.establishment or place.desk or place.agency or "")


class NoSuchPlace(LookupError):
    """No such establishment, desk or agency is known; the message names what was asked for."""


class Place(TypedDict, total=False):
    """One place, as `joining.invite` takes it."""

    establishment: Establishment
    desk: Desk
    agency: Agency


def place_by_code(*, urn: int | None, desk: str | None, agency: str | None) -> Place:
    """Return every place that is named, found by the code that other systems use for it.

    :raises NoSuchPlace: if one is not known.
    """
    found = Place()
    if urn is not None:
        found["establishment"] = _known(
            Establishment.objects.filter(urn=urn).first(),
            f"URN {urn} is not known: load establishments that name it",
        )
    if desk is not None:
        found["desk"] = _known(
            Desk.objects.filter(code=desk).first(),
            f"desk {desk} is not known: load contacts that name it, such as 380:home-education",
        )
    if agency is not None:
        found["agency"] = _known(
            Agency.objects.filter(code=agency).first(),
            f"agency {agency} is not known: use a council's or a source's code",
        )
    return found


def _known(place: T | None, otherwise: str) -> T:
    if place is None:
        raise NoSuchPlace(otherwise)
    return place
