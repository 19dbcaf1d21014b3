"""The door to one case, read only while the glass is broken and by the person who broke it.

Every reading writes the trail, with the reason for which the case was opened.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from firstbell.core.need_to_know import Asker, Guard, Record, Sight, Stands, grant
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.intake.unsafe import safe_addresses, unsafe_of
from firstbell.journey.linkage.showing import Recorded, recorded
from firstbell.journey.routing.happened import Line, happened
from firstbell.oversight.looking import statement
from firstbell.oversight.looking.access import WHO, NotForThem
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.models import BreakGlass
from firstbell.registry.circles.queries import guards


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


def forces() -> list[tuple[str, str]]:
    """Return the forces whose cases can be named, by code."""
    rows = Agency.objects.filter(kind=Agency.Kind.POLICE).order_by("name")
    return list(rows.values_list("code", "name"))


def case_named(code: str, reference: str) -> UUID | None:
    """Return the id of the incident of a force by its reference, to open it, not to show it.

    Who asks goes on without one as with one, so that both are refused by the same queries.
    """
    with acting.as_the_system(savepoint=False):
        found = Incident.objects.filter(source__code=code, reference__iexact=reference.strip())
        return found.values_list("id", flat=True).first()


def open_glass(user: User, *, at: datetime) -> BreakGlass | None:
    """Return the case that is open to a person now.

    If they have become an adult of it since, it is not there for them any more.
    """
    found = BreakGlass.objects.filter(
        user=user, closed_at=None, opened_at__lte=at, ends_at__gt=at
    ).first()
    return found if found and found.record_id not in stands_back_from(user) else None


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
