"""When silence, age or a date raises an alarm: rules of `core.policy`.

What a source itself says of its rhythm stands with the source (`core.rhythms`); which alarms
there are is in `core.alarms`.
"""

from dataclasses import dataclass, field
from datetime import time, timedelta

from firstbell.core.open_rules import about
from firstbell.core.periods import DAY


@dataclass(frozen=True, kw_only=True)
class Missing:
    """How long something may be away before somebody is told."""

    feed_expected_by: time = field(
        default=time(6),
        metadata=about(
            "time",
            "By when, every day, a feed is expected of a source that has said nothing else.",
            "Ours: early enough to reach every school before its bell.",
        ),
    )
    feed_grace: timedelta = field(
        default=timedelta(minutes=15),
        metadata=about(
            "minutes",
            "How long after its hour a feed raises an alarm, where its source says nothing else.",
            "Ours: a slow export is not yet a failure.",
        ),
    )
    feed_short_share: float = field(
        default=0.40,
        metadata=about(
            "share",
            "A day with fewer incidents than this share of what the source usually sends on that "
            "weekday, and too few to be chance, raises an alarm.",
            "Ours: a half-empty export looks like a quiet night.",
        ),
    )
    feed_flood_times: int = field(
        default=4,
        metadata=about(
            "count",
            "A day with more incidents than so many times the most that the source ever sent on "
            "one of the eight weeks before raises an alarm. Nothing of it is refused.",
            "Ours: Mondays bring three times as many as other days, and are no flood.",
        ),
    )
    queue_ages: timedelta = field(
        default=timedelta(minutes=5),
        metadata=about(
            "minutes",
            "How long a step may be due before somebody is told that the queue stands still.",
            "Ours: a healthy worker takes a step within seconds, and tries again in five minutes.",
        ),
    )
    worker_silent: timedelta = field(
        default=timedelta(minutes=1),
        metadata=about(
            "minutes",
            "How long a worker may say nothing before it counts as gone.",
            "Ours: it says that it lives every ten seconds, and no step takes a minute.",
        ),
    )
    certificate_lead: timedelta = field(
        default=21 * DAY,
        metadata=about(
            "days",
            "How many days before a certificate lapses somebody is told.",
            "Ours: three weeks are enough to order one.",
        ),
    )
