"""Who could be in a circle, by the roles that they hold now: people of the hub and of the force.

An administrator of the system, a school or an advocate's service is never among them: a circle
adds nothing to a person who stands in no way to the record.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.foundation import acting
from firstbell.registry.agencies.models import Membership, Role
from firstbell.registry.agencies.queries.people import place_name

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)

THE_HUB = "hub"
"""The agency of a hub worker whose membership names none: the partnership's own hub."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who may be put into a circle, as a form names them."""

    user_id: UUID
    name: str
    phone: str
    roles: frozenset[str]
    places: tuple[str, ...]
    agencies: frozenset[UUID]

    @property
    def is_of_the_hub(self) -> bool:
        """Whether they can carry on a journey."""
        return not self.roles.isdisjoint(HUB)


def may_join(*, force: UUID, at: datetime) -> list[Person]:
    """Return everybody of the hub and of one force who could be in a circle, by name."""
    rows = _holding(at).filter(
        Q(role__in=HUB) | Q(role=Role.POLICE_SENDER, agency=force), user__is_active=True
    )
    return _people(rows)


def of_the_hub(at: datetime) -> list[Person]:
    """Return everybody of the hub now."""
    return _people(_holding(at).filter(role__in=HUB, user__is_active=True))


def managers(at: datetime) -> list[Person]:
    """Return the hub managers of now."""
    return _people(_holding(at).filter(role=Role.HUB_MANAGER, user__is_active=True))


def named(users: Collection[UUID], *, at: datetime) -> list[Person]:
    """Return these people by name, as far as they hold a role now."""
    return _people(_holding(at).filter(user__in=users, user__is_active=True))


def roles_of(users: Collection[UUID], *, at: datetime) -> dict[UUID, frozenset[str]]:
    """Return the roles that each of these people holds now, nobody left out."""
    held = {each.user_id: each.roles for each in named(users, at=at)}
    return {user: held.get(user, frozenset()) for user in users}


def agencies_that_may_lift(users: Collection[UUID], *, at: datetime) -> dict[UUID, frozenset[str]]:
    """Return for which agencies each person may say that a guard is no longer needed."""
    rows = _holding(at).filter(user__in=users, role__in=[Role.HUB_MANAGER, Role.POLICE_SENDER])
    found: dict[UUID, set[str]] = {user: set() for user in users}
    for each in rows:
        found[each.user_id].add(str(each.agency_id or THE_HUB))
    return {user: frozenset(agencies) for user, agencies in found.items()}


def _holding(at: datetime) -> QuerySet[Membership]:
    rows = Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)
    return rows.select_related("user", "establishment", "desk", "agency").order_by("user__name")


def _people(rows: Iterable[Membership]) -> list[Person]:
    found: dict[UUID, list[Membership]] = {}
    with acting.as_the_system(savepoint=False):
        for each in rows:
            found.setdefault(each.user_id, []).append(each)
    return [
        Person(
            user_id=user_id,
            name=held[0].user.name,
            phone=held[0].user.phone,
            roles=frozenset(each.role for each in held),
            places=tuple(dict.fromkeys(filter(None, map(place_name, held)))),
            agencies=frozenset(each.agency_id for each in held if each.agency_id),
        )
        for user_id, held in found.items()
    ]
