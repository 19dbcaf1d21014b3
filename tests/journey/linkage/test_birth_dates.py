"""Birth dates in arrays agree as one beside one."""

from datetime import date, timedelta
from itertools import product

import numpy as np

from firstbell.core.linkage.dates import compare_birth
from firstbell.journey.linkage.birth_dates import LEVELS, NO_AGE, as_numbers, birth_levels

NIGHT = date(2026, 11, 23)
DAYS = [
    None, date(2014, 3, 2), date(2014, 2, 3), date(2013, 3, 2), date(2015, 3, 2), date(2014, 3, 1),
    date(2014, 1, 1), date(2014, 2, 1), date(2004, 3, 2), date(2014, 3, 12), date(2014, 12, 2),
    date(2014, 2, 2), date(2009, 7, 8), date(2014, 1, 2), date(1999, 12, 31), date(2000, 1, 1),
]  # fmt: skip
BIRTHDAYS = [NIGHT.replace(year=2016) + timedelta(days) for days in (-366, -1, 0, 1, 365)]
AGES = [(None, NIGHT), (10, None), (10, NIGHT), (9, NIGHT), (0, NIGHT), (40, NIGHT)]


def test_arrays_say_what_one_beside_one_says() -> None:
    told = [(day, *age) for day, age in product(DAYS, AGES)]
    pairs = list(product(told, [*DAYS, *BIRTHDAYS]))
    expected = [compare_birth(*own, rolled) for own, rolled in pairs]
    places = birth_levels(
        as_numbers(own[0] for own, _ in pairs),
        np.array([NO_AGE if own[1] is None else own[1] for own, _ in pairs], np.int32),
        as_numbers(own[2] for own, _ in pairs),
        as_numbers(rolled for _, rolled in pairs),
    )
    assert set(expected) == set(LEVELS)
    assert [LEVELS[place] for place in places] == expected
