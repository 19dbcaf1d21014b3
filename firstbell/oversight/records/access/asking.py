"""The door to requests for somebody's own record: information governance alone.

A passage is read only while its record is open to the reader by break glass, one record at a
time, and every reading is in the trail with its reason. An answer that was agreed holds only
what may be given, and is handed to whoever takes a copy, for a while.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from firstbell.core.calendars import local_day
from firstbell.core.redaction import LEFT_OUT, SafeWords, pieces_of
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.models import RecordedChild
from firstbell.oversight.looking.access import NotForThem as NotOpenToThem
from firstbell.oversight.looking.access import cases
from firstbell.oversight.looking.statement import Statement
from firstbell.oversight.records.access import NotForThem
from firstbell.oversight.records.access.keeping import reference_of
from firstbell.oversight.records.actions.asking import (
    changed_since_gathered,
    due_on,
    given_text,
    is_hidden,
    safe_of,
)
from firstbell.oversight.records.fields import label_of
from firstbell.oversight.records.models import (
    Passage,
    Release,
    RequestedRecord,
    SubjectRequest,
)
from firstbell.registry.agencies.models import Role

WHO = (Role.INFORMATION_GOVERNANCE,)

HANDED_OVER_FOR = timedelta(minutes=15)

State = SubjectRequest.State


@dataclass(frozen=True, kw_only=True)
class RequestLine:
    """One request in the list: no name of a child."""

    id: UUID
    reference: str
    asker: str
    asker_name: str
    received_on: date
    due_on: date
    is_late: bool
    state: str
    is_over: bool


def requests(*, at: datetime) -> tuple[RequestLine, ...]:
    """Return every request, the one due first at the top, what is over last."""
    lines = [_line(row, at=at) for row in SubjectRequest.objects.order_by("received_on", "id")]
    return tuple(sorted(lines, key=lambda line: (line.is_over, line.due_on)))


def _line(row: SubjectRequest, *, at: datetime) -> RequestLine:
    due, is_over = due_on(row), row.state in (State.ANSWERED, State.CLOSED)
    return RequestLine(
        id=row.id,
        reference=reference_of(row.id),
        asker=str(row.get_asker_display()),
        asker_name=row.asker_name,
        received_on=row.received_on,
        due_on=due,
        is_late=not is_over and local_day(at) > due,
        state=str(row.get_state_display()),
        is_over=is_over,
    )


@dataclass(frozen=True, kw_only=True)
class RecordLine:
    """One record of a request: how many of its passages are decided."""

    id: int
    reference: str
    decided: int
    passages: int
    is_open_to_me: bool
    has_changed: bool


@dataclass(frozen=True, kw_only=True)
class RequestPage:
    """One request: where it stands and what may be done next."""

    line: RequestLine
    identity_checked_on: date | None
    identity_checked_by: str
    extension_reason: str
    closing_reason: str
    records: tuple[RecordLine, ...]
    to_add: tuple[tuple[UUID, str], ...]
    offered_by: str
    agreed_by: str
    may_offer: bool
    may_agree: bool
    may_give: bool
    is_open: bool
    releases: tuple[tuple[int, str, datetime, int, int], ...]


def _request(request_id: UUID) -> SubjectRequest:
    people = ("identity_checked_by", "offered_by", "agreed_by")
    row = SubjectRequest.objects.select_related(*people).filter(id=request_id).first()
    if row is None:
        raise NotForThem
    return row


def one_request(user: User, request_id: UUID, *, at: datetime) -> RequestPage:
    """Return one request.

    :raises NotForThem: if there is none.
    """
    row = _request(request_id)
    glass = cases.open_glass(user, at=at)
    records = _records(row, glass.record_id if glass else None)
    is_open = row.state == State.OPEN
    all_decided = bool(records) and all(
        each.passages and each.decided == each.passages and not each.has_changed for each in records
    )
    with acting.as_the_system(savepoint=False):
        decided_here = Passage.objects.filter(record__request=row, decided_by=user).exists()
    return RequestPage(
        line=_line(row, at=at),
        identity_checked_on=row.identity_checked_on,
        identity_checked_by=row.identity_checked_by.name if row.identity_checked_by else "",
        extension_reason=row.extension_reason,
        closing_reason=row.closing_reason,
        records=records,
        to_add=_to_add(user, row, at=at) if is_open else (),
        offered_by=row.offered_by.name if row.offered_by else "",
        agreed_by=row.agreed_by.name if row.agreed_by else "",
        may_offer=is_open and all_decided and row.offered_by_id is None,
        may_agree=is_open and row.offered_by_id not in (None, user.id) and not decided_here,
        may_give=row.state in (State.AGREED, State.ANSWERED),
        is_open=is_open,
        releases=tuple(
            (each.number, each.made_by.name, each.made_at, each.given, each.left_out)
            for each in row.releases.select_related("made_by").order_by("number")
        ),
    )


def _records(row: SubjectRequest, open_now: UUID | None) -> tuple[RecordLine, ...]:
    with acting.as_the_system(savepoint=False):
        changed = changed_since_gathered(row)
        counted = row.records.annotate(
            all=Count("passages"), decided=Count("passages", filter=~Q(passages__decision=""))
        )
        rows = list(counted.order_by("added_at", "id"))
    return tuple(
        RecordLine(
            id=each.id,
            reference=reference_of(each.child_id),
            decided=each.decided,
            passages=each.all,
            is_open_to_me=each.record_id == open_now,
            has_changed=each.record_id in changed,
        )
        for each in rows
    )


def _to_add(user: User, row: SubjectRequest, *, at: datetime) -> tuple[tuple[UUID, str], ...]:
    """Return the children of the open case, to add; reading their names is in the trail."""
    glass = cases.open_glass(user, at=at)
    if glass is None or row.identity_checked_on is None:
        return ()
    try:
        case = cases.case(user, glass.record_id, at=at)
    except NotOpenToThem:
        return ()
    return tuple(
        (each.child_id, each.recorded.full_name or _("Name not recorded")) for each in case.children
    )


@dataclass(frozen=True, kw_only=True)
class PassagePage:
    """One passage to decide: in its place, with what is marked, and how far one has come."""

    id: UUID
    request_id: UUID
    record_id: int
    number: int
    of: int
    decided: int
    label: str
    pieces: tuple[tuple[str, str], ...]
    has_marks: bool
    is_locked: bool
    is_hidden: bool
    decision: str
    decision_in_words: str
    reason: str
    before: str
    after: str
    previous: UUID | None
    following: UUID | None
    is_settled: bool


def passage(user: User, request_id: UUID, passage_id: UUID, *, at: datetime) -> PassagePage:
    """Return one passage of a record that is open to this person, and write the trail.

    :raises NotForThem: for any other.
    """
    row = _request(request_id)
    found = (
        Passage.objects.select_related("record").filter(id=passage_id, record__request=row).first()
    )
    if found is None:
        raise NotForThem
    _open_record(user, found.record, at=at)
    beside = list(found.record.passages.order_by("number"))
    here = [each.id for each in beside].index(found.id)
    before = beside[here - 1] if here else None
    after = next(iter(beside[here + 1 :]), None)
    with acting.as_the_system(savepoint=False):
        safe = safe_of(row)
    return PassagePage(
        id=found.id,
        request_id=row.id,
        record_id=found.record.id,
        number=found.number,
        of=len(beside),
        decided=sum(bool(each.decision) for each in beside),
        label=label_of(found.place),
        pieces=() if is_hidden(found, safe=safe) else _pieces(found),
        has_marks=bool(found.marks),
        is_locked=found.is_locked,
        is_hidden=is_hidden(found, safe=safe),
        decision=found.decision,
        decision_in_words=str(found.get_decision_display()) if found.decision else "",
        reason=found.reason,
        before=_beside(before, found, safe=safe),
        after=_beside(after, found, safe=safe),
        previous=before.id if before else None,
        following=after.id if after else None,
        is_settled=row.state != State.OPEN,
    )


def _pieces(found: Passage) -> tuple[tuple[str, str], ...]:
    return tuple(pieces_of(found.text, [tuple(mark) for mark in found.marks]))


def _beside(other: Passage | None, found: Passage, *, safe: SafeWords) -> str:
    """Return what stands before or after a passage in the same place, as far as it is shown."""
    if other is None or other.place != found.place or is_hidden(other, safe=safe):
        return ""
    return other.text


def _open_record(user: User, record: RequestedRecord, *, at: datetime) -> None:
    """Let through a record that is open to this person, and write the trail."""
    glass = cases.open_glass(user, at=at)
    if glass is None or glass.record_id != record.record_id:
        raise NotForThem
    audit.record(
        "case.read",
        subject_kind="incident",
        subject_id=record.record_id,
        by=user,
        at=at,
        why="subject_access",
    )


def next_passage(user: User, request_id: UUID, record_id: int, *, at: datetime) -> UUID | None:
    """Return the first passage of an open record that nobody has decided, else its first.

    :raises NotForThem: unless the record is open to this person now.
    """
    rows = RequestedRecord.objects.filter(id=record_id, request=_request(request_id))
    record = rows.first()
    glass = cases.open_glass(user, at=at)
    if record is None or glass is None or glass.record_id != record.record_id:
        raise NotForThem
    passages = record.passages.order_by("number")
    first = passages.filter(decision="").first() or passages.first()
    return first.id if first else None


def is_undecided(passage_id: UUID) -> bool:
    """Say whether a passage waits for a decision still."""
    return Passage.objects.filter(id=passage_id, decision="").exists()


@dataclass(frozen=True, kw_only=True)
class AnswerRecord:
    """What the asker is given of one record, and who has seen it."""

    heading: str
    lines: tuple[tuple[str, str], ...]
    seen: Statement


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One copy of an answer. What is left out is not in it."""

    request_id: UUID
    release_id: UUID
    number: int
    made_at: datetime
    asker_name: str
    received_on: date
    given: int
    left_out: int
    records: tuple[AnswerRecord, ...]

    @property
    def file_name(self) -> str:
        """What the file is called: it says nothing of anybody."""
        return f"firstbell-answer-{reference_of(self.request_id)}-{self.number}.pdf"


