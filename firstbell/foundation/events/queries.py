"""Read the ledger: is anything unfinished, how old is the oldest of it, and who works?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Min

from firstbell.foundation.events.models import Event


@dataclass(frozen=True, kw_only=True)
class Due:
    """One row that is due and not done."""

    id: int
    name: str
    subject: UUID
    due_at: datetime


def unfinished(*, at: datetime) -> Iterator[Due]:
    """Yield every row that is due by `at` and not done, the most overdue first."""
    rows = Event.objects.filter(done_at=None, due_at__lte=at).order_by("due_at", "id")
    for row in rows:
        yield Due(id=row.id, name=row.name, subject=row.subject, due_at=row.due_at)


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


LONGEST_BACKOFF = timedelta(minutes=5)
"""A healthy mail server is never kept waiting longer than this after a failure."""


LEAST_BACKOFF = timedelta(seconds=2)


def is_waiting(name: str, *, subject: UUID, besides: int) -> bool:
    """Say whether another row than this one will yet do the same step for a subject."""
    return (
        Event.objects.filter(name=name, subject=subject, done_at=None).exclude(id=besides).exists()
    )


def wait_after(attempts: int, *, left: timedelta | None = None) -> timedelta:
    """Return how long a step waits that has been tried so often and failed.

    `left` is the time to the bell before which it hurries somebody: of that it waits half at most,
    so that no wait passes a bell that is still to come.
    """
    wait = min(LONGEST_BACKOFF, timedelta(seconds=2 ** min(attempts, 10)))
    if left is None or left <= timedelta():
        return wait
    return min(wait, max(left / 2, LEAST_BACKOFF))


@dataclass(frozen=True, kw_only=True)
class Failing:
    """Steps that fail again and again: how many, of which events, and since when."""

    number: int
    names: tuple[str, ...]
    since: datetime


def failing(*, tries: int) -> Failing | None:
    """Return the unfinished steps that have failed so many times, or None when there are none.

    `since` is when the first of them failed for the last of these times.
    """
    rows = Event.objects.filter(done_at=None, attempts__gte=tries).exclude(last_error="")
    found = list(rows.values_list("name", "at", "due_at", "attempts"))
    if not found:
        return None
    return Failing(
        number=len(found),
        names=tuple(sorted({name for name, _, _, _ in found})),
        # Near a bell the waits were shorter than these: never before it was recorded.
        since=min(
            max(at, due_at - sum(map(wait_after, range(tries, attempts + 1)), timedelta()))
            for _, at, due_at, attempts in found
        ),
    )


def failed_by(failure: str) -> int:
    """Return how many unfinished steps failed last with this kind of failure."""
    return Event.objects.filter(done_at=None, last_error=failure).count()


@dataclass(frozen=True, kw_only=True)
class Beat:
    """A worker that has not ended as it was asked to, as it was last heard of."""

    machine: str
    process: int
    silent_for: timedelta
    clock_behind: timedelta


def workers() -> list[Beat]:
    """Return every worker that has begun and not said that it ends, by machine."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT machine, process, clock_timestamp() - beaten_at, clock_behind
              FROM events_worker WHERE ended_at IS NULL ORDER BY machine, started_at
            """
        )
        return [
            Beat(machine=machine, process=process, silent_for=silent_for, clock_behind=behind)
            for machine, process, silent_for, behind in cursor.fetchall()
        ]


def nobody_heard_for() -> timedelta | None:
    """Return for how long no worker at all has said anything, or None if none ever did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp() - max(coalesce(ended_at, beaten_at)) FROM events_worker"
        )
        row = cursor.fetchone()
    silent_for: timedelta | None = row[0]
    return silent_for


def database_now() -> datetime:
    """Return what the database's own clock shows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
