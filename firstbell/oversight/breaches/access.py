"""The door to the records of what was told to the wrong one: information governance, and the hub.

Information governance owns every record but those of what is sealed, which the hub's people in
its circle own and nobody else knows of. A hub manager reads the others too and decides nothing.
Nobody is shown one about an incident from which they stand back. No record names a child: who
must know more opens the case by its reference, and gives a reason. Every reading is on the trail.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.core import breaches as rules_of
from firstbell.core.breaches import Kind, Owner
from firstbell.core.need_to_know import Guard
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.copies import Taken, taken_of
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.oversight.breaches import queries
from firstbell.oversight.breaches.models import BreachRecord
from firstbell.oversight.looking import statement
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.queries import guards

WHO = (Role.INFORMATION_GOVERNANCE, *queries.HUB)

LATELY = timedelta(days=366)
"""How long a closed record stands on the page; after that it is in the trail and the database."""


class NotForThem(LookupError):
    """There is no such record, or it is not this person's: which of the two is not told."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One record in the list."""

    id: UUID
    is_breach: bool
    place: str
    why: str
    aware_at: datetime
    due_at: datetime
    is_over: bool
    is_clock_over: bool
    is_late: bool
    next: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the read log."""

    at: datetime
    who: str
    works: str
    what: str
    came_from: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the wrong reader said became of it."""

    asked_until: datetime | None
    at: datetime | None
    by: str
    is_heard_by_hub: bool
    was_read: str
    was_kept: str
    was_passed_on: str
    is_deleted: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """One record: what happened, who had it, what was decided and what is left to do."""

    line: Line
    force: str
    reference: str
    reason: str
    parts: int
    made_by: str
    raised_at: datetime
    made_at: datetime
    first_steps: int
    readings: int
    read_out: int
    copies: tuple[Taken, ...]
    log: tuple[Entry, ...]
    since: tuple[Entry, ...]
    said: Said
    record: "Decided"
    to_do: tuple[str, ...]
    may_act: bool


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was judged, decided and done, as it stands now."""

    risk: str
    risk_why: str
    tell_ico: bool | None
    tell_ico_why: str
    tell_people: bool | None
    tell_people_why: str
    by: str
    at: datetime | None
    ico_told_at: datetime | None
    ico_reference: str
    ico_late_why: str
    people_told_at: datetime | None
    people_told_how: str
    remedy: str
    closed_by: str
    closed_at: datetime | None


def breaches(user: User, *, at: datetime) -> tuple[list[Line], list[Line]]:
    """Return the open records, the one due first at the top, and those closed within a year."""
    rows = _door(user, at=at).filter(Q(closed_at=None) | Q(closed_at__gt=at - LATELY))
    owners = queries.owners()
    lines = [_line(row, owners(row.record_id), at=at) for row in _whole(rows)]
    closed = [line for line in lines if line.is_over]
    return [line for line in lines if not line.is_over], closed[::-1]


def breach(user: User, record_id: UUID, *, at: datetime) -> Page:
    """Return one record with its read log, and write the trail.

    :raises NotForThem: if it is not theirs to read.
    """
    row = _one(user, record_id, at=at)
    audit.record("breach.read", subject_kind="recall", subject_id=row.recall_id, by=user, at=at)
    return _page(row, user, at=at)


def may_decide(user: User, record_id: UUID, *, at: datetime) -> Page:
    """Return one record to whoever owns it, to act on it.

    :raises NotForThem: if it is not theirs, or it is closed.
    """
    page = breach(user, record_id, at=at)
    if not page.may_act:
        raise NotForThem
    return page


def _door(user: User, *, at: datetime) -> QuerySet[BreachRecord]:
    """Return the records that a person may read. What is sealed is its circle's alone."""
    roles = people.roles_of(user, at)
    guarded = guards.guarded()
    sealed = {key for key, each in guarded.items() if each.guard == Guard.SEALED}
    theirs = Q(id=None)
    if roles & set(queries.HUB):
        theirs |= Q(record_id__in=[key for key in sealed if user.id in guarded[key].circle])
    if roles & {Role.INFORMATION_GOVERNANCE, Role.HUB_MANAGER}:
        theirs |= ~Q(record_id__in=sealed)
    return BreachRecord.objects.filter(theirs).exclude(record_id__in=stands_back_from(user))


def _whole(rows: QuerySet[BreachRecord]) -> list[BreachRecord]:
    """Return records that the door let through, with what was told: the wall hides that row."""
    ids = list(rows.values_list("id", flat=True))
    with acting.as_the_system(savepoint=False):
        found = BreachRecord.objects.filter(id__in=ids).select_related(
            "recall__notification__establishment",
            "recall__notification__desk",
            "recall__notification__incident__source",
            "recall__made_by",
            "recall__answered_by",
            "decided_by",
            "closed_by",
        )
        return list(found.order_by("due_at", "id"))


