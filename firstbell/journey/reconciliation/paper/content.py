"""What stands on a morning sheet, in plain values: whom to ring by when, in which order, and what
may be said. Works on the account's rows and reads nothing itself.

Of a child stands there what is needed to be understood on the telephone and no more: the facts
of the least profile (`core.disclosure.MINIMAL`), no address, no adult, and no text but what was
said about the school of a child for whom nobody is told yet.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firstbell.core.disclosure import FIRST_STEP, MINIMAL
from firstbell.core.ways import Ways
from firstbell.journey.delivery.actions.nudging import without_conflicts
from firstbell.journey.delivery.families import first_step_of, place_id_of
from firstbell.journey.delivery.models import Notification
from firstbell.journey.delivery.sheet import Fact, sections_of
from firstbell.journey.intake.unsafe import cleaned, safe_addresses
from firstbell.journey.reconciliation.board import UNANSWERED, due_at_of, place_words
from firstbell.journey.reconciliation.calls import Person, people_of, switchboard_of
from firstbell.journey.reconciliation.queries import ChildAccount
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Contact
from firstbell.registry.circles.queries.guards import Stub

SAID = frozenset(MINIMAL) - frozenset(FIRST_STEP) | {"when"}
"""Facts that a line may hold beside name, birth date and reference."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One child at one recipient, numbered: what is rung about."""

    number: int
    child_id: UUID
    notification: Notification
    name: str
    born_on: date | None
    reference: str
    due_at: datetime
    facts: tuple[Fact, ...]
    # Only asked whether the child is on their roll: nobody has confirmed the school.
    is_asked: bool
    # People of the ladder to whom this line must not be said. Why stands nowhere.
    not_to: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """One school or desk: whom to ask for, in order, and every line that waits there."""

    place_id: UUID
    name: str
    switchboard: str
    people: tuple[Person, ...]
    due_at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """One child for whom nobody is to be rung yet: a person has to decide first."""

    number: int
    child_id: UUID
    name: str
    born_on: date | None
    reference: str
    due_at: datetime | None
    why: tuple[str, ...]
    school_as_told: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that stands on one sheet, in the order of the paper."""

    ladders: tuple[Ladder, ...]
    unplaced: tuple[Unplaced, ...]
    stubs: tuple[Stub, ...]

    @property
    def lines(self) -> int:
        """How many numbered lines there are."""
        return sum(len(each.lines) for each in self.ladders) + len(self.unplaced)


def content_of(
    accounts: Iterable[ChildAccount],
    *,
    people: Mapping[UUID, Sequence[Contact]],
    off: Collection[UUID],
    stubs: Sequence[Stub],
    unsafe: Ways,
    at: datetime,
) -> Content:
    """Return what stands on a sheet of these open children, the most urgent first.

    Expects each unanswered notification with its conflicts. Who is `off`
    today is rung last; `unsafe` is taken out of every text.
    """
    accounts = list(accounts)
    by_place: dict[UUID, list[Notification]] = {}
    for row in sorted(_to_ring(accounts), key=lambda row: (row.due_at, str(row.id))):
        by_place.setdefault(place_id_of(row), []).append(row)
    number = 0
    ladders = []
    for place_id, rows in by_place.items():
        here = people.get(place_id, ())
        told = people_of(rows, here, off=off)
        ladders.append(_ladder(place_id, rows, here, told, first=number + 1))
        number += len(rows)
    waiting = sorted(
        (each for each in accounts if not list(_to_ring([each]))),
        key=lambda each: (due_at_of(each, at=at) or at, str(each.child.id)),
    )
    return Content(
        ladders=tuple(ladders),
        unplaced=tuple(
            _unplaced(each, number=number + ahead, unsafe=unsafe, at=at)
            for ahead, each in enumerate(waiting, start=1)
        ),
        stubs=tuple(sorted(stubs, key=lambda stub: (stub.due_at or at, str(stub.key)))),
    )


def _to_ring(accounts: Iterable[ChildAccount]) -> Iterable[Notification]:
    for each in accounts:
        for row in each.notifications:
            if row.closed_at is None and row.state in UNANSWERED:
                yield row


def _ladder(
    place_id: UUID,
    rows: Sequence[Notification],
    people: Sequence[Contact],
    told: tuple[Person, ...],
    *,
    first: int,
) -> Ladder:
    return Ladder(
        place_id=place_id,
        name=place_words(rows[0]),
        switchboard=switchboard_of(rows[0]),
        people=told,
        due_at=rows[0].due_at,
        lines=tuple(
            _line(row, people, told, number=number) for number, row in enumerate(rows, start=first)
        ),
    )


def _line(
    row: Notification,
    people: Sequence[Contact],
    told: tuple[Person, ...],
    *,
    number: int,
) -> Line:
    child = first_step_of(row)
    is_asked = row.reason == Route.Reason.AS_TOLD and row.confirmed_at is None
    allowed = {each.id for each in without_conflicts(people, row.conflicts.all())}
    facts = tuple(fact for part in sections_of(row) for fact in part.facts if fact.key in SAID)
    return Line(
        number=number,
        child_id=row.child_id,
        notification=row,
        name=child.name or _("Name not recorded"),
        born_on=child.born_on,
        reference="" if is_asked else str(row.content.get("reference", "")),
        due_at=row.due_at,
        facts=() if is_asked else facts,
        is_asked=is_asked,
        not_to=tuple(each.name for each in told if each.contact_id not in allowed),
    )


def _unplaced(account: ChildAccount, *, number: int, unsafe: Ways, at: datetime) -> Unplaced:
    child = account.child
    left_out = unsafe | safe_addresses(child.incident.said)
    return Unplaced(
        number=number,
        child_id=child.id,
        name=" ".join(filter(None, [child.given_names, child.surname])) or _("Name not recorded"),
        born_on=child.born_on,
        reference=child.incident.reference,
        due_at=due_at_of(account, at=at),
        why=tuple(str(wait.get_why_display()) for wait in account.waits),
        school_as_told=cleaned(str(child.said.get("school_as_told") or ""), left_out),
    )
