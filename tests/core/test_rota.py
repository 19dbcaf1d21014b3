"""When the hub is shut, who is on call then, and whether the calls can be made in time."""

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.core.calendars import WorkingDays
from firstbell.core.policy import Policy
from firstbell.core.rota import (
    Span,
    bell_that_counts,
    is_staffed,
    shifts,
    urgency,
    warned_at,
    without,
    work_of,
)

DAYS, POLICY, SIX = WorkingDays(), Policy(), timedelta(minutes=6)


def at(day: int, clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return datetime(2026, 11, day, int(hours), int(minutes), tzinfo=UTC)


def span(day: int, clock: str, to: int, until: str) -> Span:
    return Span(starts_at=at(day, clock), ends_at=at(to, until))


def test_on_a_working_day_the_hub_is_staffed_between_its_hours() -> None:
    assert not is_staffed(at(23, "06:59"), DAYS, POLICY)
    assert is_staffed(at(23, "07:00"), DAYS, POLICY)
    assert not is_staffed(at(23, "18:00"), DAYS, POLICY)
    assert not is_staffed(at(22, "12:00"), DAYS, POLICY)


def test_each_night_and_each_day_that_is_shut_is_a_shift() -> None:
    assert shifts(DAYS, POLICY, first=at(20, "12:00").date(), last=at(22, "12:00").date()) == [
        span(20, "18:00", 21, "07:00"),
        span(21, "07:00", 21, "18:00"),
        span(21, "18:00", 22, "07:00"),
        span(22, "07:00", 22, "18:00"),
        span(22, "18:00", 23, "07:00"),
    ]
    monday = at(23, "12:00").date()
    assert shifts(DAYS, POLICY, first=monday, last=monday) == [span(23, "18:00", 24, "07:00")]


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        ([], [span(20, "18:00", 23, "07:00")]),
        ([span(20, "17:00", 23, "08:00")], []),
        ([span(20, "18:00", 21, "08:00")], [span(21, "08:00", 23, "07:00")]),
        (
            [span(22, "18:00", 24, "07:00"), span(20, "18:00", 21, "08:00")],
            [span(21, "08:00", 22, "18:00")],
        ),
        ([span(18, "18:00", 19, "08:00")], [span(20, "18:00", 23, "07:00")]),
    ],
)
def test_a_gap_is_what_nobody_is_on_call_for(turns: list[Span], left: list[Span]) -> None:
    assert without(span(20, "18:00", 23, "07:00"), turns) == left


@pytest.mark.parametrize(
    ("shift", "warned"),
    [
        (span(24, "18:00", 25, "07:00"), at(24, "12:00")),
        (span(20, "18:00", 21, "07:00"), at(20, "12:00")),
        (span(22, "18:00", 23, "07:00"), at(20, "12:00")),  # Sunday night: on Friday
        (span(24, "11:00", 24, "12:00"), at(23, "12:00")),
    ],
)
def test_a_shift_with_nobody_is_told_while_it_can_be_put_right(
    shift: Span, warned: datetime
) -> None:
    assert warned_at(shift, DAYS, POLICY) == warned


def test_a_turn_ends_when_the_next_begins() -> None:
    turn = span(20, "18:00", 21, "08:00")
    assert turn.holds(at(20, "18:00"))
    assert not turn.holds(at(21, "08:00"))


def test_no_calls_are_no_work() -> None:
    work = work_of([], at=at(23, "08:00"), takes=SIX)
    assert (work.minutes, work.callers, work.due_at) == (0, 0, None)


def test_the_tightest_bell_says_how_many_callers_it_takes() -> None:
    bells = [at(23, "08:45")] * 3 + [at(23, "08:10")] * 2 + [at(23, "09:00")]
    work = work_of(bells, at=at(23, "08:00"), takes=SIX)
    assert (work.minutes, work.callers, work.due_at) == (36, 2, at(23, "08:10"))
    assert (work.minutes_by_then, work.minutes_left) == (12, 10)


def test_what_is_late_is_work_and_takes_nobody_from_what_can_be_in_time() -> None:
    work = work_of([at(23, "07:00"), at(23, "08:45")], at=at(23, "08:00"), takes=SIX)
    assert (work.minutes, work.callers, work.minutes_by_then) == (12, 1, 6)
    late = work_of([at(23, "07:00")], at=at(23, "08:00"), takes=SIX)
    assert (late.minutes, late.callers, late.due_at) == (6, 0, None)


def test_one_call_about_several_bells_must_be_over_by_the_first_that_is_still_to_come() -> None:
    early, late = at(23, "08:30"), at(23, "08:45")
    assert bell_that_counts([late, early], at=at(23, "08:00")) == early
    assert bell_that_counts([late, early], at=early) == late
    assert bell_that_counts([late, early], at=at(23, "09:00")) == early


def test_what_can_still_be_in_time_is_rung_before_what_cannot() -> None:
    bells = [at(23, "08:20"), at(23, "09:00"), at(23, "08:40"), at(23, "08:50")]
    now = at(23, "08:42")
    in_order = sorted(bells, key=lambda bell: urgency(bell, at=now))
    assert in_order == [bells[3], bells[1], bells[0], bells[2]]
