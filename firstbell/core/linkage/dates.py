"""How a recorded birth date or age agrees with the one on the roll.

Knows the ways in which a birth date is told, heard and typed wrongly; what each is worth is for
``weigh``. No clock: an age is read on the day of its incident.
"""

from datetime import date

from firstbell.core.linkage.levels import Level

OLDEST = 25
"""No pupil on a roll is older, so no stated age above it is looked for."""


def compare_birth(
    recorded: date | None, age: int | None, on: date | None, rolled: date | None
) -> Level:
    """The level at which a recorded birth date, else an age on a day, fits the roll's date."""
    if rolled is None:
        return Level.MISSING
    if recorded is not None:
        return _compare_dates(recorded, rolled)
    if age is None or on is None:
        return Level.MISSING
    return _compare_age(age, on, rolled)


def years_possible(
    recorded: date | None, age: int | None, on: date | None, *, slack: int = 1
) -> tuple[int, ...]:
    """Birth years to look among: the recorded one, else those of the age and ``slack`` beside."""
    if recorded is not None:
        return (recorded.year,)
    if age is None or on is None or not 0 <= age <= OLDEST:
        return ()
    return tuple(range(on.year - age - 1 - slack, on.year - age + slack + 1))


def _compare_age(age: int, on: date, rolled: date) -> Level:
    actual = on.year - rolled.year - ((on.month, on.day) < (rolled.month, rolled.day))
    off = abs(actual - age)
    if off == 0:
        return Level.AGE
    return Level.AGE_NEAR if off == 1 else Level.DIFFERENT


def _compare_dates(recorded: date, rolled: date) -> Level:
    if recorded == rolled:
        return Level.SAME
    same_year, same_month = recorded.year == rolled.year, recorded.month == rolled.month
    if same_year and (recorded.day, recorded.month) == (rolled.month, rolled.day):
        return Level.SWAPPED
    if (recorded.month, recorded.day) == (rolled.month, rolled.day):
        return (
            Level.YEAR_SLIP if abs(recorded.year - rolled.year) == 1 else _digits(recorded, rolled)
        )
    if same_year and recorded.day == 1 and same_month:
        return Level.FIRST_OF
    if same_year and recorded.day == recorded.month == 1:
        return Level.FIRST_OF_YEAR
    return _digits(recorded, rolled)


def _digits(recorded: date, rolled: date) -> Level:
    pairs = zip(recorded.isoformat(), rolled.isoformat(), strict=True)
    return Level.CLOSE if sum(a != b for a, b in pairs) == 1 else Level.DIFFERENT
