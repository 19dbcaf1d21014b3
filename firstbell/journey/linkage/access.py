"""The hub's door to recorded children: who may look, and the trail of every look.

Hub workers see the open journeys of the whole area, but never an incident that they are an
adult of themselves, nor one that is sealed against them: for them it does not exist, in no list,
count or address. Of one that is restricted they see a stub. Reading what is said about a child
writes the trail in the same transaction. Later steps of the journey take their children through
this door too.

Stubs are read as the system, for the rows behind them are not this person's to see.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from firstbell.core.need_to_know import Sight
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake import asking as need
from firstbell.journey.intake.asking import Asking, asking, phase_of
from firstbell.journey.intake.models import Incident, RecordedChild, Waiting
from firstbell.journey.intake.unsafe import Unsafe, unsafe_of
from firstbell.journey.linkage import queries, showing
from firstbell.journey.linkage.models import Candidate, Link
from firstbell.journey.linkage.phrases import doubts
from firstbell.journey.linkage.recorded import day_of
from firstbell.registry.agencies.doors import Role
from firstbell.registry.circles.queries.guards import Stub
from firstbell.registry.people import queries as people

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)

NotForThem = need.NotForThem

MOST_SHOWN_OPEN = 3
"""How many pupils stand open beside the child; the others are there to be unfolded."""

Row = Link
"""What the door lets through and actions take; pages hand it on and show none of it."""


@dataclass(frozen=True, kw_only=True)
class InQueue:
    """One child of the list of reviews. No name: a list is read over a shoulder."""

    link_id: UUID
    force: str
    reference: str
    child_reference: str
    pupils: int
    doubts: tuple[str, ...]
    asked_at: datetime | None
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Review:
    """One recorded child beside the pupils that it may be."""

    link_id: UUID
    child_id: UUID
    recorded: showing.Recorded
    doubts: tuple[str, ...]
    likely: tuple[showing.Suggested, ...]
    unlikely: tuple[showing.Suggested, ...]
    due_at: datetime | None
    asked_at: datetime | None
    question: str
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Linked:
    """One recorded child beside the pupil that it is linked to."""

    link_id: UUID
    child_id: UUID
    recorded: showing.Recorded
    pupil: showing.Suggested
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Decided:
    """How a child stands that is not (any longer) under review."""

    link_id: UUID
    child_id: UUID
    state: str
    by: str
    at: datetime
    is_withdrawn: bool


def child(user: User, child_id: UUID, *, at: datetime) -> RecordedChild:
    """Return one recorded child with its incident and link, to act on it, not to show it.

    :raises NotForThem: if there is none for this person.
    """
    return _one(user, RecordedChild.objects.filter(id=child_id), key=child_id, at=at)


def child_of(user: User, of: Q, *, key: UUID, at: datetime) -> RecordedChild:
    """Return the one recorded child of something that hangs on it; `key` is that thing's id.

    :raises NotForThem: if there is none for this person.
    """
    return _one(user, RecordedChild.objects.filter(of), key=key, at=at)


def trail(action: str, of: RecordedChild, *, by: User, at: datetime) -> None:
    """Write down that a person of the hub read what is said about a child."""
    audit.record(action, subject_kind="child", subject_id=of.id, by=by, at=at)


def _one(user: User, rows: QuerySet[RecordedChild], *, key: UUID, at: datetime) -> RecordedChild:
    """Return the one child of these rows; `key` is the id by which it was asked for.

    What is sealed and what is not there take the same queries.

    :raises NotForThem: if there is none for this person; with a stub where it is restricted.
    """
    who = asking(user, at=at)
    if found := _door(who, rows):
        return found[0]
    for stub in _stubs(who, rows):
        audit.record("restricted.stub_read", subject_kind="stub", subject_id=key, by=user, at=at)
        raise need.OnlyAStub(replace(stub, key=key))
    raise NotForThem


def _door(
    who: Asking, rows: QuerySet[RecordedChild], *, prefetch: tuple[Any, ...] = ()
) -> list[RecordedChild]:
    """Return of these children those whom this person may read."""
    if not who.stands():
        return []
    found = (
        rows.exclude(incident__in=who.shut())
        .select_related("incident__source", "link__pupil", "link__decided_by")
        .prefetch_related(*prefetch)
    )
    return [each for each in found if _may_read(who, each.incident)]


def _may_read(who: Asking, incident: Incident) -> bool:
    return who.grant(incident.id, phase=phase_of(incident)).sight == Sight.EVERYTHING


def _stubs(who: Asking, rows: QuerySet[RecordedChild]) -> list[Stub]:
    """Return of these children the stubs of those that are restricted, by the child's id."""
    open_waits = Prefetch("waiting", Waiting.objects.filter(closed_at=None), to_attr="open_waits")
    with acting.as_the_system(savepoint=False):
        found = list(rows.filter(incident__in=who.stubs()).prefetch_related(open_waits))
    return [
        who.stub(
            each.incident_id,
            key=each.id,
            due_at=min((wait.due_at for wait in each.open_waits), default=None),
        )
        for each in found
    ]


