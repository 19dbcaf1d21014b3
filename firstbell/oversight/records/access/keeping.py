"""The door to what has come to its end: opaque references and dates, never a word of a record.

The hub's managers and information governance alike. What is sealed from a person is not on their
lists; a record in a closed circle stays in any case.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from firstbell.core.policy import RULE_OF
from firstbell.core.retention import CLASSES, Ending, Kind, Stop, goes_by_itself, period, stops
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.oversight.looking.access import NotForThem as NotOpenToThem
from firstbell.oversight.looking.access import cases
from firstbell.oversight.records import words
from firstbell.oversight.records.access import NotForThem
from firstbell.oversight.records.actions.deciding import CHILD
from firstbell.oversight.records.models import Disposal, Lapsed, LegalHold
from firstbell.oversight.records.standing import (
    READERS,
    old_enough,
    only_counted,
    standings_of,
)
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries.rules import policy
from firstbell.registry.circles.queries import guards

WHO = (Role.HUB_MANAGER, Role.INFORMATION_GOVERNANCE)

MOST = 200
"""Lines of one list on a page; the count says how many there are."""

State = Lapsed.State


def reference_of(id_: UUID) -> str:
    """Return how a record is named here: the beginning of its id, which says nothing."""
    return str(id_)[-12:]


@dataclass(frozen=True, kw_only=True)
class ClassLine:
    """One class of record: how long it is kept, and how many have come to their end."""

    kind: str
    name: str
    lasts: str
    runs_from: str
    ending: str
    source: str
    rule: str
    waiting: int
    extended: int
    approved: int
    is_listed: bool
    goes_by_itself: bool
    past_period: int


def classes(*, at: datetime) -> tuple[ClassLine, ...]:
    """Return every class with its period, where that comes from, and its counts."""
    rules = policy()
    of_state = {state: Count("id", filter=Q(state=state)) for state in State.values}
    found_of = Lapsed.objects.values("kind").annotate(**of_state)
    counts: dict[str, dict[str, Any]] = {row["kind"]: dict(row) for row in found_of}
    lines = []
    for kind, each in CLASSES.items():
        found = counts.get(kind, {})
        length = period(kind, rules)
        is_listed = each.ending is not Ending.LEAVE
        with acting.as_the_system(savepoint=False):
            past = 0 if is_listed else only_counted(kind, before=at - length)
        lines.append(
            ClassLine(
                kind=kind,
                name=str(words.KINDS[kind]),
                lasts=words.length(length.days),
                runs_from=str(words.RUNS_FROM[kind]),
                ending=str(words.ENDINGS[each.ending]),
                source=RULE_OF[each.rule].source,
                rule=each.rule,
                waiting=found.get(State.WAITING, 0),
                extended=found.get(State.EXTENDED, 0),
                approved=found.get(State.APPROVED, 0),
                is_listed=is_listed,
                goes_by_itself=goes_by_itself(kind, rules),
                past_period=past,
            )
        )
    return tuple(lines)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One record: an opaque reference, dates, and what stands against its going."""

    id: UUID
    reference: str
    ended_at: datetime
    why: tuple[str, ...] = ()
    state: str = ""
    reason: str = ""
    until: datetime | None = None
    decided_by: str = ""


@dataclass(frozen=True, kw_only=True)
class ClassPage:
    """One class: what waits for a person's word, what is kept for longer, what stays and why."""

    line: ClassLine
    waiting: tuple[Line, ...]
    extended: tuple[Line, ...]
    approved: int
    staying: tuple[tuple[str, int], ...]


def one_class(kind: str, *, at: datetime) -> ClassPage:
    """Return one class.

    :raises NotForThem: if there is none, or it is only counted.
    """
    line = next((each for each in classes(at=at) if each.kind == kind and each.is_listed), None)
    if line is None:
        raise NotForThem
    rows = Lapsed.objects.filter(kind=kind, asked_by=None).select_related("decided_by")
    rows = rows.order_by("ended_at", "id")
    return ClassPage(
        line=line,
        waiting=tuple(map(_line, rows.filter(state=State.WAITING)[:MOST])),
        extended=tuple(map(_line, rows.filter(state=State.EXTENDED)[:MOST])),
        approved=line.approved,
        staying=_staying(Kind(kind), at=at),
    )


def _line(row: Lapsed) -> Line:
    return Line(
        id=row.id,
        reference=reference_of(row.subject_id),
        ended_at=row.ended_at,
        why=words.reasons(row.stopped_by),
        state=str(row.get_state_display()),
        reason=row.reason,
        until=row.extended_until,
        decided_by=row.decided_by.name if row.decided_by else "",
    )


def _staying(kind: Kind, *, at: datetime) -> tuple[tuple[str, int], ...]:
    """Return for each reason how many records stay although their period has run out.

    What is in a closed circle is left out: that there is such a record is its circle's to know.
    """
    rules = policy()
    counted: Counter[str] = Counter()
    with acting.as_the_system(savepoint=False):
        ids = old_enough(kind, before=at - period(kind, rules)) if kind in READERS else []
        for standing in standings_of(kind, ids, at=at).values():
            against = stops(kind, standing, policy=rules, at=at)
            if Stop.YOUNG not in against and Stop.CIRCLE not in against:
                counted.update(str(stop) for stop in against)
    return tuple((str(words.STOPS[stop]), times) for stop, times in sorted(counted.items()))


def waiting_among(kind: str, ids: Iterable[UUID]) -> list[Line]:
    """Return those of the named records of a class that still wait for a person's word."""
    rows = Lapsed.objects.filter(kind=kind, id__in=list(ids), state=State.WAITING, asked_by=None)
    return [_line(row) for row in rows.select_related("decided_by").order_by("ended_at", "id")]


