"""The door to what waits for a second person, and to the accounts that may be enabled again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.core import memberships as rules_of
from firstbell.core.memberships import Held
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.access.working import MANAGERS, NotTheirs
from firstbell.registry.agencies.actions import granting
from firstbell.registry.agencies.models import Grant, Role
from firstbell.registry.agencies.queries import people, standing

WHO_AGREES = (Role.HUB_MANAGER, Role.INFORMATION_GOVERNANCE, Role.ADMINISTRATOR)
"""Who may be the second of two people."""


@dataclass(frozen=True, kw_only=True)
class AskedFor:
    """Something strong that one person asked for, as those see it who may agree."""

    grant_id: UUID
    is_account: bool
    name: str
    email: str
    role: str
    place: str
    asked_by: str
    asked_as: str
    asked_at: datetime
    may_answer: bool
    """Whether this reader can be the second person for it."""


@dataclass(frozen=True, kw_only=True)
class Disabled:
    """One disabled account that may be enabled again."""

    user_id: UUID
    name: str
    email: str
    disabled_at: datetime | None
    is_asked: bool


def asked_for(user: User, at: datetime) -> list[AskedFor]:
    """Return what waits for a second person, what waits longest first."""
    if not people.has_role(user, *WHO_AGREES, at=at):
        return []
    own = standing.held_by(user, at)
    return [_seen(grant, user, own) for grant in standing.open_grants(at)]


def one_asked_for(user: User, grant_id: UUID, at: datetime) -> AskedFor:
    """Return one of them.

    :raises NotTheirs: if there is none, or this person can be nobody's second.
    """
    for each in asked_for(user, at):
        if each.grant_id == grant_id:
            return each
    raise NotTheirs


def disabled_accounts(user: User, at: datetime) -> list[Disabled]:
    """Return the disabled accounts that this person may ask to be enabled, the latest first."""
    if not people.has_role(user, *MANAGERS, at=at):
        return []
    own = standing.held_by(user, at)
    asked = set(standing.open_grants(at).exclude(account=None).values_list("account", flat=True))
    return [
        Disabled(
            user_id=each.id,
            name=each.name,
            email=each.email,
            disabled_at=each.disabled_at,
            is_asked=each.id in asked,
        )
        for each in _disabled(own)
        if each.id != user.id
    ]


def disabled_account(user: User, user_id: UUID, at: datetime) -> User:
    """Return one of them.

    :raises NotTheirs: if there is none that this person may ask for.
    """
    if user_id not in {each.user_id for each in disabled_accounts(user, at)}:
        raise NotTheirs
    return User.objects.get(id=user_id)


def _disabled(own: list[Held]) -> list[User]:
    places = (f"memberships__{each}" for each in ("establishment", "desk", "agency"))
    rows = User.objects.filter(is_active=False).prefetch_related(*places)
    found = rows.order_by("-disabled_at", "name")
    if any(each.role == Role.ADMINISTRATOR for each in own):
        return list(found)
    return [
        person
        for person in found
        if any(
            rules_of.may_invite(own, role=held.role, place=standing.place_of(held))
            for held in person.memberships.all()
        )
    ]


def _seen(grant: Grant, user: User, own: list[Held]) -> AskedFor:
    invited, account = grant.invitation, grant.account
    return AskedFor(
        grant_id=grant.id,
        is_account=invited is None,
        name=invited.name if invited else account.name if account else "",
        email=invited.email if invited else account.email if account else "",
        role=invited.get_role_display() if invited else "",
        place=people.place_name(invited) if invited else "",
        asked_by=grant.asked_by.name if grant.asked_by else "",
        asked_as=grant.get_asked_as_display(),
        asked_at=grant.asked_at,
        may_answer=granting.may_answer_as(grant, user, own),
    )
