"""What a person decides about records: they may go, they stay for longer, they are held."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from firstbell.core.retention import Kind
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.oversight.records.models import Disposal, Lapsed, LegalHold

CHILD = "child"
"""The class of one child who is erased by right, not at the end of a period."""

REFUSED = "refused"
"""Why a child stayed who was to be erased: a person said no."""

State = Lapsed.State


class CannotDecide(ValueError):
    """It is not there to be decided about, or not by this person; nothing was changed."""


class SecondPersonNeeded(CannotDecide):
    """The person who asked cannot be the one who agrees."""


@acting.as_system
def approve(kind: str, ids: Collection[UUID], *, by: User, at: datetime) -> int:
    """Let these records of a class go, and return how many were still waiting for that word.

    They go soon after, in batches, each only if nothing stands against it then.
    """
    rows = Lapsed.objects.filter(kind=kind, id__in=ids, state=State.WAITING, asked_by=None)
    waiting = list(rows.select_for_update().values_list("id", flat=True))
    if waiting:
        _approve(kind, waiting, ground=Disposal.Ground.PERIOD, by=by, at=at)
    return len(waiting)


def _approve(
    kind: str, ids: Collection[UUID], *, ground: Disposal.Ground, by: User, at: datetime
) -> None:
    disposal = Disposal.objects.create(
        kind=kind, ground=ground, approved_by=by, approved_at=at, approved=len(ids)
    )
    Lapsed.objects.filter(id__in=ids).update(
        state=State.APPROVED, decided_by=by, decided_at=at, disposal=disposal
    )
    audit.record(
        "disposal.approved",
        subject_kind="disposal",
        subject_id=disposal.id,
        by=by,
        at=at,
        detail={"kind": kind, "ground": ground, "records": len(ids)},
    )
    events.record("disposal.approved", subject=disposal.id, at=at)


@acting.as_system
def extend(
    kind: str, ids: Collection[UUID], *, longer: timedelta, reason: str, by: User, at: datetime
) -> int:
    """Keep these records for longer, and return how many were waiting."""
    rows = Lapsed.objects.filter(kind=kind, id__in=ids, state=State.WAITING, asked_by=None)
    waiting = list(rows.select_for_update().values_list("id", flat=True))
    Lapsed.objects.filter(id__in=waiting).update(
        state=State.EXTENDED,
        extended_until=at + longer,
        reason=reason,
        decided_by=by,
        decided_at=at,
    )
    for id_ in waiting:
        audit.record(
            "record.kept_longer",
            subject_kind="lapsed",
            subject_id=id_,
            by=by,
            at=at,
            detail={"kind": kind, "days": longer.days},
        )
    return len(waiting)


@acting.as_system
def hold(record_id: UUID, *, reason: str, by: User, at: datetime) -> LegalHold:
    """Hold an incident's record, whatever its period says; one that is held stays as it is.

    :raises CannotDecide: if there is no such incident.
    """
    if not Incident.objects.filter(id=record_id).exists():
        raise CannotDecide
    held, is_new = LegalHold.objects.get_or_create(
        record_id=record_id,
        lifted_at=None,
        defaults={"reason": reason, "placed_by": by, "placed_at": at},
    )
    if is_new:
        _trail("record.held", held, by=by, at=at)
    return held


@acting.as_system
def ask_to_lift(held: LegalHold, *, by: User, at: datetime) -> None:
    """Ask that a hold be lifted; somebody else must agree."""
    asked = LegalHold.objects.filter(id=held.id, lifted_at=None, lift_asked_by=None)
    if asked.update(lift_asked_by=by, lift_asked_at=at):
        _trail("record.hold_lift_asked", held, by=by, at=at)


@acting.as_system
def lift(held: LegalHold, *, by: User, at: datetime) -> None:
    """Lift a hold that another person has asked to be lifted.

    :raises SecondPersonNeeded: if nobody asked, or this person did.
    """
    row = LegalHold.objects.select_for_update().get(id=held.id)
    if row.lifted_at:
        return
    if row.lift_asked_by_id in (None, by.id):
        raise SecondPersonNeeded
    row.lifted_by, row.lifted_at = by, at
    row.save(update_fields=["lifted_by", "lifted_at"])
    _trail("record.hold_lifted", row, by=by, at=at)


@acting.as_system
def ask_to_erase(child_id: UUID, *, reason: str, by: User, at: datetime) -> Lapsed:
    """Ask that a child be erased because a request for erasure was upheld.

    :raises CannotDecide: if there is no such child, or it is erased already.
    """
    if not RecordedChild.objects.filter(id=child_id, erased_at=None).exists():
        raise CannotDecide
    row, is_new = Lapsed.objects.get_or_create(
        kind=CHILD,
        subject_id=child_id,
        state__in=[State.WAITING, State.APPROVED],
        defaults={"ended_at": at, "found_at": at, "asked_by": by, "reason": reason},
    )
    if is_new:
        audit.record("child.erasure_asked", subject_kind="child", subject_id=child_id, by=by, at=at)
    return row


@acting.as_system
def agree_to_erase(row_id: UUID, *, by: User, at: datetime) -> None:
    """Agree that a child is erased by right, as a second person.

    :raises CannotDecide: if nobody asked, or it is decided already.
    :raises SecondPersonNeeded: if this person asked.
    """
    row = Lapsed.objects.select_for_update().filter(id=row_id, kind=CHILD).first()
    if row is None or row.state != State.WAITING:
        raise CannotDecide
    if row.asked_by_id == by.id:
        raise SecondPersonNeeded
    _approve(CHILD, [row.id], ground=Disposal.Ground.ERASURE, by=by, at=at)


@acting.as_system
def refuse_to_erase(row_id: UUID, *, by: User, at: datetime) -> None:
    """Say that a child is not erased: by who asked, or by a second person.

    :raises CannotDecide: if nobody asked, or it is decided already.
    """
    asked = Lapsed.objects.filter(id=row_id, kind=CHILD, state=State.WAITING)
    if not asked.update(state=State.STAYED, stopped_by=[REFUSED], decided_at=at):
        raise CannotDecide
    audit.record("child.erasure_refused", subject_kind="lapsed", subject_id=row_id, by=by, at=at)


def _trail(action: str, held: LegalHold, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="incident",
        subject_id=held.record_id,
        by=by,
        at=at,
        detail={"hold": str(held.id)},
    )


__all__ = ["CHILD", "CannotDecide", "Kind", "SecondPersonNeeded"]
