"""Which numbers a text can go to, how long it helps, and when it is asked what became of it."""

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.core.texts import Fate, fate_of, look_again_at, mobile_number, worth_sending

AT, HOUR = datetime(2026, 11, 23, 7, 10, tzinfo=UTC), timedelta(hours=1)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900-123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("(07700) 900.123", "+447700900123"),
        ("07624 400000", "+447624400000"),  # the Isle of Man
        ("07600 900123", None),  # a pager
        ("07000 900123", None),  # a personal number
        ("01632 960001", None),
        ("07700 90012", None),
        ("07700 9001234", None),
        ("07700 900123 (after school)", None),
        ("+33 6 12 34 56 78", None),
        ("", None),
    ],
)
def test_a_text_goes_to_a_mobile_of_the_uk_however_it_is_written(
    written: str, number: str | None
) -> None:
    assert mobile_number(written) == number


def test_what_became_of_a_text_is_one_of_four_and_else_not_yet_known() -> None:
    assert fate_of("permanent-failure") is Fate.PERMANENT
    assert {fate_of("created"), fate_of("sending"), fate_of("new-word")} == {None}


def test_a_text_helps_until_the_bell_and_for_an_hour_when_it_has_rung() -> None:
    bell = AT + HOUR
    assert worth_sending(made_at=AT, due_at=bell, at=bell - timedelta(minutes=1))
    assert not worth_sending(made_at=AT, due_at=bell, at=bell)
    assert worth_sending(made_at=AT, due_at=AT - HOUR, at=AT + timedelta(minutes=59))


def test_it_is_asked_ever_more_seldom_and_for_three_days() -> None:
    minutes = [3]
    while again := look_again_at(sent_at=AT, at=AT + timedelta(minutes=minutes[-1])):
        minutes.append((again - AT) // timedelta(minutes=1))
    assert minutes[:4] == [3, 6, 12, 24]
    assert minutes[-1] >= 72 * 60
    assert len(minutes) < 15
