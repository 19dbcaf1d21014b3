"""When is a feed late, missing, too short or a flood, and where is time that no feed covers?

A source says by which hours of which days it sends, by the clocks of England and Wales, or how
often around the clock. A nil return counts as a feed; the same stretch sent once more does not,
so that an export that has stopped at last week is no sign of life.

Nothing here delays or refuses a feed: a source's rhythm only says when silence is news.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate, pairwise
from statistics import median

from firstbell.core.calendars import ONE_DAY, WorkingDays, instant, local_day

EVERY_DAY = frozenset(range(7))

EARLIEST = timedelta(hours=6)
"""A feed that comes earlier than this before its hour is the one of the hour before."""

LOOKED_BACK = 35
"""Days in which the last expected hours are sought: longer than any run of bank holidays."""

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=7)
"""No source says that it sends more often than each minute, or less often than each week."""

WEEKS = 8
"""Weeks of one weekday that say what is usual."""

ENOUGH_WEEKS = 4
"""With fewer weeks behind it nobody knows what a source usually sends."""

BY_CHANCE = 0.001
"""A day so low that chance alone would make it less often than this is no quiet day."""

TAKEN_FOR_USUAL = 7
"""Days after which a flood is taken for something that a source does send now and then."""

NO_FLOOD = 20
"""So many incidents of a day are no flood, however few a source usually sends."""

TOUCHING = timedelta(seconds=1)
"""Two feeds so close have nothing between them: one wrote the last second that it includes."""


class NoRhythm(ValueError):
    """What was said is no rhythm; the message says what would be right."""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How often a source sends: `by` hours on weekdays (Monday is 0), or `every` so often."""

    by: tuple[time, ...] = (time(6),)
    weekdays: frozenset[int] = EVERY_DAY
    on_bank_holidays: bool = True
    every: timedelta | None = None
    grace: timedelta = timedelta(minutes=15)

    def __post_init__(self) -> None:
        """Refuse what no source could keep."""
        if self.every is None and not (self.by and self.weekdays):
            raise NoRhythm("name at least one hour and one weekday by which a feed is expected")
        if not self.weekdays <= EVERY_DAY:
            raise NoRhythm("weekdays are numbered from 0, Monday, to 6, Sunday")
        if self.every is not None and not SHORTEST <= self.every <= LONGEST:
            raise NoRhythm("a feed comes at most every minute and at least every 7 days")
        if not timedelta(0) <= self.grace <= ONE_DAY:
            raise NoRhythm("the grace is at least nothing and at most a day")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What is known of one feed: when it came, and which time it covers."""

    received_at: datetime
    covers_from: datetime
    covers_to: datetime


@dataclass(frozen=True, kw_only=True)
class Silence:
    """A source has not sent what was expected: since when, and from when on it is an alarm."""

    expected_at: datetime
    late_from: datetime
    missing_from: datetime | None


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Time that no feed covers, and the feed's coming that showed it."""

    start: datetime
    end: datetime
    shown_at: datetime


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of a source: from when on feeds are that day's, when all are due, when none is."""

    on: date
    start: datetime
    end: datetime
    closes: datetime


def expected(
    rhythm: Rhythm, days: WorkingDays, *, until: datetime, since: datetime
) -> list[datetime]:
    """Return the hours by which feeds were expected after `since` and until `until`, in order.

    At most the last `LOOKED_BACK` days are looked through. Not for a source around the clock.
    """
    today = local_day(until)
    found = {
        instant(day, hour)
        for day in (today - back * ONE_DAY for back in range(LOOKED_BACK))
        if _sends_on(rhythm, days, day)
        for hour in rhythm.by
    }
    return sorted(hour for hour in found if since < hour <= until)


def silence(
    rhythm: Rhythm,
    days: WorkingDays,
    deliveries: Iterable[Delivery],
    *,
    since: datetime,
    at: datetime,
) -> Silence | None:
    """Return since when a source is silent that should not be, or None while all is well.

    `deliveries` are its latest, in any order; `since` is from when on anything is expected of it.
    """
    came = _that_went_on(deliveries, at=at)
    if rhythm.every is not None:
        hour = max([since, *came[-1:]]) + rhythm.every
        return _silence([hour, hour + rhythm.every], grace=rhythm.grace, at=at)
    missed: list[datetime] = []
    for hour, opens in reversed(_with_openings(rhythm, days, since=since, until=at)):
        if any(opens < received_at for received_at in came):
            break
        missed.insert(0, hour)
    return _silence(missed, grace=rhythm.grace, at=at)


