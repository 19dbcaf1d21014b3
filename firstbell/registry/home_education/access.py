"""The door to the register of home education, and to a school's own roll to report from it.

A key adult reads the reports of their own schools and finds pupils on those rolls alone; a desk
officer reads what came to their desk; the hub reads all, to ring where a desk is silent. Whoever
is close to the child, as they or the hub declared, reads none of it. Reading writes the trail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core.calendars import local_day
from firstbell.core.closeness import NOTHING_DECLARED, Home, Scene, nearness
from firstbell.core.conflicts import Adult, Reader
from firstbell.core.searching import Findable, Sought, keys_of, rank
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.models import Agency, Establishment, Role
from firstbell.registry.agencies.queries import people, places
from firstbell.registry.circles.queries.interests import closeness_by_email
from firstbell.registry.home_education.models import Entry
from firstbell.registry.people.models import Registration, Roll

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)
ANSWERS = (Role.DESK_OFFICER, *HUB)
WHO = (Role.KEY_ADULT, *ANSWERS)

LEFT_LATELY = timedelta(days=366)
"""For how long a pupil who has left can still be reported: a school that reports late."""

MOST = 20
"""Pupils that a search shows: who finds more should say more of whom they look for."""

State = Entry.State


class NotTheirs(LookupError):
    """There is no such entry, school or pupil for this reader."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry in the list. It names no child: a list may be read over a counter."""

    entry_id: UUID
    school: str
    desk: str
    state: str
    state_words: str
    sent_at: datetime
    answer_due_at: datetime
    last_on: date
    is_late: bool
    must_be_agreed: bool
    words_wait: bool


@dataclass(frozen=True, kw_only=True)
class Register:
    """What a person may see of the register, and from which schools they may report."""

    waiting: tuple[Line, ...]
    open: tuple[Line, ...]
    closed: tuple[Line, ...]
    schools: tuple[tuple[UUID, str], ...]
    is_hub: bool


@dataclass(frozen=True, kw_only=True)
class Child:
    """Who the child is, as the roll had them."""

    name: str
    born_on: date | None
    upn: str
    nc_year: str
    address: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One entry as its page shows it, and what this reader may do."""

    entry: Entry
    child: Child
    reads_words: bool
    may_answer: bool
    may_end: bool
    may_take_back: bool
    may_settle_words: bool
    is_hub: bool
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Found:
    """One pupil of the school's own roll whom a search may mean."""

    pupil_id: UUID
    name: str
    born_on: date | None
    nc_year: str


def _door(user: User, *, at: datetime, where: Q | None = None) -> list[Entry]:
    rows: QuerySet[Entry] = Entry.objects.filter(where or Q())
    if not people.has_role(user, *HUB, at=at):
        schools = people.places_of(user, Role.KEY_ADULT, at=at).establishments
        desks = people.places_of(user, Role.DESK_OFFICER, at=at).desks
        rows = rows.filter(Q(establishment__in=schools) | Q(desk__in=desks))
    found = rows.select_related("establishment", "desk", "sent_by", "answered_by", "ended_by")
    return _without_the_near(user, found.order_by("answer_due_at", "id"))


def _without_the_near(user: User, rows: Iterable[Entry]) -> list[Entry]:
    """Return the entries of those children to whom the reader is not close."""
    known = list(rows)
    if not known:
        return []
    declared = closeness_by_email([user.email]).get(user.email.casefold(), NOTHING_DECLARED)
    reader = Reader(name=user.name, email=user.email, born_on=user.born_on)
    return [row for row in known if nearness(_scene(row.child), reader, declared) is None]


def _scene(child: dict[str, Any]) -> Scene:
    address = child.get("address") or [""]
    return Scene(
        children=(
            Adult(
                given_names=child.get("given_names", ""),
                surname=child.get("surname", ""),
                born_on=_day(child.get("born_on")),
            ),
        ),
        homes=(Home(line=address[0], postcode=child.get("postcode", "")),),
    )


def register(user: User, *, at: datetime) -> Register:
    """Return what a person sees of the register, without a child's name."""
    rows = [(row.state, _line(row, at=at)) for row in _door(user, at=at)]
    mine = people.places_of(user, Role.KEY_ADULT, at=at).establishments
    schools = Establishment.objects.filter(id__in=mine).order_by("name")
    closed = [line for state, line in rows if state not in {State.SENT, State.OPEN}]
    return Register(
        waiting=tuple(line for state, line in rows if state == State.SENT),
        open=tuple(line for state, line in rows if state == State.OPEN),
        closed=tuple(sorted(closed, key=lambda line: line.sent_at, reverse=True)),
        schools=tuple(schools.values_list("id", "name")),
        is_hub=people.has_role(user, *HUB, at=at),
    )


def _line(row: Entry, *, at: datetime) -> Line:
    return Line(
        entry_id=row.id,
        school=row.establishment.name,
        desk=str(row.desk),
        state=row.state,
        state_words=str(row.get_state_display()),
        sent_at=row.sent_at,
        answer_due_at=row.answer_due_at,
        last_on=row.last_on,
        is_late=row.state == State.SENT and row.answer_due_at <= at,
        must_be_agreed=row.must_be_agreed,
        words_wait=row.words_withheld and row.words_settled_at is None,
    )


def waits_for_answer(user: User, *, at: datetime) -> int:
    """Return how many reports wait for an answer of a person's own desks."""
    desks = people.places_of(user, Role.DESK_OFFICER, at=at).desks
    return len(_door(user, at=at, where=Q(state=State.SENT, desk__in=desks))) if desks else 0


