"""Section 49A in a month: what became of one child, so that a chief officer can answer for it.

Every child has exactly one fate, whatever happened at how many places, so that the fates of all
months add up to the account of every child. Pure: instants are aware and passed in; which rows
say what is found out elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self

from firstbell.core.calendars import instant, local_day
from firstbell.core.lateness import Step
from firstbell.core.open_rules import about
from firstbell.core.suppression import Tree


class Fate(StrEnum):
    """What became of one child by now; the first that fits, in the order of `fate`."""

    IN_TIME = "in_time"
    LATE_SENDER = "late_sender"
    LATE_HUB = "late_hub"
    LATE_RECIPIENT = "late_recipient"
    LATE_OURS = "late_ours"
    NO_LINK = "no_link"
    HELD = "held"
    WAITS = "waits"
    LOST = "lost"
    NOT_YET = "not_yet"
    NO_DUTY = "no_duty"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


LATE = {
    Step.SENDER: Fate.LATE_SENDER,
    Step.HUB: Fate.LATE_HUB,
    Step.RECIPIENT: Fate.LATE_RECIPIENT,
    Step.OURS: Fate.LATE_OURS,
}

NEAREST: Tree = (
    Fate.IN_TIME,
    (
        (
            (Fate.LATE_SENDER, Fate.LATE_HUB, Fate.LATE_RECIPIENT, Fate.LATE_OURS),
            (Fate.NO_LINK, Fate.HELD, Fate.WAITS),
            Fate.LOST,
        ),
        (Fate.NOT_YET, Fate.NO_DUTY, Fate.SETTLED, Fate.WITHDRAWN),
    ),
)
"""Which fates mean nearly the same: told too late, not told, nothing missed. In time is by itself:
whatever else is too few is put together without it, as long as that will do."""


class Stop(StrEnum):
    """Why a child waits for a person."""

    LINK = "link"
    """Nobody can say yet which pupil it is, or which school or desk."""

    HOLD = "hold"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One recipient that a child went to and was not taken back from."""

    due_at: datetime
    is_answered: bool
    late: Step | None
    """Whose step was open at the bell; None before the bell, or where it was answered by then."""
    is_beside: bool = False
    """Whether section 49A does not ask for it, as at a nursery, a childminder or in health."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """What is known of one child's journey. `stops` keep somebody from being told now."""

    told: Sequence[Told] = ()
    stops: Sequence[Stop] = ()
    is_withdrawn: bool = False
    is_lost: bool = False
    is_on_its_way: bool = False


def fate(child: Child) -> Fate:
    """Return what became of a child.

    A hold of the police comes before lateness, for they decided it. Of several recipients the
    child is late if one is, by the earliest bell that was missed. Who is told beside the duty
    makes no child late and none in time.
    """
    if child.is_withdrawn:
        return Fate.WITHDRAWN
    if child.is_lost:
        return Fate.LOST
    if Stop.HOLD in child.stops:
        return Fate.HELD
    told = [each for each in child.told if not each.is_beside]
    if late := [each for each in told if each.late]:
        first = min(late, key=lambda each: each.due_at)
        return next(LATE[step] for step in (first.late,) if step)
    if child.stops:
        return Fate.NO_LINK if Stop.LINK in child.stops else Fate.WAITS
    if told:
        return Fate.IN_TIME if all(each.is_answered for each in told) else Fate.NOT_YET
    if child.told:
        return Fate.NO_DUTY
    return Fate.NOT_YET if child.is_on_its_way else Fate.SETTLED


@dataclass(frozen=True, order=True, kw_only=True)
class Month:
    """One month by the clocks of London."""

    year: int
    month: int

    @classmethod
    def of(cls, at: datetime) -> Self:
        """Return the month in which an instant lies."""
        day = local_day(at)
        return cls(year=day.year, month=day.month)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the month that is written as YYYY-MM.

        :raises ValueError: if it is none between 2000 and 2199.
        """
        found = re.fullmatch(r"(2[01]\d\d)-(0[1-9]|1[0-2])", text, re.ASCII)
        if found is None:
            raise ValueError(text)
        return cls(year=int(found[1]), month=int(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def begins_at(self) -> datetime:
        """The instant at which it begins."""
        return instant(self.first, time())

    @property
    def ends_at(self) -> datetime:
        """The instant at which the next one begins."""
        return self.next.begins_at

    @property
    def next(self) -> Self:
        """The month after it."""
        return self._beside(self.first + timedelta(days=31))

    @property
    def before(self) -> Self:
        """The month before it."""
        return self._beside(self.first - timedelta(days=1))

    def _beside(self, day: date) -> Self:
        return type(self)(year=day.year, month=day.month)


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """How few children a published figure may be about: a rule of `core.policy`."""

    least_figure: int = field(
        default=5,
        metadata=about(
            "count",
            "The smallest figure that the chief officer's page shows, but for nought. What is "
            "smaller is put together with what lies nearest.",
            "The five is ours. The statistics of children in need by the Department for "
            "Education leave out 1 to 5, and what would give them away: write 6 to do the same.",
        ),
    )