def day_to_judge(rhythm: Rhythm, days: WorkingDays, *, at: datetime) -> Day | None:
    """Return the last day of a source whose feeds have all been due, or None if there is none.

    Around the clock it is yesterday.
    """
    today = local_day(at)
    for day in (today - back * ONE_DAY for back in range(LOOKED_BACK)):
        judged = day_of(rhythm, days, day)
        if judged is not None and judged.end <= at:
            return judged
    return None


def day_of(rhythm: Rhythm, days: WorkingDays, day: date) -> Day | None:
    """Return a day of a source, or None where no feed is due that day.

    What comes after `end` and before `closes` is late, and of this day all the same.
    """
    if rhythm.every is not None:
        start, end = instant(day, time()), instant(day + ONE_DAY, time())
        return Day(on=day, start=start, end=end, closes=end)
    if not _sends_on(rhythm, days, day):
        return None
    start = instant(day, min(rhythm.by)) - EARLIEST
    end = instant(day, max(rhythm.by)) + rhythm.grace
    return Day(on=day, start=start, end=end, closes=max(end, start + ONE_DAY))


def is_short(received: int, usual: Sequence[int], *, share: float) -> bool:
    """Say whether so few incidents are implausible beside those of the same weekday before.

    Too few must be both fewer than the `share` of the middle one and too few to be chance, as
    a Poisson law has it: a source that sends five a day has a day with one now and then.
    """
    if len(usual) < ENOUGH_WEEKS:
        return False
    middle = median(usual)
    return received < share * middle and _at_most(received, mean=middle) < BY_CHANCE


def flooded_above(before: Sequence[int], *, times: int) -> int | None:
    """Return above how many incidents a day is a flood, or None where nobody can know.

    `before` are the days of `WEEKS` weeks, the oldest first, none left out. A day that was a flood
    itself makes the next one no usual day, until it has lain back for `TAKEN_FOR_USUAL` days.
    """
    if len(before) < ENOUGH_WEEKS * 7:
        return None
    most = max(before[:-TAKEN_FOR_USUAL])
    for count in before[-TAKEN_FOR_USUAL:]:
        if count <= max(times * most, NO_FLOOD):
            most = max(most, count)
    return max(times * most, NO_FLOOD)


def gaps(deliveries: Iterable[Delivery]) -> list[Gap]:
    """Return every stretch between the first and the last covered moment that no feed covers.

    A later feed that covers a stretch, also without an incident, closes it.
    """
    rows = sorted(
        (each for each in deliveries if each.covers_to >= each.covers_from),
        key=lambda each: (each.covers_from, each.covers_to),
    )
    reaches = list(accumulate((each.covers_to for each in rows), max))
    shown = list(accumulate((each.received_at for each in reversed(rows)), min))[::-1]
    return [
        Gap(start=reach, end=after.covers_from, shown_at=shown_at)
        for reach, after, shown_at in zip(reaches, rows[1:], shown[1:], strict=False)
        if after.covers_from - reach > TOUCHING
    ]


def weeks_before(day: date) -> list[date]:
    """Return the same weekday of the weeks that say what is usual, the latest first."""
    return [day - week * timedelta(weeks=1) for week in range(1, WEEKS + 1)]


def _sends_on(rhythm: Rhythm, days: WorkingDays, day: date) -> bool:
    return day.weekday() in rhythm.weekdays and (
        rhythm.on_bank_holidays or not days.is_bank_holiday(day)
    )


def _with_openings(
    rhythm: Rhythm, days: WorkingDays, *, since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """Return each expected hour with the moment from which on a feed is that hour's."""
    before = since - 2 * EARLIEST
    hours = expected(rhythm, days, until=until, since=before)
    return [
        (hour, hour - min(EARLIEST, (hour - earlier) / 2))
        for earlier, hour in pairwise([before, *hours])
        if hour > since
    ]


def _that_went_on(deliveries: Iterable[Delivery], *, at: datetime) -> list[datetime]:
    """Return when feeds came that covered more than all before them, in order."""
    came, reach = [], None
    for each in sorted(deliveries, key=lambda each: each.received_at):
        if each.received_at <= at and (reach is None or each.covers_to > reach):
            came.append(each.received_at)
            reach = each.covers_to
    return came


def _silence(missed: Collection[datetime], *, grace: timedelta, at: datetime) -> Silence | None:
    due = [hour for hour in missed if hour + grace <= at]
    if not due:
        return None
    return Silence(
        expected_at=due[0],
        late_from=due[0] + grace,
        missing_from=due[1] + grace if len(due) > 1 else None,
    )


def _at_most(count: int, *, mean: float) -> float:
    """Return how likely at most `count` is where `mean` is usual (Poisson)."""
    return math.fsum(
        math.exp(number * math.log(mean) - mean - math.lgamma(number + 1))
        for number in range(count + 1)
    )