def page_of(user: User, entry_id: UUID, *, at: datetime) -> Page:
    """Return one entry with all that this reader may have of it, and write the trail.

    :raises NotTheirs: if there is none for them.
    """
    row = entry_for(user, entry_id, at=at)
    is_hub = people.has_role(user, *HUB, at=at)
    is_desk = row.desk_id in people.places_of(user, Role.DESK_OFFICER, at=at).desks
    is_school = row.establishment_id in people.places_of(user, Role.KEY_ADULT, at=at).establishments
    audit.record(
        "home_education.read", subject_kind="home_education", subject_id=row.id, by=user, at=at
    )
    answers = is_hub or is_desk
    return Page(
        entry=row,
        child=_child(row.child),
        reads_words=is_school or is_hub or not row.words_withheld,
        may_answer=answers and row.state == State.SENT,
        may_end=answers and row.state == State.OPEN,
        may_take_back=is_school and row.state in {State.SENT, State.OPEN, State.REFUSED},
        may_settle_words=is_hub and row.words_withheld and row.words_settled_at is None,
        is_hub=is_hub and not is_desk,
        is_late=row.state == State.SENT and row.answer_due_at <= at,
    )


def entry_for(user: User, entry_id: UUID, *, at: datetime) -> Entry:
    """Return one entry, to act on it, not to show it.

    :raises NotTheirs: if there is none for this person.
    """
    rows = _door(user, at=at, where=Q(id=entry_id))
    if not rows:
        raise NotTheirs
    return rows[0]


def school_of(user: User, place_id: UUID, *, at: datetime) -> Establishment:
    """Return a school from whose roll this key adult may report.

    :raises NotTheirs: if it is none of theirs.
    """
    mine = people.places_of(user, Role.KEY_ADULT, at=at).establishments
    school = Establishment.objects.filter(id=place_id).first() if place_id in mine else None
    if school is None:
        raise NotTheirs
    return school


def find(user: User, school: Establishment, sought: Sought, *, at: datetime) -> tuple[Found, ...]:
    """Return whom a key adult means on their own school's roll, and write the trail.

    The words that were looked for stand nowhere.
    """
    with acting.as_the_system(savepoint=False):
        rows = list(_on_the_roll(school, at=at))
    groups = [frozenset(group) for group in sought.groups()]
    scored = []
    for row in rows:
        findable = _findable(row)
        keys = frozenset(keys_of(findable))
        if groups and all(group & keys for group in groups):
            scored.append((rank(sought, findable), row))
    scored.sort(key=lambda each: each[0], reverse=True)
    found = list({row.pupil_id: row for _rank, row in scored[:MOST]}.values())
    audit.record(
        "roll.searched",
        subject_kind="establishment",
        subject_id=school.id,
        by=user,
        at=at,
        detail={"found": len(found), "pupils": sorted(str(row.pupil_id) for row in found)},
    )
    return tuple(
        Found(pupil_id=row.pupil_id, name=_name(row), born_on=row.born_on, nc_year=row.nc_year)
        for row in found
    )


def pupil_of(user: User, school: Establishment, pupil_id: UUID, *, at: datetime) -> Registration:
    """Return a pupil's row on a key adult's own roll, to report them, and write the trail.

    :raises NotTheirs: if there is no such pupil on it.
    """
    with acting.as_the_system(savepoint=False):
        rows = _on_the_roll(school, at=at).filter(pupil=pupil_id)
        row = rows.select_related("pupil", "roll__establishment").first()
    if row is None:
        raise NotTheirs
    audit.record("roll.pupil_read", subject_kind="pupil", subject_id=pupil_id, by=user, at=at)
    return row


def open_report(row: Registration) -> UUID | None:
    """Return the id of the report of a pupil that is open at this school, if there is one."""
    here = Q(pupil=row.pupil_id, establishment=row.roll.establishment_id)
    with acting.as_the_system(savepoint=False):
        found = Entry.objects.filter(here, state__in=[State.SENT, State.OPEN])
        return found.values_list("id", flat=True).first()


def goes_to(row: Registration) -> str:
    """Return the name of the council to whose desk a report of this pupil goes."""
    residence = places.residence_of(row.postcode)
    code = (residence.council_code if residence else None) or row.roll.establishment.council_code
    councils = Agency.objects.filter(kind=Agency.Kind.COUNCIL, code=code)
    return str(councils.first() or row.roll.establishment.council_name or code)


def _on_the_roll(school: Establishment, *, at: datetime) -> QuerySet[Registration]:
    since = local_day(at) - LEFT_LATELY
    return Registration.objects.filter(
        Q(left_on=None) | Q(left_on__gte=since),
        roll__establishment=school,
        roll__state=Roll.State.CURRENT,
    ).order_by("surname", "forename", "id")


def _findable(row: Registration) -> Findable:
    return Findable(
        names=(
            row.forename,
            row.surname,
            row.preferred_forename,
            row.preferred_surname,
            row.former_surname,
        ),
        born_on=row.born_on,
    )


def _name(row: Registration) -> str:
    return f"{row.forename} {row.surname}".strip()


def child_of(row: Registration) -> Child:
    """Return who a pupil is, for the page from which they are reported."""
    lines = (row.address_line_1, row.address_line_2, row.address_line_3, row.town, row.postcode)
    return Child(
        name=_name(row),
        born_on=row.born_on,
        upn=row.upn,
        nc_year=row.nc_year,
        address=tuple(line for line in lines if line),
    )


def _child(said: dict[str, Any]) -> Child:
    name = f"{said.get('given_names', '')} {said.get('surname', '')}".strip()
    lines = (*(said.get("address") or ()), said.get("postcode", ""))
    return Child(
        name=name,
        born_on=_day(said.get("born_on")),
        upn=said.get("upn", ""),
        nc_year=said.get("nc_year", ""),
        address=tuple(line for line in lines if line),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
