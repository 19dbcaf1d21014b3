"""Open the record of a recall, judge it, tell whom the law names, and close it.

Whether this person may is asked at the door (`breaches.access`).
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from firstbell.core import breaches as rules_of
from firstbell.core.breaches import Decision, Kind, Risk
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.actions import recalling
from firstbell.journey.delivery.models import Recall
from firstbell.journey.delivery.taken_back import left_by_rows
from firstbell.oversight.breaches import queries
from firstbell.oversight.breaches.models import BreachRecord
from firstbell.registry.agencies.queries import rules


class CannotDo(RuntimeError):
    """It cannot be done as the record stands now; the codes say what is in the way."""

    def __init__(self, *codes: str) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


@acting.as_system
def open_record(recall_id: UUID, *, at: datetime) -> None:
    """Open the record of a recall: breach or near miss, with its clock and its read log.

    The clock runs from when the recall was made, however late this step comes; a second call
    changes nothing.
    """
    recall = _recall(recall_id)
    if BreachRecord.objects.filter(recall=recall).exists():
        return
    log = queries.log_of(recall)
    left = left_by_rows(recall.notification, until=recall.made_at) + log.left
    kind = rules_of.kind_of(rules_of.Why(recall.why), left)
    record = BreachRecord.objects.create(
        recall=recall,
        record_id=recall.notification.incident_id,
        kind=kind,
        aware_at=recall.made_at,
        due_at=_due_at(kind, recall.made_at),
        first_steps=left.first_steps,
        readings=left.readings,
        copies=left.copies,
        read_out=left.read_out,
        entries=[row.id for row in log.before],
    )
    _trail("breach.opened", record, by=None, at=at, kind=record.kind)
    events.record("breach.opened", subject=record.id, at=at)
    if rules_of.is_asked(kind):
        recalling.ask_after_all(recall.id, at=at)


@acting.as_system
def hear_answer(recall_id: UUID, *, at: datetime) -> None:
    """Take what a wrong reader said into the record: a near miss may turn out to be a breach.

    The 72 hours then run from the answer: only by it anybody became aware.
    """
    open_record(recall_id, at=at)
    recall = _recall(recall_id)
    record = BreachRecord.objects.select_for_update(of=("self",)).get(recall=recall)
    is_breach = recalling.kind_by_answer(recall) == Kind.BREACH
    if record.kind == Kind.BREACH or not is_breach or recall.answered_at is None:
        return
    record.kind, record.aware_at = Kind.BREACH, recall.answered_at
    record.due_at, record.reminded_at = _due_at(Kind.BREACH, recall.answered_at), None
    record.closed_at = record.closed_by = None
    record.save()
    _trail("breach.became_one", record, by=recall.answered_by, at=at)
    events.record("breach.opened", subject=record.id, at=at)


def _due_at(kind: Kind, aware_at: datetime) -> datetime:
    policy = rules.policy()
    return rules_of.due_at(kind, aware_at=aware_at, near_miss=policy.near_miss_review)


@acting.as_system
def decide(
    *,
    record_id: UUID,
    risk: str,
    risk_why: str,
    tell_ico: bool,
    tell_ico_why: str,
    tell_people: bool,
    tell_people_why: str,
    by: User,
    at: datetime,
) -> None:
    """Judge the risk, and decide who is told, with reasons. It may be judged anew until closed.

    :raises CannotDo: where the law leaves no such choice, or the record is closed.
    """
    record = _open(record_id)
    wrong = rules_of.wrong_with(
        Decision(
            risk=Risk(risk),
            tell_ico=tell_ico,
            tell_people=tell_people,
            tells_why_not_people=bool(tell_people_why),
        )
    )
    if wrong:
        raise CannotDo(*wrong)
    record.risk, record.risk_why = risk, risk_why
    record.tell_ico, record.tell_ico_why = tell_ico, tell_ico_why
    record.tell_people, record.tell_people_why = tell_people, tell_people_why
    record.decided_by, record.decided_at = by, at
    record.save()
    _trail(
        "breach.decided",
        record,
        by=by,
        at=at,
        risk=risk,
        tell_ico=tell_ico,
        tell_people=tell_people,
    )


@acting.as_system
def note_ico_told(
    *, record_id: UUID, told_at: datetime, reference: str, late_why: str, by: User, at: datetime
) -> None:
    """Keep when the ICO was told and under which number it is there.

    :raises CannotDo: if that was not decided, or it was late and no reason is given.
    """
    record = _open(record_id)
    if not record.tell_ico:
        raise CannotDo("not_decided")
    if rules_of.is_late(told_at, due_at=record.due_at) and not late_why:
        raise CannotDo("late_why")
    record.ico_told_at, record.ico_reference, record.ico_late_why = told_at, reference, late_why
    record.save(update_fields=["ico_told_at", "ico_reference", "ico_late_why"])
    _trail("breach.ico_told", record, by=by, at=at)


@acting.as_system
def note_people_told(
    *, record_id: UUID, told_at: datetime, how: str, by: User, at: datetime
) -> None:
    """Keep when and how the people concerned were told.

    :raises CannotDo: if that was not decided.
    """
    record = _open(record_id)
    if not record.tell_people:
        raise CannotDo("not_decided")
    record.people_told_at, record.people_told_how = told_at, how
    record.save(update_fields=["people_told_at", "people_told_how"])
    _trail("breach.people_told", record, by=by, at=at)


@acting.as_system
def close(*, record_id: UUID, remedy: str, by: User, at: datetime) -> None:
    """Close a record, with what was done so that it does not happen again.

    :raises CannotDo: with what is left to do.
    """
    record = _open(record_id)
    if left := rules_of.to_do(queries.standing_of(record)):
        raise CannotDo(*left)
    record.remedy, record.closed_by, record.closed_at = remedy, by, at
    record.save(update_fields=["remedy", "closed_by", "closed_at"])
    _trail("breach.closed", record, by=by, at=at)


def remind_of_breaches(*, at: datetime) -> None:
    """Tell the owners once more of each breach that nobody has decided on a day before its end."""
    with acting.as_the_system():
        open_ = BreachRecord.objects.filter(
            closed_at=None, kind=Kind.BREACH, decided_at=None, reminded_at=None
        )
        for record in open_.select_for_update(skip_locked=True):
            if rules_of.reminder_at(record.due_at) <= at:
                record.reminded_at = at
                record.save(update_fields=["reminded_at"])
                _trail("breach.due_soon", record, by=None, at=at)
                events.record("breach.due_soon", subject=record.id, at=at)


def owners_to_tell(record_id: UUID, *, at: datetime) -> list[User]:
    """Return who is told that a record waits: nobody of a near miss, which their list holds."""
    record = BreachRecord.objects.get(id=record_id)
    if record.kind == Kind.NEAR_MISS or record.decided_at:
        return []
    return queries.owners_of(record, at=at)


@acting.as_system
def record_told(record_id: UUID, *, people: Iterable[User], at: datetime) -> None:
    """Write who was told of a record."""
    record = BreachRecord.objects.get(id=record_id)
    _trail("breach.told", record, by=None, at=at, people=[str(each.id) for each in people])


def _recall(recall_id: UUID) -> Recall:
    rows = Recall.objects.select_related("notification", "answered_by")
    return rows.get(id=recall_id)


def _open(record_id: UUID) -> BreachRecord:
    rows = BreachRecord.objects.select_for_update(of=("self",)).select_related("recall")
    record = rows.get(id=record_id)
    if record.closed_at is not None:
        raise CannotDo("closed")
    return record


def _trail(
    action: str, record: BreachRecord, *, by: User | None, at: datetime, **more: object
) -> None:
    audit.record(
        action,
        subject_kind="recall",
        subject_id=record.recall_id,
        by=by,
        at=at,
        detail={"breach": str(record.id), **more},
    )
