"""A year's incidents of an invented borough: what happened when, and in which file it came when.

One force sends a file on working days at six, so that Monday's holds the whole weekend; another
sends every two hours of every day. A few incidents come a day late, a few are withdrawn.
"""

import copy
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from firstbell.core.calendars import LONDON, WorkingDays
from firstbell.sample import Borough
from firstbell.sample.model import CalendarRow

Document = dict[str, Any]

INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T")
FILE_AT = time(6)
SENT_DAILY, SENT_LATE, WITHDRAWN = 0.6, 0.01, 0.01
TRAINING_DAYS = 5
ONE_WEEK = 7
DOWN_FROM, DOWN_UNTIL = time(5), time(7)
NOT_KNOWN_BY = ("occurred_to", "disclosure")
"""Where an instant may lie in the future: a slip of the pen, and until when a force holds it."""

OTHER_SOURCE = "RAILWAY-POLICE"

ON_A_WEEKEND = 1.7
"""How many incidents a Saturday or Sunday has for one of a weekday: so that, with the weekend in
Monday's file, three times as many come on a Monday as on another day, as Leicester has counted."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One file, and when it comes."""

    at: datetime
    document: Document


@dataclass(frozen=True, kw_only=True)
class Year:
    """A borough whose incidents lie anywhere between two days, both included."""

    borough: Borough
    first_on: date
    last_on: date
    feeds: tuple[Feed, ...]


def outages(first_on: date, last_on: date) -> list[tuple[datetime, datetime]]:
    """Return from when to when the mail server is down: early on the first Monday of a month."""
    days = (first_on + timedelta(days=number) for number in range((last_on - first_on).days + 1))
    return [
        (_instant(day, DOWN_FROM), _instant(day, DOWN_UNTIL))
        for day in days
        if day.weekday() == 0 and day.day <= ONE_WEEK
    ]


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def a_year(borough: Borough, *, first_on: date, last_on: date, seed: int) -> Year:
    """Spread a borough's incidents over the days, and give its schools training days."""
    chance = Random(f"{seed} year")
    borough = replace(borough, calendar=[*borough.calendar, *_days_off(borough, first_on, chance)])
    days = [first_on + timedelta(days=number) for number in range((last_on - first_on).days + 1)]
    shares = list(accumulate(ON_A_WEEKEND if day.weekday() > 4 else 1.0 for day in days))
    came: defaultdict[tuple[datetime, str], list[Document]] = defaultdict(list)
    for incident in borough.feeds["feed.json"]["incidents"]:
        moved = _moved(incident, chance.choices(days, cum_weights=shares)[0])
        is_daily = chance.random() < SENT_DAILY
        source = borough.source if is_daily else OTHER_SOURCE
        at = _sent_at(moved, is_daily=is_daily)
        at += timedelta(days=1) if chance.random() < SENT_LATE else timedelta()
        came[at, source].append(moved)
        if chance.random() < WITHDRAWN and moved.get("status") == "active":
            after = {**copy.deepcopy(moved), "revision": 2, "status": "withdrawn"}
            came[at + timedelta(days=1), source].append(after)
    feeds = (
        _feed(at, source, incidents) for (at, source), incidents in sorted(came.items(), key=_when)
    )
    return Year(borough=borough, first_on=first_on, last_on=last_on, feeds=tuple(feeds))


def _when(each: tuple[tuple[datetime, str], list[Document]]) -> tuple[datetime, str]:
    return each[0]


def _days_off(borough: Borough, first_on: date, chance: Random) -> Iterator[CalendarRow]:
    """Five training days of each school, on weekdays of the year, wherever they fall."""
    for one in borough.establishments:
        if one.status != "open":
            continue
        for _ in range(TRAINING_DAYS):
            day = first_on + timedelta(weeks=chance.randrange(52), days=chance.randrange(5))
            yield CalendarRow(one.urn, "inset", day, day, "", "Training day")


def _moved(incident: Document, day: date) -> Document:
    """Return the same incident on another day, at the same hour of the clock."""
    began = datetime.fromisoformat(str(incident.get("occurred_from") or incident["reported_at"]))
    target = datetime.combine(day, began.astimezone(LONDON).time(), LONDON)
    by = target.astimezone(UTC) - began
    return _shifted(incident, by)  # type: ignore[no-any-return]


def _shifted(value: Any, by: timedelta) -> Any:
    if isinstance(value, dict):
        return {key: _shifted(each, by) for key, each in value.items()}
    if isinstance(value, list):
        return [_shifted(each, by) for each in value]
    if isinstance(value, str) and INSTANT.match(value):
        at = (datetime.fromisoformat(value) + by).astimezone(LONDON)
        return at.isoformat(timespec="seconds")
    return value


def _sent_at(incident: Document, *, is_daily: bool) -> datetime:
    """Return when the next file goes after all of it was known."""
    known = {name: said for name, said in incident.items() if name not in NOT_KNOWN_BY}
    known_at = max(_instants(known)).astimezone(LONDON)
    if not is_daily:
        hours = timedelta(hours=2)
        begun = datetime.combine(known_at.date(), time(0), UTC)
        return begun + ((known_at.astimezone(UTC) - begun) // hours + 1) * hours
    working, day = WorkingDays(), known_at.date()
    while not (working.is_working_day(day) and _instant(day, FILE_AT) > known_at):
        day += timedelta(days=1)
    return _instant(day, FILE_AT)


def _instants(value: Any) -> Iterator[datetime]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _instants(each)
    elif isinstance(value, str) and INSTANT.match(value):
        yield datetime.fromisoformat(value)


def _feed(at: datetime, source: str, incidents: list[Document]) -> Feed:
    head = {
        "source": source,
        "reference": f"{source}-{at:%Y%m%d%H%M}",
        "created_at": at.isoformat(),
        "covers_from": (at - timedelta(days=4)).isoformat(),
        "covers_to": at.isoformat(),
    }
    return Feed(at=at, document={"feed": head, "incidents": incidents})
