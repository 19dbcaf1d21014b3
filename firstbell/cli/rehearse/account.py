"""What became of every child of a rehearsal: who was told, when and how; or why not, and by whom.

Read from the rows alone, as they stand when the day is over.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from firstbell.cli.demo.journey import is_pupil
from firstbell.cli.rehearse.post import Post
from firstbell.core.lateness import Step
from firstbell.journey.delivery.models import Call, Conflict, Notification
from firstbell.journey.intake.models import RefusedIncident, Waiting
from firstbell.journey.reconciliation import queries
from firstbell.journey.reconciliation.lateness import answered_at, steps_late
from firstbell.journey.reconciliation.queries import ChildAccount, Class
from firstbell.registry.agencies.queries import rules

State = Notification.State

LATE_BY = {
    Step.SENDER: "late: the force’s step",
    Step.HUB: "late: the hub’s step",
    Step.RECIPIENT: "late: the school’s or desk’s step",
    Step.OURS: "late: the product’s own step",
}

IN_TIME = "in time"
NOT_YET = "told; the bell is still to come"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One recipient of one child."""

    place: str
    how: str
    at: str
    bell: str
    standing: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One child."""

    force: str
    incident: str
    child: str
    became: str
    told: tuple[Told, ...]
    why_not: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Account:
    """The whole day, child by child, and what must be true of it."""

    lines: tuple[Line, ...]
    classes: Mapping[str, int]
    standings: Mapping[str, int]
    refused: int
    adds_up: bool
    without_an_outcome: tuple[str, ...]
    wrong: tuple[str, ...]
    read_in_conflict: int
    named_in_mail: int

    @property
    def is_sound(self) -> bool:
        """Whether every child has a human outcome and nobody was told who must not be."""
        failed = (self.without_an_outcome, self.wrong, self.read_in_conflict, self.named_in_mail)
        return self.adds_up and not any(failed)


def is_unfinished(ends: datetime) -> bool:
    """Say whether anybody still has something to do before the day ends."""
    rows = queries.accounted().filter(queries.standing_in(*queries.OPEN))
    return any(_is_open(queries.account_of(row), ends) for row in queries.with_journey(rows))


def account_of(
    truth: Mapping[tuple[str, str], dict[str, Any]], post: Post, *, ends: datetime
) -> Account:
    """Return the account of the day; `truth` says who each recorded child truly is."""
    accounts = list(queries.every_child())
    rows = [row for each in accounts for row in each.notifications]
    rung = [row for row in rows if row.due_at <= ends]
    late = steps_late(_with_incidents(rung), policy=rules.policy())
    calls = _calls()
    lines, standings = [], Counter[str]()
    for each in accounts:
        told = tuple(_told(row, _standing(row, late), calls.get(row.id)) for row in _shown(each))
        standings += Counter(one.standing for one in told if one.standing)
        lines.append(_line(each, told))
    balance = queries.balance()
    return Account(
        lines=tuple(lines),
        classes={str(class_): count for class_, count in sorted(balance.classes.items())},
        standings=dict(sorted(standings.items())),
        refused=RefusedIncident.objects.filter(mended_at=None).count(),
        adds_up=balance.adds_up,
        without_an_outcome=tuple(_key(each) for each in accounts if _is_open(each, ends)),
        wrong=tuple(_key(each) for each in accounts if _is_wrong(each, truth)),
        read_in_conflict=_read_in_conflict(),
        named_in_mail=len(post.naming(_names(accounts))),
    )


def _with_incidents(rows: Sequence[Notification]) -> list[Notification]:
    asked = Notification.objects.filter(id__in=[row.id for row in rows])
    return list(asked.select_related("incident"))


def _calls() -> dict[Any, Call]:
    """Return by notification the call in which somebody was told of it."""
    found: dict[Any, Call] = {}
    reached = Call.objects.filter(outcome=Call.Outcome.REACHED).select_related("spoke_to")
    for call in reached.prefetch_related("notifications").order_by("ended_at", "id"):
        for row in call.notifications.all():
            found.setdefault(row.id, call)
    return found


def _shown(account: ChildAccount) -> list[Notification]:
    return [row for row in account.notifications if row.state != State.RECALLED]


def _standing(row: Notification, late: Mapping[UUID, Step | None]) -> str:
    """Return how a recipient stands against its bell."""
    if row.id not in late:
        return IN_TIME if answered_at(row) else NOT_YET
    step = late[row.id]
    return LATE_BY[step] if step else IN_TIME


def _told(row: Notification, standing: str, call: Call | None) -> Told:
    answered = answered_at(row)
    if row.state == State.NOT_OURS:
        return _line_of(row, how="said: not our pupil", at=row.closed_at, standing="")
    if row.state == State.ACKNOWLEDGED and row.acknowledged_by:
        how = f"read and acknowledged by {row.acknowledged_by.name}"
    elif row.state == State.PHONED and call and call.spoke_to:
        how = f"told by telephone: {call.spoke_to.name}"
    elif row.withdrawn_at is not None:
        return _line_of(row, how="withdrawn before an answer", at=row.withdrawn_at, standing="")
    else:
        how = "not answered yet" if standing == NOT_YET else "NOBODY HAS ANSWERED"
    return _line_of(row, how=how, at=answered, standing=standing)


def _line_of(row: Notification, *, how: str, at: datetime | None, standing: str) -> Told:
    return Told(
        place=str(row.establishment or row.desk),
        how=how,
        at=_clock(at),
        bell=_clock(row.due_at),
        standing=standing,
        is_late=standing in LATE_BY.values(),
    )


def _line(account: ChildAccount, told: tuple[Told, ...]) -> Line:
    child = account.child
    words = Waiting.objects.filter(child=child, closed_by__isnull=False).select_related("closed_by")
    settled = [
        f"{row.get_why_display()} {row.outcome} ({row.closed_by.name}, {_clock(row.closed_at)})"
        for row in words.order_by("closed_at", "id")
        if row.closed_by
    ]
    return Line(
        force=child.incident.source.name,
        incident=child.incident.reference,
        child=child.reference,
        became=str(account.class_),
        told=told,
        why_not=() if told else tuple(settled) or (str(account.class_),),
    )


def _is_open(account: ChildAccount, ends: datetime) -> bool:
    """Say whether a child is without an outcome whose bell rang before the day ended."""
    if account.class_ != Class.WITH_A_RECIPIENT:
        return account.class_ in queries.OPEN
    return any(row.closed_at is None and row.due_at <= ends for row in account.notifications)


def _is_wrong(account: ChildAccount, truth: Mapping[tuple[str, str], dict[str, Any]]) -> bool:
    link = getattr(account.child, "link", None)
    if link is None or link.pupil is None or account.class_ == Class.WITHDRAWN:
        return False
    true = truth[account.child.incident.reference, account.child.reference]["pupil"]
    return not (true and is_pupil(link.pupil, true))


def _read_in_conflict() -> int:
    """Count readings by an adult of the incident: must be none."""
    found = Conflict.objects.filter(user__isnull=False).select_related("notification")
    return sum(
        each.user_id in (each.notification.opened_by_id, each.notification.acknowledged_by_id)
        for each in found
    )


def _names(accounts: Sequence[ChildAccount]) -> list[str]:
    full = (f"{each.child.given_names} {each.child.surname}".strip() for each in accounts)
    return [name for name in full if name]


def _key(account: ChildAccount) -> str:
    return f"{account.child.incident.reference} {account.child.reference}"


def _clock(at: datetime | None) -> str:
    return f"{localtime(at):%a %H:%M}" if at else ""