def _one(user: User, record_id: UUID, *, at: datetime) -> BreachRecord:
    for row in _whole(_door(user, at=at).filter(id=record_id)):
        return row
    raise NotForThem


NEXT: Mapping[str, Promise] = {
    "decide": gettext_lazy("Weigh the risk and decide who is told"),
    "tell_ico": gettext_lazy("Tell the ICO"),
    "tell_people": gettext_lazy("Tell the people concerned"),
    "hear": gettext_lazy("The wrong reader has not answered"),
}
"""What is left to do, in words."""

OWNERS: Mapping[Owner, Promise] = {
    Owner.GOVERNANCE: gettext_lazy("Information governance"),
    Owner.CIRCLE: gettext_lazy("The people in the circle"),
}


def _line(row: BreachRecord, owner: Owner, *, at: datetime) -> Line:
    left = rules_of.to_do(queries.standing_of(row))
    if row.closed_at is not None:
        next_ = _("Closed")
    else:
        next_ = str(NEXT[left[0]]) if left else _("Look at it and close it")
    return Line(
        id=row.id,
        is_breach=row.kind == Kind.BREACH,
        place=row.recall.notification.recipient_name,
        why=str(row.recall.get_why_display()),
        aware_at=row.aware_at,
        due_at=row.due_at,
        is_over=row.closed_at is not None,
        is_clock_over=row.closed_at is not None or not queries.clock_runs(row),
        is_late=queries.is_late(row, at=at),
        next=next_,
        owner=str(OWNERS[owner]),
    )


def _page(row: BreachRecord, user: User, *, at: datetime) -> Page:
    recall, told = row.recall, row.recall.notification
    owner = queries.owner_of(row)
    with acting.as_the_system(savepoint=False):
        log = queries.log_of(recall)
        before = [each for each in log.before if each.id in set(row.entries)]
        copies = told.copies.filter(made_at__lte=recall.made_at).select_related("made_by")
        taken = tuple(taken_of(each) for each in copies.order_by("number"))
        works = statement.works_of({each.by_id for each in log.before + log.since if each.by_id})
        attached, since = _entries(before, works), _entries(log.since, works)
    is_governance = people.has_role(user, Role.INFORMATION_GOVERNANCE, at=at)
    return Page(
        line=_line(row, owner, at=at),
        force=told.incident.source.name,
        reference=told.incident.reference,
        reason=recall.reason,
        parts=len(recall.parts),
        made_by=recall.made_by.name if recall.made_by else _("Firstbell, by its rules"),
        raised_at=told.raised_at,
        made_at=recall.made_at,
        first_steps=row.first_steps,
        readings=row.readings,
        read_out=row.read_out,
        copies=taken,
        log=attached,
        since=since,
        said=_said(row),
        record=_decided(row),
        to_do=tuple(str(NEXT[code]) for code in rules_of.to_do(queries.standing_of(row))),
        may_act=row.closed_at is None and (owner == Owner.CIRCLE or is_governance),
    )


def _entries(rows: Iterable[AuditEntry], works: statement.Works) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            at=row.at,
            who=row.by.name if row.by else row.actor,
            works=statement.work_at(works.get(row.by_id, ()), row.at) if row.by_id else "",
            what=statement.words_for(row.action),
            came_from=row.came_from,
        )
        for row in rows
    )


def _said(row: BreachRecord) -> Said:
    recall = row.recall
    return Said(
        asked_until=recall.answer_due_at,
        at=recall.answered_at,
        by=recall.answered_by.name if recall.answered_by else "",
        is_heard_by_hub=recall.is_heard_by_hub,
        was_read=str(recall.get_was_read_display()),
        was_kept=str(recall.get_was_kept_display()),
        was_passed_on=str(recall.get_was_passed_on_display()),
        is_deleted=str(recall.get_is_deleted_display()),
        said=recall.said,
    )


def _decided(row: BreachRecord) -> Decided:
    return Decided(
        risk=str(row.get_risk_display()),
        risk_why=row.risk_why,
        tell_ico=row.tell_ico,
        tell_ico_why=row.tell_ico_why,
        tell_people=row.tell_people,
        tell_people_why=row.tell_people_why,
        by=row.decided_by.name if row.decided_by else "",
        at=row.decided_at,
        ico_told_at=row.ico_told_at,
        ico_reference=row.ico_reference,
        ico_late_why=row.ico_late_why,
        people_told_at=row.people_told_at,
        people_told_how=row.people_told_how,
        remedy=row.remedy,
        closed_by=row.closed_by.name if row.closed_by else "",
        closed_at=row.closed_at,
    )
