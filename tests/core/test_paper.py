"""When a morning sheet is due, and what an entry from paper changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from firstbell.core.lifecycle import NOTIFICATION_STATES
from firstbell.core.paper import (
    Effect,
    WrongTime,
    due_sheet_on,
    effect,
    was_not_missed,
    wrong_time,
)

SIX = datetime(2026, 11, 23, 6, tzinfo=UTC)
BELL = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (SIX, date(2026, 11, 23)),
        (SIX - timedelta(seconds=1), None),
        (datetime(2026, 7, 6, 5, tzinfo=UTC), date(2026, 7, 6)),
        (datetime(2026, 7, 6, 4, 59, tzinfo=UTC), None),
        (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), None),
    ],
)
def test_the_sheet_is_due_by_the_wall_clock(at: datetime, day: date | None) -> None:
    assert due_sheet_on(at, sheet_at=time(6)) == day


def test_a_call_happened_after_the_sheet_was_made_and_before_now() -> None:
    made, now = SIX + timedelta(seconds=20), BELL

    assert wrong_time(SIX, made_at=made, at=now) is None
    assert wrong_time(now, made_at=made, at=now) is None
    assert wrong_time(now + timedelta(minutes=1), made_at=made, at=now) is WrongTime.AHEAD
    assert (
        wrong_time(SIX - timedelta(minutes=1), made_at=made, at=now) is WrongTime.BEFORE_THE_SHEET
    )


def test_an_entry_tells_only_whom_nobody_has_told() -> None:
    effects = {state: effect(state, may_be_told=True) for state in NOTIFICATION_STATES}

    assert effects == {
        "held": Effect.CLOSED,
        "raised": Effect.TOLD,
        "sent": Effect.TOLD,
        "opened": Effect.TOLD,
        "acknowledged": Effect.ACKNOWLEDGED,
        "phoned": Effect.TOLD_BEFORE,
        "not_ours": Effect.CLOSED,
        "recalled": Effect.CLOSED,
        "handed_over": Effect.CLOSED,
    }


def test_whom_a_conflict_keeps_out_was_not_told_whatever_paper_says() -> None:
    assert effect("sent", may_be_told=False) is Effect.NOT_TO_THEM
    assert not was_not_missed(Effect.NOT_TO_THEM, SIX, due_at=BELL)


def test_a_call_before_the_bell_undoes_the_note_that_somebody_was_missed() -> None:
    assert was_not_missed(Effect.TOLD, BELL, due_at=BELL)
    assert was_not_missed(Effect.ACKNOWLEDGED, SIX, due_at=BELL)
    assert not was_not_missed(Effect.TOLD, BELL + timedelta(minutes=1), due_at=BELL)
    assert not was_not_missed(Effect.CLOSED, SIX, due_at=BELL)
