"""What the next morning will ask of the hub: children by bell, schools with nobody, callers.

For the hub, on a Sunday evening or at any hour. Children are counted and none is named, so that
reading it leaves no entry in the trail.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from firstbell.core.calendars import instant, local_day
from firstbell.core.rota import Work, work_of
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions.calling import WAITING_FOR_AN_ANSWER, may_speak_of
from firstbell.journey.delivery.families import place_id_of
from firstbell.journey.delivery.models import Notification
from firstbell.journey.reconciliation.board import place_words
from firstbell.registry.agencies.models import Contact
from firstbell.registry.agencies.queries import contacts, rules
from firstbell.registry.cover.queries import absences


@dataclass(frozen=True, kw_only=True)
class Bell:
    """One bell: how many children and places must know before it."""

    at: datetime
    children: int
    places: int


@dataclass(frozen=True, kw_only=True)
class Empty:
    """A place that waits for an answer and where nobody will be there that day."""

    place_id: UUID
    name: str
    children: int
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The next day with a bell, as it stands now, if nobody acknowledges any more."""

    day: date | None
    bells: tuple[Bell, ...]
    children: int
    unopened: int
    late: int
    empty: tuple[Empty, ...]
    begins_at: datetime
    work: Work


def forecast(user: User, *, at: datetime) -> Forecast:
    """Return what waits for an answer by the bells of the next day that has one."""
    rows = _rows(user, at=at)
    ahead = [each for each in rows if each.due_at > at]
    day = min((local_day(each.due_at) for each in ahead), default=None)
    due = [each for each in ahead if local_day(each.due_at) == day]
    policy = rules.policy()
    begins_at = max(at, instant(day, policy.hub_from)) if day else at
    by_place = _by_place(due)
    return Forecast(
        day=day,
        bells=_bells(due),
        children=len(due),
        unopened=sum(each.opened_at is None for each in due),
        late=len(rows) - len(ahead),
        empty=_empty(by_place, day),
        begins_at=begins_at,
        work=work_of(
            [min(each.due_at for each in here) for here in by_place.values()],
            at=begins_at,
            takes=policy.call_takes,
        ),
    )


def _rows(user: User, *, at: datetime) -> list[Notification]:
    rows = Notification.objects.filter(state__in=WAITING_FOR_AN_ANSWER, closed_at=None)
    rows = rows.select_related("establishment", "desk").order_by("due_at", "id")
    return may_speak_of(user, rows, at=at)


def _by_place(rows: Iterable[Notification]) -> dict[UUID, list[Notification]]:
    found: dict[UUID, list[Notification]] = defaultdict(list)
    for row in rows:
        found[place_id_of(row)].append(row)
    return found


def _bells(rows: Iterable[Notification]) -> tuple[Bell, ...]:
    found: dict[datetime, list[Notification]] = defaultdict(list)
    for row in rows:
        found[row.due_at].append(row)
    return tuple(
        Bell(at=bell, children=len(here), places=len(_by_place(here)))
        for bell, here in sorted(found.items())
    )


def _empty(by_place: dict[UUID, list[Notification]], day: date | None) -> tuple[Empty, ...]:
    """Return the places where on that day every key adult is off, or none is known."""
    if day is None:
        return ()
    here: dict[UUID | None, list[Contact]] = defaultdict(list)
    told = contacts.valid_on(day).filter(Q(establishment__in=by_place) | Q(desk__in=by_place))
    everybody = list(told)
    off = absences.who_is_off(everybody, on=day)
    for each in everybody:
        if each not in off:
            here[each.establishment_id or each.desk_id].append(each)
    return tuple(
        Empty(
            place_id=id_,
            name=place_words(rows[0]),
            children=len(rows),
            due_at=min(each.due_at for each in rows),
        )
        for id_, rows in by_place.items()
        if not here[id_]
    )
