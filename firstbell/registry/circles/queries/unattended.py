"""Records whose circle nobody is left in who can carry them on: somebody must be put into it.

Who is told is said here too, because of a sealed record most may not even learn that it is
there: the hub manager who was named to stand in, or where that one has left an administrator,
who can read no record at all. Of a restricted one, whose stub everybody sees, every hub manager.
"""

from datetime import datetime

from firstbell.core import need_to_know
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.models import Restriction
from firstbell.registry.circles.queries import members


def unattended_for(user: User, at: datetime) -> list[Restriction]:
    """Return the guards of which this person is told that nobody is left in the circle."""
    roles = people.roles_of(user, at)
    if not roles & {Role.HUB_MANAGER, Role.ADMINISTRATOR}:
        return []
    with acting.as_the_system(savepoint=False):
        rows = Restriction.objects.filter(lifted_at=None).select_related("stand_in", "contact")
        guards = list(rows.prefetch_related("circle").order_by("made_at", "id"))
        alone = [each for each in guards if not _is_attended(each, at)]
        return [each for each in alone if _is_told(user, roles, each, at)]


def _is_attended(guard: Restriction, at: datetime) -> bool:
    inside = [each.user_id for each in guard.circle.all() if each.removed_at is None]
    return need_to_know.can_carry_on(members.roles_of(inside, at=at).values())


def _is_told(user: User, roles: frozenset[Role], guard: Restriction, at: datetime) -> bool:
    if guard.kind == Restriction.Kind.RESTRICTED:
        return Role.HUB_MANAGER in roles
    stand_in = guard.stand_in
    if stand_in is not None and people.has_role(stand_in, Role.HUB_MANAGER, at=at):
        return stand_in.id == user.id
    return Role.ADMINISTRATOR in roles
