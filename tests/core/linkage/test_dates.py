"""Birth dates and ages: how each way of telling them wrongly is recognised."""

from datetime import date

import pytest

from firstbell.core.linkage.dates import compare_birth, years_possible
from firstbell.core.linkage.levels import Level

NIGHT = date(2026, 11, 21)
ROLLED = date(2014, 3, 2)


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        (date(2014, 3, 2), Level.SAME),
        (date(2014, 2, 3), Level.SWAPPED),
        (date(2013, 3, 2), Level.YEAR_SLIP),
        (date(2015, 3, 2), Level.YEAR_SLIP),
        (date(2014, 3, 1), Level.FIRST_OF),
        (date(2014, 1, 1), Level.FIRST_OF_YEAR),
        (date(2014, 3, 12), Level.CLOSE),
        (date(2017, 3, 2), Level.CLOSE),
        (date(2005, 3, 2), Level.DIFFERENT),
        (date(2014, 6, 1), Level.DIFFERENT),
        (date(2011, 9, 20), Level.DIFFERENT),
    ],
)
def test_a_birth_date_agrees_in_the_ways_it_is_told_wrongly(
    recorded: date, expected: Level
) -> None:
    assert compare_birth(recorded, None, NIGHT, ROLLED) is expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (12, Level.AGE),
        (11, Level.AGE_NEAR),
        (13, Level.AGE_NEAR),
        (10, Level.DIFFERENT),
        (14, Level.DIFFERENT),
    ],
)
def test_an_age_is_read_on_the_night_of_the_incident(age: int, expected: Level) -> None:
    assert compare_birth(None, age, NIGHT, ROLLED) is expected


def test_an_age_counts_from_the_birthday_itself() -> None:
    assert compare_birth(None, 11, date(2026, 3, 1), ROLLED) is Level.AGE
    assert compare_birth(None, 12, date(2026, 3, 2), ROLLED) is Level.AGE


@pytest.mark.parametrize(
    ("recorded", "age", "on", "rolled"),
    [
        (None, None, NIGHT, ROLLED),
        (None, 12, None, ROLLED),
        (date(2014, 3, 2), None, NIGHT, None),
        (None, 12, NIGHT, None),
    ],
)
def test_what_is_not_known_speaks_neither_for_nor_against(
    recorded: date | None, age: int | None, on: date | None, rolled: date | None
) -> None:
    assert compare_birth(recorded, age, on, rolled) is Level.MISSING


def test_an_age_opens_a_window_of_birth_years() -> None:
    assert years_possible(None, 12, NIGHT) == (2012, 2013, 2014, 2015)
    assert years_possible(ROLLED, 5, NIGHT) == (2014,)
    assert years_possible(None, 60, NIGHT) == ()
    assert years_possible(None, None, NIGHT) == ()
    assert years_possible(None, 7, None) == ()
