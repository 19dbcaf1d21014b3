"""Ask each school who covers its next holiday, until every day is named.

A timed check finds the holidays; asking itself is a step of the ledger, due at its own instant,
and makes the next one due while a day is left. Naming, in `naming`, needs no more than that.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.cache import cache

from firstbell.core.calendars import local_day
from firstbell.core.escalation import after_quiet
from firstbell.core.holidays import Holiday, next_holiday
from firstbell.core.memberships import HUB_MANAGER
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.foundation.events.models import Event
from firstbell.registry.agencies.models import Agency, Establishment, Role
from firstbell.registry.agencies.queries import calendars, people, places, rules
from firstbell.registry.cover.models import CoverRequest
from firstbell.registry.cover.queries import turns

AN_HOUR = 60 * 60
"""Seconds for which it is remembered that an hour has had its look."""


def look_ahead_hourly(*, at: datetime) -> None:
    """Find the holidays to come, once in an hour of the rules' time, whoever looks first."""
    if cache.add(f"cover-looked-ahead-in-{at:%Y-%m-%d-%H}", 1, timeout=AN_HOUR):
        look_ahead(at=at)


@acting.as_system
def look_ahead(*, at: datetime) -> None:
    """Write down which school has which holiday next, and let it be asked where a day is open."""
    policy, today = rules.policy(), local_day(at)
    ours = [each.code for each in places.our_councils()]
    schools = [
        each
        for each in Establishment.objects.filter(council_code__in=ours).order_by("urn")
        if each.is_open
    ]
    known = calendars.calendars_of(schools, policy=policy)
    found = {
        each.id: holiday
        for each in schools
        if (holiday := next_holiday(known[each.id], today=today, within=policy.cover_asked))
    }
    requests = _written(found, today=today)
    _ask_where_nothing_is_due(requests, at=at)


def _written(found: dict[UUID, Holiday], *, today: date) -> list[CoverRequest]:
    """Return the request of each holiday; one whose calendar has changed is brought up to date."""
    there: dict[UUID, CoverRequest] = {}
    for row in CoverRequest.objects.filter(establishment__in=found, last_on__gte=today):
        holiday = found[row.establishment_id]
        if row.first_on <= holiday.last and holiday.first <= row.last_on:
            there.setdefault(row.establishment_id, row)
    new = {id_: CoverRequest(establishment_id=id_) for id_ in found if id_ not in there}
    for id_, row in {**there, **new}.items():
        row.first_on, row.last_on = found[id_].first, found[id_].last
        row.days = list(found[id_].days)
    CoverRequest.objects.bulk_create(new.values())
    CoverRequest.objects.bulk_update(there.values(), ["first_on", "last_on", "days"])
    return [*there.values(), *new.values()]


def _ask_where_nothing_is_due(requests: Iterable[CoverRequest], *, at: datetime) -> None:
    rows = list(requests)
    open_ids = {each.id for each in turns.with_open_days(rows, today=local_day(at))}
    due = Event.objects.filter(name="cover.due", done_at=None, subject__in=open_ids)
    under_way = set(due.values_list("subject", flat=True))
    policy = rules.policy()
    for row in rows:
        if row.id in open_ids - under_way:
            again = row.asked_at + policy.cover_chased if row.asked_at else at
            events.record(
                "cover.due", subject=row.id, at=at, due_at=after_quiet(max(at, again), policy)
            )


def whom_to_ask(request_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who is asked: the school's key adults, and soon before it the hub's managers too.

    Nobody, where every day is named by now.
    """
    request = CoverRequest.objects.select_related("establishment").get(id=request_id)
    today = local_day(at)
    if not turns.with_open_days([request], today=today):
        return ()
    school = request.establishment
    asked = {} if request.has_nobody_at else _key_adults(school, at)
    is_soon = request.first_on - today <= rules.policy().cover_published
    if is_soon or request.has_nobody_at or not asked:
        asked |= _managers(school, at)
    return list(asked.values())


def _key_adults(school: Establishment, at: datetime) -> dict[UUID, User]:
    return {each.user_id: each.user for each in people.who_belongs_to(establishment=school, at=at)}


def _managers(school: Establishment, at: datetime) -> dict[UUID, User]:
    """Return the hub managers of the council of a school, and those of no one council."""
    rows = people.holding(at).filter(role=Role(HUB_MANAGER), user__is_active=True)
    return {
        each.user_id: each.user
        for each in rows
        if each.agency is None
        or each.agency.kind != Agency.Kind.COUNCIL
        or each.agency.code == school.council_code
    }


@acting.as_system
def record_asked(request_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write that somebody was asked, and let the next time be due; of a named holiday nothing."""
    request = CoverRequest.objects.select_for_update().get(id=request_id)
    today = local_day(at)
    if not turns.with_open_days([request], today=today):
        return
    request.asked_at, request.asked_times = at, request.asked_times + 1
    request.save(update_fields=["asked_at", "asked_times"])
    policy = rules.policy()
    again = after_quiet(at + policy.cover_chased, policy)
    if local_day(again) <= request.last_on:
        events.record("cover.due", subject=request.id, at=at, due_at=again)
    audit.record(
        "cover.asked",
        subject_kind="cover_request",
        subject_id=request.id,
        by=None,
        at=at,
        detail={"people": len(people), "times": request.asked_times},
    )
