"""`firstbell.core.rhythms`: when a source's silence is news, by the clocks of the area."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.calendars import LONDON, WorkingDays
from firstbell.core.rhythms import (
    Delivery,
    NoRhythm,
    Rhythm,
    Silence,
    day_of,
    day_to_judge,
    expected,
    flooded_above,
    gaps,
    is_short,
    silence,
    weeks_before,
)

DAYS = WorkingDays()
DAILY = Rhythm()
WEEKDAYS = Rhythm(weekdays=frozenset(range(5)), on_bank_holidays=False)
QUARTERLY = Rhythm(every=timedelta(minutes=15), grace=timedelta(minutes=5))
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def local(text: str) -> datetime:
    """Return an instant from what the clocks of the area show."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def fed(*received: str, covers: timedelta = timedelta(hours=24)) -> list[Delivery]:
    """Return feeds that came at these local times and cover the time until then."""
    return [
        Delivery(received_at=at, covers_from=at - covers, covers_to=at)
        for at in map(local, received)
    ]


def silent(rhythm: Rhythm, deliveries: Iterable[Delivery], at: str) -> Silence | None:
    return silence(rhythm, DAYS, deliveries, since=LONG_AGO, at=local(at))


def test_a_feed_that_comes_in_time_is_no_news() -> None:
    came = fed("2026-11-22T05:40", "2026-11-23T05:40")

    assert silent(DAILY, came, "2026-11-23T09:00") is None
    assert silent(DAILY, came, "2026-11-24T06:14") is None


def test_silence_is_late_after_the_grace_and_missing_after_the_next_hour_too() -> None:
    came = fed("2026-11-23T05:40")

    late = silent(DAILY, came, "2026-11-24T06:15")
    missing = silent(DAILY, came, "2026-11-25T06:15")

    assert late == Silence(
        expected_at=local("2026-11-24T06:00"),
        late_from=local("2026-11-24T06:15"),
        missing_from=None,
    )
    assert missing == Silence(
        expected_at=local("2026-11-24T06:00"),
        late_from=local("2026-11-24T06:15"),
        missing_from=local("2026-11-25T06:15"),
    )
    assert silent(DAILY, came, "2026-11-25T06:14") == late


def test_a_late_feed_ends_the_silence_and_is_not_taken_for_the_next_one() -> None:
    came = fed("2026-11-23T05:40", "2026-11-24T11:00")

    assert silent(DAILY, came, "2026-11-24T11:00") is None
    assert silent(DAILY, came, "2026-11-25T06:15") is not None


def test_the_same_stretch_sent_once_more_is_no_sign_of_life() -> None:
    came = fed("2026-11-23T05:40")
    again = Delivery(
        received_at=local("2026-11-24T05:40"),
        covers_from=came[0].covers_from,
        covers_to=came[0].covers_to,
    )

    assert silent(DAILY, [again, *came], "2026-11-24T06:15") is not None


def test_what_came_later_than_now_is_not_seen() -> None:
    assert silent(DAILY, fed("2026-11-24T06:30"), "2026-11-24T06:20") is not None


def test_nothing_is_expected_before_a_source_has_begun() -> None:
    began = local("2026-11-24T06:00")

    assert silence(DAILY, DAYS, [], since=began, at=local("2026-11-25T06:00")) is None
    assert silence(DAILY, DAYS, [], since=began, at=local("2026-11-25T06:15")) is not None
    assert silence(QUARTERLY, DAYS, [], since=began, at=began + timedelta(minutes=19)) is None
    assert silence(QUARTERLY, DAYS, [], since=began, at=began + timedelta(minutes=20)) is not None


@pytest.mark.parametrize(
    ("rhythm", "at", "is_silent"),
    [
        (WEEKDAYS, "2026-11-21T12:00", False),  # Saturday
        (WEEKDAYS, "2026-11-23T06:14", False),
        (WEEKDAYS, "2026-11-23T06:15", True),  # Monday
        (DAILY, "2026-11-21T12:00", True),
    ],
)
def test_a_source_that_rests_at_the_weekend_is_not_missed_then(
    rhythm: Rhythm, at: str, *, is_silent: bool
) -> None:
    assert (silent(rhythm, fed("2026-11-20T05:50"), at) is not None) is is_silent


