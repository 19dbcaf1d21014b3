"""`core.attending`: a child is told about before the next day on which it comes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from firstbell.core.attending import (
    Attendance,
    AttendedCalendar,
    Attending,
    attendance,
    attended,
    is_soon,
)
from firstbell.core.calendars import LONDON, Period, SchoolCalendar
from firstbell.core.deadlines import deadline, school_calendar
from firstbell.core.policy import Policy

RULES = Policy()
OPEN = SchoolCalendar(opens_at=time(8))


def calendar(days: str, place: SchoolCalendar = OPEN) -> AttendedCalendar:
    return attended(place, attendance(days), RULES)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("D--P-", "D--P---"),
        ("mt-t-", "DD-D---"),
        ("MTWTFSS", "DDDDDDD"),
        ("10010", "D--D---"),
        ("A 0 0 0 0", "A------"),
        ("Mon, Thu", "D--D---"),
        ("tuesday am; Thurs pm & sat", "-A-P-D-"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, kept: str) -> None:
    assert attendance(text).days == kept
    assert attendance(kept) == Attendance(kept)


@pytest.mark.parametrize("text", ["", "-----", "am", "Mo", "Mon xyz", "D-D", "ZZZZZ", "T"])
def test_what_names_no_day_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match="from Monday on, or days such as"):
        attendance(text)


@pytest.mark.parametrize(
    ("days", "belief", "due"),
    [
        pytest.param("Mon Thu", "2026-11-23T23:00", "2026-11-26T08:00", id="not-the-next-weekday"),
        pytest.param("Mon Thu", "2026-11-26T07:30", "2026-11-26T08:00", id="the-same-morning"),
        pytest.param("Mon Thu", "2026-11-26T10:00", "2026-11-30T08:00", id="over-the-weekend"),
        pytest.param("Thu pm", "2026-11-26T10:00", "2026-11-26T12:30", id="this-afternoon"),
        pytest.param("Thu pm", "2026-11-26T12:31", "2026-12-03T12:30", id="next-week"),
        pytest.param("Thu am", "2026-11-25T10:00", "2026-11-26T08:00", id="in-the-morning"),
        pytest.param("Sat", "2026-11-26T10:00", "2026-11-28T08:00", id="on-a-saturday"),
        pytest.param("Mon", "2026-12-25T10:00", "2027-01-04T08:00", id="not-on-a-bank-holiday"),
        pytest.param("Fri", "2026-03-27T12:00", "2026-04-10T08:00", id="over-good-friday"),
        pytest.param("Mon", "2026-03-28T12:00", "2026-03-30T08:00", id="the-clocks-go-forward"),
        pytest.param("Mon", "2026-10-24T12:00", "2026-10-26T08:00", id="the-clocks-go-back"),
    ],
)
def test_the_bell_is_the_next_session_that_the_child_attends(
    days: str, belief: str, due: str
) -> None:
    found = deadline(at(belief), calendar(days), RULES)

    assert found.due_at == at(due)
    assert found.basis == "own"


def test_the_holidays_and_closures_of_the_place_are_none_of_its_days() -> None:
    place = school_calendar(
        RULES,
        own=(
            Period(kind="closure", first=date(2026, 11, 30), last=date(2026, 11, 30)),
            Period(kind="open", first=date(2026, 12, 5), last=date(2026, 12, 5)),
        ),
    )

    assert calendar("Mon", place).next_opening(at("2026-11-27T12:00")).on == date(2026, 12, 7)


def test_a_calendar_that_never_opens_is_passed_over_for_the_days_attended() -> None:
    shut = Period(kind="closure", first=date(2026, 1, 1), last=date(2028, 12, 31))

    found = calendar("Tue", SchoolCalendar(own=(shut,))).next_opening(at("2026-11-26T12:00"))

    assert found.on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("days", "belief", "situation", "chase"),
    [
        pytest.param(
            "Thu am", "2026-11-26T11:50", "in_session", "2026-11-26T12:30", id="till-noon"
        ),
        pytest.param("Thu am", "2026-11-26T13:00", "overnight", "2026-12-03T07:15", id="gone"),
        pytest.param("Thu pm", "2026-11-26T10:00", "overnight", "2026-11-26T11:45", id="to-come"),
        pytest.param("Mon", "2026-11-26T10:00", "overnight", "2026-11-30T07:15", id="not-today"),
        pytest.param("Thu", "2026-11-26T10:00", "in_session", "2026-11-26T11:00", id="all-day"),
    ],
)
def test_only_a_child_who_is_there_is_chased_at_once(
    days: str, belief: str, situation: str, chase: str
) -> None:
    found = deadline(at(belief), calendar(days), RULES)

    assert (found.situation, found.chase_at) == (situation, at(chase))


def test_a_place_that_keeps_terms_is_out_of_term_for_the_child_too() -> None:
    terms = tuple(
        Period(kind="term", first=date(2026, *first), last=date(2026, *last))
        for first, last in (((9, 7), (12, 11)), ((12, 28), (12, 31)))
    )

    found = deadline(at("2026-12-14T10:00"), calendar("Tue", SchoolCalendar(own=terms)), RULES)

    assert found.situation == "out_of_term"
    assert found.due_at == at("2026-12-29T08:45")


@pytest.mark.parametrize(("days", "soon"), [("Tue", True), ("Fri", False)])
def test_a_child_who_comes_late_needs_somebody_else_as_well(days: str, soon: bool) -> None:
    rules = Attending(attends_within=timedelta(days=7))

    # New Year's Day is a Friday, so that who comes on Fridays misses a week.
    assert is_soon(calendar(days), at("2026-12-27T12:00"), rules) is soon


WEEKS = some.text("DAP-", min_size=7, max_size=7).filter(lambda text: text.strip("-"))
INSTANTS = some.integers(0, 1_500_000).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(WEEKS, INSTANTS)
def test_the_bell_is_the_first_session_after_the_belief_and_none_lies_between(
    days: str, belief: datetime
) -> None:
    found = AttendedCalendar(attends=Attendance(days)).next_opening(belief)
    week = Attendance(days)

    assert found.at > belief
    assert week.session(found.on) != "-"
    assert found.at.astimezone(LONDON).time() == (
        time(12, 30) if week.session(found.on) == "P" else time(8, 45)
    )
    one = belief.astimezone(LONDON).date()
    while one < found.on:
        is_day = week.session(one) != "-" and not OPEN.is_bank_holiday(one)
        assert not is_day or AttendedCalendar(attends=week).opening(one) <= belief
        one += timedelta(days=1)


@given(WEEKS.map(lambda text: text.translate(str.maketrans("AP", "DD"))), INSTANTS)
def test_a_child_who_comes_on_fewer_days_is_never_due_earlier(days: str, belief: datetime) -> None:
    every = AttendedCalendar(attends=Attendance("DDDDDDD"))

    fewer = AttendedCalendar(attends=Attendance(days)).next_opening(belief)

    assert fewer.at >= every.next_opening(belief).at
