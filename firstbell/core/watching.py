"""What reading somebody else asks about, and how long anybody may look: rules of `core.policy`.

What is unusual by these limits is said in `core.unusual`.
"""

from dataclasses import dataclass, field
from datetime import time, timedelta

from firstbell.core.open_rules import about


@dataclass(frozen=True, kw_only=True)
class Watching:
    """When reading is asked about, and when it ends by itself."""

    unusual_records: int = field(
        default=60,
        metadata=about(
            "count",
            "How many records one person may read within an hour before somebody asks why.",
            "Ours: twice what the busiest morning of a hub asks of one person.",
        ),
    )
    unusual_refused: int = field(
        default=10,
        metadata=about(
            "count",
            "How many pages that are not theirs one person may try within an hour before "
            "somebody asks why.",
            "Ours: a bookmark or two that no longer work are no reason to ask.",
        ),
    )
    unusual_looks: int = field(
        default=8,
        metadata=about(
            "count",
            "How many live incidents one officer may look up within an hour before somebody asks "
            "why.",
            "Ours: nobody goes to so many doors in an hour; one who looks for others may.",
        ),
    )
    night_from: time = field(
        default=time(22),
        metadata=about(
            "time",
            "From when on reading a record counts as reading at night.",
            "Ours: no school and few hubs work then.",
        ),
    )
    night_to: time = field(
        default=time(5),
        metadata=about(
            "time",
            "Until when reading a record counts as reading at night.",
            "Ours: no school and few hubs work then.",
        ),
    )
    break_glass_lasts: timedelta = field(
        default=timedelta(minutes=60),
        metadata=about(
            "minutes",
            "How long a case stays open to somebody who broke the glass.",
            "Ours: long enough to answer one question about one case.",
        ),
    )
    unusual_review: timedelta = field(
        default=timedelta(hours=72),
        metadata=about(
            "hours",
            "By when somebody else looks at a broken glass or an unusual reading.",
            "Ours: one working day, with a weekend before it.",
        ),
    )

    idle: timedelta = field(
        default=timedelta(minutes=15),
        metadata=about(
            "minutes",
            "How long a person stays signed in while nothing happens; an hour at most.",
            "OWASP ASVS 5.0, 7.3.1; the length is ours, for rooms that others walk through.",
        ),
    )
