"""What is expected of each source, and what has come of it: the facts behind its silence.

Reads the rows that `core.rhythms` judges. An incident that is sent on its own is no feed: it says
nothing of the hours in which nothing happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from firstbell.core.calendars import LONDON, ONE_DAY, WorkingDays, instant, local_day
from firstbell.core.policy import Policy
from firstbell.core.rhythms import (
    WEEKS,
    Day,
    Delivery,
    Rhythm,
    Silence,
    day_of,
    day_to_judge,
    flooded_above,
    is_short,
    silence,
    weeks_before,
)
from firstbell.journey.intake.models import Feed, Incident, SourceRhythm
from firstbell.journey.intake.validation import SINGLE
from firstbell.registry.agencies.models import Agency

REMEMBERED = timedelta(days=60)
"""Feeds of so long are looked at; a gap that is known stays known until a feed covers it."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One source: its rhythm, whether it said so itself, since when it counts, what came last."""

    source: Agency
    rhythm: Rhythm
    row: SourceRhythm | None
    # Nothing is expected of a source that has neither said anything nor sent a feed.
    since: datetime | None
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Flood:
    """A source has sent many times more today than it ever does on a day."""

    received: int
    most: int
    shown_at: datetime


@dataclass(frozen=True, kw_only=True)
class Short:
    """A day of a source with implausibly few incidents."""

    on: date
    received: int
    usual: int
    shown_at: datetime


def expectations(policy: Policy) -> list[Expected]:
    """Return every source with what is expected of it, in three queries however many there are."""
    rows = {each.source_id: each for each in SourceRhythm.objects.select_related("set_by")}
    came = {
        source: (first, last)
        for source, first, last in feeds()
        .values_list("source")
        .annotate(first=Min("received_at"), last=Max("received_at"))
    }
    return [
        _expected(
            source,
            row=rows.get(source.id),
            first_at=came.get(source.id, (None, None))[0],
            last_at=came.get(source.id, (None, None))[1],
            policy=policy,
        )
        for source in Agency.objects.filter(kind=Agency.Kind.POLICE).order_by("code")
    ]


def feeds() -> QuerySet[Feed]:
    """Return every feed, without incidents that were sent on their own."""
    return Feed.objects.exclude(reference__startswith=SINGLE)


def deliveries_of(source: Agency, *, since: datetime) -> list[Delivery]:
    """Return when the feeds of a source came that reach beyond an instant, and what they cover."""
    rows = feeds().filter(source=source, covers_to__gte=since)
    return [
        Delivery(received_at=received_at, covers_from=covers_from, covers_to=covers_to)
        for received_at, covers_from, covers_to in rows.values_list(
            "received_at", "covers_from", "covers_to"
        )
    ]


def silence_of(
    each: Expected, deliveries: Sequence[Delivery], days: WorkingDays, *, at: datetime
) -> Silence | None:
    """Return since when a source is silent that should not be, or None while all is well."""
    if each.since is None or each.since > at:
        return None
    return silence(each.rhythm, days, deliveries, since=each.since, at=at)


def short_day_of(each: Expected, days: WorkingDays, *, share: float, at: datetime) -> Short | None:
    """Return the last day of a source, if it brought implausibly few incidents."""
    judged = day_to_judge(each.rhythm, days, at=at)
    if judged is None or each.first_at is None or each.since is None:
        return None
    if judged.start < each.since:
        return None
    before = [
        day
        for on in weeks_before(judged.on)
        if (day := day_of(each.rhythm, days, on)) and day.start >= each.first_at
    ]
    counts = _incidents_in(each.source, [replace(judged, end=min(judged.closes, at)), *before])
    received, *usual = counts
    if not is_short(received, usual, share=share):
        return None
    middle = sorted(usual)[len(usual) // 2]
    return Short(on=judged.on, received=received, usual=middle, shown_at=judged.end)


def flood_of(source: Agency, *, times: int, at: datetime) -> Flood | None:
    """Return by how much a source has sent more today than it ever does, or None."""
    today = local_day(at)
    came = Incident.objects.filter(
        source=source,
        first_received_at__gte=instant(today - WEEKS * timedelta(weeks=1), time()),
        first_received_at__lte=at,
    )
    counted = dict(
        came.annotate(on=TruncDate("first_received_at", tzinfo=LONDON))
        .values_list("on")
        .annotate(number=Count("id"))
        .order_by()
    )
    received, first = counted.pop(today, 0), min(counted, default=today)
    before = [counted.get(first + ONE_DAY * day, 0) for day in range((today - first).days)]
    line = flooded_above(before, times=times)
    if line is None or received <= line:
        return None
    of_today = came.filter(first_received_at__gte=instant(today, time()))
    passed = of_today.order_by("first_received_at").values_list("first_received_at", flat=True)
    return Flood(received=received, most=max(before), shown_at=passed[line])


def working_days(policy: Policy) -> WorkingDays:
    """Return the area's working days, as far as bank holidays make them."""
    return WorkingDays(one_off_bank_holidays=frozenset(policy.one_off_bank_holidays))


def _expected(
    source: Agency,
    *,
    row: SourceRhythm | None,
    first_at: datetime | None,
    last_at: datetime | None,
    policy: Policy,
) -> Expected:
    since = first_at or (row.set_at if row else None)
    if row and row.rests_until and since:
        since = max(since, row.rests_until)
    return Expected(
        source=source,
        rhythm=rhythm_of(row) if row else _by_rule(policy),
        row=row,
        since=since,
        first_at=first_at,
        last_at=last_at,
    )


def rhythm_of(row: SourceRhythm) -> Rhythm:
    """Return what a source said of its rhythm."""
    return Rhythm(
        by=tuple(row.by),
        weekdays=frozenset(row.weekdays),
        on_bank_holidays=row.on_bank_holidays,
        every=row.every,
        grace=row.grace,
    )


def _by_rule(policy: Policy) -> Rhythm:
    return Rhythm(by=(policy.feed_expected_by,), grace=policy.feed_grace)


def _incidents_in(source: Agency, days: Sequence[Day]) -> list[int]:
    """Return how many incidents of a source first came within each day, in one query."""
    counts = {
        f"day_{number}": Count(
            "id", filter=Q(first_received_at__gte=day.start, first_received_at__lte=day.end)
        )
        for number, day in enumerate(days)
    }
    found = Incident.objects.filter(
        source=source, first_received_at__gte=min(day.start for day in days)
    ).aggregate(**counts)
    return [found[name] for name in counts]
