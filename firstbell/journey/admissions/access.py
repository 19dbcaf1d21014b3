"""The door to requests for a school place: who may ask for one, and who reads what was asked.

The hub asks for a child of its area, an advocate for one of a case that is referred to their
service. A request is read by the desk that it went to, by the hub, and by the service that asked
while the case is theirs; of a guarded record the hub's circle alone. The desk reads the request and
nothing of the incident. Police, schools and every other desk find nothing. Reading writes the
trail; a list names nobody.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from firstbell.core import admissions as rules
from firstbell.core.need_to_know import Act
from firstbell.core.policy import Policy
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.admissions.actions.answering import times_of
from firstbell.journey.admissions.actions.asking import KIND, open_of
from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.intake import readers
from firstbell.journey.intake.asking import NotForThem, OnlyAStub, asking
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.reconciliation.access import advocacy, guarding
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency, Desk, Establishment
from firstbell.registry.agencies.queries import people, places
from firstbell.registry.agencies.queries.rules import policy as policy_in_force
from firstbell.registry.circles.models import Referral

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)
ASKS = (*HUB, Role.ADVOCATE)
ANSWERS = (*HUB, Role.DESK_OFFICER)
WHO = (*ASKS, Role.DESK_OFFICER)

MEANWHILE = _("This request has ended meanwhile. Open it again to see why")

__all__ = ["ANSWERS", "ASKS", "HUB", "MEANWHILE", "WHO", "NotForThem"]

State = PlaceRequest.State


@dataclass(frozen=True, kw_only=True)
class Line:
    """One request in the list. It names no child, no council and no school."""

    request_id: UUID
    state: str
    state_words: str
    owner: str
    sent_at: datetime
    due_at: datetime | None
    is_late: bool
    is_mine: bool


@dataclass(frozen=True, kw_only=True)
class Lists:
    """What a person reads of the requests: whose move is theirs first, then the others."""

    mine: tuple[Line, ...]
    others: tuple[Line, ...]
    ended: tuple[Line, ...]
    may_ask: bool


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Somebody who may ask for a child of one record; `service` is that of an advocate."""

    incident: Incident
    service: Agency | None


@dataclass(frozen=True, kw_only=True)
class Child:
    """One child of a record for whom somebody may ask, and the request that is open."""

    child_id: UUID
    name: str
    born_on: date | None
    request_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """One request as its page shows it, and what this reader may do."""

    request: PlaceRequest
    name: str
    owner: str
    due_at: datetime | None
    is_late: bool
    is_of_the_desk: bool
    may_acknowledge: bool
    may_answer: bool
    may_end: bool


def asker(user: User, incident_id: UUID, *, at: datetime) -> Asker:
    """Return one record for whose children this person may ask for a place.

    :raises NotForThem: if there is none for this person; with a stub where it is restricted.
    """
    kept_out: NotForThem = NotForThem()
    if people.has_role(user, *HUB, at=at):
        try:
            row = guarding.record(user, incident_id, at=at)
        except OnlyAStub as stub:
            kept_out = stub
        except NotForThem:
            pass
        else:
            if row.is_of_the_hub and row.may(Act.ASK_PLACE):
                return Asker(incident=row.incident, service=None)
    if people.has_role(user, Role.ADVOCATE, at=at):
        incident = advocacy.incident_of(user, incident_id, at=at)
        return Asker(incident=incident, service=_service_of(user, incident, at=at))
    raise kept_out


def _service_of(user: User, incident: Incident, *, at: datetime) -> Agency:
    """Return the service of an advocate to which a case is referred."""
    mine = people.places_of(user, Role.ADVOCATE, at=at).agencies
    rows = Referral.objects.filter(record_id=incident.id, agency__in=mine, ended_at=None)
    return rows.select_related("agency").order_by("referred_at", "id")[0].agency


def children_of(who: Asker, *, by: User, at: datetime) -> tuple[Child, ...]:
    """Return the children of a record, and write the trail."""
    audit.record(
        "admissions.children_read",
        subject_kind="incident",
        subject_id=who.incident.id,
        by=by,
        at=at,
    )
    with acting.as_the_system(savepoint=False):
        rows = PlaceRequest.objects.filter(incident=who.incident).exclude(state=State.ENDED)
        is_open = dict(rows.values_list("child", "id"))
        children = list(_children(who).order_by("born_on", "id"))
    return tuple(
        Child(
            child_id=row.id,
            name=f"{row.given_names} {row.surname}".strip(),
            born_on=row.born_on,
            request_id=is_open.get(row.id),
        )
        for row in children
    )


def child_of(who: Asker, child_id: UUID) -> RecordedChild:
    """Return a child for whom somebody asks.

    :raises NotForThem: if the record has no such child.
    """
    with acting.as_the_system(savepoint=False):
        found = _children(who).filter(id=child_id).first()
    if found is None:
        raise NotForThem
    return found


def _children(who: Asker) -> QuerySet[RecordedChild]:
    return RecordedChild.objects.filter(incident=who.incident, erased_at=None)


def open_request(child: RecordedChild) -> UUID | None:
    """Return the id of the request for a child that has not ended, if there is one."""
    with acting.as_the_system(savepoint=False):
        found = open_of(child)
    return found.id if found else None


