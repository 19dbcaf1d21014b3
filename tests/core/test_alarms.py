"""`firstbell.core.alarms`: what is said again and when, who is gone, which clocks differ."""

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.core.alarms import (
    KINDS,
    Kind,
    Worker,
    ahead_for_sure,
    clocks_differ,
    is_to_be_told,
    silent_workers,
)

AT = datetime(2026, 11, 23, 6, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_every_kind_has_somebody_whose_move_it_is() -> None:
    assert set(KINDS) == set(Kind)


def test_an_alarm_is_said_once_and_then_at_growing_intervals() -> None:
    told: list[datetime] = []
    for minute in range(3 * 24 * 60):
        if is_to_be_told(told, at=AT + minute * MINUTE):
            told.append(AT + minute * MINUTE)

    assert [(each - AT) / MINUTE for each in told] == [0, 15, 75, 315, 1755, 3195]


@pytest.mark.parametrize(
    ("silent_for", "expected"),
    [
        ([], (True, [])),
        ([61], (True, [])),
        ([61, 90_000], (True, [])),
        ([10], (False, [])),
        ([10, 60], (False, [])),
        ([10, 61], (False, ["1"])),
        ([10, 86_400], (False, ["1"])),
        ([10, 86_401], (False, [])),
    ],
)
def test_a_worker_that_says_nothing_is_missed_for_a_day(
    silent_for: list[int], expected: tuple[bool, list[str]]
) -> None:
    workers = [
        Worker(name=str(number), silent_for=timedelta(seconds=seconds))
        for number, seconds in enumerate(silent_for)
    ]

    none, lost = silent_workers(workers, limit=MINUTE)

    assert (none, [each.name for each in lost]) == expected


@pytest.mark.parametrize(
    ("theirs", "ahead"),
    [(0, 0), (400, 0), (900, 0), (1500, 600), (-700, -700)],
)
def test_a_slow_answer_alone_is_no_wrong_clock(theirs: int, ahead: int) -> None:
    """Read between 0 and 900 milliseconds of our own clock."""
    ms = timedelta(milliseconds=1)

    found = ahead_for_sure(AT + theirs * ms, before=AT, after=AT + 900 * ms)

    assert found == ahead * ms


@pytest.mark.parametrize(("ahead", "differ"), [(0, False), (500, False), (501, True), (-501, True)])
def test_clocks_differ_by_more_than_half_a_second(ahead: int, *, differ: bool) -> None:
    assert clocks_differ(timedelta(milliseconds=ahead)) is differ
