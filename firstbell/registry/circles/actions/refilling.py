"""Let somebody into a circle of which nobody is left who can carry the record on.

Whoever does it is outside the circle and stays there: nobody lets themselves in. They are told
nothing of the record by it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from firstbell.core import need_to_know
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.circles.actions.restricting import CannotGuard
from firstbell.registry.circles.models import CircleMember, Restriction
from firstbell.registry.circles.queries import members, unattended
from firstbell.registry.circles.queries.guards import circle_of


@acting.as_system
def refill(guard_id: UUID, *, user: User, by: User, at: datetime) -> None:
    """Let one person of the hub into an empty circle, and name them where a stub names nobody.

    :raises CannotGuard: `attended_already`, `not_oneself`, `nobody_of_the_hub`, or
        `contact_without_a_number` where they would be the person to ask.
    """
    rows = Restriction.objects.select_for_update(of=("self",)).select_related("contact")
    guard = rows.filter(id=guard_id, lifted_at=None).first()
    waiting = {each.guard_id for each in unattended.unattended_for(by, at)}
    if guard is None or guard.id not in waiting:
        raise CannotGuard("attended_already")
    if user.id == by.id:
        raise CannotGuard("not_oneself")
    if not need_to_know.can_carry_on(members.roles_of([user.id], at=at).values()):
        raise CannotGuard("nobody_of_the_hub")
    if guard.contact_id not in {each.user_id for each in circle_of(guard)}:
        if not user.phone.strip():
            raise CannotGuard("contact_without_a_number")
        guard.contact = user
        guard.save(update_fields=["contact"])
    CircleMember.objects.create(restriction=guard, user=user, added_by=by, added_at=at)
    _trail("circle.refilled", guard.record_id, user=user, by=by, at=at)
    events.record("circle.refilled", subject=guard.id, at=at)


@acting.as_system
def note_refused(guard_id: UUID, *, user: User, by: User, at: datetime) -> None:
    """Keep on the trail that somebody was to be let in who stands back from the record."""
    guard = Restriction.objects.get(id=guard_id)
    _trail("circle.refill_refused", guard.record_id, user=user, by=by, at=at)


def who_is_inside(guard_id: UUID, *, at: datetime) -> list[User]:
    """Return the people of a circle who hold a role now: something waits for them."""
    rows = CircleMember.objects.filter(restriction=guard_id, removed_at=None)
    users = {each.user_id: each.user for each in rows.select_related("user")}
    return [users[id_] for id_, roles in members.roles_of(users, at=at).items() if roles]


@acting.as_system
def record_told(guard_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write who was told by e-mail that a circle is empty, or has somebody again."""
    guard = Restriction.objects.get(id=guard_id)
    audit.record(
        "circle.told",
        subject_kind="incident",
        subject_id=guard.record_id,
        by=None,
        at=at,
        detail={"people": [str(each.id) for each in people]},
    )


def _trail(action: str, record_id: UUID, *, user: User, by: User, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="incident",
        subject_id=record_id,
        by=by,
        at=at,
        detail={"user": str(user.id)},
    )
