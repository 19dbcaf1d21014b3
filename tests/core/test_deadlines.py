"""`firstbell.core.deadlines`: the contract case by case, then as laws.

The days are those of the school year 2026/27. Half term is 26 to 30 October; the clocks go
back on Sunday 25 October 2026 and forward on Sunday 28 March 2027.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.calendars import LONDON, Nation, Period, SchoolCalendar
from firstbell.core.deadlines import (
    chase_at,
    deadline,
    desk_calendar,
    due_at,
    minutes_left,
    school_calendar,
    situation_at,
)
from firstbell.core.policy import Policy

POLICY = Policy()


def term(first: date, last: date, opens_at: time | None = None) -> Period:
    return Period(kind="term", first=first, last=last, opens_at=opens_at)


COUNCIL = (
    term(date(2026, 9, 2), date(2026, 10, 23)),
    term(date(2026, 11, 2), date(2026, 12, 18)),
    term(date(2027, 1, 4), date(2027, 3, 25)),
    term(date(2027, 4, 12), date(2027, 5, 28)),
    term(date(2027, 6, 7), date(2027, 7, 21)),
    term(date(2027, 9, 2), date(2027, 10, 22)),
)
INSET = Period(kind="inset", first=date(2026, 11, 23), last=date(2026, 11, 23))
SATURDAYS = Period(kind="open", first=date(2026, 11, 14), last=date(2026, 11, 14))

COUNCILS_DATES = school_calendar(POLICY, council=COUNCIL)
WITH_INSET = school_calendar(POLICY, council=COUNCIL, own=(INSET,))
OWN_DATES = school_calendar(
    POLICY,
    council=COUNCIL,
    own=(
        term(date(2026, 8, 31), date(2026, 12, 11), time(8, 20)),
        term(date(2027, 1, 11), date(2027, 7, 9), time(8, 20)),
    ),
)
WELSH = school_calendar(POLICY, council=COUNCIL, nation=Nation.WALES)
SATURDAY_SCHOOL = school_calendar(POLICY, council=COUNCIL, own=(SATURDAYS,))
NONE_AT_ALL = school_calendar(POLICY)
DESK = desk_calendar(POLICY)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


CASES = [
    # name, calendar, belief, due, chase, situation
    ("Friday-23:50", COUNCILS_DATES, "2026-11-13 23:50", "2026-11-16 08:45", "2026-11-16 08:00",
     "overnight"),
    ("Sunday-before-a-bank-holiday-Monday", COUNCILS_DATES, "2027-05-02 21:00",
     "2027-05-04 08:45", "2027-05-04 08:00", "overnight"),
    ("Sunday-before-an-INSET-Monday", WITH_INSET, "2026-11-22 21:00", "2026-11-24 08:45",
     "2026-11-24 08:00", "overnight"),
    ("the-same-Sunday-next-door-without-INSET", COUNCILS_DATES, "2026-11-22 21:00",
     "2026-11-23 08:45", "2026-11-23 08:00", "overnight"),
    ("08:40-on-a-school-day-is-chased-at-once", COUNCILS_DATES, "2026-11-17 08:40",
     "2026-11-17 08:45", "2026-11-17 08:00", "overnight"),
    ("at-the-bell", COUNCILS_DATES, "2026-11-17 08:45", "2026-11-18 08:45",
     "2026-11-17 09:45", "in_session"),
    ("11:15-on-a-school-day", COUNCILS_DATES, "2026-11-17 11:15", "2026-11-18 08:45",
     "2026-11-17 12:15", "in_session"),
    ("15:10-is-chased-by-the-close", COUNCILS_DATES, "2026-11-17 15:10", "2026-11-18 08:45",
     "2026-11-17 15:30", "in_session"),
    ("at-the-close", COUNCILS_DATES, "2026-11-17 15:30", "2026-11-18 08:45",
     "2026-11-18 08:00", "overnight"),
    ("24-December", COUNCILS_DATES, "2026-12-24 20:00", "2027-01-04 08:45",
     "2026-12-25 00:00", "out_of_term"),
    ("mid-August", COUNCILS_DATES, "2027-08-14 22:30", "2027-09-02 08:45",
     "2027-08-15 02:30", "out_of_term"),
    ("the-evening-of-the-last-day-of-term", COUNCILS_DATES, "2026-12-18 19:00",
     "2027-01-04 08:45", "2026-12-18 23:00", "out_of_term"),
    ("the-last-Friday-evening-of-a-holiday", COUNCILS_DATES, "2026-10-30 20:00",
     "2026-11-02 08:45", "2026-10-31 00:00", "out_of_term"),
    ("the-last-Saturday-of-a-holiday", COUNCILS_DATES, "2026-10-31 20:00",
     "2026-11-02 08:45", "2026-11-02 08:00", "overnight"),
    ("the-last-morning-of-term", COUNCILS_DATES, "2026-12-18 02:00", "2026-12-18 08:45",
     "2026-12-18 08:00", "overnight"),
    ("the-night-before-term-begins", COUNCILS_DATES, "2027-01-03 22:00", "2027-01-04 08:45",
     "2027-01-04 08:00", "overnight"),
    ("own-dates-on-24-December", OWN_DATES, "2026-12-24 20:00", "2027-01-11 08:20",
     "2026-12-25 00:00", "out_of_term"),
    ("own-dates-open-in-the-council's-half-term", OWN_DATES, "2026-10-27 23:00",
     "2026-10-28 08:20", "2026-10-28 07:35", "overnight"),
    ("the-council's-half-term-in-the-same-street", COUNCILS_DATES, "2026-10-27 23:00",
     "2026-11-02 08:45", "2026-10-28 03:00", "out_of_term"),
    ("a-Welsh-school-on-a-bank-holiday", WELSH, "2027-05-03 10:00", "2027-05-04 08:45",
     "2027-05-04 08:00", "overnight"),
    ("a-Saturday-school", SATURDAY_SCHOOL, "2026-11-13 23:50", "2026-11-14 08:45",
     "2026-11-14 08:00", "overnight"),
    ("no-calendar-on-24-December", NONE_AT_ALL, "2026-12-24 20:00", "2026-12-29 08:45",
     "2026-12-29 08:00", "overnight"),
    ("no-calendar-in-mid-August", NONE_AT_ALL, "2027-08-14 22:30", "2027-08-16 08:45",
     "2027-08-16 08:00", "overnight"),
    ("no-calendar-on-a-weekday", NONE_AT_ALL, "2027-08-17 11:15", "2027-08-18 08:45",
     "2027-08-17 12:15", "in_session"),
    ("a-desk-over-the-weekend", DESK, "2026-11-13 23:50", "2026-11-16 09:00",
     "2026-11-16 08:15", "overnight"),
    ("a-desk-in-working-hours", DESK, "2026-11-17 11:15", "2026-11-18 09:00",
     "2026-11-18 08:15", "overnight"),
    ("the-night-the-clocks-go-back", OWN_DATES, "2026-10-25 01:30", "2026-10-26 08:20",
     "2026-10-26 07:35", "overnight"),
    ("the-night-the-clocks-go-forward", OWN_DATES, "2027-03-28 03:30", "2027-03-30 08:20",
     "2027-03-30 07:35", "overnight"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("calendar", "belief", "due", "chase", "situation"),
    [pytest.param(*case[1:], id=case[0]) for case in CASES],
)
def test_when_something_is_due(
    calendar: SchoolCalendar, belief: str, due: str, chase: str, situation: str
) -> None:
    at = local(belief)

    assert due_at(at, calendar) == local(due)
    assert chase_at(at, calendar) == local(chase)
    assert situation_at(at, calendar) == situation
    assert deadline(at, calendar).situation == situation
    assert due_at(at.astimezone(UTC), calendar) == local(due)


def test_the_bell_is_the_schools_wall_clock_on_both_sides_of_a_clock_change() -> None:
    before = due_at(datetime(2026, 10, 22, 22, tzinfo=UTC), OWN_DATES)
    after = due_at(datetime(2026, 10, 25, 22, tzinfo=UTC), OWN_DATES)

    assert before.isoformat() == "2026-10-23T07:20:00+00:00"
    assert after.isoformat() == "2026-10-26T08:20:00+00:00"


def test_out_of_term_the_councils_desk_hears_after_a_day() -> None:
    found = deadline(local("2026-12-24 20:00"), COUNCILS_DATES)

    assert found.council_chase_at == local("2026-12-25 20:00")
    assert found.basis == "council"


def test_in_term_the_councils_desk_is_not_chased() -> None:
    assert deadline(local("2026-11-17 11:15"), COUNCILS_DATES).council_chase_at is None


def test_a_long_holiday_chase_is_still_a_lead_before_the_bell() -> None:
    patient = Policy(holiday_chase=timedelta(hours=168))

    assert chase_at(local("2026-12-31 20:00"), COUNCILS_DATES, patient) == local("2027-01-04 08:00")


def test_a_partnerships_own_times_are_kept() -> None:
    policy = Policy.from_settings(
        {
            "default_opens_at": "09:10",
            "desk_opens_at": "08:00",
            "one_off_bank_holidays": "2026-11-16",
        }
    )
    friday = local("2026-11-13 23:50")

    assert due_at(friday, school_calendar(policy)) == local("2026-11-17 09:10")
    assert due_at(friday, desk_calendar(policy)) == local("2026-11-17 08:00")


def test_an_instant_without_a_timezone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        deadline(datetime(2026, 11, 17), COUNCILS_DATES)  # noqa: DTZ001  that is the point


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(3600, 60), (59, 0), (0, 0), (-1, -1), (-60, -1), (-61, -2)]
)
def test_minutes_left_round_down_so_that_nobody_is_told_too_many(
    seconds: int, minutes: int
) -> None:
    due = local("2026-11-17 08:45")

    assert minutes_left(due, at=due - timedelta(seconds=seconds)) == minutes


CALENDARS = st.sampled_from(
    [COUNCILS_DATES, WITH_INSET, OWN_DATES, WELSH, SATURDAY_SCHOOL, NONE_AT_ALL, DESK]
)
INSTANTS = st.integers(0, 500 * 24 * 60).map(
    lambda minutes: datetime(2026, 8, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(CALENDARS, INSTANTS, INSTANTS)
def test_a_later_belief_is_never_due_sooner(
    calendar: SchoolCalendar, one: datetime, other: datetime
) -> None:
    earlier, later = sorted([one, other])

    assert due_at(earlier, calendar) <= due_at(later, calendar)


@given(CALENDARS, INSTANTS)
def test_due_is_later_than_the_belief_and_the_chase_is_before_it_is_due(
    calendar: SchoolCalendar, belief: datetime
) -> None:
    found = deadline(belief, calendar)

    assert found.due_at > belief
    assert found.chase_at < found.due_at


@given(CALENDARS, INSTANTS)
def test_in_session_and_in_holidays_a_person_is_chased_within_hours(
    calendar: SchoolCalendar, belief: datetime
) -> None:
    found = deadline(belief, calendar)

    if found.situation != "overnight":
        assert belief < found.chase_at <= belief + POLICY.holiday_chase
