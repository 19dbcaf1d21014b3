"""The door to circles that nobody is left in: for those who may let somebody in, from outside.

Shows who is left and who could be let in, and nothing of the record: no child, no force, no
reference, no ground. So nobody is left off the list for what the record says of them; who stands
back from it is refused only once they are chosen, and that is on the trail.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firstbell.core.need_to_know import Guard
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake import asking as need
from firstbell.journey.intake import readers
from firstbell.journey.intake.models import Incident
from firstbell.journey.intake.readers import Readers
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.actions import refilling
from firstbell.registry.circles.queries import members
from firstbell.registry.circles.queries.guards import Guarded
from firstbell.registry.circles.queries.members import Person
from firstbell.registry.circles.queries.unattended import WHO_REFILLS, unattended_for

WHO = WHO_REFILLS

NotForThem = need.NotForThem


@dataclass(frozen=True, kw_only=True)
class Empty:
    """One circle of which nobody is left who can carry the record on."""

    guard_id: UUID
    record_id: UUID
    is_sealed: bool
    left: tuple[Person, ...]


def empty_ones(user: User, *, at: datetime) -> tuple[Empty, ...]:
    """Return the empty circles of which this person is told, the oldest first."""
    found = unattended_for(user, at)
    inside = {each for guard in found for each in guard.circle}
    named = {each.user_id: each for each in members.named(inside, at=at)} if inside else {}
    return tuple(_empty(guard, named) for guard in found)


def _empty(guard: Guarded, named: dict[UUID, Person]) -> Empty:
    left = [named[id_] for id_ in guard.circle if id_ in named]
    return Empty(
        guard_id=guard.guard_id,
        record_id=guard.record_id,
        is_sealed=guard.guard == Guard.SEALED,
        left=tuple(sorted(left, key=lambda each: each.name)),
    )


def empty(user: User, guard_id: UUID, *, at: datetime) -> Empty:
    """Return one of them.

    :raises NotForThem: if there is none, or this person is not told of it.
    """
    for each in empty_ones(user, at=at):
        if each.guard_id == guard_id:
            return each
    raise NotForThem


def may_be_let_in(user: User, *, at: datetime) -> list[Person]:
    """Return the people of the hub but this one: nobody lets themselves in."""
    return [each for each in members.of_the_hub(at) if each.user_id != user.id]


def person(circle: Empty, user_id: UUID, *, by: User, at: datetime) -> User | None:
    """Return somebody who was chosen, to act on them; None if they stand back from the record.

    That somebody was chosen who does is written down.
    """
    user = User.objects.get(id=user_id)
    with acting.as_the_system(savepoint=False):
        incident = Incident.objects.filter(id=circle.record_id).first()
        back = readers.who_stands_back(incident, [user]) if incident else frozenset()
    if user.id not in back:
        return user
    refilling.note_refused(circle.guard_id, user=user, by=by, at=at)
    return None


def is_manager(user: User, *, at: datetime) -> bool:
    """Say whether somebody could let others in, once they are let in themselves."""
    return people.has_role(user, Role.HUB_MANAGER, at=at)


def will_read(circle: Empty, user: User) -> tuple[Readers, ...]:
    """Return who will be able to read the record once somebody is let in."""
    names = sorted({user.name, *(each.name for each in circle.left)})
    return (Readers(who=_("Let in by name"), names=tuple(names)),)
