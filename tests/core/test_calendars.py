"""`firstbell.core.calendars`: whose word counts for a day, and when the first bell rings."""

from datetime import UTC, date, datetime, time

import pytest

from firstbell.core.calendars import (
    LONDON,
    DeskCalendar,
    Nation,
    Period,
    PeriodKind,
    SchoolCalendar,
    bank_holidays,
    instant,
    local_day,
)


def period(kind: PeriodKind, first: str, last: str = "", opens_at: str = "") -> Period:
    return Period(
        kind=kind,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last or first),
        opens_at=time.fromisoformat(opens_at) if opens_at else None,
    )


def is_school_day(calendar: SchoolCalendar, day: str) -> bool:
    return calendar.is_school_day(date.fromisoformat(day))


def bell(calendar: SchoolCalendar, day: str) -> str:
    return calendar.opening(date.fromisoformat(day)).astimezone(LONDON).strftime("%H:%M")


COUNCIL = (
    period("term", "2026-09-02", "2026-10-23", "08:50"),
    period("term", "2026-11-02", "2026-12-18"),
    period("inset", "2026-09-02"),
    period("open", "2026-09-05"),
)
OWN = (
    period("term", "2026-09-07", "2026-10-16", "08:30"),
    period("term", "2026-10-26", "2026-11-27"),
)


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-12-28", "the substitute for Boxing Day"),
        ("2027-12-27", "the substitute for Christmas Day"),
        ("2027-12-28", "the substitute for Boxing Day"),
        ("2028-01-03", "the substitute for New Year"),
        ("2020-05-08", "early May, moved for VE Day"),
        ("2022-06-03", "a jubilee"),
        ("2022-09-19", "a state funeral"),
        ("2023-05-08", "a coronation"),
    ],
)
def test_substitute_and_one_off_days_are_bank_holidays(nation: Nation, day: str, why: str) -> None:
    on = date.fromisoformat(day)

    assert on in bank_holidays(nation, on.year), why


def test_days_of_other_nations_are_no_bank_holidays_here() -> None:
    assert date(2026, 11, 30) not in bank_holidays(Nation.ENGLAND, 2026)  # St Andrew's Day
    assert date(2026, 3, 17) not in bank_holidays(Nation.WALES, 2026)  # St Patrick's Day
    assert date(2020, 5, 4) not in bank_holidays(Nation.ENGLAND, 2020)  # moved to the 8th


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="a term period ends on 2026-09-01"):
        period("term", "2026-09-02", "2026-09-01")


@pytest.mark.parametrize(
    ("day", "basis"),
    [
        ("2026-09-01", "assumed"),
        ("2026-09-02", "council"),
        ("2026-09-06", "council"),
        ("2026-09-07", "own"),
        ("2026-10-20", "own"),
        ("2026-11-27", "own"),
        ("2026-11-28", "council"),
        ("2026-12-18", "council"),
        ("2026-12-19", "assumed"),
    ],
)
def test_each_calendar_speaks_from_its_first_to_its_last_term_day(day: str, basis: str) -> None:
    calendar = SchoolCalendar(own=OWN, council=COUNCIL)

    assert calendar.basis(date.fromisoformat(day)) == basis


def test_own_rows_without_a_term_are_no_calendar_but_apply_all_the_same() -> None:
    own = (
        period("inset", "2026-11-09"),
        period("closure", "2026-11-10"),
        period("open", "2026-11-14"),
        period("closure", "2027-02-15", "2027-02-19"),
        period("open", "2027-02-20"),
    )
    calendar = SchoolCalendar(own=own, council=COUNCIL)

    assert calendar.basis(date(2026, 11, 9)) == "council"
    assert [is_school_day(calendar, f"2026-11-{day:02}") for day in (9, 10, 11, 14)] == [
        False,
        False,
        True,
        True,
    ]
    assert calendar.basis(date(2027, 2, 15)) == "assumed"
    assert not is_school_day(calendar, "2027-02-15")
    assert is_school_day(calendar, "2027-02-20")
    assert is_school_day(calendar, "2027-02-22")


def test_own_marks_apply_before_the_own_calendar_begins() -> None:
    calendar = SchoolCalendar(own=(*OWN, period("closure", "2026-09-03")), council=COUNCIL)

    assert not is_school_day(calendar, "2026-09-03")
    assert is_school_day(calendar, "2026-09-04")


def test_the_councils_marks_count_only_where_the_council_speaks() -> None:
    marked = (*COUNCIL, period("closure", "2026-09-14"), period("inset", "2027-02-15"))

    assert not is_school_day(SchoolCalendar(council=marked), "2026-09-14")
    assert not is_school_day(SchoolCalendar(council=marked), "2026-09-02")
    assert is_school_day(SchoolCalendar(council=marked), "2026-09-05")
    assert is_school_day(SchoolCalendar(own=OWN, council=marked), "2026-09-14")
    assert is_school_day(SchoolCalendar(council=marked), "2027-02-15")


def test_an_open_day_is_one_only_in_term_and_never_a_bank_holiday() -> None:
    own = (
        period("term", "2027-01-04", "2027-03-25"),
        period("term", "2027-04-12", "2027-05-28"),
        period("open", "2027-02-06"),
        period("open", "2027-04-03"),
        period("open", "2027-05-03"),
        period("open", "2027-05-15"),
        period("closure", "2027-05-15"),
    )
    calendar = SchoolCalendar(own=own)

    assert is_school_day(calendar, "2027-02-06")
    assert not is_school_day(calendar, "2027-02-13"), "a Saturday that is not marked"
    assert not is_school_day(calendar, "2027-04-03"), "a Saturday of the holidays"
    assert not is_school_day(calendar, "2027-05-03"), "a bank holiday"
    assert not is_school_day(calendar, "2027-05-15"), "closed after all"


