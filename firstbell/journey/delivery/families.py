"""How notifications stand together on a page: by family, that is by incident at one place.

Works on rows that the door (`delivery.access`) has let through and reads nothing itself. What
it makes for lists names no child, because a list is read over a reception's counter.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from firstbell.core import disclosure, need_to_know
from firstbell.core.need_to_know import Asker, Grant, Phase, Record, Sight, Stands
from firstbell.journey.delivery.models import Notification

State = Notification.State

WAITING = (State.RAISED, State.SENT, State.OPENED, State.PHONED)
"""States in which somebody at the place has something to do: told by telephone is not yet read."""

GONE = (State.NOT_OURS, State.RECALLED, State.HANDED_OVER)
"""States in which nothing of the content may be read here any more, only that it was here."""

TAKEN_AWAY = (*GONE, State.HELD)
"""States in which nothing of the content may be read here; what is held was never here."""

Key = tuple[UUID, UUID]

Row = Notification
"""What the door lets through and actions take; pages hand it on and show none of it."""


class Step(StrEnum):
    """What a family asks of the reader next."""

    OPEN = "open"
    ANSWER = "answer"
    ACKNOWLEDGE = "acknowledge"
    NOTHING = "nothing"


class Ending(StrEnum):
    """How a notification that waits no longer ended."""

    ACKNOWLEDGED = "acknowledged"
    NOT_OURS = "not_ours"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """What is read before "on our roll?" is answered, and what was answered so far."""

    notification_id: UUID
    name: str
    born_on: date | None
    is_confirmed: bool
    confirmed_by: str
    confirmed_at: datetime | None
    is_acknowledged: bool


@dataclass(frozen=True, kw_only=True)
class Family:
    """The children of one incident at one place who wait for the reader."""

    incident_id: UUID
    place_id: UUID
    place: str
    children: int
    due_at: datetime
    step: Step
    opened_at: datetime | None
    opened_by: str
    opened_by_you: bool
    is_phoned: bool
    is_changed: bool
    earlier: int
    # Incidents that police recorded with the same content stand together under one of them.
    content_id: UUID
    is_said_twice: bool


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Children of one family at one place whose notifications ended alike."""

    incident_id: UUID
    place_id: UUID
    place: str
    children: int
    ending: Ending
    at: datetime
    by: str
    by_you: bool
    changed_at: datetime | None
    withdrawn_at: datetime | None
    is_readable: bool


@dataclass(frozen=True, kw_only=True)
class LookAgain:
    """A child whose support was to be looked at again by now."""

    notification_id: UUID
    place: str
    follow_up_on: date


@dataclass(frozen=True, kw_only=True)
class Morning:
    """The first page: what waits, the next thing first, and what was answered lately."""

    waiting: tuple[Family, ...]
    lately: tuple[Answered, ...]
    again: tuple[LookAgain, ...]

    @property
    def children(self) -> int:
        """How many children wait."""
        return sum(family.children for family in self.waiting)

    @property
    def is_of_several_places(self) -> bool:
        """Whether the reader must be told which of their places a line speaks of."""
        waiting = {family.place_id for family in self.waiting}
        return len(waiting | {line.place_id for line in self.lately}) > 1


def given_of(row: Notification) -> Grant:
    """Return what its readers may have of a notification, by whether they confirmed the child."""
    stands = Stands.CONFIRMED if row.confirmed_at else Stands.ASKED
    return need_to_know.grant(Asker(stands=frozenset({stands})), Record(phase=_phase_of(row)))


def _phase_of(row: Notification) -> Phase:
    if row.state == State.HELD:
        return Phase.HELD
    if row.state in TAKEN_AWAY:
        return Phase.RECALLED
    return Phase.WITHDRAWN if row.withdrawn_at else Phase.OPEN


def is_open_to_read(row: Notification) -> bool:
    """Say whether the notification is still here: not answered with no, nor taken back."""
    return given_of(row).sight >= Sight.FIRST_STEP


def is_waiting(row: Notification) -> bool:
    """Say whether somebody at the place still has something to do."""
    return row.state in WAITING and row.withdrawn_at is None


def next_step(rows: Iterable[Notification]) -> Step:
    """Return what is to be done next about the notifications of one family."""
    waiting = [row for row in rows if is_waiting(row)]
    if not waiting:
        return Step.NOTHING
    if any(row.opened_at is None for row in waiting):
        return Step.OPEN
    if any(row.confirmed_at is None for row in waiting):
        return Step.ANSWER
    return Step.ACKNOWLEDGE


def changed_since_answered(row: Notification) -> datetime | None:
    """Return when a text changed after somebody had acknowledged it or begun to read it."""
    read_at = row.acknowledged_at or row.confirmed_at
    return row.amended_at if row.amended_at and read_at and row.amended_at > read_at else None


def first_step_of(row: Notification) -> FirstStep:
    """Return name and birth date of the child, and who has answered."""
    told = disclosure.first_step(row.content)
    born = told.get("date_of_birth")
    return FirstStep(
        notification_id=row.id,
        name=" ".join(str(told[key]) for key in ("given_names", "surname") if key in told),
        born_on=date.fromisoformat(str(born)) if born else None,
        is_confirmed=row.confirmed_at is not None,
        confirmed_by=str(row.confirmed_by or ""),
        confirmed_at=row.confirmed_at,
        is_acknowledged=row.acknowledged_at is not None,
    )


