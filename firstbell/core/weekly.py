"""How complete a force's records of one week were, unit by unit, with no figure about too few.

Each measure of `core.completeness` is a table of its own: so many times it was not recorded, of so
many, by unit. One more asks how many children the record did not name whom the hub then added.
What is too small is put together by `core.suppression`. Measures nobody: units, never officers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from firstbell.core.calendars import instant, local_day
from firstbell.core.suppression import groups, is_small, table

DAYS = timedelta(days=7)

SENT_AT = time(9)
"""When, on a Monday, the report of the week before is ready: after the bells."""

LEFT_OUT = "left_out"
"""The measure of children whom the record did not name and the hub added."""

MISSING, THERE = "missing", "there"


@dataclass(frozen=True, order=True, kw_only=True)
class Week:
    """One week from Monday to Sunday, by the clocks of London."""

    monday: date

    @classmethod
    def of(cls, at: datetime) -> Self:
        """Return the week in which an instant lies."""
        day = local_day(at)
        return cls(monday=day - timedelta(days=day.weekday()))

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the week of the day that is written as YYYY-MM-DD.

        :raises ValueError: if it is no day between 2000 and 2199.
        """
        day = date.fromisoformat(text)
        if not 2000 <= day.year <= 2199:
            raise ValueError(text)
        return cls(monday=day - timedelta(days=day.weekday()))

    @property
    def begins_at(self) -> datetime:
        """The instant at which it begins."""
        return instant(self.monday, time())

    @property
    def ends_at(self) -> datetime:
        """The instant at which the next one begins."""
        return self.next.begins_at

    @property
    def told_at(self) -> datetime:
        """When its report is ready."""
        return instant(self.next.monday, SENT_AT)

    @property
    def next(self) -> Self:
        """The week after it."""
        return type(self)(monday=self.monday + DAYS)

    @property
    def before(self) -> Self:
        """The week before it."""
        return type(self)(monday=self.monday - DAYS)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One incident: the unit that recorded it, and of each measure how often it was met, of what.

    `unit` is blank where the force has not said it.
    """

    unit: str
    measures: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One unit of a measure, or several together: so many missing, of so many."""

    units: tuple[str, ...]
    missing: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One measure of a week. None where a figure would be about too few."""

    measure: str
    missing: int | None
    of: int | None
    lines: tuple[Line, ...] = ()
    together: Line | None = None


def report(
    incidents: Iterable[Recorded], measures: Iterable[str], *, least: int
) -> tuple[Measured, ...]:
    """Return every measure that applied to anything in the week, in their order."""
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for each in incidents:
        for measure, (met, of) in each.measures.items():
            counts[measure][each.unit] += Counter({MISSING: of - met, THERE: met})
    return tuple(
        _measured(measure, counts[measure], least=least)
        for measure in measures
        if any(map(Counter.total, counts[measure].values()))
    )


def _measured(measure: str, units: Mapping[str, Counter[str]], *, least: int) -> Measured:
    totals = sum(units.values(), Counter[str]())
    if is_small(totals.total(), least=least):
        return Measured(measure=measure, missing=None, of=None)
    columns = groups((MISSING, THERE), totals, least=least)
    if len(columns) == 1:
        return Measured(measure=measure, missing=None, of=totals.total())
    found = table(units, columns, least=least)
    lines = [
        Line(units=(unit,), missing=missing, of=missing + there)
        for unit, (missing, there) in found.rows.items()
    ]
    missing, there = found.sums
    few = Line(units=tuple(sorted(found.together)), missing=missing, of=missing + there)
    return Measured(
        measure=measure,
        missing=totals[MISSING],
        of=totals.total(),
        lines=tuple(sorted(lines, key=lambda line: (-line.missing / line.of, line.units))),
        together=few if found.together else None,
    )
