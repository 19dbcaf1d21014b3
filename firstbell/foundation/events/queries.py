"""Read the ledger: is anything unfinished, and how old is the oldest of it?"""

from datetime import datetime

from django.db.models import Min

from firstbell.foundation.events.models import Event


def unfinished_count(*, at: datetime) -> int:
    """Return how many rows are due by `at` and not done."""
    return Event.objects.filter(done_at=None, due_at__lte=at).count()


def oldest_due_at(*, at: datetime) -> datetime | None:
    """Return the due time of the longest-waiting unfinished row, or None when all is done."""
    oldest: datetime | None = Event.objects.filter(done_at=None, due_at__lte=at).aggregate(
        oldest=Min("due_at")
    )["oldest"]
    return oldest