def eldest_first(row: Notification) -> tuple[str, str, str]:
    """Return what the children of a family are sorted by; without a birth date they come last."""
    told = disclosure.first_step(row.content)
    return str(told.get("date_of_birth", "~")), str(told.get("given_names", "")), str(row.id)


def morning(
    rows: Sequence[Notification],
    *,
    earlier_of: Mapping[UUID, int],
    again: Iterable[LookAgain],
    reader: UUID,
) -> Morning:
    """Return the first page of one reader; those told by telephone come after the others."""
    said_twice = _said_twice(rows)
    waiting = [
        family_of(members, earlier_of=earlier_of, said_twice=said_twice, reader=reader)
        for members in _by_family(row for row in rows if is_waiting(row))
    ]
    return Morning(
        waiting=tuple(sorted(waiting, key=_urgency)),
        lately=tuple(answered([row for row in rows if not is_waiting(row)], reader=reader)),
        again=tuple(sorted(again, key=lambda each: each.follow_up_on)),
    )


def answered(rows: Sequence[Notification], *, reader: UUID) -> list[Answered]:
    """Return what waits no longer, by family and how it ended, the newest first."""
    ended = [row for row in rows if not is_waiting(row)]
    lines = [
        _answered(ending, alike, reader=reader)
        for members in _by_family(ended)
        for ending, alike in _by_ending(members).items()
    ]
    return sorted(lines, key=lambda line: line.changed_at or line.at, reverse=True)


def _urgency(family: Family) -> tuple[bool, datetime, str]:
    """Return what families are sorted by: the most urgent first, the same content together."""
    return family.is_phoned, family.due_at, str(family.content_id)


def _said_twice(rows: Iterable[Notification]) -> frozenset[Key]:
    """Return the contents that a place was told under two references or more."""
    incidents: dict[Key, set[UUID]] = defaultdict(set)
    for row in rows:
        incidents[row.content_id, place_id_of(row)].add(row.incident_id)
    return frozenset(key for key, those in incidents.items() if len(those) > 1)


def place_id_of(row: Notification) -> UUID:
    """Return the id of the establishment or desk."""
    place = row.establishment_id or row.desk_id
    if place is None:
        raise ValueError("a notification goes to an establishment or a desk")
    return place


def _by_family(rows: Iterable[Notification]) -> list[list[Notification]]:
    groups: dict[Key, list[Notification]] = defaultdict(list)
    for row in rows:
        groups[row.incident_id, place_id_of(row)].append(row)
    return list(groups.values())


def _by_ending(rows: Iterable[Notification]) -> dict[Ending, list[Notification]]:
    groups: dict[Ending, list[Notification]] = defaultdict(list)
    for row in rows:
        groups[_ending(row)].append(row)
    return groups


def _ending(row: Notification) -> Ending:
    if row.state == State.ACKNOWLEDGED:
        return Ending.ACKNOWLEDGED
    if row.state == State.NOT_OURS:
        return Ending.NOT_OURS
    if row.state in TAKEN_AWAY:
        return Ending.TAKEN_BACK
    return Ending.WITHDRAWN


def family_of(
    rows: Sequence[Notification],
    *,
    reader: UUID,
    earlier_of: Mapping[UUID, int] | None = None,
    said_twice: frozenset[Key] = frozenset(),
) -> Family:
    """Return what may be said of a family before it is opened: how many, by when, and whose.

    `earlier_of` and `said_twice` are for the first page, which compares families.
    """
    first, before = rows[0], earlier_of or {}
    opened = next((row for row in rows if row.opened_at), None)
    return Family(
        incident_id=first.incident_id,
        place_id=place_id_of(first),
        place=first.recipient_name,
        children=len(rows),
        due_at=min(row.due_at for row in rows),
        step=next_step(rows),
        opened_at=opened.opened_at if opened else None,
        opened_by=str(opened.opened_by) if opened else "",
        opened_by_you=bool(opened and opened.opened_by_id == reader),
        is_phoned=all(row.state == State.PHONED for row in rows),
        is_changed=any(changed_since_answered(row) for row in rows),
        earlier=sum(before.get(row.id, 0) for row in rows),
        content_id=first.content_id,
        is_said_twice=(first.content_id, place_id_of(first)) in said_twice,
    )


def _answered(ending: Ending, rows: list[Notification], *, reader: UUID) -> Answered:
    last = max(rows, key=_ended_at)
    by = last.acknowledged_by if ending == Ending.ACKNOWLEDGED else None
    changed = [changed for row in rows if (changed := changed_since_answered(row))]
    return Answered(
        incident_id=last.incident_id,
        place_id=place_id_of(last),
        place=last.recipient_name,
        children=len(rows),
        ending=ending,
        at=_ended_at(last),
        by=str(by or ""),
        by_you=bool(by and by.id == reader),
        changed_at=max(changed, default=None),
        withdrawn_at=max((row.withdrawn_at for row in rows if row.withdrawn_at), default=None),
        is_readable=any(is_open_to_read(row) for row in rows),
    )


def _ended_at(row: Notification) -> datetime:
    return row.acknowledged_at or row.closed_at or row.withdrawn_at or row.raised_at
