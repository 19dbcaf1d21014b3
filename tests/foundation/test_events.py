"""The ledger: one taker at a time, do then mark, and no stale mark."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events import actions as events
from firstbell.foundation.events import queries
from firstbell.foundation.events.models import Event

pytestmark = pytest.mark.django_db


def test_a_recorded_event_is_due_at_once_and_taken_once(monday: datetime) -> None:
    events.record("child.linked", subject=uuid4(), at=monday)

    first = events.take_due(at=monday)
    second = events.take_due(at=monday)

    assert first is not None
    assert first.name == "child.linked"
    assert second is None, "a row under a lease is nobody else's"


def test_the_nearest_bell_goes_first_and_what_is_past_its_bell_last(monday: datetime) -> None:
    hours = {"rung": -1, "at noon": 5, "at nine": 2}
    for name, hour in hours.items():
        events.record(name, subject=uuid4(), at=monday, bell_at=monday + timedelta(hours=hour))
    events.record("child.linked", subject=uuid4(), at=monday)

    taken = [events.take_due(at=monday) for _ in range(4)]

    names = [each.name for each in taken if each]
    assert names == ["child.linked", "at nine", "at noon", "rung"]


def test_an_expired_lease_passes_on_and_the_stale_mark_is_refused(monday: datetime) -> None:
    events.record("child.linked", subject=uuid4(), at=monday)
    slow = events.take_due(at=monday, lease=timedelta(seconds=-1))
    quick = events.take_due(at=monday)
    assert slow is not None
    assert quick is not None

    with pytest.raises(events.StaleFence):
        events.mark_done(slow, at=monday)
    events.mark_done(quick, at=monday)

    assert queries.unfinished_count(at=monday) == 0


def test_a_failed_step_comes_back_after_a_short_wait(monday: datetime) -> None:
    events.record("child.linked", subject=uuid4(), at=monday)
    taken = events.take_due(at=monday)
    assert taken is not None

    events.give_back(taken, at=monday, error="OperationalError")

    assert events.take_due(at=monday) is None
    assert events.take_due(at=monday + queries.LONGEST_BACKOFF) is not None


def test_the_wait_after_a_failure_is_capped(monday: datetime) -> None:
    events.record("child.linked", subject=uuid4(), at=monday)
    Event.objects.update(attempts=40)
    taken = events.take_due(at=monday)
    assert taken is not None

    events.give_back(taken, at=monday, error="OperationalError")

    assert Event.objects.get().due_at == monday + queries.LONGEST_BACKOFF


@pytest.mark.parametrize(
    ("left", "wait"),
    [
        (timedelta(minutes=20), timedelta(minutes=5)),
        (timedelta(minutes=4), timedelta(minutes=2)),
        (timedelta(seconds=3), timedelta(seconds=2)),
        (timedelta(0), timedelta(minutes=5)),
        (timedelta(minutes=-9), timedelta(minutes=5)),
    ],
)
def test_no_wait_after_a_failure_passes_a_bell_that_is_still_to_come(
    monday: datetime, left: timedelta, wait: timedelta
) -> None:
    events.record("notification.raised", subject=uuid4(), at=monday, bell_at=monday + left)
    Event.objects.update(attempts=40)
    taken = events.take_due(at=monday)
    assert taken is not None

    events.give_back(taken, at=monday, error="TemporaryFailure")

    assert Event.objects.get().due_at == monday + wait


def test_a_row_that_has_waited_for_weeks_is_still_taken(monday: datetime) -> None:
    events.record("child.linked", subject=uuid4(), at=monday - timedelta(days=60))

    assert queries.oldest_due_at(at=monday) == monday - timedelta(days=60)
    assert events.take_due(at=monday) is not None


def test_tests_run_as_the_role_that_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        row = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        owned = cursor.fetchone()

    assert row == ("firstbell", False, False)
    assert owned == (0,)


def test_a_row_of_the_trail_cannot_be_changed(monday: datetime) -> None:
    audit.record("read", subject_kind="child", subject_id=uuid4(), by=None, at=monday)

    with pytest.raises(DatabaseError, match="permission denied"):
        AuditEntry.objects.update(action="other")


def test_a_row_of_the_trail_cannot_be_removed(monday: datetime) -> None:
    audit.record("read", subject_kind="child", subject_id=uuid4(), by=None, at=monday)

    with pytest.raises(DatabaseError, match="permission denied"):
        AuditEntry.objects.all().delete()
