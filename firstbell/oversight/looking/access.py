"""The door to who looked, and to a case that is open by break glass.

Lists hold opaque ids, times and kinds; nobody is shown what concerns themselves. A case is read
only while the glass is broken, by the person who broke it, and every reading writes the trail.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core.need_to_know import Asker, Guard, Record, Sight, Stands, grant
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.intake.unsafe import safe_addresses, unsafe_of
from firstbell.journey.linkage.showing import Recorded, recorded
from firstbell.journey.routing.happened import Line, happened
from firstbell.oversight.looking import statement
from firstbell.oversight.looking.models import UnusualReading
from firstbell.registry.agencies.models import Agency, Membership, Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.models import BreakGlass
from firstbell.registry.circles.queries import guards

WHO = (Role.INFORMATION_GOVERNANCE, Role.HUB_MANAGER)

LATELY = timedelta(days=28)
"""How long a review that is done stands on the page."""


class NotForThem(LookupError):
    """There is no such thing, or it is not this person's: which of the two is not told."""


@dataclass(frozen=True, kw_only=True)
class ToReview:
    """One line of the list: somebody's reading of some kind, or a case that was opened."""

    id: UUID
    who: str
    works: str
    what: str
    times: int
    first_at: datetime
    last_at: datetime
    due_at: datetime
    finding: str = ""
    reviewed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """The first page of information governance."""

    unusual: tuple[ToReview, ...]
    opened: tuple[ToReview, ...]
    reviewed: tuple[ToReview, ...]
    open_to_me: UUID | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """One recipient of one child, and how far it came."""

    place: str
    state: str
    raised_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CaseChild:
    """One child of the case that is open."""

    child_id: UUID
    recorded: Recorded
    happened: tuple[Line, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One incident, while the glass is broken."""

    incident_id: UUID
    force: str
    reference: str
    ground: str
    ends_at: datetime
    children: tuple[CaseChild, ...]


def who_looked(user: User, *, at: datetime) -> Looked:
    """Return what waits for a reviewer, what was reviewed lately, and the case open to them."""
    unusual = _unusual(user, at=at).order_by("review_due_at", "first_at")
    glasses = _glasses(user)
    opened = glasses.order_by("review_due_at", "opened_at")
    works = _works(
        {*unusual.values_list("user", flat=True), *opened.values_list("user", flat=True)}
    )
    done = Q(reviewed_at__gt=at - LATELY)
    mine = open_glass(user, at=at)
    reviewed = [
        *(_of_reading(row, works) for row in unusual.filter(done)),
        *(_of_glass(row, works) for row in opened.filter(done)),
    ]
    return Looked(
        unusual=tuple(_of_reading(row, works) for row in unusual.filter(reviewed_at=None)),
        opened=tuple(_of_glass(row, works) for row in opened.filter(reviewed_at=None)),
        reviewed=tuple(sorted(reviewed, key=lambda line: line.last_at, reverse=True)),
        open_to_me=mine.record_id if mine else None,
    )


def _unusual(user: User, *, at: datetime) -> QuerySet[UnusualReading]:
    """Return the readings that a person may review: never their own.

    A hub manager reviews those of information governance, who else would review one another.
    """
    rows = UnusualReading.objects.exclude(user=user).select_related("user", "reviewed_by")
    if people.has_role(user, Role.INFORMATION_GOVERNANCE, at=at):
        return rows
    watched = {each.id for each in people.who_holds(Role.INFORMATION_GOVERNANCE, at=at)}
    return rows.filter(user__in=watched)


def _works(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return for each person the roles and places that they hold or held last."""
    found: dict[UUID, list[str]] = {}
    rows = Membership.objects.filter(user__in=set(ids)).order_by("starts_at")
    for row in rows.select_related("establishment", "desk", "agency"):
        words = ", ".join(filter(None, (row.get_role_display(), people.place_name(row))))
        found.setdefault(row.user_id, []).append(words)
    return {user_id: "; ".join(dict.fromkeys(lines)) for user_id, lines in found.items()}


def _of_reading(row: UnusualReading, works: dict[UUID, str]) -> ToReview:
    return ToReview(
        id=row.id,
        who=row.user.name,
        works=works.get(row.user_id, ""),
        what=str(row.get_kind_display()),
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
        due_at=row.review_due_at,
        finding=str(row.get_finding_display()),
        reviewed_by=row.reviewed_by.name if row.reviewed_by else "",
    )


def _of_glass(row: BreakGlass, works: dict[UUID, str]) -> ToReview:
    return ToReview(
        id=row.id,
        who=row.user.name,
        works=works.get(row.user_id, ""),
        what=str(row.get_ground_display()),
        times=1,
        first_at=row.opened_at,
        last_at=row.closed_at or row.ends_at,
        due_at=row.review_due_at,
        finding=str(row.get_finding_display()),
        reviewed_by=row.reviewed_by.name if row.reviewed_by else "",
    )


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the trail, in words."""

    at: datetime
    what: str
    through: str
    came_from: str


@dataclass(frozen=True, kw_only=True)
class UnusualPage:
    """One unusual reading, with what the trail says of those hours."""

    line: ToReview
    records: tuple[str, ...]
    entries: tuple[Entry, ...]
    note: str
    reason: str = ""


MOST = 200
"""Entries of the trail on one page."""


def unusual_reading(user: User, row_id: UUID, *, at: datetime) -> UnusualPage:
    """Return one unusual reading, to review it, and write the trail.

    :raises NotForThem: if it is not theirs to review.
    """
    row = _unusual(user, at=at).filter(id=row_id).first()
    if row is None:
        raise NotForThem
    audit.record(
        "unusual_reading.read", subject_kind="unusual_reading", subject_id=row.id, by=user, at=at
    )
    return UnusualPage(
        line=_of_reading(row, _works([row.user_id])),
        records=_references(user, row.records),
        entries=_entries(row.user, since=row.first_at, until=row.last_at),
        note=row.note,
    )


def broken_glass(user: User, glass_id: UUID, *, at: datetime) -> UnusualPage:
    """Return one case that somebody else opened, to review it, and write the trail.

    :raises NotForThem: if there is none, or it is their own.
    """
    row = _glasses(user).filter(id=glass_id).first()
    if row is None:
        raise NotForThem
    audit.record("glass.read", subject_kind="break_glass", subject_id=row.id, by=user, at=at)
    return UnusualPage(
        line=_of_glass(row, _works([row.user_id])),
        records=_references(user, [str(row.record_id)]),
        entries=_entries(row.user, since=row.opened_at, until=row.closed_at or row.ends_at),
        note=row.finding_note,
        reason=row.reason,
    )


def _glasses(user: User) -> QuerySet[BreakGlass]:
    """Return the cases that others opened, but for those from which this person stands back."""
    rows = BreakGlass.objects.exclude(user=user).exclude(record_id__in=stands_back_from(user))
    return rows.select_related("user", "reviewed_by")


def _references(user: User, records: Iterable[str]) -> tuple[str, ...]:
    """Return the force's references of some incidents.

    Of those that are sealed, or from which this person stands back, nothing.
    """
    hidden = {key for key, each in guards.guarded().items() if each.guard == Guard.SEALED}
    hidden |= stands_back_from(user)
    with acting.as_the_system(savepoint=False):
        found = Incident.objects.filter(id__in=set(map(UUID, records)) - hidden)
        found = found.select_related("source")
        return tuple(f"{row.source.name}, {row.reference}" for row in found.order_by("reference"))


def _entries(user: User, *, since: datetime, until: datetime) -> tuple[Entry, ...]:
    with acting.as_the_system(savepoint=False):
        found = AuditEntry.objects.filter(by=user, at__gte=since, at__lte=until)
        rows = list(found.order_by("at", "id")[:MOST])
    return tuple(
        Entry(
            at=row.at,
            what=statement.words_for(row.action),
            through=row.through,
            came_from=row.came_from,
        )
        for row in rows
    )


def forces() -> list[tuple[str, str]]:
    """Return the forces whose cases can be named, by code."""
    rows = Agency.objects.filter(kind=Agency.Kind.POLICE).order_by("name")
    return list(rows.values_list("code", "name"))


def case_named(code: str, reference: str) -> UUID:
    """Return the id of the incident of a force by its reference, to open it, not to show it.

    :raises NotForThem: if there is none.
    """
    with acting.as_the_system(savepoint=False):
        found = Incident.objects.filter(source__code=code, reference__iexact=reference.strip())
        row = found.values_list("id", flat=True).first()
    if row is None:
        raise NotForThem
    return row


def open_glass(user: User, *, at: datetime) -> BreakGlass | None:
    """Return the case that is open to a person now."""
    return BreakGlass.objects.filter(
        user=user, closed_at=None, opened_at__lte=at, ends_at__gt=at
    ).first()


def _incident(user: User, incident_id: UUID, *, at: datetime) -> tuple[Incident, BreakGlass]:
    """Return an incident that is open to this person by break glass now.

    :raises NotForThem: for any other.
    """
    glass = open_glass(user, at=at)
    row = Incident.objects.filter(id=incident_id).select_related("source").first()
    asker = Asker(
        stands=frozenset({Stands.BROKEN_GLASS} if glass and glass.record_id == incident_id else ()),
        is_active=people.has_role(user, *WHO, at=at),
        stands_back=incident_id in stands_back_from(user),
    )
    guarded = guards.guarded().get(incident_id)
    seen = grant(asker, Record(guard=guarded.guard if guarded else Guard.NONE))
    if row is None or glass is None or seen.sight < Sight.EVERYTHING:
        raise NotForThem
    return row, glass


def case(user: User, incident_id: UUID, *, at: datetime) -> Case:
    """Return all that is held of one incident but safe addresses, and write the trail.

    :raises NotForThem: unless it is open to this person now.
    """
    incident, glass = _incident(user, incident_id, at=at)
    audit.record(
        "case.read",
        subject_kind="incident",
        subject_id=incident.id,
        by=user,
        at=at,
        why=glass.ground,
    )
    rows = RecordedChild.objects.filter(incident=incident).select_related("incident__source")
    notifications = Notification.objects.filter(incident=incident).select_related(
        "establishment", "desk"
    )
    marked = unsafe_of(incident)
    unsafe = replace(marked, ways=marked.ways | safe_addresses(incident.said))
    told: dict[UUID, list[Told]] = {}
    for each in notifications.order_by("raised_at", "id"):
        told.setdefault(each.child_id, []).append(
            Told(
                place=each.recipient_name,
                state=str(each.get_state_display()),
                raised_at=each.raised_at,
                acknowledged_at=each.acknowledged_at,
            )
        )
    return Case(
        incident_id=incident.id,
        force=incident.source.name,
        reference=incident.reference,
        ground=str(glass.get_ground_display()),
        ends_at=glass.ends_at,
        children=tuple(
            CaseChild(
                child_id=row.id,
                recorded=_without_safe_address(recorded(row, unsafe=unsafe)),
                happened=happened(row, unsafe=unsafe),
                told=tuple(told.get(row.id, ())),
            )
            for row in rows.order_by("reference")
        ),
    )


def _without_safe_address(child: Recorded) -> Recorded:
    """Leave out an address that goes no further than police and hub."""
    return replace(child, address=()) if child.address_is_safe else child


def who_has_seen(
    user: User, incident_id: UUID, child_id: UUID, *, at: datetime
) -> statement.Statement:
    """Return who has seen one child's record, for a subject access request; write the trail.

    :raises NotForThem: unless the case is open to this person now.
    """
    incident, glass = _incident(user, incident_id, at=at)
    child = RecordedChild.objects.filter(id=child_id, incident=incident).first()
    if child is None:
        raise NotForThem
    audit.record(
        "child.statement_read",
        subject_kind="child",
        subject_id=child.id,
        by=user,
        at=at,
        why=glass.ground,
    )
    return statement_about(child, at=at)


def statement_about(child: RecordedChild, *, at: datetime) -> statement.Statement:
    """Return who has seen the record of a child whom a door has let through."""
    with acting.as_the_system(savepoint=False):
        calls = Call.objects.filter(notifications__child=child).values_list("id", flat=True)
        told = Notification.objects.filter(child=child).values_list("id", flat=True)
        subjects = {
            ("incident", str(child.incident_id)),
            ("child", str(child.id)),
            *(("notification", str(each)) for each in told),
            *(("call", str(each)) for each in calls),
        }
        return statement.statement_of(
            subjects, child_id=child.id, since=child.incident.first_received_at, made_at=at
        )
