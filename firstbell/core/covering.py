"""When cover is asked for and how the hub is staffed: rules of `core.policy`.

What follows from them is said in `core.holidays` and `core.rota`.
"""

from dataclasses import dataclass, field
from datetime import time, timedelta

from firstbell.core.open_rules import about

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Covering:
    """When a school is asked who covers a holiday, and from when until when the hub is there."""

    cover_asked: timedelta = field(
        default=28 * DAY,
        metadata=about(
            "days",
            "How many days before a holiday a school is asked who covers which days.",
            "Ours: before the last weeks of term, in which nobody reads their mail.",
        ),
    )
    cover_chased: timedelta = field(
        default=7 * DAY,
        metadata=about(
            "days",
            "After how many days it is asked again while a day is left that nobody covers.",
            "Ours.",
        ),
    )
    cover_published: timedelta = field(
        default=14 * DAY,
        metadata=about(
            "days",
            "How many days before a holiday the hub's managers hear as well of each school with a "
            "day that nobody covers.",
            "Ours: time enough to find a shared officer. Section 49A runs in the holidays too.",
        ),
    )
    hub_from: time = field(
        default=time(7),
        metadata=about(
            "time",
            "From when on the hub is staffed on a working day; before that somebody is on call.",
            "Ours: before the first chase of the day.",
        ),
    )
    hub_to: time = field(
        default=time(18),
        metadata=about(
            "time",
            "Until when the hub is staffed on a working day; after that somebody is on call.",
            "Usual hours of a council's front door.",
        ),
    )
    call_takes: timedelta = field(
        default=timedelta(minutes=6),
        metadata=about(
            "minutes",
            "How many minutes of work one call to a school is, for what the hub can do in time.",
            "Ours: finding the right person, telling them and writing it down.",
        ),
    )
