"""Records whose circle nobody is left in who can carry them on: somebody must be put into it.

Who is told of it is decided by `core.need_to_know`, because of a sealed record most may not even
learn that it is there. Says which circles these are and who is left in them, and nothing of the
records.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from firstbell.core import need_to_know
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.queries import members
from firstbell.registry.circles.queries.guards import Guarded, guarded

WHO_REFILLS = (Role.HUB_MANAGER, Role.ADMINISTRATOR)
"""Who may be told that a circle is empty."""


def unattended_for(user: User, at: datetime) -> list[Guarded]:
    """Return the guards of which this person is told that nobody is left, the oldest first."""
    roles = people.roles_of(user, at)
    if roles.isdisjoint(WHO_REFILLS):
        return []
    return unattended_of(guarded(), user=user, roles=roles, at=at)


def unattended_of(
    guards: Mapping[UUID, Guarded], *, user: User, roles: Collection[str], at: datetime
) -> list[Guarded]:
    """Return the same of guards that were read already, in one query, or in none."""
    if not guards or set(WHO_REFILLS).isdisjoint(roles):
        return []
    held = _roles(guards.values(), at)
    back = acting.now_acting().stands_back_from
    return [
        each
        for each in guards.values()
        if each.record_id not in back
        and not _is_attended(each, held)
        and _may_refill(each, user.id, roles, held)
    ]


def whom_to_tell(guard_id: UUID, *, at: datetime) -> list[User]:
    """Return who can let somebody into a circle; nobody, once somebody is left who can go on."""
    found = [each for each in guarded().values() if each.guard_id == guard_id]
    held = _roles(found, at)
    if not found or _is_attended(found[0], held):
        return []
    users = {each.id: each for each in people.who_holds(*WHO_REFILLS, at=at)}
    roles = members.roles_of(users, at=at)
    return [users[id_] for id_, theirs in roles.items() if _may_refill(found[0], id_, theirs, held)]


def _roles(guards: Collection[Guarded], at: datetime) -> Mapping[UUID, frozenset[str]]:
    inside = {user for each in guards for user in each.circle}
    return members.roles_of(inside | {each.stand_in for each in guards if each.stand_in}, at=at)


def _is_attended(guard: Guarded, held: Mapping[UUID, frozenset[str]]) -> bool:
    return need_to_know.can_carry_on(held[user] for user in guard.circle)


def _may_refill(
    guard: Guarded,
    user_id: UUID,
    roles: Collection[str],
    held: Mapping[UUID, frozenset[str]],
) -> bool:
    stand_in = guard.stand_in
    return need_to_know.may_refill(
        guard.guard,
        roles,
        is_stand_in=stand_in == user_id,
        has_stand_in=stand_in is not None and Role.HUB_MANAGER in held[stand_in],
    )