@dataclass(frozen=True, kw_only=True)
class DisposalLine:
    """One line of the disposal log."""

    id: UUID
    name: str
    ground: str
    approved_by: str
    approved_at: datetime
    approved: int
    gone: int
    stayed: int
    ended_at: datetime | None


def disposals() -> tuple[DisposalLine, ...]:
    """Return the disposal log, the newest first."""
    rows = Disposal.objects.select_related("approved_by").order_by("-approved_at", "id")
    return tuple(map(_disposal, rows[:MOST]))


def one_disposal(disposal_id: UUID) -> tuple[DisposalLine, tuple[Line, ...]]:
    """Return one line of the log and its records.

    :raises NotForThem: if there is none.
    """
    row = Disposal.objects.select_related("approved_by").filter(id=disposal_id).first()
    if row is None:
        raise NotForThem
    records = row.records.select_related("decided_by").order_by("ended_at", "id")
    return _disposal(row), tuple(map(_line, records[:MOST]))


def _disposal(row: Disposal) -> DisposalLine:
    return DisposalLine(
        id=row.id,
        name=str(words.KINDS[row.kind]),
        ground=str(row.get_ground_display()),
        approved_by=row.approved_by.name if row.approved_by else "",
        approved_at=row.approved_at,
        approved=row.approved,
        gone=row.gone,
        stayed=row.stayed,
        ended_at=row.ended_at,
    )


@dataclass(frozen=True, kw_only=True)
class HoldLine:
    """One legal hold, and whether this person may ask for its end or agree to it."""

    id: UUID
    reference: str
    reason: str
    placed_by: str
    placed_at: datetime
    lift_asked_by: str
    may_ask: bool
    may_agree: bool
    lifted_by: str
    lifted_at: datetime | None


def holds(user: User) -> tuple[HoldLine, ...]:
    """Return the legal holds, those in force first."""
    rows = LegalHold.objects.select_related("placed_by", "lift_asked_by", "lifted_by")
    rows = rows.order_by("lifted_at", "placed_at", "id")
    return tuple(
        HoldLine(
            id=row.id,
            reference=reference_of(row.record_id),
            reason=row.reason,
            placed_by=row.placed_by.name,
            placed_at=row.placed_at,
            lift_asked_by=row.lift_asked_by.name if row.lift_asked_by else "",
            may_ask=row.lifted_at is None and row.lift_asked_by is None,
            may_agree=row.lifted_at is None and row.lift_asked_by_id not in (None, user.id),
            lifted_by=row.lifted_by.name if row.lifted_by else "",
            lifted_at=row.lifted_at,
        )
        for row in sorted(rows, key=lambda row: (row.lifted_at is not None, row.placed_at))[:MOST]
    )


def hold_to_lift(hold_id: UUID) -> LegalHold:
    """Return a legal hold, to lift it.

    :raises NotForThem: if there is none.
    """
    row = LegalHold.objects.filter(id=hold_id).first()
    if row is None:
        raise NotForThem
    return row


def record_named(user: User, force: str, reference: str) -> UUID:
    """Return the id of the incident of a force by its reference, to hold it, not to show it.

    :raises NotForThem: if there is none, it is kept from this person, or they stand back from it.
    """
    found = cases.case_named(force, reference)
    all_guarded = guards.guarded()
    if found is None:
        raise NotForThem
    guarded = all_guarded.get(found)
    is_sealed = guarded is not None and guarded.guard == "sealed" and user.id not in guarded.circle
    if is_sealed or found in acting.now_acting().stands_back_from:
        raise NotForThem
    return found


@dataclass(frozen=True, kw_only=True)
class ErasureLine:
    """One child who is to be erased by right: asked by one person, agreed by another."""

    id: UUID
    reference: str
    reason: str
    asked_by: str
    asked_at: datetime
    state: str
    is_waiting: bool
    is_mine: bool
    decided_by: str
    why: tuple[str, ...]


def erasures(user: User) -> tuple[ErasureLine, ...]:
    """Return who is to be erased by right, and what became of it, the newest first."""
    rows = Lapsed.objects.filter(kind=CHILD).select_related("asked_by", "decided_by")
    return tuple(
        ErasureLine(
            id=row.id,
            reference=reference_of(row.subject_id),
            reason=row.reason,
            asked_by=row.asked_by.name if row.asked_by else "",
            asked_at=row.found_at,
            state=str(row.get_state_display()),
            is_waiting=row.state == State.WAITING,
            is_mine=row.asked_by_id == user.id,
            decided_by=row.decided_by.name if row.decided_by else "",
            why=words.reasons(row.stopped_by),
        )
        for row in rows.order_by("-found_at", "id")[:MOST]
    )


def erasure(row_id: UUID) -> UUID:
    """Return the id of one request for erasure that this person may see.

    :raises NotForThem: if there is none.
    """
    if not Lapsed.objects.filter(id=row_id, kind=CHILD).exists():
        raise NotForThem
    return row_id


def children_to_erase(user: User, incident_id: UUID, *, at: datetime) -> list[tuple[str, str]]:
    """Return the children of the case that is open to this person; reading it is in the trail.

    :raises NotForThem: unless it is open to them now.
    """
    try:
        page = cases.case(user, incident_id, at=at)
    except NotOpenToThem as nothing:
        raise NotForThem from nothing
    return [(str(each.child_id), each.recorded.full_name) for each in page.children]
