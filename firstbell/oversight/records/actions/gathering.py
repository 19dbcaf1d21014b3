"""Add one record to a request, passage by passage, and write what a person decides of each."""

from datetime import datetime
from uuid import UUID

from firstbell.core.redaction import proposed
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.models import RecordedChild
from firstbell.oversight.records import gathering
from firstbell.oversight.records.actions.asking import CannotDo, safe_of, take_back_offer
from firstbell.oversight.records.models import Passage, RequestedRecord, SubjectRequest
from firstbell.registry.circles.models import BreakGlass

State = SubjectRequest.State
Decision = Passage.Decision


@acting.as_system
def add_record(request_id: UUID, child_id: UUID, *, by: User, at: datetime) -> RequestedRecord:
    """Add one child of the case that is open to this person; again, it is gathered anew.

    Each passage of it is proposed with its marks and waits for a decision.

    :raises CannotDo: before it is known who asks, without an open case, or once it is agreed.
    """
    asked = SubjectRequest.objects.select_for_update().filter(id=request_id, state=State.OPEN)
    row = asked.exclude(identity_checked_on=None).first()
    child = RecordedChild.objects.select_related("incident").filter(id=child_id).first()
    if row is None or child is None or child.erased_at or not _is_open(child, by=by, at=at):
        raise CannotDo
    record, _ = RequestedRecord.objects.get_or_create(
        request=row,
        child_id=child.id,
        defaults={"record_id": child.incident_id, "added_by": by, "added_at": at},
    )
    record.passages.all().delete()
    Passage.objects.bulk_create(_passages(record, child, row, at=at))
    record.gathered_at = at
    record.save(update_fields=["gathered_at"])
    _lock_everywhere(row, at=at)
    take_back_offer(row)
    audit.record(
        "case.read",
        subject_kind="incident",
        subject_id=child.incident_id,
        by=by,
        at=at,
        why="subject_access",
    )
    return record


def _is_open(child: RecordedChild, *, by: User, at: datetime) -> bool:
    return BreakGlass.objects.filter(
        user=by, record_id=child.incident_id, closed_at=None, opened_at__lte=at, ends_at__gt=at
    ).exists()


def _passages(
    record: RequestedRecord, child: RecordedChild, row: SubjectRequest, *, at: datetime
) -> list[Passage]:
    found = proposed(
        gathering.parts_of(child), others=gathering.others_of(child), safe=safe_of(row)
    )
    return [
        Passage(
            record=record,
            record_id_of=record.record_id,
            number=number,
            place=each.place,
            text=each.text,
            marks=[list(mark) for mark in each.marks],
            **(_locked(at) if each.is_locked else {}),
        )
        for number, each in enumerate(found, start=1)
    ]


def _locked(at: datetime) -> dict[str, object]:
    return {
        "is_locked": True,
        "decision": Decision.REDACT,
        "reason": Passage.Reason.SAFE_ADDRESS,
        "decided_at": at,
    }


def _lock_everywhere(row: SubjectRequest, *, at: datetime) -> None:
    """A record that comes later may name a safe address that an earlier one says too."""
    safe = safe_of(row)
    for passage in Passage.objects.filter(record__request=row, is_locked=False):
        if safe.are_in(passage.text):
            Passage.objects.filter(id=passage.id).update(**_locked(at))


@acting.as_system
def decide(passage_id: UUID, *, decision: str, reason: str, by: User, at: datetime) -> None:
    """Decide what the asker is given of one passage; what was offered must be offered again.

    :raises CannotDo: if it is locked, agreed already, a reason is missing, or nothing is marked
        in what would lose what is marked.
    """
    passage = Passage.objects.select_for_update().filter(id=passage_id, is_locked=False).first()
    if passage is None:
        raise CannotDo
    row = SubjectRequest.objects.select_for_update().get(id=passage.record.request_id)
    has_reason = reason in Passage.Reason.values and reason != Passage.Reason.SAFE_ADDRESS
    if (
        row.state != State.OPEN
        or decision not in Decision.values
        or (decision != Decision.KEEP and not has_reason)
        or (decision == Decision.WITHOUT_MARKED and not passage.marks)
    ):
        raise CannotDo
    passage.decision = decision
    passage.reason = "" if decision == Decision.KEEP else reason
    passage.decided_by, passage.decided_at = by, at
    passage.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    take_back_offer(row)
    audit.record(
        "passage.decided",
        subject_kind="subject_request",
        subject_id=row.id,
        by=by,
        at=at,
        detail={"number": passage.number, "decision": decision, "reason": passage.reason},
    )
