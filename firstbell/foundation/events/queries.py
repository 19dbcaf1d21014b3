"""Read the ledger: is anything unfinished, and how old is the oldest of it?"""

from datetime import datetime
from uuid import UUID

from django.db.models import Min

from firstbell.foundation.events.models import Event


def unfinished_count(*, at: datetime) -> int:
    """Return how many rows are due by `at` and not done."""
    return Event.objects.filter(done_at=None, due_at__lte=at).count()


def has_unfinished(name: str, *, subject: UUID) -> bool:
    """Say whether a step is still to be done because of this event of this subject."""
    return Event.objects.filter(name=name, subject=subject, done_at=None).exists()


def oldest_due_at(*, at: datetime) -> datetime | None:
    """Return the due time of the longest-waiting unfinished row, or None when all is done."""
    oldest: datetime | None = Event.objects.filter(done_at=None, due_at__lte=at).aggregate(
        oldest=Min("due_at")
    )["oldest"]
    return oldest
