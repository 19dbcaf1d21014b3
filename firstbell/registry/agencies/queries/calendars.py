"""The calendars that deadlines are counted by, made from the rows that were loaded.

What a row means is for `core.calendars`; nothing here decides whether a day is a school day.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from firstbell.core import deadlines
from firstbell.core.calendars import DeskCalendar, Nation, Period, PeriodKind, SchoolCalendar
from firstbell.core.policy import Policy
from firstbell.registry.agencies.models import Agency, CalendarPeriod, Desk, Establishment
from firstbell.registry.agencies.queries import places, rules

_NATION = {
    Establishment.Nation.ENGLAND.value: Nation.ENGLAND,
    Establishment.Nation.WALES.value: Nation.WALES,
}
_KIND: dict[str, PeriodKind] = {
    "term": "term",
    "inset": "inset",
    "closure": "closure",
    "open": "open",
}


def calendar_of(establishment: Establishment, *, policy: Policy | None = None) -> SchoolCalendar:
    """Return an establishment's calendar: its own rows, its council's and its nation's holidays.

    A nursery or childminder keeps no school's terms: its council's rows are none of its own.

    `policy` saves a look-up where the caller holds it already.
    """
    own: list[CalendarPeriod] = []
    council: list[CalendarPeriod] = []
    of_both = CalendarPeriod.objects.filter(establishment=establishment) | _council_rows(
        establishment.council_code
    )
    for row in of_both.order_by("first_on", "id"):
        (own if row.establishment_id else council).append(row)
    if places.kind_of(establishment) == "childcare":
        council = []
    return deadlines.school_calendar(
        policy or rules.policy(),
        own=_periods(own),
        council=_periods(council),
        nation=_NATION[establishment.nation],
    )


def calendars_of(
    establishments: Iterable[Establishment], *, policy: Policy
) -> dict[UUID, SchoolCalendar]:
    """Return the calendars of many establishments, in two queries.

    Those without rows of their own share the calendar of their council.
    """
    those = list(establishments)
    own: dict[UUID, list[CalendarPeriod]] = defaultdict(list)
    council: dict[str, list[CalendarPeriod]] = defaultdict(list)
    rows = CalendarPeriod.objects.order_by("first_on", "id")
    for row in rows.filter(establishment__in=[each.id for each in those]):
        if row.establishment_id:
            own[row.establishment_id].append(row)
    for row in rows.filter(council_code__in={each.council_code for each in those}):
        council[row.council_code].append(row)
    shared: dict[tuple[str, str], SchoolCalendar] = {}
    found = {}
    for each in those:
        council_code = "" if places.kind_of(each) == "childcare" else each.council_code
        if each.id not in own and (council_code, each.nation) in shared:
            found[each.id] = shared[council_code, each.nation]
            continue
        found[each.id] = deadlines.school_calendar(
            policy,
            own=_periods(own[each.id]) if each.id in own else (),
            council=_periods(council.get(council_code, ())),
            nation=_NATION[each.nation],
        )
        if each.id not in own:
            shared[council_code, each.nation] = found[each.id]
    return found


def council_of(council_code: str, *, policy: Policy | None = None) -> SchoolCalendar:
    """Return a council's own school calendar, such as a school without one is held to."""
    return deadlines.school_calendar(
        policy or rules.policy(),
        council=_periods(_council_rows(council_code).order_by("first_on", "id")),
        nation=nation_of(council_code),
    )


def desk_calendar_of(desk: Desk, *, policy: Policy | None = None) -> DeskCalendar:
    """Return the working days of a desk; one without a council keeps those of England."""
    return deadlines.desk_calendar(policy or rules.policy(), nation=nation_of(desk.council_code))


def nation_of(council_code: str) -> Nation:
    """Return whose bank holidays a council keeps, by its ONS code or else by its schools."""
    laua = (
        Agency.objects.filter(kind=Agency.Kind.COUNCIL, code=council_code)
        .values_list("laua", flat=True)
        .first()
    )
    if laua:
        return Nation.WALES if laua.startswith("W") else Nation.ENGLAND
    nation = (
        Establishment.objects.filter(council_code=council_code)
        .values_list("nation", flat=True)
        .first()
        if council_code
        else None
    )
    return _NATION[nation] if nation else Nation.ENGLAND


def _council_rows(council_code: str) -> QuerySet[CalendarPeriod]:
    return CalendarPeriod.objects.filter(council_code=council_code, establishment=None)


def _periods(rows: Iterable[CalendarPeriod]) -> tuple[Period, ...]:
    return tuple(
        Period(kind=_KIND[row.kind], first=row.first_on, last=row.last_on, opens_at=row.opens_at)
        for row in rows
    )
