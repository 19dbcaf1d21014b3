"""Work on paper: when a hub's morning sheet is due, and what an entry from paper changes.

A call that was made while the line was down is written down afterwards, with the time at which it
happened. By then somebody may have acknowledged, or another may have rung: the entry is kept as
what happened, and nobody is told twice because of it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from firstbell.core.calendars import LONDON
from firstbell.core.lifecycle import NOTIFICATION, can_move
from firstbell.core.open_rules import about


@dataclass(frozen=True, kw_only=True)
class Paper:
    """When the morning sheet is made and how long it is kept: rules of `core.policy`."""

    sheet_at: time = field(
        default=time(6),
        metadata=about(
            "time",
            "When each hub's morning sheet is made, every day.",
            "Ours: the night's feeds are in, and the first school opens two hours later.",
        ),
    )
    sheet_kept: timedelta = field(
        default=timedelta(hours=24),
        metadata=about(
            "hours",
            "How long the file of a morning sheet is kept before it is removed.",
            "Ours: by then the next one is there; what is not needed cannot be lost.",
        ),
    )


def due_sheet_on(at: datetime, *, sheet_at: time) -> date | None:
    """Return the day whose morning sheet is due by `at`, or None before its hour."""
    local = at.astimezone(LONDON)
    return local.date() if local.time() >= sheet_at else None


class WrongTime(StrEnum):
    """Why a time cannot be that of a call on a sheet."""

    AHEAD = "ahead"
    BEFORE_THE_SHEET = "before_the_sheet"


def wrong_time(happened_at: datetime, *, made_at: datetime, at: datetime) -> WrongTime | None:
    """Say what is wrong with when a call from a sheet happened, or None.

    Paper is written to the minute: the minute in which the sheet was made counts as after it.
    """
    if happened_at > at:
        return WrongTime.AHEAD
    if happened_at < made_at.replace(second=0, microsecond=0):
        return WrongTime.BEFORE_THE_SHEET
    return None


class Effect(StrEnum):
    """What it means for one notification that somebody was reached, as paper says."""

    TOLD = "told"
    ACKNOWLEDGED = "acknowledged"
    TOLD_BEFORE = "told_before"
    CLOSED = "closed"
    NOT_TO_THEM = "not_to_them"


def effect(state: str, *, may_be_told: bool) -> Effect:
    """Return what becomes of a notification in `state`, whose key adult paper says was reached.

    `may_be_told`: no conflict keeps that person out.
    """
    if state == "acknowledged":
        return Effect.ACKNOWLEDGED
    if state == "phoned":
        return Effect.TOLD_BEFORE
    if not can_move(NOTIFICATION, state, "phoned"):
        return Effect.CLOSED
    return Effect.TOLD if may_be_told else Effect.NOT_TO_THEM


KNEW = frozenset({Effect.TOLD, Effect.ACKNOWLEDGED, Effect.TOLD_BEFORE})
"""Effects that say that somebody who may know was told at that time."""


def was_not_missed(what: Effect, happened_at: datetime, *, due_at: datetime) -> bool:
    """Say whether the call shows that somebody knew before the bell after all."""
    return what in KNEW and happened_at <= due_at
