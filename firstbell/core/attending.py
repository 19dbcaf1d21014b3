"""On which days a child goes to a place, so that the place is told before the next of them.

A small child goes to a nursery or childminder on some days of the week, mornings or afternoons
alone. Its bell there is the next session that it attends, by the place's own calendar. Where no
days are known every day that the place is open counts: too early is safe.

Pure; says nothing about who is told (`core.routing`).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from firstbell.core.calendars import Basis, PeriodKind, SchoolCalendar, instant
from firstbell.core.open_rules import about
from firstbell.core.periods import DAY

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTEST = 3
"""Letters of a day's name that tell it from every other."""

WHOLE, MORNING, AFTERNOON, AWAY = "D", "A", "P", "-"

CURE = "write five or seven of D, A, P and -, from Monday on, or days such as: Mon, Thu pm"


@dataclass(frozen=True, kw_only=True)
class Attending:
    """The open rules about days on which a child attends."""

    attends_within: timedelta = field(
        default=14 * DAY,
        metadata=about(
            "days",
            "How far off the next day that a child attends may be: if it is further, the council's "
            "early years desk is told as well, so that somebody has the child until then.",
            "Ours: a child who comes once a week is still seen when one of its days is a holiday.",
        ),
    )
    afternoon_at: time = field(
        default=time(12, 30),
        metadata=about(
            "time",
            "When the afternoon of a child begins who attends in the afternoon alone, and when a "
            "morning ends.",
            "Usual at nurseries and pre-schools that divide the day.",
        ),
    )


@dataclass(frozen=True)
class Attendance:
    """The days of the week on which a child attends: seven letters from Monday, as kept."""

    days: str

    def __post_init__(self) -> None:
        """Refuse a week that nobody attends, and one that is no week."""
        if not re.fullmatch(r"[DAP-]{7}", self.days) or not self.days.strip(AWAY):
            raise ValueError(CURE)

    def session(self, day: date) -> str:
        """Return whether the child attends on such a day, and in which part of it."""
        return self.days[day.weekday()]


def attendance(text: str) -> Attendance:
    """Return the days that a text names: `D--P-`, `MT-T-` or `Mon am, Thu`.

    :raises ValueError: if it names no day, or anything else; the message says what would be right.
    """
    compact = "".join(text.split()).upper()
    if len(compact) in (5, 7) and (by_place := _by_place(compact)):
        return Attendance(by_place.ljust(7, AWAY))
    return Attendance(_by_name(text))


def _by_place(text: str) -> str:
    """Read one sign for each day: the part of the day, or the day's own letter for all of it."""
    read = ""
    for sign, day in zip(text, "MTWTFSS", strict=False):
        if sign in (WHOLE, "1", day):
            read += WHOLE
        elif sign in (MORNING, AFTERNOON):
            read += sign
        elif sign in (AWAY, "0"):
            read += AWAY
        else:
            return ""
    return read


def _by_name(text: str) -> str:
    """Read the names of days, or their first letters; am and pm belong to the day before them."""
    found = [AWAY] * 7
    last: int | None = None
    for word in re.findall(r"[^\s,;/+&]+", text.casefold()):
        if word in ("am", "pm") and last is not None:
            found[last] = MORNING if word == "am" else AFTERNOON
            continue
        last = next((at for at, name in enumerate(WEEK) if name.startswith(word)), None)
        if last is None or len(word) < SHORTEST:
            raise ValueError(CURE)
        found[last] = WHOLE
    return "".join(found)


@dataclass(frozen=True, kw_only=True)
class AttendedCalendar(SchoolCalendar):
    """The days of one place on which one child attends; it is the place that said so.

    A weekend day that the child attends needs no mark of its own. Bank holidays, holidays of the
    place and its closures are none of its days.
    """

    attends: Attendance
    afternoon_at: time = time(12, 30)

    def says(self, day: date) -> Basis:
        """Return `own` for a day that the child attends: the place said so."""
        return "own" if self.attends.session(day) != AWAY else self.basis(day)

    def is_usual(
        self,
        day: date,
        marks: Collection[PeriodKind],  # noqa: ARG002 - they open the place, not the child's day
    ) -> bool:
        """Say whether the child attends on such a day of the week, whatever else is open."""
        return self.attends.session(day) != AWAY

    def opening(self, day: date) -> datetime:
        """Return when the child's session begins on `day`."""
        opens = super().opening(day)
        if self.attends.session(day) == AFTERNOON:
            return max(opens, instant(day, self.afternoon_at))
        return opens

    def closing(self, day: date) -> datetime:
        """Return when the child's session ends on `day`."""
        closes = super().closing(day)
        if self.attends.session(day) == MORNING:
            return min(closes, instant(day, self.afternoon_at))
        return closes


def attended(place: SchoolCalendar, attends: Attendance, rules: Attending) -> AttendedCalendar:
    """Return the days of a place on which one child attends."""
    return AttendedCalendar(
        nation=place.nation,
        one_off_bank_holidays=place.one_off_bank_holidays,
        own=place.own,
        council=place.council,
        opens_at=place.opens_at,
        session_ends=place.session_ends,
        attends=attends,
        afternoon_at=rules.afternoon_at,
    )


def is_soon(calendar: SchoolCalendar, after: datetime, rules: Attending) -> bool:
    """Say whether the child comes again so soon that the place alone need be told.

    :raises ValueError: if `after` has no timezone.
    """
    return calendar.next_opening(after).at - after <= rules.attends_within