def answer(user: User, request_id: UUID, release_id: UUID, *, at: datetime) -> Answer | None:
    """Return a copy of an answer to whoever took it, and write the trail; None after a while.

    :raises NotForThem: if this person took no such copy.
    """
    row = _request(request_id)
    taken = Release.objects.filter(id=release_id, request=row, made_by=user).first()
    if taken is None:
        raise NotForThem
    if at - taken.made_at > HANDED_OVER_FOR:
        return None
    with acting.as_the_system(savepoint=False):
        safe = safe_of(row)
        records = []
        for number, record in enumerate(row.records.order_by("added_at", "id"), start=1):
            _trail_of_answer(record, taken, by=user, at=at)
            child = RecordedChild.objects.select_related("incident").get(id=record.child_id)
            lines = tuple(_lines(record.passages.order_by("number"), safe))
            heading = _("Record %(number)s") % {"number": number}
            seen = cases.statement_about(child, at=at)
            records.append(AnswerRecord(heading=heading, lines=lines, seen=seen))
    return Answer(
        request_id=row.id,
        release_id=taken.id,
        number=taken.number,
        made_at=taken.made_at,
        asker_name=row.asker_name,
        received_on=row.received_on,
        given=taken.given,
        left_out=taken.left_out,
        records=tuple(records),
    )


def _lines(passages: Iterable[Passage], safe: SafeWords) -> Iterator[tuple[str, str]]:
    """Yield what is given, place by place.

    A place of which nothing is given is only counted: its label alone could say too much.
    """
    for place, group in groupby(passages, key=lambda each: each.place):
        texts = [given_text(each, safe=safe) for each in group]
        if any(text is not None for text in texts):
            yield label_of(place), " ".join(LEFT_OUT if each is None else each for each in texts)


def _trail_of_answer(record: RequestedRecord, taken: Release, *, by: User, at: datetime) -> None:
    audit.record(
        "child.answer_handed_over",
        subject_kind="child",
        subject_id=record.child_id,
        by=by,
        at=at,
        why="subject_access",
        detail={"number": taken.number},
    )
