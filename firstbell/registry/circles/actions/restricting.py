"""Restrict or seal a record, change its circle, and lift what two people of two agencies agree on.

A guard acts at once and takes one person: a moment too late cannot be mended. Taking it away
takes two. Whoever calls has let the record through a door, which asked whether this person may
seal it; what the people of a circle may then read is said in `core.need_to_know`.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from firstbell.core import need_to_know
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.models import Role
from firstbell.registry.circles.models import CircleMember, Restriction
from firstbell.registry.circles.queries import members
from firstbell.registry.circles.queries.guards import circle_of, guard_of


class CannotGuard(RuntimeError):
    """A record cannot be guarded, or its circle changed, so; `code` says what is in the way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@acting.as_system
def guard(
    record_id: UUID,
    *,
    kind: str,
    ground: str,
    contact: User,
    circle: Collection[User],
    stand_in: User | None,
    by: User,
    at: datetime,
) -> Restriction:
    """Restrict or seal a record at once. Who does it and the contact are of its circle.

    What is restricted may be sealed; what is sealed must be lifted first.

    :raises CannotGuard: `guarded_already`, `nobody_of_the_hub`, `contact_without_a_number`,
        `stand_in_is_no_manager`, `stand_in_is_in_the_circle` or `nobody_to_stand_in`.
    """
    people = {each.id: each for each in [by, contact, *circle]}
    _check(kind, people=people, contact=contact, stand_in=stand_in, at=at)
    before = guard_of(record_id)
    if before is not None:
        if (before.kind, kind) != (Restriction.Kind.RESTRICTED, Restriction.Kind.SEALED):
            raise CannotGuard("guarded_already")
        before.lifted_by, before.lifted_at = by, at
        before.save(update_fields=["lifted_by", "lifted_at"])
    made = Restriction.objects.create(
        record_id=record_id,
        kind=kind,
        ground=ground,
        contact=contact,
        stand_in=stand_in if kind == Restriction.Kind.SEALED else None,
        made_by=by,
        made_at=at,
    )
    for each in people.values():
        CircleMember.objects.create(restriction=made, user=each, added_by=by, added_at=at)
    circle_ids = sorted(map(str, people))
    _trail(f"record.{kind}", made, by=by, at=at, ground=ground, circle=circle_ids)
    return made


def _check(
    kind: str,
    *,
    people: Collection[UUID],
    contact: User,
    stand_in: User | None,
    at: datetime,
) -> None:
    roles = members.roles_of(people, at=at)
    if not need_to_know.can_carry_on(roles.values()):
        raise CannotGuard("nobody_of_the_hub")
    if not contact.phone.strip():
        raise CannotGuard("contact_without_a_number")
    if kind != Restriction.Kind.SEALED:
        return
    if stand_in is None:
        # Somebody must be there to ring: a second pair of eyes inside does as well.
        if sum(need_to_know.can_carry_on([held]) for held in roles.values()) < 2:
            raise CannotGuard("nobody_to_stand_in")
    elif stand_in.id in people:
        raise CannotGuard("stand_in_is_in_the_circle")
    elif Role.HUB_MANAGER not in members.roles_of([stand_in.id], at=at)[stand_in.id]:
        raise CannotGuard("stand_in_is_no_manager")


@acting.as_system
def add_to_circle(restriction: Restriction, *, user: User, by: User, at: datetime) -> None:
    """Let one more person into a circle; one who is in it already stays as they are."""
    _, is_new = CircleMember.objects.get_or_create(
        restriction=_in_force(restriction),
        user=user,
        removed_at=None,
        defaults={"added_by": by, "added_at": at},
    )
    if is_new:
        _trail("circle.added", restriction, by=by, at=at, user=str(user.id))


@acting.as_system
def remove_from_circle(restriction: Restriction, *, user: User, by: User, at: datetime) -> None:
    """Take a person out of a circle; a second call changes nothing.

    :raises CannotGuard: `contact_stays`, or `nobody_of_the_hub` would be left.
    """
    guard_ = _in_force(restriction)
    left = [each.user_id for each in circle_of(guard_) if each.user_id != user.id]
    if user.id == guard_.contact_id:
        raise CannotGuard("contact_stays")
    if not need_to_know.can_carry_on(members.roles_of(left, at=at).values()):
        raise CannotGuard("nobody_of_the_hub")
    gone = guard_.circle.filter(user=user, removed_at=None).update(removed_at=at)
    if gone:
        _trail("circle.removed", guard_, by=by, at=at, user=str(user.id))


@acting.as_system
def ask_to_lift(restriction: Restriction, *, by: User, at: datetime) -> None:
    """Say as the first of two that a guard is no longer needed; it goes on acting.

    :raises CannotGuard: `may_not_lift`.
    """
    guard_ = _in_force(restriction)
    if not members.agencies_that_may_lift([by.id], at=at)[by.id]:
        raise CannotGuard("may_not_lift")
    if guard_.lift_asked_by_id is not None:
        return
    guard_.lift_asked_by, guard_.lift_asked_at = by, at
    guard_.save(update_fields=["lift_asked_by", "lift_asked_at"])
    _trail("record.lift_asked", guard_, by=by, at=at)


@acting.as_system
def lift(restriction: Restriction, *, by: User, at: datetime) -> None:
    """Lift a guard as the second of two, of another agency than the first.

    :raises CannotGuard: `nobody_asked`, or `needs_another_agency`.
    """
    guard_ = _in_force(restriction)
    first = guard_.lift_asked_by
    if first is None:
        raise CannotGuard("nobody_asked")
    agencies = members.agencies_that_may_lift([first.id, by.id], at=at)
    theirs, mine = agencies[first.id], agencies[by.id]
    # The first may have left since: then nobody stands for that agency any more.
    if first.id == by.id or not (theirs and mine) or theirs & mine:
        raise CannotGuard("needs_another_agency")
    guard_.lifted_by, guard_.lifted_at = by, at
    guard_.save(update_fields=["lifted_by", "lifted_at"])
    _trail("record.lifted", guard_, by=by, at=at)


@acting.as_system
def keep_guard(restriction: Restriction, *, by: User, at: datetime) -> None:
    """Say no to lifting, or take one's own word back: whoever asks again begins anew."""
    guard_ = _in_force(restriction)
    if guard_.lift_asked_by_id is None:
        return
    guard_.lift_asked_by, guard_.lift_asked_at = None, None
    guard_.save(update_fields=["lift_asked_by", "lift_asked_at"])
    _trail("record.lift_refused", guard_, by=by, at=at)


def _in_force(restriction: Restriction) -> Restriction:
    """Return the guard as it is now, locked.

    :raises CannotGuard: `lifted_already`.
    """
    rows = Restriction.objects.select_for_update(of=("self",)).select_related("lift_asked_by")
    row = rows.filter(id=restriction.id, lifted_at=None).first()
    if row is None:
        raise CannotGuard("lifted_already")
    return row


def _trail(action: str, row: Restriction, *, by: User, at: datetime, **detail: object) -> None:
    audit.record(
        action, subject_kind="incident", subject_id=row.record_id, by=by, at=at, detail=detail
    )