def test_a_holiday_inside_the_own_calendar_is_not_filled_from_the_councils() -> None:
    calendar = SchoolCalendar(own=OWN, council=COUNCIL)

    assert not is_school_day(calendar, "2026-10-20")
    assert not calendar.in_term(date(2026, 10, 20))
    assert is_school_day(calendar, "2026-10-27")


def test_with_no_calendar_at_all_every_weekday_but_bank_holidays_is_a_school_day() -> None:
    calendar = SchoolCalendar()

    assert is_school_day(calendar, "2027-08-17")
    assert calendar.in_term(date(2027, 8, 17))
    assert not is_school_day(calendar, "2027-08-15")
    assert not is_school_day(calendar, "2027-08-30")


def test_a_bank_holiday_proclaimed_late_counts_too() -> None:
    late = frozenset({date(2027, 6, 14)})

    assert not is_school_day(SchoolCalendar(one_off_bank_holidays=late), "2027-06-14")
    assert not DeskCalendar(one_off_bank_holidays=late).is_working_day(date(2027, 6, 14))


@pytest.mark.parametrize(
    ("day", "time_of_day"),
    [
        ("2026-09-03", "08:50"),
        ("2026-09-07", "08:30"),
        ("2026-10-26", "08:45"),
        ("2026-09-08", "10:00"),
        ("2026-09-09", "08:30"),
        ("2027-02-15", "08:45"),
        ("2027-02-20", "09:30"),
    ],
)
def test_the_bell_is_that_of_the_day_else_of_its_term_else_the_default(
    day: str, time_of_day: str
) -> None:
    own = (
        *OWN,
        period("open", "2026-09-08", opens_at="10:00"),
        period("open", "2026-09-09"),
        period("open", "2027-02-20", opens_at="09:30"),
    )

    assert bell(SchoolCalendar(own=own, council=COUNCIL), day) == time_of_day


def test_where_terms_overlap_the_earlier_bell_counts() -> None:
    own = (
        period("term", "2026-09-01", "2026-12-18", "08:55"),
        period("term", "2026-09-01", "2026-09-30", "08:35"),
    )

    assert bell(SchoolCalendar(own=own), "2026-09-15") == "08:35"
    assert bell(SchoolCalendar(own=own), "2026-10-15") == "08:55"


@pytest.mark.parametrize(
    ("wall_clock", "at"),
    [
        # Sunday 28 March 2027: 01:00 to 02:00 does not happen.
        ("2027-03-28 00:30", "2027-03-28 00:30"),
        ("2027-03-28 01:30", "2027-03-28 01:30"),
        ("2027-03-28 02:30", "2027-03-28 01:30"),
        # Sunday 25 October 2026: 01:00 to 02:00 happens twice.
        ("2026-10-25 00:30", "2026-10-24 23:30"),
        ("2026-10-25 01:30", "2026-10-25 00:30"),
        ("2026-10-25 02:30", "2026-10-25 02:30"),
    ],
)
def test_a_skipped_time_moves_forward_and_a_doubled_one_means_the_first(
    wall_clock: str, at: str
) -> None:
    local = datetime.fromisoformat(wall_clock)

    for fold in (0, 1):
        found = instant(local.date(), local.time().replace(fold=fold))
        assert found == datetime.fromisoformat(f"{at}+00:00")
        assert found.tzinfo is UTC


def test_the_day_is_that_of_the_wall_clock() -> None:
    assert local_day(datetime(2026, 8, 31, 23, 30, tzinfo=UTC)) == date(2026, 9, 1)
    assert local_day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("time_of_day", "expected"),
    [("08:44:59", False), ("08:45", True), ("15:29:59", True), ("15:30", False)],
)
def test_in_session_is_from_the_first_bell_to_the_close(time_of_day: str, expected: bool) -> None:
    calendar = SchoolCalendar()
    tuesday = datetime.fromisoformat(f"2026-11-17T{time_of_day}").replace(tzinfo=LONDON)
    sunday = tuesday.replace(day=15)

    assert calendar.in_session(tuesday) == expected
    assert not calendar.in_session(sunday)


@pytest.mark.parametrize(
    ("after", "at"),
    [
        ("2026-11-17 08:59", "2026-11-17 09:00"),
        ("2026-11-17 09:00", "2026-11-18 09:00"),
        ("2026-11-20 23:50", "2026-11-23 09:00"),
        ("2026-12-24 20:00", "2026-12-29 09:00"),
    ],
)
def test_a_desk_opens_on_working_days(after: str, at: str) -> None:
    opening = DeskCalendar().next_opening(datetime.fromisoformat(after).replace(tzinfo=LONDON))

    assert opening.at == datetime.fromisoformat(at).replace(tzinfo=LONDON)
    assert (opening.on, opening.basis) == (date.fromisoformat(at[:10]), "council")


def test_a_calendar_without_a_school_day_for_a_year_is_passed_over() -> None:
    closed_for_good = SchoolCalendar(
        own=(period("closure", "2026-01-01", "2099-12-31"),), council=COUNCIL, opens_at=time(9, 5)
    )

    opening = closed_for_good.next_opening(datetime(2026, 11, 20, 23, tzinfo=UTC))

    assert opening.basis == "assumed"
    assert opening.at == datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def test_an_instant_without_a_timezone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        local_day(datetime(2026, 11, 17))  # noqa: DTZ001  that is the point
