"""Term dates of the sample borough: its councils', and those of schools that keep their own.

Half of the schools keep the council's terms and its bell. One school has a training day on the
Monday after the weekend, one teaches on Saturdays, one is shut for a day soon after.
"""

from datetime import date, timedelta

from firstbell.sample.chance import stream
from firstbell.sample.families import school_year
from firstbell.sample.model import CalendarRow, Establishment

_BELLS = ("08:20", "08:25", "08:30", "08:35", "08:40", "08:50", "08:55", "09:00")
_OWN_TERMS = 0.35
_STAGE_BELLS = {"fe": "09:00", "sixth": "08:50", "nursery": "08:30", "pru": "09:15"}


def calendar(seed: int, monday: date, establishments: list[Establishment]) -> list[CalendarRow]:
    """Every line of the calendar file, councils first."""
    chance = stream(seed, "calendars")
    year = school_year(monday)
    rows: list[CalendarRow] = []
    for scope, shift, bell in (("990", 0, "08:45"), ("LA-991", 1, "08:50"), ("992", 2, "08:55")):
        for start in (year, year + 1):
            rows += terms(scope, start, bell, shift)
    for one in establishments:
        if one.status != "open" or one.council == "993":
            continue
        own = "own-terms" in one.tags or chance.random() < _OWN_TERMS
        bell = _STAGE_BELLS.get(one.stage) or chance.choice(_BELLS)
        shift = chance.choice((-1, 0, 0, 1))
        if own:
            rows += terms(one.urn, year, bell, shift)
        rows += _days_off(one, monday, year)
        if "saturday" in one.tags:
            rows += _saturdays(one, year)
    return rows


def terms(scope: str, year: int, bell: str, shift: int = 0) -> list[CalendarRow]:
    """The six half terms of a school year; `shift` moves the two ends of the year by days."""
    first = _monday_from(date(year, 9, 1))
    spring = _monday_from(date(year + 1, 1, 3))
    summer = spring + timedelta(weeks=14)
    spans = (
        ("autumn, first half", first + timedelta(days=max(shift, 0)), first, 7),
        ("autumn, second half", first + timedelta(weeks=8), first + timedelta(weeks=8), 7),
        ("spring, first half", spring, spring, 6),
        ("spring, second half", spring + timedelta(weeks=7), spring + timedelta(weeks=7), 5),
        ("summer, first half", summer, summer, 7),
        ("summer, second half", summer + timedelta(weeks=8), summer + timedelta(weeks=8), 7),
    )
    rows = []
    for note, begins, week, weeks in spans:
        ends = week + timedelta(weeks=weeks) - timedelta(days=3)
        if note == "summer, second half":
            ends -= timedelta(days=2 - min(shift, 0))
        rows.append(CalendarRow(scope, "term", begins, ends, bell, note))
    return rows


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _days_off(one: Establishment, monday: date, year: int) -> list[CalendarRow]:
    """Training days, and a closure for one school."""
    rows = []
    first = _monday_from(date(year, 9, 1))
    if one.stage != "fe":
        rows.append(CalendarRow(one.urn, "inset", first, first, "", "Training day"))
    if "inset" in one.tags:
        rows.append(CalendarRow(one.urn, "inset", monday, monday, "", "Training day"))
    if "merged" in one.tags:
        day = monday + timedelta(days=1)
        rows.append(CalendarRow(one.urn, "closure", day, day, "", "No heating"))
    return rows


def _saturdays(one: Establishment, year: int) -> list[CalendarRow]:
    """The Saturdays of the terms, on which this school teaches."""
    rows = []
    for term in terms(one.urn, year, "08:30"):
        day = term.from_on + timedelta(days=(5 - term.from_on.weekday()) % 7)
        while day <= term.to_on:
            rows.append(CalendarRow(one.urn, "open", day, day, "08:30", "Saturday school"))
            day += timedelta(weeks=1)
    return rows