def queue(user: User, *, at: datetime) -> tuple[InQueue, ...]:
    """Return every child under review that this person may decide, the most urgent first."""
    return _queue(asking(user, at=at))


def queue_with_stubs(user: User, *, at: datetime) -> tuple[tuple[InQueue, ...], tuple[Stub, ...]]:
    """Return the same, and the stubs of those under review that are restricted."""
    who = asking(user, at=at)
    stubs = _stubs(who, _under_review())
    return _queue(who), tuple(sorted(stubs, key=lambda stub: (stub.due_at or at, str(stub.key))))


def _under_review() -> QuerySet[RecordedChild]:
    return RecordedChild.objects.filter(
        link__state=Link.State.REVIEW, incident__status=Incident.Status.ACTIVE
    )


def _queue(who: Asking) -> tuple[InQueue, ...]:
    waits = Waiting.objects.filter(closed_at=None)
    found = _door(
        who,
        _under_review(),
        prefetch=(
            Prefetch("waiting", waits, to_attr="open_waits"),
            Prefetch("link__candidates", Candidate.objects.order_by("rank"), to_attr="ranked"),
        ),
    )
    line_of_links = queries.weights_in_force().thresholds.link
    listed = [line for each in found if (line := _in_queue(each, line_of_links))]
    return tuple(sorted(listed, key=lambda line: (line.due_at, str(line.link_id))))


def _in_queue(row: RecordedChild, line_of_links: float) -> InQueue | None:
    waits = {wait.why: wait for wait in row.open_waits}  # type: ignore[attr-defined]
    review = waits.get(Waiting.Why.REVIEW)
    if review is None:
        return None
    question = waits.get(Waiting.Why.QUESTION)
    ranked: list[Candidate] = row.link.ranked  # type: ignore[attr-defined]
    return InQueue(
        link_id=row.link.id,
        force=row.incident.source.name,
        reference=row.incident.reference,
        child_reference=row.reference,
        pupils=len(ranked),
        doubts=_doubts(ranked, line_of_links),
        asked_at=question.opened_at if question else None,
        due_at=review.due_at,
    )


def link(user: User, link_id: UUID, *, at: datetime) -> Link:
    """Return one link, to act on it, not to show it.

    :raises NotForThem: if there is none for this person.
    """
    found = _one(user, RecordedChild.objects.filter(link=link_id), key=link_id, at=at)
    link_: Link = found.link
    link_.child = found
    return link_


def next_in_queue(user: User, *, after: UUID, at: datetime) -> UUID | None:
    """Return the most urgent other child to decide whose sender was not asked, or None."""
    waiting = [line for line in queue(user, at=at) if line.link_id != after]
    return next((line.link_id for line in waiting if line.asked_at is None), None)


def is_open(row: Link) -> bool:
    """Say whether there is something to decide: under review, and not withdrawn."""
    return row.state == Link.State.REVIEW and not is_withdrawn(row)


def is_withdrawn(row: Row) -> bool:
    """Say whether police withdrew the incident, so that nothing is asked of anybody."""
    return row.child.incident.status == Incident.Status.WITHDRAWN


