"""A second, plain way to `due_at`, compared with the product's over every hour of two years.

Nothing of the product is used to compute it: bank holidays are typed in, summer time is
counted by its rule, each calendar is written out day by day, and a belief is looked up in
the sorted list of openings.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta

import pytest

from firstbell.core.calendars import Nation, Period, PeriodKind, SchoolCalendar
from firstbell.core.deadlines import desk_calendar, due_at, school_calendar
from firstbell.core.policy import Policy

Row = tuple[PeriodKind, str, str, str]

BANK_HOLIDAYS = {
    "2026-08-31", "2026-12-25", "2026-12-26", "2026-12-28",
    "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30",
    "2027-12-25", "2027-12-26", "2027-12-27", "2027-12-28",
    "2028-01-01", "2028-01-03", "2028-04-14", "2028-04-17", "2028-05-01", "2028-05-29",
    "2028-08-28",
}  # fmt: skip
SUMMER_TIME = (
    ("2026-03-29", "2026-10-25"),
    ("2027-03-28", "2027-10-31"),
    ("2028-03-26", "2028-10-29"),
)

COUNCIL: tuple[Row, ...] = (
    ("term", "2026-09-02", "2026-10-23", "08:50"),
    ("term", "2026-11-02", "2026-12-18", ""),
    ("term", "2027-01-04", "2027-02-12", ""),
    ("term", "2027-02-22", "2027-03-25", ""),
    ("term", "2027-04-12", "2027-05-28", ""),
    ("term", "2027-06-07", "2027-07-21", ""),
    ("term", "2027-09-02", "2027-12-17", ""),
    ("inset", "2026-09-02", "2026-09-03", ""),
    ("open", "2027-01-09", "2027-01-09", "09:30"),
)
OWN_TERMS: tuple[Row, ...] = (
    ("term", "2026-09-07", "2026-12-11", "08:15"),
    ("term", "2027-01-11", "2027-07-09", "08:20"),
    ("inset", "2026-11-23", "2026-11-23", ""),
    ("closure", "2027-02-01", "2027-02-03", ""),
    ("open", "2026-11-14", "2026-11-14", ""),
    ("open", "2027-05-03", "2027-05-03", ""),
    ("closure", "2027-10-04", "2027-10-04", ""),
)
OWN_MARKS: tuple[Row, ...] = (
    ("inset", "2026-11-23", "2026-11-23", ""),
    ("open", "2026-11-14", "2026-11-14", "10:00"),
    ("open", "2028-01-08", "2028-01-08", ""),
    ("closure", "2028-02-07", "2028-02-11", ""),
)
CALENDARS: dict[str, tuple[tuple[Row, ...], tuple[Row, ...]]] = {
    "own and council": (OWN_TERMS, COUNCIL),
    "council": ((), COUNCIL),
    "council and own marks": (OWN_MARKS, COUNCIL),
    "own alone": (OWN_TERMS, ()),
    "own marks alone": (OWN_MARKS, ()),
    "none": ((), ()),
}
FIRST, DAYS = date(2026, 8, 1), 730


def rows_of(rows: tuple[Row, ...]) -> tuple[Period, ...]:
    return tuple(
        Period(
            kind=kind,
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            opens_at=time.fromisoformat(opens_at) if opens_at else None,
        )
        for kind, first, last, opens_at in rows
    )


def bell_by_table(day: str, own: tuple[Row, ...], council: tuple[Row, ...]) -> str | None:
    """Return the local time of the bell on a day, or None where there is none."""
    for rows in (own, council):
        terms = [row for row in rows if row[0] == "term"]
        if terms and min(row[1] for row in terms) <= day <= max(row[2] for row in terms):
            speaking = rows
            break
    else:
        speaking, terms = (), [("term", day, day, "")]
    marks = [row for row in speaking if row[0] != "term"]
    if speaking is not own:
        marks += [row for row in own if row[0] != "term"]
    kinds = {row[0] for row in marks if row[1] <= day <= row[2]}
    here = [row for row in terms if row[1] <= day <= row[2]]
    weekend = date.fromisoformat(day).isoweekday() > 5
    shut = "inset" in kinds or "closure" in kinds or day in BANK_HOLIDAYS
    if not here or shut or (weekend and "open" not in kinds):
        return None
    said = [row[3] for row in marks if row[0] == "open" and row[1] <= day <= row[2] and row[3]]
    return (said or [row[3] for row in here if row[3]] or ["08:45"])[0]


def utc_by_table(day: str, bell: str) -> datetime:
    winter = datetime.fromisoformat(f"{day}T{bell}+00:00")
    in_summer = any(first <= day < last for first, last in SUMMER_TIME)
    return winter - timedelta(hours=1) if in_summer else winter


def openings_by_table(own: tuple[Row, ...], council: tuple[Row, ...]) -> list[datetime]:
    days = [(FIRST + timedelta(days=n)).isoformat() for n in range(DAYS + 60)]
    bells = [(day, bell_by_table(day, own, council)) for day in days]
    return [utc_by_table(day, bell) for day, bell in bells if bell]


def hours() -> list[datetime]:
    start = datetime.combine(FIRST, time(0), tzinfo=UTC)
    # A quarter to each hour, so that bells are met to the minute now and then.
    return [start + timedelta(hours=n, minutes=45) for n in range(DAYS * 24)]


@pytest.mark.parametrize(
    ("name", "nation"),
    [*((name, Nation.ENGLAND) for name in CALENDARS), ("own and council", Nation.WALES)],
)
def test_every_hour_of_two_years_is_due_when_the_plain_table_says(
    name: str, nation: Nation
) -> None:
    own, council = CALENDARS[name]
    openings = openings_by_table(own, council)
    calendar: SchoolCalendar = school_calendar(
        Policy(), own=rows_of(own), council=rows_of(council), nation=nation
    )

    wrong = [
        belief
        for belief in hours()
        if due_at(belief, calendar) != openings[bisect_right(openings, belief)]
    ]

    assert wrong == []


def test_every_hour_of_two_years_at_a_desk_is_due_when_the_plain_table_says() -> None:
    days = [(FIRST + timedelta(days=n)) for n in range(DAYS + 60)]
    openings = [
        utc_by_table(day.isoformat(), "09:00")
        for day in days
        if day.isoweekday() < 6 and day.isoformat() not in BANK_HOLIDAYS
    ]
    desk = desk_calendar(Policy())

    wrong = [b for b in hours() if due_at(b, desk) != openings[bisect_right(openings, b)]]

    assert wrong == []
