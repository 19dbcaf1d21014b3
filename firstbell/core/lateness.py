"""Was a recipient told in time; and if not, whose step was open when the bell rang?

One recipient of one child has one answer. It is for those who mend a step, not for blame: a
step is late where the time went that was left, whoever tried what in it. Pure: instants are
aware and passed in; nothing here knows who anybody is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Step(StrEnum):
    """Whose step it was."""

    SENDER = "sender"
    """It came when no time was left, or waited for an answer of the police."""

    HUB = "hub"
    """It waited for a look of the hub's, or for a call that nobody made."""

    RECIPIENT = "recipient"
    """Somebody there had been hurried or rung, and nobody had answered."""

    OURS = "ours"
    """None of these: the product itself had not done its part."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A stop before a person, from when to when; `until` is None while it lasts."""

    owner: Step
    since: datetime
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Way:
    """How far one recipient had come, and when; None is what has not happened."""

    received_at: datetime
    waits: tuple[Wait, ...]
    raised_at: datetime | None
    hurried_at: datetime | None
    ring_at: datetime | None
    rung_at: datetime | None
    answered_at: datetime | None
    due_at: datetime


def whose_step(way: Way, *, least: timedelta) -> Step | None:
    """Return whose step was open at the bell, or None where somebody had answered before it.

    `least` is the time without which nobody can be reached: what comes later than so long before
    the bell comes too late, and a call that could begin no earlier is nobody's omission.
    """
    if way.answered_at is not None and way.answered_at <= way.due_at:
        return None
    if way.received_at > way.due_at - least:
        return Step.SENDER
    if waiting := [each.owner for each in way.waits if _is_open(each, way.due_at)]:
        return waiting[0]
    if not _by(way.raised_at, way.due_at):
        return Step.OURS
    if _by(way.rung_at, way.due_at):
        return Step.RECIPIENT
    if _by(way.ring_at, way.due_at - least):
        return Step.HUB
    return Step.RECIPIENT if _by(way.hurried_at, way.due_at) else Step.OURS


def _is_open(wait: Wait, at: datetime) -> bool:
    return wait.since <= at and (wait.until is None or wait.until > at)


def _by(happened: datetime | None, at: datetime) -> bool:
    return happened is not None and happened <= at