def councils_to_ask() -> list[tuple[str, str]]:
    """Return every council that a desk can be of, ours first, by code and name."""
    ours = [(each.code, each.name) for each in places.our_councils()]
    rows = Establishment.objects.exclude(council_name="").exclude(
        council_code__in=[code for code, _name in ours]
    )
    others = rows.order_by("council_name").values_list("council_code", "council_name").distinct()
    return ours + list(others)


def will_read(who: Asker, council: str, *, at: datetime) -> tuple[readers.Readers, ...]:
    """Return who will be able to read a request to a council, from the rows."""
    code = f"{council}:{KIND}"
    desk = places.desk(council, KIND) or Desk(code=code, kind=KIND, council_code=council)
    return readers.of_a_place_asked(desk, incident=who.incident, service=who.service, at=at)


def _mine(user: User, *, at: datetime) -> tuple[Q, frozenset[UUID]]:
    """Return which requests a person reads, and the desks that are theirs."""
    who = asking(user, at=at)
    desks = people.places_of(user, Role.DESK_OFFICER, at=at).desks
    services = people.places_of(user, Role.ADVOCATE, at=at).agencies
    where = Q(desk__in=desks)
    if people.has_role(user, *HUB, at=at):
        where |= ~Q(incident__in=who.shut())
    if services:
        cases = [each.incident_id for each in advocacy.cases(user, at=at)]
        where |= Q(service__in=services, incident__in=cases)
    return where & ~Q(incident__in=who.own), desks


def _rows(user: User, where: Q, *, at: datetime) -> tuple[list[PlaceRequest], frozenset[UUID]]:
    theirs, desks = _mine(user, at=at)
    rows = PlaceRequest.objects.filter(theirs, where).select_related(
        "desk", "service", "school", "asked_by", "acknowledged_by", "answered_by", "ended_by"
    )
    return list(rows.order_by("decide_by", "id")), desks


def lists(user: User, *, at: datetime) -> Lists:
    """Return what a person sees of the requests. No child is named, so no trail."""
    rows, desks = _rows(user, Q(), at=at)
    policy = policy_in_force()
    lines = [(row, _line(row, user, desks, at=at, policy=policy)) for row in rows]
    is_open = [line for row, line in lines if row.state != State.ENDED]
    ended = [line for row, line in lines if row.state == State.ENDED]
    return Lists(
        mine=tuple(line for line in is_open if line.is_mine),
        others=tuple(line for line in is_open if not line.is_mine),
        ended=tuple(sorted(ended, key=lambda line: line.sent_at, reverse=True)),
        may_ask=people.has_role(user, *ASKS, at=at),
    )


def _line(
    row: PlaceRequest, user: User, desks: Collection[UUID], *, at: datetime, policy: Policy
) -> Line:
    times = times_of(row, policy)
    whose = rules.owner(row.state)
    return Line(
        request_id=row.id,
        state=row.state,
        state_words=str(row.get_state_display()),
        owner=whose,
        sent_at=row.sent_at,
        due_at=rules.due_at(row.state, times, at=at),
        is_late=rules.is_late(row.state, times, at=at),
        is_mine=_is_mine(row, whose, user, desks),
    )


def _is_mine(row: PlaceRequest, whose: str, user: User, desks: Collection[UUID]) -> bool:
    if whose == "desk":
        return row.desk_id in desks
    return whose == "asker" and row.asked_by_id == user.id


def waits_for_answer(user: User, *, at: datetime) -> int:
    """Return how many requests wait for a word of a person's own desks."""
    desks = people.places_of(user, Role.DESK_OFFICER, at=at).desks
    waiting = Q(desk__in=desks, state__in=[State.SENT, State.ACKNOWLEDGED])
    if not desks or not PlaceRequest.objects.filter(waiting).exists():
        return 0
    return len(_rows(user, waiting, at=at)[0])


def page_of(user: User, place_request_id: UUID, *, at: datetime) -> Page:
    """Return one request with all that was said, and write the trail.

    :raises NotForThem: if there is none for this reader.
    """
    rows, desks = _rows(user, Q(id=place_request_id), at=at)
    if not rows:
        raise NotForThem
    (row,) = rows
    audit.record("admissions.read", subject_kind="child", subject_id=row.child_id, by=user, at=at)
    is_desk, is_hub = row.desk_id in desks, people.has_role(user, *HUB, at=at)
    times, answers = times_of(row, policy_in_force()), is_desk or is_hub
    return Page(
        request=row,
        name=f"{row.given_names} {row.surname}".strip(),
        owner=rules.owner(row.state),
        due_at=rules.due_at(row.state, times, at=at),
        is_late=rules.is_late(row.state, times, at=at),
        is_of_the_desk=is_desk,
        may_acknowledge=answers and row.state == State.SENT,
        may_answer=answers and row.state != State.ENDED,
        may_end=row.state != State.ENDED and (is_hub or _is_asker(user, row, at=at)),
    )


def _is_asker(user: User, row: PlaceRequest, *, at: datetime) -> bool:
    services = people.places_of(user, Role.ADVOCATE, at=at).agencies
    return row.service_id is not None and row.service_id in services


def schools_meant(desk: Desk, words: str) -> list[Establishment]:
    """Return the open schools that words or a number mean: of the desk's council, else anywhere."""
    words = words.strip()
    number = words.upper().removeprefix("URN").strip(" :")
    if number.isdecimal():
        found = places.establishment_by_urn(number) if len(number) <= 9 else None
        return [found] if found else []
    near = places.establishments_that_words_may_mean(words, near=[desk.council_code])
    return near or places.establishments_that_words_may_mean(words)
