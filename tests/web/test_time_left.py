"""The time left, as pages say it."""

from datetime import datetime, timedelta

import pytest

from firstbell.web.templatetags.firstbell import in_words, or_not_recorded, time_left


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=95), "1 hour 35 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(days=1, hours=3, minutes=20), "1 day 3 hours"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_a_length_is_said_in_plain_words(length: timedelta, words: str) -> None:
    assert in_words(length) == words


def test_being_late_is_said_in_words_and_not_by_colour_alone(monday: datetime) -> None:
    shown = time_left(monday - timedelta(minutes=12), monday)

    assert (shown["state"], shown["words"]) == ("late", "12 minutes late")


@pytest.mark.parametrize(("minutes", "state"), [(0, "soon"), (60, "soon"), (61, "calm")])
def test_the_last_hour_is_marked(minutes: int, state: str, monday: datetime) -> None:
    assert time_left(monday + timedelta(minutes=minutes), monday)["state"] == state


def test_a_deadline_of_tomorrow_says_its_day(monday: datetime) -> None:
    assert time_left(monday + timedelta(hours=2), monday)["is_today"]
    assert not time_left(monday + timedelta(days=1), monday)["is_today"]


def test_nothing_recorded_is_said_and_a_no_stays_a_no() -> None:
    assert str(or_not_recorded("")) == "Not recorded"
    assert str(or_not_recorded(None)) == "Not recorded"
    assert or_not_recorded(0) == 0
    assert or_not_recorded(value=False) is False
