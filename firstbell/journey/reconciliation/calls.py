"""Whom to ring, as a page shows it: places by urgency, and one call with what may be said.

Works on rows that the door has let through and reads nothing itself. Nothing here names a child
but `Told`, which is made only for a call in which a key adult was reached.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from firstbell.core.rota import bell_that_counts, urgency
from firstbell.journey.delivery.actions.nudging import without_conflicts
from firstbell.journey.delivery.families import first_step_of, place_id_of
from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.delivery.sheet import Section, sections_of
from firstbell.journey.reconciliation.board import UNANSWERED, call_words, place_words, when
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Contact

State = Notification.State


@dataclass(frozen=True, kw_only=True)
class Person:
    """A key adult who may be told, and their numbers."""

    contact_id: UUID
    name: str
    role: str
    numbers: tuple[str, ...]
    is_holiday_duty: bool
    is_off: bool


@dataclass(frozen=True, kw_only=True)
class Place:
    """One school or desk where something waits, and whom to ask for there."""

    place_id: UUID
    name: str
    switchboard: str
    waiting: int
    unopened: int
    due_at: datetime
    ring_at: datetime
    is_due: bool
    people: tuple[Person, ...]
    is_empty_today: bool
    last_call: str
    claimed_by: str
    is_mine: bool
    call_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Past:
    """One earlier call of today."""

    at: str
    by: str
    outcome: str
    spoke_to: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the hub may read out of one child, once the key adult has completed who it is.

    Of a school that nobody has confirmed as the child's, only the first step is read out.
    """

    notification_id: UUID
    name: str
    born_on: date | None
    is_asked: bool
    reference: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class OneCall:
    """One call: whom to ask for, or how it ended and what to tell."""

    call_id: UUID
    place_id: UUID
    place: str
    switchboard: str
    caller: str
    is_mine: bool
    has_lapsed: bool
    claimed_at: str
    claim_ends_at: str
    ended_at: str
    outcome: str
    is_reached: bool
    spoke_to: str
    number: str
    waiting: int
    due_at: datetime | None
    people: tuple[Person, ...]
    # Who must not be told of some or all of it; they may be rung about the rest.
    kept_out: tuple[str, ...]
    told: tuple[Told, ...]
    untold: int
    past: tuple[Past, ...]


def places_of(
    rows: Sequence[Notification],
    *,
    people: Mapping[UUID, Sequence[Contact]],
    off: Collection[UUID],
    calls: Mapping[UUID, Sequence[Call]],
    caller: UUID,
    at: datetime,
) -> tuple[Place, ...]:
    """Return the places of these notifications, the most urgent first.

    After an outage whoever can still know before the bell is rung before whoever cannot. Expects
    each row with its conflicts. `off` are the contacts who are off today.
    """
    by_place: dict[UUID, list[Notification]] = {}
    for row in rows:
        by_place.setdefault(place_id_of(row), []).append(row)
    made = (
        _place(
            each,
            people=people_of(each, people.get(id_, ()), off=off),
            calls=calls.get(id_, ()),
            caller=caller,
            at=at,
        )
        for id_, each in by_place.items()
    )
    return tuple(
        sorted(
            made,
            key=lambda place: (not place.is_due, *urgency(place.due_at, at=at), place.name),
        )
    )


def _place(
    rows: Sequence[Notification],
    *,
    people: tuple[Person, ...],
    calls: Sequence[Call],
    caller: UUID,
    at: datetime,
) -> Place:
    running = next((call for call in reversed(calls) if is_running(call, at=at)), None)
    ring_at = min(row.ring_at for row in rows)
    return Place(
        place_id=place_id_of(rows[0]),
        name=place_words(rows[0]),
        switchboard=switchboard_of(rows[0]),
        waiting=len(rows),
        unopened=sum(row.opened_at is None for row in rows),
        due_at=bell_that_counts([row.due_at for row in rows], at=at),
        ring_at=ring_at,
        is_due=ring_at <= at,
        people=people,
        is_empty_today=all(each.is_off for each in people),
        last_call=call_words(calls, at=at),
        claimed_by=running.claimed_by.name if running else "",
        is_mine=bool(running and running.claimed_by_id == caller),
        call_id=running.id if running else None,
    )


