"""Break the glass over one case, close it, tell its owners, and let somebody else review it.

A sealed record cannot be opened by break glass: for whoever asks it is as if it were not there.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.intake.models import Incident
from firstbell.oversight.looking.actions import CannotReview
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.agencies.queries.rules import policy
from firstbell.registry.circles.models import BreakGlass, CircleMember, Restriction


class CannotOpen(RuntimeError):
    """Another case is open to this person still: one at a time."""


class NoSuchCase(LookupError):
    """There is no such record that could be opened; which of the reasons holds is not told."""


@acting.as_system
def break_glass(record_id: UUID, *, ground: str, reason: str, by: User, at: datetime) -> BreakGlass:
    """Open one record to one person for a time; its owner is told, somebody else reviews it.

    Asked again for a record that is open to them, it changes nothing.

    :raises NoSuchCase: if there is no such record, it is sealed, or the person stands back.
    :raises CannotOpen: while another record is open to them.
    """
    User.objects.select_for_update().get(id=by.id)
    _end_what_is_over(by, at=at)
    may_be_opened = _may_be_opened(record_id)
    if record_id in acting.now_acting().stands_back_from or not may_be_opened:
        raise NoSuchCase
    held = BreakGlass.objects.filter(user=by, closed_at=None).first()
    if held is not None:
        if held.record_id != record_id:
            raise CannotOpen("another case is open")
        return held
    rules = policy()
    glass = BreakGlass.objects.create(
        record_id=record_id,
        user=by,
        ground=BreakGlass.Ground(ground),
        reason=reason,
        opened_at=at,
        ends_at=at + rules.break_glass_lasts,
        review_due_at=at + rules.unusual_review,
    )
    _trail("glass.broken", glass, by=by, at=at, detail={"incident": str(record_id)})
    events.record("glass.broken", subject=glass.id, at=at)
    return glass


def _may_be_opened(record_id: UUID) -> bool:
    sealed = Restriction.objects.filter(
        record_id=record_id, kind=Restriction.Kind.SEALED, lifted_at=None
    )
    # Both are asked whatever the first says: what is sealed takes the queries of what is not there.
    is_sealed, is_there = sealed.exists(), Incident.objects.filter(id=record_id).exists()
    return is_there and not is_sealed


def _end_what_is_over(user: User, *, at: datetime) -> None:
    BreakGlass.objects.filter(user=user, closed_at=None, ends_at__lte=at).update(
        closed_at=F("ends_at")
    )


@acting.as_system
def close_glass(*, by: User, at: datetime) -> None:
    """Close what is open to a person; it is no fault if nothing is."""
    _end_what_is_over(by, at=at)
    for glass in BreakGlass.objects.select_for_update().filter(user=by, closed_at=None):
        glass.closed_at = at
        glass.save(update_fields=["closed_at"])
        _trail("glass.closed", glass, by=by, at=at)


@acting.as_system
def review_glass(glass_id: UUID, *, finding: str, note: str, by: User, at: datetime) -> None:
    """Say whether a broken glass was justified.

    :raises CannotReview: if it is one's own, or was reviewed meanwhile.
    """
    glass = BreakGlass.objects.select_for_update().filter(id=glass_id, reviewed_at=None).first()
    if glass is None or glass.user_id == by.id:
        raise CannotReview("reviewed meanwhile, or one's own")
    glass.finding, glass.finding_note = BreakGlass.Finding(finding), note
    glass.reviewed_by, glass.reviewed_at = by, at
    glass.save()
    _trail("glass.reviewed", glass, by=by, at=at, detail={"finding": finding})


def owners_of(glass_id: UUID, *, at: datetime) -> list[User]:
    """Return who answers for the record: the hub's managers, and the circle of a restricted one.

    Not the person who broke the glass.
    """
    glass = BreakGlass.objects.get(id=glass_id)
    managers = people.who_holds(Role.HUB_MANAGER, at=at)
    circle = CircleMember.objects.filter(
        restriction__record_id=glass.record_id, restriction__lifted_at=None, removed_at=None
    ).select_related("user")
    found = {user.id: user for user in (*managers, *(member.user for member in circle))}
    found.pop(glass.user_id, None)
    return [
        user
        for user in found.values()
        if user.is_active and glass.record_id not in stands_back_from(user)
    ]


@acting.as_system
def record_told(glass_id: UUID, *, people: Iterable[User], at: datetime) -> None:
    """Write that the owners of the record were told."""
    glass = BreakGlass.objects.get(id=glass_id)
    if glass.told_at is None:
        glass.told_at = at
        glass.save(update_fields=["told_at"])
        told = [str(each.id) for each in people]
        _trail("glass.owner_told", glass, by=None, at=at, detail={"people": told})


def _trail(
    action: str,
    glass: BreakGlass,
    *,
    by: User | None,
    at: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    audit.record(
        action,
        subject_kind="break_glass",
        subject_id=glass.id,
        by=by,
        at=at,
        detail={"ground": glass.ground, **(detail or {})},
    )