def pupils_shown(row: Link) -> list[UUID]:
    """Return the pupils that a person may choose from, the one linked now included."""
    shown = list(row.candidates.order_by("rank").values_list("pupil", flat=True))
    return [*shown, row.pupil_id] if row.pupil_id else shown


def review(row: Link, *, by: User, at: datetime) -> Review:
    """Return the recorded child beside its candidates, and write the trail."""
    waits = {wait.why: wait for wait in row.child.waiting.filter(closed_at=None)}
    bell, question = waits.get(Waiting.Why.REVIEW), waits.get(Waiting.Why.QUESTION)
    ranked = list(row.candidates.order_by("rank"))
    unsafe = unsafe_of(row.child.incident)
    recorded = showing.recorded(row.child, unsafe=unsafe)
    suggested = _suggested(row, ranked, unsafe=unsafe)
    lines = queries.weights_in_force().thresholds
    least = queries.least_likely(ranked, lines)
    likely = sum(each.weight >= least for each in ranked[:MOST_SHOWN_OPEN])
    trail("review.read", row.child, by=by, at=at)
    return Review(
        link_id=row.id,
        child_id=row.child_id,
        recorded=recorded,
        doubts=_doubts(ranked, lines.link),
        likely=suggested[:likely],
        unlikely=suggested[likely:],
        due_at=bell.due_at if bell else None,
        asked_at=question.opened_at if question else None,
        question=str(question.detail.get("question", "")) if question else "",
        missing=_missing(recorded),
    )


def _doubts(ranked: list[Candidate], line_of_links: float) -> tuple[str, ...]:
    if not ranked:
        return ()
    return doubts(ranked[0].evidence, weight=ranked[0].weight, link=line_of_links)


def _suggested(
    row: Link, ranked: list[Candidate], *, unsafe: Unsafe
) -> tuple[showing.Suggested, ...]:
    on = day_of(row.child.incident)
    pupils = people.pupils_to_show([each.pupil_id for each in ranked], on=on)
    said_no = queries.pupils_said_not_to_be(row)
    return tuple(
        showing.suggested(
            each.pupil_id,
            pupils.get(each.pupil_id),
            evidence=each.evidence,
            weight=each.weight,
            weights=row.weights,
            was_said_not_to_be=each.pupil_id in said_no,
            unsafe=unsafe,
        )
        for each in ranked
    )


def linked_pupil(row: Link, *, by: User, at: datetime) -> Linked | None:
    """Return the pupil that the child is linked to, with the evidence, and write the trail."""
    if row.pupil_id is None:
        return None
    kept = row.candidates.filter(pupil=row.pupil_id).first()
    pupils = people.pupils_to_show([row.pupil_id], on=day_of(row.child.incident))
    unsafe = unsafe_of(row.child.incident)
    trail("link.read", row.child, by=by, at=at)
    return Linked(
        link_id=row.id,
        child_id=row.child_id,
        recorded=showing.recorded(row.child, unsafe=unsafe),
        pupil=showing.suggested(
            row.pupil_id,
            pupils.get(row.pupil_id),
            evidence=kept.evidence if kept else [],
            weight=kept.weight if kept else None,
            weights=row.weights,
            was_said_not_to_be=False,
            unsafe=unsafe,
        ),
        by=row.decided_by.name if row.decided_by else "",
        at=row.decided_at,
    )


def decided(row: Link) -> Decided:
    """Return how a link stands: by whom it was decided, and when. Names no child."""
    return Decided(
        link_id=row.id,
        child_id=row.child_id,
        state=row.state,
        by=row.decided_by.name if row.decided_by else "",
        at=row.decided_at,
        is_withdrawn=is_withdrawn(row),
    )


def _missing(recorded: showing.Recorded) -> tuple[str, ...]:
    """Return the codes of what police could still tell, the most telling first."""
    known = {
        "date_of_birth": recorded.born_on,
        "given_names": recorded.names,
        "school": recorded.school or recorded.chosen_school,
        "address": recorded.address,
        "sex": recorded.sex,
    }
    return tuple(code for code, value in known.items() if not value)
