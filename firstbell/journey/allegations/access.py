"""The door to what officers for allegations are told of suspects who work with children.

A desk officer reads what came to their own desk; the hub all of the area, to ring where a desk is
silent or the officer is of another area. What is restricted or sealed is the circle's alone, and
whoever stands back from an incident, the suspect above all, finds nothing of it. An officer reads
of the adult and nothing of a child. A list names nobody; reading a name writes the trail.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.allegations.models import Allegation
from firstbell.journey.intake.asking import asking
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import people

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)
WHO = (Role.DESK_OFFICER, *HUB)

State = Allegation.State


class NotTheirs(LookupError):
    """There is no such allegation for this reader."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One suspect in the list. It names nobody."""

    allegation_id: UUID
    whose: str
    due_at: datetime
    state: str
    state_words: str
    outcome: str
    is_late: bool
    is_taken_back: bool
    is_to_ring: bool


@dataclass(frozen=True, kw_only=True)
class Lists:
    """What waits, what was taken and has no outcome yet, and how many have one."""

    waiting: tuple[Line, ...]
    taken: tuple[Line, ...]
    closed: tuple[Line, ...]
    is_hub: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """One suspect with all that the officer is told; `council` is whose officer it is."""

    row: Allegation
    name: str
    born_on: date | None
    happened_on: date
    police: str
    police_reference: str
    council: str
    is_hub: bool
    is_late: bool


def _rows(user: User, where: Q, *, at: datetime) -> list[Allegation]:
    mine = Q()
    if not people.has_role(user, *HUB, at=at):
        mine = Q(desk__in=people.places_of(user, Role.DESK_OFFICER, at=at).desks)
    shut = asking(user, at=at).shut()
    # The wall hides the incident from a desk: whose it is, is asked as the system.
    with acting.as_the_system(savepoint=False):
        rows = Allegation.objects.filter(mine, where).exclude(incident__in=shut).exclude(told={})
        found = rows.select_related("incident__source", "desk", "taken_by", "closed_by")
        return list(found.order_by("due_at", "id"))


def lists(user: User, *, at: datetime) -> Lists:
    """Return what there is for a reader, the most urgent first. Nobody is named, so no trail."""
    rows = _rows(user, Q(), at=at)
    names = _councils(rows)
    lines = [_line(row, names, at=at) for row in rows]
    return Lists(
        waiting=tuple(each for each in lines if each.state == State.WAITING),
        taken=tuple(each for each in lines if each.state == State.ACKNOWLEDGED),
        closed=tuple(each for each in lines if each.state == State.CLOSED),
        is_hub=people.has_role(user, *HUB, at=at),
    )


def _line(row: Allegation, names: dict[str, str], *, at: datetime) -> Line:
    return Line(
        allegation_id=row.id,
        whose=str(row.desk) if row.desk else names.get(row.council_code, row.council_code),
        due_at=row.outcome_due_at or row.due_at,
        state=row.state,
        state_words=str(row.get_state_display()),
        outcome=str(row.get_outcome_display()) if row.outcome else "",
        is_late=_is_late(row, at=at),
        is_taken_back=row.taken_back_at is not None,
        is_to_ring=row.desk is None,
    )


def _is_late(row: Allegation, *, at: datetime) -> bool:
    return row.state != State.CLOSED and (row.outcome_due_at or row.due_at) <= at


def _councils(rows: list[Allegation]) -> dict[str, str]:
    codes = {row.council_code for row in rows}
    found = Agency.objects.filter(kind=Agency.Kind.COUNCIL, code__in=codes)
    return dict(found.values_list("code", "name"))


def waits_for(user: User, *, at: datetime) -> int:
    """Return how many wait to be taken at a person's own desks."""
    desks = people.places_of(user, Role.DESK_OFFICER, at=at).desks
    if not desks or not Allegation.objects.filter(desk__in=desks).exists():
        return 0
    return len(_rows(user, Q(state=State.WAITING, desk__in=desks), at=at))


def page_of(user: User, allegation_id: UUID, *, at: datetime) -> Page:
    """Return one suspect with what the officer is told, and write the trail.

    :raises NotTheirs: if there is none for this reader.
    """
    rows = _rows(user, Q(id=allegation_id), at=at)
    if not rows:
        raise NotTheirs
    (row,) = rows
    audit.record("allegation.read", subject_kind="allegation", subject_id=row.id, by=user, at=at)
    told = row.told
    born = told.get("date_of_birth")
    of_the_desk = people.places_of(user, Role.DESK_OFFICER, at=at).desks
    return Page(
        row=row,
        name=f"{told.get('given_names', '')} {told.get('surname', '')}".strip(),
        born_on=date.fromisoformat(born) if born else None,
        happened_on=date.fromisoformat(told["happened_on"]),
        police=row.incident.source.name,
        police_reference=row.incident.reference,
        council=_councils(rows).get(row.council_code, row.council_code),
        is_hub=row.desk_id not in of_the_desk,
        is_late=_is_late(row, at=at),
    )
