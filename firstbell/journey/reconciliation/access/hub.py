"""The hub's door to the account: the whole area, names included, for hub workers and managers.

Which records a person may read is decided by `core.need_to_know`; what is not for them is left
out before anything is counted. Of what is restricted they see stubs, which are read as the
system, for the rows behind them are not theirs to see.

Each load of a list writes one row of the trail that holds the children's opaque ids; a board
that updates itself would otherwise bury the trail under one row for each child.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime

from firstbell.core.calendars import local_day
from firstbell.core.rota import Work, work_of
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery import taken_back
from firstbell.journey.delivery.actions.calling import WAITING_FOR_AN_ANSWER, may_speak_of
from firstbell.journey.delivery.actions.nudging import people_in_order
from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.intake.asking import Asking, asking
from firstbell.journey.linkage import access_unrecorded
from firstbell.journey.reconciliation import board, calls, queries
from firstbell.journey.reconciliation.access import sealed
from firstbell.journey.reconciliation.alarms.open_ones import open_alarms
from firstbell.journey.reconciliation.ladders import off_on, people_at
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Contact, Desk, Establishment
from firstbell.registry.agencies.queries import rules
from firstbell.registry.circles.queries.guards import Stub
from firstbell.registry.circles.queries.unattended import unattended_of
from firstbell.registry.cover.queries import absences

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)


@transaction.atomic
def morning_board(user: User, *, show: str, at: datetime) -> board.Board:
    """Return the board of the area, and write down whose names were on it.

    A hub worker who is an adult of an incident, or against whom it is sealed, finds nothing of
    it here, in the sum neither.
    """
    today = midnight(at)
    who = asking(user, at=at)
    rows = queries.accounted().exclude(incident__in=who.shut())
    on_the_board = queries.standing_in(*queries.OPEN) | queries.finished_since(today)
    shown, before = rows.filter(on_the_board), rows.exclude(on_the_board)
    stubs, done = _restricted(who, at=at)
    page = board.board_of(
        map(queries.account_of, queries.with_journey(shown).defer("said", "incident__said")),
        calls=calls_today(at, who=who),
        done_before=before.count() + done,
        show=show,
        at=at,
        stubs=stubs,
        needed=sealed.needed(who, at=at),
        call_takes=rules.policy().call_takes,
        unanswered=taken_back.late_answers(at=at, but=who.shut()),
        empty=len(unattended_of(who.guarded, user=user, roles=who.roles, at=at)),
        alarms=open_alarms(),
        unrecorded=access_unrecorded.open_count(who),
    )
    audit.record(
        "board.read",
        subject_kind="board",
        subject_id=page.show,
        by=user,
        at=at,
        detail={"children": [str(row.child_id) for row in page.rows]},
    )
    return page


def _restricted(who: Asking, *, at: datetime) -> tuple[list[Stub], int]:
    """Return the stubs of restricted children who are open, and how many others there are."""
    with acting.as_the_system(savepoint=False):
        rows = queries.accounted().filter(incident__in=who.stubs())
        accounts = list(map(queries.account_of, queries.with_journey(rows)))
    still = [each for each in accounts if each.class_ in queries.OPEN]
    stubs = [
        who.stub(each.child.incident_id, key=each.child.id, due_at=board.due_at_of(each, at=at))
        for each in still
    ]
    return stubs, len(accounts) - len(still)


def calls_today(at: datetime, *, who: Asking) -> defaultdict[UUID, list[Call]]:
    """Return the calls begun today by place, in the order in which they were begun.

    Without those that were about nothing but what this person may not read.
    """
    by_place: defaultdict[UUID, list[Call]] = defaultdict(list)
    rows = Call.objects.filter(claimed_at__gte=midnight(at)).exclude(id__in=_shut_calls(who))
    for call in rows.select_related("claimed_by", "spoke_to", "establishment", "desk").order_by(
        "claimed_at", "id"
    ):
        if place_id := call.establishment_id or call.desk_id:
            by_place[place_id].append(call)
    return by_place


def calls_made_today(user: User, *, at: datetime) -> list[str]:
    """Return the calls of today in words, in the order in which they were begun."""
    made = calls_today(at, who=asking(user, at=at))
    rows = sorted((each for here in made.values() for each in here), key=lambda one: one.claimed_at)
    return [f"{board.place_words(each)}: {board.call_words([each], at=at)}" for each in rows]


def _shut_calls(who: Asking) -> list[UUID]:
    """Return the calls that were about nothing but what a person may not read."""
    shut = who.shut()
    about = Call.notifications.through.objects
    with acting.as_the_system(savepoint=False):
        calls = about.filter(notification__incident__in=shut)
        others = about.filter(call__in=calls.values("call")).exclude(
            notification__incident__in=shut
        )
        return list(calls.exclude(call__in=others.values("call")).values_list("call", flat=True))


def midnight(at: datetime) -> datetime:
    """Return when the day of an instant began, by the clocks of the area."""
    return datetime.combine(localtime(at).date(), time(), tzinfo=localtime(at).tzinfo)


class NotThere(LookupError):
    """There is no such call or place here."""


@transaction.atomic
def places_to_ring(user: User, *, at: datetime) -> tuple[calls.Place, ...]:
    """Return every place where something waits that this person may ring about.

    No child is named, so no trail.
    """
    rows = may_speak_of(
        user,
        Notification.objects.filter(state__in=WAITING_FOR_AN_ANSWER, closed_at=None)
        .select_related("establishment", "desk")
        .prefetch_related("conflicts__user", "conflicts__contact")
        .order_by("due_at", "id"),
        at=at,
    )
    today = calls_today(at, who=asking(user, at=at))
    people = people_at(rows, at=at)
    off = off_on(people, at=at)
    return calls.places_of(rows, people=people, off=off, calls=today, caller=user.id, at=at)


@dataclass(frozen=True, kw_only=True)
class CallWork:
    """The work of the calls that are due now, and of all if nobody answers any more."""

    due: Work
    all: Work


def work_of_calls(places: Sequence[calls.Place], *, at: datetime) -> CallWork:
    """Return what the calls are in minutes of work, against the minutes left."""
    takes = rules.policy().call_takes
    return CallWork(
        due=work_of([each.due_at for each in places if each.is_due], at=at, takes=takes),
        all=work_of([each.due_at for each in places], at=at, takes=takes),
    )


def place_to_ring(place_id: UUID) -> dict[str, Any]:
    """Return one place as `claim_call` takes it.

    :raises NotThere: when it is no school and no desk.
    """
    if establishment := Establishment.objects.filter(id=place_id).first():
        return {"establishment": establishment}
    if desk := Desk.objects.filter(id=place_id).first():
        return {"desk": desk}
    raise NotThere


def call_to_end(call_id: UUID) -> Call:
    """Return one call, to act on it, not to show it.

    :raises NotThere: when there is none.
    """
    found = Call.objects.filter(id=call_id).select_related("establishment", "desk").first()
    if found is None:
        raise NotThere
    return found


def person_at(call: Call, contact_id: UUID | None) -> Contact | None:
    """Return the key adult of the place of a call whom a form names."""
    if contact_id is None:
        return None
    place = Q(establishment=call.establishment_id, desk=call.desk_id)
    return Contact.objects.filter(place, id=contact_id).first()


@transaction.atomic
def one_call(user: User, call_id: UUID, *, at: datetime) -> calls.OneCall:
    """Return one call; what may be read out is there once a key adult was reached.

    :raises NotThere: when there is none, or none for this person.
    """
    who = asking(user, at=at)
    rows = Call.objects.select_related("establishment", "desk", "claimed_by", "spoke_to")
    call = rows.filter(id=call_id).exclude(id__in=_shut_calls(who)).first()
    if call is None:
        raise NotThere
    people = people_in_order(call.establishment, call.desk, at=at)
    page = calls.one_call(
        call,
        rows=may_speak_of(
            user,
            call.notifications.select_related("incident", "establishment", "desk")
            .prefetch_related("conflicts__user", "conflicts__contact")
            .order_by("due_at", "incident", "id"),
            at=at,
        ),
        people=people,
        off={each.id for each in absences.who_is_off(people, on=local_day(at))},
        calls=calls_today(at, who=who)[calls.place_id_of_call(call)],
        caller=user.id,
        at=at,
    )
    if page.told:
        audit.record(
            "call.read_out",
            subject_kind="call",
            subject_id=call.id,
            by=user,
            at=at,
            detail={"notifications": [str(told.notification_id) for told in page.told]},
        )
    return page