def is_running(call: Call, *, at: datetime) -> bool:
    """Say whether somebody is ringing: an abandoned claim lapses."""
    return call.ended_at is None and call.claim_ends_at > at


def switchboard_of(place: Notification | Call) -> str:
    """Return a school's main number; a desk has none."""
    return place.establishment.phone if place.establishment else ""


def people_of(
    rows: Sequence[Notification], people: Sequence[Contact], *, off: Collection[UUID]
) -> tuple[Person, ...]:
    """Return those who may be told of at least one of them, in order, whoever is off last."""
    allowed = {each.id for row in rows for each in without_conflicts(people, row.conflicts.all())}
    return tuple(
        Person(
            contact_id=each.id,
            name=each.name,
            role=str(each.get_role_display()),
            numbers=tuple(filter(None, [each.phone, each.mobile])),
            is_holiday_duty=each.in_holidays,
            is_off=each.id in off,
        )
        for each in sorted(people, key=lambda each: each.id in off)
        if each.id in allowed
    )


def one_call(
    call: Call,
    *,
    rows: Sequence[Notification],
    people: Sequence[Contact],
    off: Collection[UUID],
    calls: Sequence[Call],
    caller: UUID,
    at: datetime,
) -> OneCall:
    """Return one call. `rows` are the notifications that it is about, with their conflicts."""
    waiting = [row for row in rows if row.state in UNANSWERED and row.closed_at is None]
    told = [
        row
        for row in rows
        if call.spoke_to
        and row.state == State.PHONED
        and without_conflicts([call.spoke_to], row.conflicts.all())
    ]
    return OneCall(
        call_id=call.id,
        place_id=place_id_of_call(call),
        place=place_words(call),
        switchboard=switchboard_of(call),
        caller=call.claimed_by.name,
        is_mine=call.claimed_by_id == caller,
        has_lapsed=call.ended_at is None and call.claim_ends_at <= at,
        claimed_at=when(call.claimed_at, at=at),
        claim_ends_at=when(call.claim_ends_at, at=at),
        ended_at=when(call.ended_at, at=at),
        outcome=str(call.get_outcome_display()),
        is_reached=call.outcome == Call.Outcome.REACHED,
        spoke_to=call.spoke_to.name if call.spoke_to else "",
        number=call.number,
        waiting=len(waiting),
        due_at=bell_that_counts([row.due_at for row in waiting], at=at) if waiting else None,
        people=people_of(waiting, people, off=off),
        kept_out=_kept_out(waiting),
        told=tuple(map(_told, told)),
        untold=len(waiting),
        past=tuple(_past(each, at=at) for each in calls if each.id != call.id),
    )


def _kept_out(rows: Sequence[Notification]) -> tuple[str, ...]:
    """Return whom something of it is kept from, by name, each once."""
    names = {each.person.name for row in rows for each in row.conflicts.all()}
    return tuple(sorted(names))


def place_id_of_call(call: Call) -> UUID:
    """Return the id of the school or desk that is rung."""
    place_id = call.establishment_id or call.desk_id
    if place_id is None:  # the database has a constraint against it
        raise ValueError("a call goes to an establishment or a desk")
    return place_id


def _told(row: Notification) -> Told:
    first = first_step_of(row)
    is_asked = row.reason == Route.Reason.AS_TOLD and row.confirmed_at is None
    return Told(
        notification_id=row.id,
        name=first.name,
        born_on=first.born_on,
        is_asked=is_asked,
        reference="" if is_asked else str(row.content.get("reference", "")),
        sections=() if is_asked else sections_of(row),
    )


def _past(call: Call, *, at: datetime) -> Past:
    return Past(
        at=when(call.claimed_at, at=at),
        by=call.claimed_by.name,
        outcome=call_words([call], at=at)
        if call.ended_at is None
        else str(call.get_outcome_display()),
        spoke_to=call.spoke_to.name if call.spoke_to else "",
    )
