"""When cover is asked for: rules of `core.policy`. What follows is said in `core.holidays`."""

from dataclasses import dataclass, field
from datetime import timedelta

from firstbell.core.open_rules import about

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Covering:
    """When a school is asked who covers a holiday."""

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
