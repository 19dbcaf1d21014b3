"""Which days are school days, and at what instant a recipient opens.

An establishment's own calendar speaks from its first to its last term day, its council's
where that is silent, and where both are silent every weekday that is no bank holiday counts
as a school day, marked `assumed`: too early is safe, too late is not. A desk opens on
working days.

Bells are wall-clock times of England and Wales; instants are aware and returned in UTC.
This module knows no policy beyond what it is given and never asks what time it is.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import takewhile
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
"""The wall clock of England and Wales."""

HORIZON = timedelta(days=400)
"""How far a calendar is searched: longer than any holiday. A calendar without a school day
in so long is wrong, and is then passed over for plain weekdays, marked `assumed`."""

ONE_DAY = timedelta(days=1)

Basis = Literal["own", "council", "assumed"]
PeriodKind = Literal["term", "inset", "closure", "open"]


class Nation(StrEnum):
    """Whose bank holidays count."""

    ENGLAND = "ENG"
    WALES = "WLS"


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days of one kind from `first` to `last`, both included; `opens_at` is local time."""

    kind: PeriodKind
    first: date
    last: date
    opens_at: time | None = None

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"a {self.kind} period ends on {self.last}, before its first day")

    def holds(self, day: date) -> bool:
        """Say whether `day` lies in the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True, kw_only=True)
class Opening:
    """When a recipient next opens, and whose word that is."""

    at: datetime
    on: date
    basis: Basis


@cache
def bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    """Return the bank holidays of a year, substitute and one-off days included.

    A bank holiday that falls on a weekend counts as well as its substitute.
    """
    return frozenset(holidays.country_holidays("GB", subdiv=nation.value, years=year))


def instant(day: date, wall_clock: time) -> datetime:
    """Return the UTC instant at which clocks in England and Wales show `wall_clock` on `day`.

    A time that a clock change skips moves forward by the hour; one that occurs twice means
    the first.
    """
    # fold=0 means exactly this in both cases (PEP 495): the offset before the change.
    return datetime.combine(day, wall_clock.replace(fold=0), tzinfo=LONDON).astimezone(UTC)


def local_day(at: datetime) -> date:
    """Return the date in England and Wales at an instant.

    :raises ValueError: if `at` has no timezone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant must be timezone-aware")
    return at.astimezone(LONDON).date()


@dataclass(frozen=True, kw_only=True)
class WorkingDays:
    """Weekdays that are no bank holiday of the nation."""

    nation: Nation = Nation.ENGLAND
    one_off_bank_holidays: frozenset[date] = frozenset()

    def is_bank_holiday(self, day: date) -> bool:
        """Say whether `day` is a bank holiday, one proclaimed late included."""
        return day in self.one_off_bank_holidays or day in bank_holidays(self.nation, day.year)

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is a weekday and no bank holiday."""
        return day.weekday() < 5 and not self.is_bank_holiday(day)


@dataclass(frozen=True, kw_only=True)
class DeskCalendar(WorkingDays):
    """A council's desk: it opens at one time on every working day, and has no terms."""

    opens_at: time = time(9)

    def next_opening(self, after: datetime) -> Opening:
        """Return the desk's first opening later than the instant `after`.

        A desk's basis is `council`: it is the council's own working day.

        :raises ValueError: if `after` has no timezone.
        """
        return next(
            Opening(at=instant(day, self.opens_at), on=day, basis="council")
            for day in days_from(local_day(after))
            if self.is_working_day(day) and instant(day, self.opens_at) > after
        )


@dataclass(frozen=True, kw_only=True)
class SchoolCalendar(WorkingDays):
    """One establishment's days, made from its own periods and its council's.

    A school day is inside a term, on a weekday or a day marked `open`, and is no INSET day,
    no closure and no bank holiday: `open` makes a Saturday a school day, never a bank
    holiday, nor a day of the holidays. The establishment's own INSET, closure and open rows
    apply whoever speaks; the council's only where the council's calendar speaks.
    """

    own: tuple[Period, ...] = ()
    council: tuple[Period, ...] = ()
    opens_at: time = time(8, 45)
    session_ends: time = time(15, 30)
    _known: dict[date, tuple[Basis, bool, bool]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def basis(self, day: date) -> Basis:
        """Say whose calendar speaks for `day`."""
        return self._facts(day)[0]

    def says(self, day: date) -> Basis:
        """Say whose word it is that pupils are expected on `day`."""
        return self.basis(day)

    def in_term(self, day: date) -> bool:
        """Say whether `day` lies in a term; where the calendar is assumed, every day does."""
        return self._facts(day)[1]

    def is_school_day(self, day: date) -> bool:
        """Say whether pupils are expected on `day`."""
        return self._facts(day)[2]

    def is_usual(self, day: date, marks: Collection[PeriodKind]) -> bool:
        """Say whether pupils come on such a day, were it no holiday and nothing closed."""
        return day.weekday() < 5 or "open" in marks

    def opening(self, day: date) -> datetime:
        """Return the instant of the first bell on `day`, whether or not it is a school day.

        A day's own `open` row tells the time, else the term that it lies in, else the
        default. Where rows overlap, the earliest time counts.
        """
        rows = self._rows(self._facts(day)[0])
        for kind in ("open", "term"):
            times = [
                row.opens_at for row in rows if row.kind == kind and row.opens_at and row.holds(day)
            ]
            if times:
                return instant(day, min(times))
        return instant(day, self.opens_at)

    def closing(self, day: date) -> datetime:
        """Return the instant at which the school day ends on `day`."""
        return instant(day, self.session_ends)

    def in_session(self, at: datetime) -> bool:
        """Say whether pupils are in school at an instant: from the first bell to the close.

        :raises ValueError: if `at` has no timezone.
        """
        day = local_day(at)
        return self.is_school_day(day) and self.opening(day) <= at < self.closing(day)

    def next_opening(self, after: datetime) -> Opening:
        """Return the establishment's first opening later than the instant `after`.

        There always is one: see `HORIZON`.

        :raises ValueError: if `after` has no timezone.
        """
        today = local_day(after)
        for day in takewhile(lambda day: day - today <= HORIZON, days_from(today)):
            if self.is_school_day(day) and self.opening(day) > after:
                return Opening(at=self.opening(day), on=day, basis=self.says(day))
        return replace(self, own=(), council=()).next_opening(after)

    def _facts(self, day: date) -> tuple[Basis, bool, bool]:
        if day not in self._known:
            basis = self._speaker(day)
            rows = self._rows(basis)
            marked = {row.kind for row in rows if row.holds(day)}
            in_term = basis == "assumed" or "term" in marked
            is_school_day = (
                in_term
                and self.is_usual(day, marked)
                and not marked & {"inset", "closure"}
                and not self.is_bank_holiday(day)
            )
            self._known[day] = basis, in_term, is_school_day
        return self._known[day]

    def _speaker(self, day: date) -> Basis:
        if _speaks_for(self.own, day):
            return "own"
        return "council" if _speaks_for(self.council, day) else "assumed"

    def _rows(self, basis: Basis) -> tuple[Period, ...]:
        if basis == "own":
            return self.own
        marks = tuple(row for row in self.own if row.kind != "term")
        return marks + self.council if basis == "council" else marks


RecipientCalendar = SchoolCalendar | DeskCalendar


def days_from(first: date) -> Iterator[date]:
    """Yield `first` and every day after it."""
    while True:
        yield first
        first += ONE_DAY


def _speaks_for(rows: Iterable[Period], day: date) -> bool:
    terms = [row for row in rows if row.kind == "term"]
    return bool(terms) and min(t.first for t in terms) <= day <= max(t.last for t in terms)
