"""How the birth dates of many pairs agree at once: `core.linkage.dates.compare_birth`, in arrays.

Dates are whole numbers such as 20140302, 0 where there is none; a test holds both to one answer.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from firstbell.core.linkage.levels import Level

Dates = NDArray[np.int32]
Places = NDArray[np.int64]

LEVELS = (
    Level.MISSING, Level.SAME, Level.SWAPPED, Level.YEAR_SLIP, Level.FIRST_OF,
    Level.FIRST_OF_YEAR, Level.CLOSE, Level.AGE, Level.AGE_NEAR, Level.DIFFERENT,
)  # fmt: skip
_PLACE = {level: place for place, level in enumerate(LEVELS)}

NO_AGE = -1


def as_numbers(days: Iterable[date | None]) -> Dates:
    """Dates as whole numbers."""
    return np.array(
        [0 if day is None else day.year * 10_000 + day.month * 100 + day.day for day in days],
        np.int32,
    )


def birth_levels(recorded: Dates, ages: Dates, on: Dates, rolled: Dates) -> Places:
    """The place in ``LEVELS`` of every pair; ``ages`` in years on the day ``on``, else `NO_AGE`."""
    found = np.where(recorded > 0, _of_dates(recorded, rolled), _of_ages(ages, on, rolled))
    found[rolled == 0] = _PLACE[Level.MISSING]
    return found


def _of_dates(recorded: Dates, rolled: Dates) -> Places:
    own_day, day = recorded % 100, rolled % 100
    own_month, month = recorded // 100 % 100, rolled // 100 % 100
    apart = np.abs(recorded // 10_000 - rolled // 10_000)
    same_year, same_month = apart == 0, own_month == month
    one_day = same_month & (own_day == day)
    first_of = same_year & (own_day == 1) & ~one_day
    return np.select(
        [
            recorded == rolled,
            same_year & (own_day == month) & (own_month == day),
            one_day & (apart == 1),
            first_of & same_month,
            first_of & (own_month == 1),
            _digits_apart(recorded, rolled) == 1,
        ],
        [
            _PLACE[level]
            for level in (
                Level.SAME, Level.SWAPPED, Level.YEAR_SLIP, Level.FIRST_OF, Level.FIRST_OF_YEAR,
                Level.CLOSE,
            )
        ],
        _PLACE[Level.DIFFERENT],
    )  # fmt: skip


def _digits_apart(one: Dates, other: Dates) -> Dates:
    count = np.zeros(len(one), np.int32)
    for _ in range(len("20140302")):
        count += one % 10 != other % 10
        one, other = one // 10, other // 10
    return count


def _of_ages(ages: Dates, on: Dates, rolled: Dates) -> Places:
    actual = on // 10_000 - rolled // 10_000 - (on % 10_000 < rolled % 10_000)
    off = np.abs(actual - ages)
    levels = (_PLACE[Level.AGE], _PLACE[Level.AGE_NEAR], _PLACE[Level.DIFFERENT])
    found = np.array(levels, np.int64)[np.minimum(off, 2)]
    return np.where((ages == NO_AGE) | (on == 0), _PLACE[Level.MISSING], found)
