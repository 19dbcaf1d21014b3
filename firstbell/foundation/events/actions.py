"""Write the ledger: record an event, take a due row under a lease, mark it done by its fence.

Knows no step by name; `flow.py` does. The order is always do, then mark: a mark whose fence
is stale is refused, so a worker that was paused cannot close another's row. Each worker keeps a
row of its own current; that says who works, and no step depends on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from firstbell.foundation.events.models import Event, Worker
from firstbell.foundation.events.queries import database_now, wait_after

CHANNEL = "firstbell_ledger"
"""PostgreSQL notification channel that wakes workers; only a hint, the rows are the truth."""


class NotInTransaction(RuntimeError):
    """An event must be recorded in the transaction that made it true."""


class StaleFence(RuntimeError):
    """Another worker has taken this row since; what was done here must not be marked."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One ledger row under this worker's lease."""

    id: int
    name: str
    subject: UUID
    fence: int
    attempts: int
    recorded_at: datetime


def record(
    name: str,
    *,
    subject: UUID,
    at: datetime,
    due_at: datetime | None = None,
    bell_at: datetime | None = None,
) -> None:
    """Write that something happened to `subject`, in the caller's transaction.

    `bell_at` is the bell before which the step hurries somebody: the nearest one is taken first.

    :raises NotInTransaction: outside a transaction.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{name}: events are recorded inside the change they tell of")
    Event.objects.create(name=name, subject=subject, at=at, due_at=due_at or at, bell_at=bell_at)
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def take_due(*, at: datetime, lease: timedelta | None = None) -> Taken | None:
    """Take the next unfinished row that nobody holds, or None when there is none that is due.

    What leads to a notification goes first, the most overdue first; then what hurries somebody,
    the nearest bell first, and last what is past its bell: after an outage whoever can still know
    in time is told before whoever cannot. For the length of the `lease`, that of the settings
    unless given, nobody else gets it.
    Looks as far back as there are rows: no window has a far edge. None while it is frozen.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE events_event
               SET lease_until = clock_timestamp() + make_interval(secs => %(secs)s),
                   fence = fence + 1, attempts = attempts + 1
             WHERE NOT EXISTS (SELECT FROM events_freeze WHERE thawed_at IS NULL)
               AND id = coalesce(
                    (SELECT id FROM events_event
                      WHERE done_at IS NULL AND due_at <= %(at)s AND bell_at IS NULL
                        AND (lease_until IS NULL OR lease_until < clock_timestamp())
                      ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED),
                    (SELECT id FROM events_event
                      WHERE done_at IS NULL AND due_at <= %(at)s AND bell_at > %(at)s
                        AND (lease_until IS NULL OR lease_until < clock_timestamp())
                      ORDER BY bell_at, due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED),
                    (SELECT id FROM events_event
                      WHERE done_at IS NULL AND due_at <= %(at)s AND bell_at <= %(at)s
                        AND (lease_until IS NULL OR lease_until < clock_timestamp())
                      ORDER BY bell_at, due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED))
            RETURNING id, name, subject, fence, attempts, at
            """,
            {"secs": (settings.LEASE if lease is None else lease).total_seconds(), "at": at},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return Taken(
        id=row[0], name=row[1], subject=row[2], fence=row[3], attempts=row[4], recorded_at=row[5]
    )


def take(event_id: int) -> Taken | None:
    """Take one unfinished row by its id, due or not: a person settles it while all is frozen."""
    found = Event.objects.select_for_update().filter(id=event_id, done_at=None).first()
    if found is None:
        return None
    found.fence += 1
    found.save(update_fields=["fence"])
    return Taken(
        id=found.id,
        name=found.name,
        subject=found.subject,
        fence=found.fence,
        attempts=found.attempts,
        recorded_at=found.at,
    )


def mark_done(taken: Taken, *, at: datetime) -> None:
    """Close a row, in the transaction that holds the effect of its step.

    :raises StaleFence: if another worker took the row meanwhile.
    """
    closed = Event.objects.filter(id=taken.id, fence=taken.fence, done_at=None).update(
        done_at=at, lease_until=None, last_error=""
    )
    if not closed:
        raise StaleFence(f"event {taken.id} has moved on from fence {taken.fence}")


def give_back(taken: Taken, *, at: datetime, error: str) -> None:
    """Return a row whose step failed, to be tried again after a short wait, capped by its bell.

    `error` is the failure's kind, never its text. A stale fence changes nothing.
    """
    row = Event.objects.filter(id=taken.id, fence=taken.fence, done_at=None)
    for bell_at in row.values_list("bell_at", flat=True):
        wait = wait_after(taken.attempts, left=bell_at - at if bell_at else None)
        row.update(due_at=at + wait, lease_until=None, last_error=error[:200])


def begin_work(
    *, machine: str, process: int, lives: Callable[[int], bool], clock_behind: timedelta
) -> UUID:
    """Write that a worker has begun, in the place of one of its machine that was killed, if any.

    `lives` says whether a process of this machine is still there.
    """
    with transaction.atomic():
        here = Worker.objects.select_for_update().filter(machine=machine)
        here.exclude(ended_at=None).delete()
        for before in here.order_by("beaten_at"):
            if before.process == process or not lives(before.process):
                before.delete()
                break
        now = database_now()
        worker = Worker.objects.create(
            machine=machine,
            process=process,
            started_at=now,
            beaten_at=now,
            clock_behind=clock_behind,
        )
    return worker.id


def say_alive(worker: UUID, *, clock_behind: timedelta) -> bool:
    """Write that a worker lives; say whether its row is still there."""
    row = Worker.objects.filter(id=worker)
    return bool(row.update(beaten_at=database_now(), clock_behind=clock_behind))


def end_work(worker: UUID) -> None:
    """Write that a worker has ended as it was asked to: nobody misses it."""
    Worker.objects.filter(id=worker).update(ended_at=database_now())