def test_a_feed_of_sunday_evening_is_mondays() -> None:
    came = fed("2026-11-20T05:50", "2026-11-23T00:30", covers=timedelta(days=3))

    assert silent(WEEKDAYS, came, "2026-11-23T08:00") is None


def test_bank_holidays_are_expected_or_not_as_the_source_says() -> None:
    came = fed("2026-12-24T05:50")
    boxing_day_off = "2026-12-28T08:00"  # Monday, in lieu of Saturday the 26th

    assert silent(WEEKDAYS, came, boxing_day_off) is None
    assert silent(WEEKDAYS, came, "2026-12-29T06:15") is not None
    assert silent(DAILY, came, boxing_day_off) is not None


@pytest.mark.parametrize(
    ("before", "night", "utc_hour"),
    [("2026-03-28", "2026-03-29", 5), ("2026-10-24", "2026-10-25", 6)],
)
def test_six_is_six_by_the_clock_on_the_nights_when_clocks_change(
    before: str, night: str, utc_hour: int
) -> None:
    late = silent(DAILY, fed(f"{before}T05:50"), f"{night}T06:15")

    assert late is not None
    assert late.expected_at.hour == utc_hour
    assert silent(DAILY, fed(f"{before}T05:50"), f"{night}T06:14") is None


def test_an_hour_that_a_clock_change_skips_is_expected_once() -> None:
    twice = Rhythm(by=(time(1, 30), time(2, 30)))
    until = local("2026-03-29T12:00")

    found = expected(twice, DAYS, until=until, since=local("2026-03-29T00:00"))

    assert found == [datetime(2026, 3, 29, 1, 30, tzinfo=UTC)]


@pytest.mark.parametrize("night", ["2026-03-29T00:50", "2026-10-25T00:50"])
def test_around_the_clock_counts_minutes_that_pass(night: str) -> None:
    came = fed(night)
    at = came[0].received_at + timedelta(minutes=20)

    assert silence(QUARTERLY, DAYS, came, since=LONG_AGO, at=at) == Silence(
        expected_at=at - timedelta(minutes=5), late_from=at, missing_from=None
    )
    assert silence(QUARTERLY, DAYS, came, since=LONG_AGO, at=at - timedelta(seconds=1)) is None
    longer = silence(QUARTERLY, DAYS, came, since=LONG_AGO, at=at + timedelta(minutes=15))
    assert longer is not None
    assert longer.missing_from == at + timedelta(minutes=15)


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": ()},
        {"weekdays": frozenset()},
        {"weekdays": frozenset({7})},
        {"every": timedelta(seconds=59)},
        {"every": timedelta(days=8)},
        {"grace": timedelta(days=2)},
        {"grace": -timedelta(minutes=1)},
    ],
)
def test_what_no_source_could_keep_is_no_rhythm(wrong: dict[str, Any]) -> None:
    with pytest.raises(NoRhythm):
        Rhythm(**wrong)


def test_a_day_is_judged_when_its_last_feed_was_due() -> None:
    twice = Rhythm(by=(time(6), time(18)), weekdays=frozenset(range(5)))
    friday = day_to_judge(twice, DAYS, at=local("2026-11-20T18:15"))

    assert friday is not None
    assert friday.on == date(2026, 11, 20)
    assert friday.start == local("2026-11-20T00:00")
    assert friday.closes == local("2026-11-21T00:00")
    assert day_to_judge(twice, DAYS, at=local("2026-11-23T18:14")) == friday
    assert day_of(twice, DAYS, date(2026, 11, 21)) is None


def test_around_the_clock_a_day_goes_from_midnight_to_midnight() -> None:
    judged = day_to_judge(QUARTERLY, DAYS, at=local("2026-10-26T00:00"))

    assert judged is not None
    assert judged.on == date(2026, 10, 25)
    assert judged.end - judged.start == timedelta(hours=25)


