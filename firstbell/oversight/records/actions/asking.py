"""A request for what is held about somebody: received, checked, extended, closed, answered."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from firstbell.core import subject_access
from firstbell.core.calendars import local_day
from firstbell.core.redaction import SafeWords, without_marked
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.models import Revision
from firstbell.oversight.records.actions.deciding import SecondPersonNeeded
from firstbell.oversight.records.gathering import safe_words_of
from firstbell.oversight.records.models import Passage, Release, SubjectRequest
from firstbell.registry.circles.models import BreakGlass, Restriction

State = SubjectRequest.State
Decision = Passage.Decision


class CannotDo(ValueError):
    """The request is not where this could be done; nothing was changed."""


@acting.as_system
def receive(
    *,
    request_id: UUID,
    asker: str,
    asker_name: str,
    received_on: date,
    by: User,
    at: datetime,
) -> SubjectRequest:
    """Write that somebody asks. The same id again is a second click, and the same request."""
    row, is_new = SubjectRequest.objects.get_or_create(
        id=request_id,
        defaults={
            "asker": SubjectRequest.Asker(asker),
            "asker_name": asker_name,
            "received_on": received_on,
            "made_by": by,
            "made_at": at,
        },
    )
    if is_new:
        _trail("subject_request.received", row, by=by, at=at)
    return row


@acting.as_system
def check_identity(request_id: UUID, *, on: date, by: User, at: datetime) -> None:
    """Write that it is known who asks; only then may a record be added."""
    row = _locked(request_id, State.OPEN)
    if row.identity_checked_on is None:
        row.identity_checked_on, row.identity_checked_by = on, by
        row.save(update_fields=["identity_checked_on", "identity_checked_by"])
        _trail("subject_request.identity_checked", row, by=by, at=at)


def due_on(row: SubjectRequest) -> date:
    """Return the last day for the answer."""
    return subject_access.due_on(
        row.received_on,
        identity_checked_on=row.identity_checked_on,
        is_extended=row.extended_on is not None,
    )


@acting.as_system
def extend(request_id: UUID, *, reason: str, by: User, at: datetime) -> None:
    """Take two months more, of which the asker is told within the first.

    :raises CannotDo: after that month.
    """
    row = _locked(request_id, State.OPEN, State.AGREED)
    if row.extended_on:
        return
    try:
        subject_access.check_extension(due_on(row), today=local_day(at))
    except subject_access.TooLate as late:
        raise CannotDo from late
    row.extended_on, row.extended_by, row.extension_reason = local_day(at), by, reason
    row.save(update_fields=["extended_on", "extended_by", "extension_reason"])
    _trail("subject_request.extended", row, by=by, at=at)


@acting.as_system
def close(request_id: UUID, *, reason: str, by: User, at: datetime) -> None:
    """End a request without an answer: withdrawn, or nothing may be given."""
    row = _locked(request_id, State.OPEN, State.AGREED)
    row.state, row.closing_reason, row.ended_at = State.CLOSED, reason, at
    row.save(update_fields=["state", "closing_reason", "ended_at"])
    _trail("subject_request.closed", row, by=by, at=at)


@acting.as_system
def offer(request_id: UUID, *, by: User, at: datetime) -> None:
    """Say that every passage is decided, for somebody else to look over.

    :raises CannotDo: while a passage is undecided, there is none, or the police have sent more.
    """
    row = _locked(request_id, State.OPEN)
    passages = Passage.objects.filter(record__request=row)
    if not passages.exists() or passages.filter(decision="").exists():
        raise CannotDo
    if changed_since_gathered(row):
        raise CannotDo
    row.offered_by, row.offered_at = by, at
    row.save(update_fields=["offered_by", "offered_at"])
    _trail("subject_request.offered", row, by=by, at=at)


def changed_since_gathered(row: SubjectRequest) -> set[UUID]:
    """Return the incidents of which a revision came after they were gathered."""
    newer = Revision.objects.filter(
        incident=OuterRef("record_id"), received_at__gt=OuterRef("gathered_at")
    )
    return set(row.records.filter(Exists(newer)).values_list("record_id", flat=True))


@acting.as_system
def send_back(request_id: UUID, *, by: User, at: datetime) -> None:
    """Say that it is not ready: passages may be decided anew."""
    row = _locked(request_id, State.OPEN)
    take_back_offer(row)
    _trail("subject_request.sent_back", row, by=by, at=at)


def take_back_offer(row: SubjectRequest) -> None:
    """What was changed must be offered again."""
    row.offered_by, row.offered_at = None, None
    row.save(update_fields=["offered_by", "offered_at"])


@acting.as_system
def agree(request_id: UUID, *, by: User, at: datetime) -> None:
    """Agree, as a second person who has looked the answer over, that it may be given.

    :raises SecondPersonNeeded: if this person offered it, or decided any passage of it.
    :raises CannotDo: if nobody has offered it, or they have not opened every record since.
    """
    row = _locked(request_id, State.OPEN)
    if row.offered_by_id is None or _has_not_opened(row, by):
        raise CannotDo
    mine = Passage.objects.filter(record__request=row, decided_by=by)
    if row.offered_by_id == by.id or mine.exists():
        raise SecondPersonNeeded
    row.agreed_by, row.agreed_at, row.state = by, at, State.AGREED
    row.save(update_fields=["agreed_by", "agreed_at", "state"])
    _trail("subject_request.agreed", row, by=by, at=at)


def _has_not_opened(row: SubjectRequest, by: User) -> bool:
    opened = BreakGlass.objects.filter(user=by, record_id=OuterRef("record_id"))
    since = opened.filter(ends_at__gt=row.offered_at).exclude(closed_at__lte=row.offered_at)
    return row.records.exclude(Exists(since)).exists()


@acting.as_system
def release(request_id: UUID, *, release_id: UUID, by: User, at: datetime) -> Release:
    """Count one copy of an answer that is given out. The same id again is a second click.

    :raises CannotDo: before somebody else has agreed, or once a record of it is sealed.
    """
    row = _locked(request_id, State.AGREED, State.ANSWERED)
    if earlier := Release.objects.filter(id=release_id).first():
        if earlier.request_id != row.id or earlier.made_by_id != by.id:
            raise CannotDo
        return earlier
    sealed = Restriction.objects.filter(
        record_id__in=row.records.values("record_id"), kind="sealed", lifted_at=None
    )
    if sealed.exists():
        raise CannotDo
    passages = list(Passage.objects.filter(record__request=row))
    safe = safe_of(row)
    given = sum(given_text(each, safe=safe) is not None for each in passages)
    last = row.releases.aggregate(last=Max("number"))["last"] or 0
    made = Release.objects.create(
        id=release_id,
        request=row,
        number=last + 1,
        made_by=by,
        made_at=at,
        given=given,
        left_out=len(passages) - given,
    )
    if row.state == State.AGREED:
        row.state, row.ended_at = State.ANSWERED, at
        row.save(update_fields=["state", "ended_at"])
    detail = {"number": made.number, "given": made.given, "left_out": made.left_out}
    _trail("subject_request.released", row, by=by, at=at, detail=detail)
    return made


def safe_of(row: SubjectRequest) -> SafeWords:
    """Return what no answer to a request may say, as it is known now."""
    return safe_words_of(set(row.records.values_list("record_id", flat=True)))


def is_hidden(passage: Passage, *, safe: SafeWords) -> bool:
    """Say whether a passage tells, by now, what is shown to nobody and in no answer."""
    return passage.is_locked or safe.are_in(passage.text)


def given_text(passage: Passage, *, safe: SafeWords) -> str | None:
    """Return what the asker is given of a passage; None where it is left out.

    What says a safe address by now is left out, whatever was decided.
    """
    if is_hidden(passage, safe=safe):
        return None
    if passage.decision == Decision.KEEP:
        return passage.text
    if passage.decision == Decision.WITHOUT_MARKED:
        return without_marked(passage.text, [tuple(mark) for mark in passage.marks])
    return None


def _locked(request_id: UUID, *states: str) -> SubjectRequest:
    row = SubjectRequest.objects.select_for_update().filter(id=request_id, state__in=states).first()
    if row is None:
        raise CannotDo
    return row


def _trail(
    action: str,
    row: SubjectRequest,
    *,
    by: User,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        action,
        subject_kind="subject_request",
        subject_id=row.id,
        by=by,
        at=at,
        detail=dict(detail or {}),
    )
