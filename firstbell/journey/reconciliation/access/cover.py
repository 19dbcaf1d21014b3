"""The cover certificate: which schools of the area cover which days of their next holiday.

For the hub. Pupils are counted, none is named, so that reading it leaves no entry in the trail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from firstbell.core.calendars import local_day
from firstbell.core.holidays import Days, runs
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Contact, Establishment
from firstbell.registry.agencies.queries import contacts, places
from firstbell.registry.cover import access
from firstbell.registry.cover.models import CoverRequest
from firstbell.registry.cover.queries import turns
from firstbell.registry.people.models import Registration, Roll


@dataclass(frozen=True, kw_only=True)
class Line:
    """One school of the certificate."""

    place_id: UUID
    name: str
    urn: int
    phone: str
    pupils: int
    first_on: date
    last_on: date
    days: int
    turns: tuple[access.TurnLine, ...]
    open: tuple[Days, ...]
    open_days: int
    asked_times: int
    asked_at: datetime | None
    has_nobody: bool


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The schools with a holiday to come: those with an open day first, the largest on top."""

    council: str
    councils: tuple[tuple[str, str], ...]
    open: tuple[Line, ...]
    covered: tuple[Line, ...]
    school_days: int
    pupils: int

    @property
    def schools(self) -> int:
        """How many there are in all."""
        return len(self.open) + len(self.covered)


@dataclass(frozen=True, kw_only=True)
class ToShare:
    """A school whose open days a shared officer may cover."""

    school: Establishment
    open: tuple[Days, ...]
    words: str

    @property
    def place_id(self) -> UUID:
        """The school's id."""
        return self.school.id


@dataclass(frozen=True, kw_only=True)
class SharePage:
    """The officers and the schools that a hub manager chooses from."""

    officers: tuple[tuple[UUID, str], ...]
    schools: tuple[ToShare, ...]


def certificate(*, council: str, at: datetime) -> Certificate:
    """Return how each school of the area, or of one council, stands."""
    today = local_day(at)
    councils = tuple((each.code, each.name) for each in places.our_councils())
    chosen = council if council in dict(councils) else ""
    codes = [chosen] if chosen else [code for code, _name in councils]
    lines = _lines(_requests(codes, today=today), today=today)
    left = [each for each in lines if each.open]
    return Certificate(
        council=chosen,
        councils=councils,
        open=tuple(sorted(left, key=lambda each: (each.first_on, -each.pupils, each.name))),
        covered=tuple(
            sorted((each for each in lines if not each.open), key=lambda each: each.name)
        ),
        school_days=sum(each.open_days for each in left),
        pupils=sum(each.pupils for each in left),
    )


def _requests(codes: list[str], *, today: date) -> list[CoverRequest]:
    ours = Establishment.objects.filter(council_code__in=codes, status__startswith="Open")
    return access.next_requests(ours.values_list("id", flat=True), today=today)


def _lines(requests: Iterable[CoverRequest], *, today: date) -> list[Line]:
    """Return the lines of the schools that have a pupil or a key adult."""
    rows = list(requests)
    pupils = _pupils({each.establishment_id for each in rows}, today=today)
    known = set(
        contacts.valid_on(today).exclude(establishment=None).values_list("establishment", flat=True)
    )
    rows = [
        each for each in rows if each.establishment_id in known or each.establishment_id in pupils
    ]
    left, named = turns.open_days(rows, today=today), turns.of_holidays(rows)
    return [
        Line(
            place_id=each.establishment_id,
            name=each.establishment.name,
            urn=each.establishment.urn,
            phone=each.establishment.phone,
            pupils=pupils.get(each.establishment_id, 0),
            first_on=each.first_on,
            last_on=each.last_on,
            days=len(each.days),
            turns=tuple(map(access.line_of, named[each.id])),
            open=runs(left[each.id]),
            open_days=len(left[each.id]),
            asked_times=each.asked_times,
            asked_at=each.asked_at,
            has_nobody=each.has_nobody_at is not None,
        )
        for each in rows
    ]


def _pupils(schools: set[UUID], *, today: date) -> dict[UUID, int]:
    """Return how many pupils are on the roll in force of each school today."""
    rows = Registration.objects.filter(
        Q(entered_on=None) | Q(entered_on__lte=today),
        Q(left_on=None) | Q(left_on__gte=today),
        roll__state=Roll.State.CURRENT,
        roll__establishment__in=schools,
    )
    counted = rows.values_list("roll__establishment").annotate(pupils=Count("pupil", distinct=True))
    return dict(counted.order_by())


def to_share(user: User, *, at: datetime) -> SharePage:
    """Return the schools with open days into which a hub manager may let somebody."""
    today = local_day(at)
    codes = [each.code for each in places.our_councils()]
    rows = _requests(codes, today=today)
    left = turns.open_days(rows, today=today)
    let_in = access.who_may_be_let_in(user, [each.establishment for each in rows], at=at)
    schools = tuple(
        ToShare(
            school=each.establishment,
            open=runs(left[each.id]),
            words=f"{each.establishment.name}: {_days(runs(left[each.id]))}",
        )
        for each in rows
        if left[each.id] and each.establishment_id in let_in
    )
    of = {each.school.council_code for each in schools}
    return SharePage(
        officers=tuple(
            (each.id, f"{each.name}, {each.desk}") for each in access.officers(of, at=at)
        ),
        schools=schools,
    )


def _days(open_: tuple[Days, ...]) -> str:
    return ", ".join(
        f"{first:%-d %b}" if first == last else f"{first:%-d %b} – {last:%-d %b}"
        for first, last in open_
    )


def officer(contact_id: UUID) -> Contact:
    """Return one of the officers of the page, to name them."""
    return Contact.objects.get(id=contact_id)
