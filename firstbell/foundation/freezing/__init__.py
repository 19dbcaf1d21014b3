"""Stand still: a copy of the records that was restored sends nothing until a person has looked.

What stands still is the ledger: no row is taken, no timed check is made. Pages can be read.
What was sent meanwhile is asked at the thaw (`cli.backups.thawing`), never here.
"""

from dataclasses import dataclass
from datetime import datetime

from firstbell.foundation.events.models import Freeze


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """Since when it stands still, and why."""

    why: str
    why_in_words: str
    frozen_at: datetime
    as_of: datetime | None


def frozen() -> Frozen | None:
    """Return why the ledger stands still, or None while it does not."""
    found = Freeze.objects.filter(thawed_at=None).first()
    if found is None:
        return None
    return Frozen(
        why=found.why,
        why_in_words=str(found.get_why_display()),
        frozen_at=found.frozen_at,
        as_of=found.as_of,
    )
