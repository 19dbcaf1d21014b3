"""The door to who covers a holiday: a key adult sees their own school, the hub every one.

What is not theirs is not there. Nothing here is about a child, so that reading it leaves no entry
in the trail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from firstbell.core import memberships as rules_of
from firstbell.core.calendars import local_day
from firstbell.core.holidays import Days, runs
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Contact, Establishment, Role
from firstbell.registry.agencies.queries import contacts, people, standing
from firstbell.registry.cover.models import CoverRequest, Turn
from firstbell.registry.cover.queries import turns

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)

WHO = (Role.KEY_ADULT, *HUB)
"""For whom there is a page of a school's holiday cover."""


class NotTheirs(LookupError):
    """There is no such school, turn or officer for this reader."""


@dataclass(frozen=True, kw_only=True)
class ToName:
    """A holiday of a reader's own school with days that nobody covers."""

    place_id: UUID
    place: str
    first_on: date
    open_days: int


@dataclass(frozen=True, kw_only=True)
class TurnLine:
    """One turn as the pages show it."""

    turn_id: UUID
    name: str
    first_on: date
    last_on: date
    is_shared: bool
    may_remove: bool = False


@dataclass(frozen=True, kw_only=True)
class HolidayPage:
    """The next holiday of one school: who covers which days. Without one, only the school."""

    place_id: UUID
    place: str
    request_id: UUID | None
    first_on: date | None
    last_on: date | None
    days: int
    turns: tuple[TurnLine, ...]
    open: tuple[Days, ...]
    people: tuple[tuple[UUID, str], ...]
    has_nobody: bool


def to_name(user: User, *, at: datetime) -> tuple[ToName, ...]:
    """Return the holidays of a key adult's own schools that have a day which nobody covers."""
    mine = people.places_of(user, Role.KEY_ADULT, at=at).establishments
    if not mine:
        return ()
    today = local_day(at)
    rows = list(next_requests(mine, today=today))
    left = turns.open_days(rows, today=today)
    return tuple(
        ToName(
            place_id=each.establishment_id,
            place=each.establishment.name,
            first_on=each.first_on,
            open_days=len(left[each.id]),
        )
        for each in rows
        if left[each.id]
    )


def next_requests(schools: Iterable[UUID], *, today: date) -> list[CoverRequest]:
    """Return the holiday of each school that holds or comes next, in one query."""
    rows = CoverRequest.objects.filter(establishment__in=list(schools), last_on__gte=today)
    first: dict[UUID, CoverRequest] = {}
    for row in rows.select_related("establishment").order_by("first_on", "id"):
        first.setdefault(row.establishment_id, row)
    return list(first.values())


def holiday_of(user: User, place_id: UUID, *, at: datetime) -> HolidayPage:
    """Return the next holiday of one school.

    :raises NotTheirs: if there is no such school for this reader.
    """
    school = _school(user, place_id, at=at)
    today = local_day(at)
    request = next(iter(next_requests([school.id], today=today)), None)
    asked = [request] if request else []
    lines = [each for found in turns.of_holidays(asked).values() for each in found]
    left = [day for found in turns.open_days(asked, today=today).values() for day in found]
    on = max(today, request.first_on) if request else today
    told = contacts.valid_on(on).filter(establishment=school, made_for_cover=False)
    return HolidayPage(
        place_id=school.id,
        place=school.name,
        request_id=request.id if request else None,
        first_on=request.first_on if request else None,
        last_on=request.last_on if request else None,
        days=len(request.days) if request else 0,
        turns=tuple(
            line_of(each, may_remove=not each.is_shared or may_let_in(user, school, at=at))
            for each in lines
        ),
        open=runs(left),
        people=tuple((each.id, f"{each.name}, {each.get_role_display()}") for each in told),
        has_nobody=bool(request and request.has_nobody_at),
    )


def line_of(turn: Turn, *, may_remove: bool = False) -> TurnLine:
    """Return a turn as the pages show it."""
    return TurnLine(
        turn_id=turn.id,
        name=turn.contact.name,
        first_on=turn.first_on,
        last_on=turn.last_on,
        is_shared=turn.is_shared,
        may_remove=may_remove,
    )


def _school(user: User, place_id: UUID, *, at: datetime) -> Establishment:
    school = Establishment.objects.filter(id=place_id).first()
    is_theirs = people.has_role(user, *HUB, at=at) or (
        place_id in people.places_of(user, Role.KEY_ADULT, at=at).establishments
    )
    if school is None or not is_theirs:
        raise NotTheirs
    return school


def contact_of(page: HolidayPage, contact_id: UUID) -> Contact:
    """Return one of the key adults of a page, to name them."""
    return Contact.objects.select_related("establishment").get(
        id=contact_id, establishment=page.place_id
    )


def turn_for(user: User, turn_id: UUID, *, at: datetime) -> Turn:
    """Return a turn at a school of this reader.

    :raises NotTheirs: if there is none, or it is a shared officer's and they may not let in there.
    """
    turn = Turn.objects.select_related("establishment").filter(id=turn_id).first()
    if turn is None:
        raise NotTheirs
    _school(user, turn.establishment_id, at=at)
    if turn.is_shared and not may_let_in(user, turn.establishment, at=at):
        raise NotTheirs
    return turn


def may_let_in(user: User, school: Establishment, *, at: datetime) -> bool:
    """Say whether somebody may make another a key adult of this school."""
    return school.id in who_may_be_let_in(user, [school], at=at)


def who_may_be_let_in(
    user: User, schools: Iterable[Establishment], *, at: datetime
) -> frozenset[UUID]:
    """Return the schools into which a hub manager may let somebody, as `core.memberships` says."""
    managing = [each for each in standing.held_by(user, at) if each.role == rules_of.HUB_MANAGER]
    return frozenset(
        each.id
        for each in schools
        if rules_of.may_invite(
            managing,
            role=rules_of.KEY_ADULT,
            place=standing.place_for(establishment=each),
        )
    )


def officers(council_codes: Iterable[str], *, at: datetime) -> list[Contact]:
    """Return those who can cover several schools: who is told at a desk of these councils."""
    rows = contacts.valid_on(local_day(at)).select_related("desk")
    found: dict[str, Contact] = {}
    for each in rows.filter(desk__council_code__in=list(council_codes)):
        found.setdefault(each.email.casefold(), each)
    return sorted(found.values(), key=lambda each: each.name)
