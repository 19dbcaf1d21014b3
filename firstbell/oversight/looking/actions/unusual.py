"""Raise readings that somebody else should ask about, and review them: never one's own."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F

from firstbell.core.policy import Policy
from firstbell.core.unusual import Limits, Oddity, oddities
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.oversight.looking import readings
from firstbell.oversight.looking.actions import CannotReview
from firstbell.oversight.looking.models import LookedThrough, UnusualReading
from firstbell.registry.agencies.queries.rules import policy

HOUR = timedelta(hours=1)
"""The background against which many readings are many."""

BEFORE_EVERYTHING = datetime(2026, 1, 1, tzinfo=UTC)
"""Nothing was read before the product was there."""

LOOKING = 0x46424C
"""Number of the lock under which the trail is looked through, by one worker at a time."""


@acting.as_system
def look_through(*, at: datetime) -> int:
    """Look through what was read since the last time; return how many reviews that raised.

    Safe to run as often as one likes, by as many workers as there are: one of them looks.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s), clock_timestamp()", [LOOKING])
        is_mine, until = cursor.fetchone()
    if not is_mine:
        return 0
    state = LookedThrough.objects.first() or LookedThrough(
        looked_to=datetime.min.replace(tzinfo=UTC)
    )
    since = max(state.looked_to, datetime(1970, 1, 2, tzinfo=UTC)) - HOUR
    entries = readings.entries_between(since, until)
    found = readings.readings(entries, looked_to=state.looked_to, at=at)
    rules = policy()
    odd = oddities(
        found,
        readers=readings.readers({each.reader for each in found}),
        limits=_limits(rules),
    )
    raised = sum(_raise(each, rules, at=at) for each in odd)
    state.looked_to = until
    state.save()
    return raised


def _limits(rules: Policy) -> Limits:
    return Limits(
        most_records=rules.unusual_records,
        most_looks=rules.unusual_looks,
        most_refused=rules.unusual_refused,
        night_from=rules.night_from,
        night_to=rules.night_to,
    )


def _raise(odd: Oddity, rules: Policy, *, at: datetime) -> bool:
    """Write one oddity, or add it to the review of its kind that is open; say if it is new."""
    row = UnusualReading.objects.filter(user=odd.reader, kind=odd.kind, reviewed_at=None).first()
    ids = [str(each) for each in odd.records]
    if row is not None:
        row.records = list(dict.fromkeys([*row.records, *ids]))
        row.times = F("times") + odd.times
        row.last_at = odd.last_at
        row.save(update_fields=["records", "times", "last_at"])
        return False
    row = UnusualReading.objects.create(
        user_id=odd.reader,
        kind=odd.kind,
        records=ids,
        times=odd.times,
        first_at=odd.first_at,
        last_at=odd.last_at,
        found_at=at,
        review_due_at=at + rules.unusual_review,
    )
    audit.record(
        "reading.found_unusual",
        subject_kind="unusual_reading",
        subject_id=row.id,
        by=None,
        at=at,
        detail={"kind": odd.kind, "person": str(odd.reader)},
    )
    return True


@acting.as_system
def review_reading(row_id: UUID, *, finding: str, note: str, by: User, at: datetime) -> None:
    """Say whether an unusual reading was in order.

    :raises CannotReview: if it is one's own, or was reviewed meanwhile.
    """
    row = UnusualReading.objects.select_for_update().filter(id=row_id, reviewed_at=None).first()
    if row is None or row.user_id == by.id:
        raise CannotReview("reviewed meanwhile, or one's own")
    row.finding, row.note = UnusualReading.Finding(finding), note
    row.reviewed_by, row.reviewed_at = by, at
    row.save()
    audit.record(
        "reading.reviewed",
        subject_kind="unusual_reading",
        subject_id=row.id,
        by=by,
        at=at,
        detail={"finding": finding, "person": str(row.user_id)},
    )
