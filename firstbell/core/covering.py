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
    rota_named_by: time = field(
        default=time(12),
        metadata=about(
            "time",
            "By when on a working day somebody is named for every shift until the next working "
            "day; a hub that keeps a rota is warned of a shift with nobody from then on.",
            "Ours: while whoever can put it right is still there.",
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
    contacts_asked: timedelta = field(
        default=49 * DAY,
        metadata=about(
            "days",
            "How many days after the last answer a place is asked whether its key adults are "
            "still right; from then on it is amber.",
            "Ours: once each half-term, seven weeks.",
        ),
    )
    contacts_red: timedelta = field(
        default=14 * DAY,
        metadata=about(
            "days",
            "How many days a place that was asked may be silent before it is red.",
            "Ours: a half-term holiday and a week.",
        ),
    )
    training_required: str = field(
        default="no",
        metadata=about(
            "choice",
            "Whether a key adult whose training is not in date is told only where no other is "
            "there. The last one is always told.",
            "Practice of some schemes: a briefing before the first notification. Ours: no, until "
            "the days of training are in the contacts file.",
            ("no", "yes"),
        ),
    )
    training_lasts: timedelta = field(
        default=730 * DAY,
        metadata=about(
            "days",
            "How many days training stays in date.",
            "Keeping Children Safe in Education: safeguarding leads train every two years.",
        ),
    )
