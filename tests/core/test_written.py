"""Days and times as forces write them, and which instant is meant."""

from datetime import UTC, date, datetime, time

import pytest

from firstbell.core.written import (
    BadForm,
    NotRead,
    confusable,
    day_form,
    in_london,
    read_day,
    read_day_and_time,
    read_moment,
    read_time,
    time_form,
)

DAYS = [day_form(each) for each in ("dd/mm/yyyy", "yyyy-mm-dd", "dd mmm yyyy", "yyyymmdd")]
TIMES = [time_form(each) for each in ("hh:mm", "hh:mm:ss", "hhmm")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("04/03/2017", date(2017, 3, 4)),
        (" 4/3/2017 ", date(2017, 3, 4)),
        ("2017-03-04", date(2017, 3, 4)),
        ("4 Mar 2017", date(2017, 3, 4)),
        ("04 march 2017", date(2017, 3, 4)),
        ("20170304", date(2017, 3, 4)),
        ("31/02/2017", None),
        ("29/02/2016", date(2016, 2, 29)),
        ("4 Mrz 2017", None),
        ("03/04/17", None),
        ("2017.03.04", None),
        ("", None),
        ("٤/٣/٢٠١٧", None),
    ],
)
def test_a_day_is_read_in_the_forms_that_were_agreed_and_in_no_other(
    text: str, day: date | None
) -> None:
    assert read_day(text, DAYS) == day


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("21:05", time(21, 5)),
        ("9:05", time(9, 5)),
        ("21:05:59", time(21, 5, 59)),
        ("21:05:59.250", time(21, 5, 59)),
        ("2105", time(21, 5)),
        ("905", time(9, 5)),
        ("5", time(0, 5)),
        ("25:00", None),
        ("9pm", None),
        ("", None),
    ],
)
def test_a_time_is_read_also_where_a_spreadsheet_took_its_zeros(
    text: str, clock: time | None
) -> None:
    assert read_time(text, TIMES) == clock


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("20/11/2026 23:50", datetime(2026, 11, 20, 23, 50, tzinfo=UTC)),
        ("20/06/2026 23:50", datetime(2026, 6, 20, 22, 50, tzinfo=UTC)),
        ("20/06/2026, at 23:50", datetime(2026, 6, 20, 22, 50, tzinfo=UTC)),
        ("20 Jun 2026 2350", datetime(2026, 6, 20, 22, 50, tzinfo=UTC)),
        ("2026-06-20T23:50:00", datetime(2026, 6, 20, 22, 50, tzinfo=UTC)),
        ("2026-06-20T23:50:00Z", datetime(2026, 6, 20, 23, 50, tzinfo=UTC)),
        ("20/06/2026 23:50 BST", datetime(2026, 6, 20, 22, 50, tzinfo=UTC)),
        ("20/06/2026 23:50 gmt", datetime(2026, 6, 20, 23, 50, tzinfo=UTC)),
        ("2026-06-20 23:50:00+01:00", datetime(2026, 6, 20, 22, 50, tzinfo=UTC)),
        ("2026-06-20 23:50:00-0130", datetime(2026, 6, 21, 1, 20, tzinfo=UTC)),
    ],
)
def test_a_moment_is_londons_unless_it_names_its_zone(text: str, instant: datetime) -> None:
    assert read_moment(text, DAYS, TIMES).instant == instant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("20/11/2026", "no_time"),
        ("20/11/2026 ", "no_time"),
        ("20/11/2026 late", "moment"),
        ("Friday night", "moment"),
        ("29/03/2026 01:30", "skipped_hour"),
        ("", "moment"),
        ("20/11/2026 23:50 +15:00", "moment"),
        ("20/11/2026 23:50 +01:75", "moment"),
    ],
)
def test_what_is_no_moment_says_why(text: str, code: str) -> None:
    with pytest.raises(NotRead) as refused:
        read_moment(text, DAYS, TIMES)

    assert refused.value.code == code


def test_an_hour_that_the_clocks_showed_twice_is_the_first_one_and_marked() -> None:
    twice = in_london(datetime(2026, 10, 25, 1, 30))  # noqa: DTZ001
    once = in_london(datetime(2026, 10, 25, 2, 30))  # noqa: DTZ001

    assert (twice.instant, twice.is_twice) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True)
    assert (once.instant, once.is_twice) == (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), False)
    said = read_day_and_time(date(2026, 10, 25), "01:30 GMT", TIMES)
    assert (said.instant, said.is_twice) == (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), False)


@pytest.mark.parametrize("form", ["", "dd/mm", "dd/mm/yy", "dd/dd/yyyy", "mm mmm yyyy", "hh:mm"])
def test_a_form_of_a_day_without_all_its_parts_is_none(form: str) -> None:
    with pytest.raises(BadForm):
        day_form(form)


@pytest.mark.parametrize("form", ["", "hh", "mm:ss", "hh:mm:mm"])
def test_a_form_of_a_time_without_all_its_parts_is_none(form: str) -> None:
    with pytest.raises(BadForm):
        time_form(form)


def test_two_forms_that_swap_day_and_month_are_found() -> None:
    assert confusable(["dd/mm/yyyy", "yyyy-mm-dd", "mm/dd/yyyy"]) == ("dd/mm/yyyy", "mm/dd/yyyy")
    assert confusable(["dd/mm/yyyy", "mm-dd-yyyy", "dd mmm yyyy"]) is None