def test_a_source_that_never_sends_in_living_memory_has_no_day() -> None:
    all_bank_holidays = WorkingDays(
        one_off_bank_holidays=frozenset(date(2026, 11, 1) - timedelta(days=n) for n in range(60))
    )

    assert day_to_judge(WEEKDAYS, all_bank_holidays, at=local("2026-11-01T12:00")) is None


@pytest.mark.parametrize(
    ("received", "usual", "short"),
    [
        (0, [20, 20, 20], False),  # three weeks say nothing
        (0, [20, 20, 20, 20], True),
        (6, [20, 18, 22, 20], True),
        (8, [20, 18, 22, 20], False),  # below 40 % of 21, and still by chance
        (9, [20, 18, 22, 20], False),
        (0, [5, 5, 5, 5], False),  # a source of five a day has such a day
        (0, [0, 0, 0, 0], False),
        (30, [90, 30, 90, 90], True),
        (40, [90, 30, 90, 90], False),
    ],
)
def test_too_few_is_far_below_the_usual_and_no_chance(
    received: int, usual: list[int], *, short: bool
) -> None:
    assert is_short(received, usual, share=0.4) is short


@pytest.mark.parametrize(
    ("before", "above"),
    [
        ([9] * 27, None),
        ([9] * 20 + [10] * 8, 40),
        ([1] * 56, 20),
        ([9] * 49 + [500] * 7, 36),  # the second day of a flood is one too
        ([9] * 49 + [30] + [9] * 6, 120),  # a busy day lately is a busy day
        ([9] * 48 + [500] + [9] * 7, 2000),
    ],
)
def test_a_flood_is_many_times_more_than_a_source_ever_sends(
    before: list[int], above: int | None
) -> None:
    assert flooded_above(before, times=4) == above


def test_the_usual_is_the_same_weekday_of_eight_weeks() -> None:
    weeks = weeks_before(date(2026, 11, 23))

    assert len(weeks) == 8
    assert weeks[0] == date(2026, 11, 16)
    assert {day.weekday() for day in weeks} == {0}


def test_time_that_no_feed_covers_is_a_gap_until_one_covers_it() -> None:
    one, three = fed("2026-11-21T05:40", "2026-11-23T05:40")
    two = Delivery(
        received_at=local("2026-11-23T09:00"),
        covers_from=one.covers_to,
        covers_to=three.covers_from,
    )

    (gap,) = gaps([three, one])

    assert (gap.start, gap.end) == (one.covers_to, three.covers_from)
    assert gap.shown_at == three.received_at
    assert gaps([three, two, one]) == []


def test_a_second_is_no_gap_and_a_long_feed_covers_what_shorter_ones_leave() -> None:
    midnight = local("2026-11-21T00:00")

    def covering(start: timedelta, end: timedelta) -> Delivery:
        return Delivery(
            received_at=midnight + end, covers_from=midnight + start, covers_to=midnight + end
        )

    touching = [covering(0 * HOUR, 6 * HOUR - timedelta(seconds=1)), covering(6 * HOUR, 9 * HOUR)]
    inside = [covering(0 * HOUR, 24 * HOUR), covering(2 * HOUR, 3 * HOUR)]
    backwards = [covering(30 * HOUR, 29 * HOUR)]

    assert gaps([*touching, *inside, covering(24 * HOUR, 25 * HOUR), *backwards]) == []
    assert gaps(touching) == []
    assert gaps([]) == []


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), max_size=8))
def test_a_gap_is_just_what_no_feed_covers(stretches: list[tuple[int, int]]) -> None:
    midnight = local("2026-11-21T00:00")
    rows = [
        Delivery(
            received_at=midnight + timedelta(days=9) + start * HOUR,
            covers_from=midnight + start * HOUR,
            covers_to=midnight + (start + length) * HOUR,
        )
        for start, length in stretches
    ]
    covered = {start + n for start, length in stretches for n in range(length)}
    first = min((start for start, _ in stretches), default=0)
    last = max((start for start, _ in stretches), default=0)

    in_gaps = {
        (each.start - midnight) // HOUR + n
        for each in gaps(rows)
        for n in range((each.end - each.start) // HOUR)
    }

    assert in_gaps == set(range(first, last)) - covered
