"""The order of the steps: once each, nothing blocks, what fails comes back, calls are a hint."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections, transaction
from django.db.models import QuerySet

from firstbell import flow
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events import actions as events
from firstbell.foundation.events import queries
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import nudging
from firstbell.journey.delivery.models import Attempt, Notification
from firstbell.journey.intake.actions.receive import receive_feed
from tests import world
from tests.conftest import Installation
from tests.smtp import Mailbox

SOON = 20.0


def a_step(subject: UUID, *, at: datetime) -> None:
    audit.record("test.done", subject_kind="test", subject_id=subject, by=None, at=at)


def a_failing_step(subject: UUID, *, at: datetime) -> None:
    a_step(subject, at=at)
    raise ValueError("Wren Tollemarsh, born 2016-05-04")


@pytest.fixture(autouse=True)
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {**flow.STEPS, "test.good": a_step, "test.bad": a_failing_step}
    monkeypatch.setattr(flow, "STEPS", more)


def happen(name: str, *, at: datetime) -> str:
    subject = uuid4()
    with transaction.atomic():
        events.record(name, subject=subject, at=at)
    return str(subject)


def done() -> set[str]:
    return set(AuditEntry.objects.filter(action="test.done").values_list("subject_id", flat=True))


def a_raised_notification(*, at: datetime) -> Notification:
    """Return a notification that is in the inbox and whose e-mail has not gone yet."""
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_key_adult(school, "Bo Finch")
    world.a_pupil(school)
    receive_feed(document=world.a_feed(world.an_incident()), by=None, at=at)
    later = (*flow.HURRY, "household.due")
    while Event.objects.exclude(name__in=later).filter(done_at=None).exists():
        flow.do_next(lambda: at)
    return world.the_notification()


@pytest.mark.django_db
def test_what_a_worker_did_under_a_stale_fence_is_undone(monday: datetime) -> None:
    subject = happen("test.good", at=monday)
    slow = events.take_due(at=monday, lease=timedelta(seconds=-1))
    quick = events.take_due(at=monday)
    assert slow
    assert quick

    with pytest.raises(events.StaleFence):
        flow.run(slow, at=monday)
    assert done() == set()
    flow.run(quick, at=monday)

    assert done() == {subject}


@pytest.mark.django_db
def test_a_worker_whose_row_was_finished_by_another_goes_on(
    monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen("test.good", at=monday)
    slow = events.take_due(at=monday, lease=timedelta(seconds=-1))
    quick = events.take_due(at=monday)
    assert slow
    assert quick
    flow.run(quick, at=monday)
    monkeypatch.setattr(events, "take_due", lambda **_: slow)

    assert flow.do_next(lambda: monday)

    assert len(done()) == 1
    assert Event.objects.get().last_error == ""


@pytest.mark.django_db
def test_a_failing_step_is_undone_comes_back_and_blocks_nobody(
    monday: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    happen("test.bad", at=monday)
    behind = happen("test.good", at=monday)

    with caplog.at_level(logging.INFO):
        world.carry_on(at=monday)

    assert done() == {behind}
    failed = Event.objects.get(done_at=None)
    assert (failed.last_error, failed.attempts) == ("ValueError", 1)
    assert monday < failed.due_at <= monday + queries.LONGEST_BACKOFF
    assert "test.bad" in caplog.text
    assert not {"Wren", "2016"} & set(caplog.text.replace(",", " ").split()), "the kind, no text"


@pytest.mark.django_db
def test_an_event_that_no_step_follows_is_only_marked(monday: datetime) -> None:
    happen("test.nothing", at=monday)

    world.carry_on(at=monday)

    assert Event.objects.get().done_at == monday


@pytest.mark.django_db
def test_a_crash_between_sending_and_marking_repeats_the_same_message(
    monday: datetime, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    notification = a_raised_notification(at=monday)

    def crash(*_args: Any, **_kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as crashing:
        crashing.setattr(nudging, "record_accepted", crash)
        with pytest.raises(SystemExit):
            flow.do_next(lambda: monday)
    Event.objects.filter(done_at=None).update(lease_until=None)
    world.carry_on(at=monday)

    first, again = (message["Message-ID"] for _, message in mailbox.taken)
    assert first == again
    assert notification.attempts.get().outcome == Attempt.Outcome.ACCEPTED


@pytest.mark.django_db
def test_a_message_sent_under_a_stale_fence_is_not_written_twice(
    monday: datetime, mailbox: Mailbox
) -> None:
    notification = a_raised_notification(at=monday)
    slow = events.take_due(at=monday, lease=timedelta(seconds=-1))
    assert slow
    Event.objects.filter(id=slow.id).update(fence=slow.fence + 1)

    with pytest.raises(events.StaleFence):
        flow.run(slow, at=monday)
    assert not notification.attempts.exists()
    world.carry_on(at=monday)

    assert len(mailbox.taken) == 2
    assert notification.attempts.get().fence == slow.fence + 2


@pytest.mark.django_db
def test_an_address_refused_for_good_leads_to_the_next_in_the_same_step(
    monday: datetime, mailbox: Mailbox
) -> None:
    notification = a_raised_notification(at=monday)
    mailbox.answers[first_address(notification)] = "550 no such mailbox"

    assert flow.do_next(lambda: monday)

    assert [each.outcome for each in notification.attempts.order_by("id")] == [
        "refused",
        "accepted",
    ]
    assert not unfinished().exists()


@pytest.mark.django_db
def test_a_mail_server_that_is_away_is_tried_again_and_nobody_is_passed_over(
    monday: datetime, mailbox: Mailbox
) -> None:
    notification = a_raised_notification(at=monday)
    first = first_address(notification)
    mailbox.answers[first] = "451 come back later"
    flow.do_next(lambda: monday)
    later = unfinished().get().due_at
    assert later > monday
    mailbox.answers.clear()

    world.carry_on(at=later)

    assert mailbox.addresses == [first]
    assert [each.outcome for each in notification.attempts.order_by("id")] == [
        "failed",
        "accepted",
    ]


def unfinished() -> QuerySet[Event]:
    """Return what is unfinished, but for the reminder ahead and what comes after every letter."""
    later = ["notification.unanswered", "household.due"]
    return Event.objects.filter(done_at=None).exclude(name__in=later)


def first_address(notification: Notification) -> str:
    assert notification.establishment is not None
    first = notification.establishment.contacts.order_by("order").first()
    assert first is not None
    return str(first.email)


@pytest.mark.django_db
def test_working_until_idle_does_everything_and_ends(monday: datetime) -> None:
    subjects = {happen("test.good", at=monday) for _ in range(5)}
    happen("test.bad", at=monday)

    flow.work_until_idle(lambda: monday)

    assert done() == subjects
    assert Event.objects.get(done_at=None).due_at > monday, "it cannot be done now"


def test_working_until_idle_waits_out_the_lease_of_a_dead_worker(
    monday: datetime, monkeypatch: pytest.MonkeyPatch, committed: None
) -> None:
    monkeypatch.setattr(flow, "PAUSE", 0.05)
    subject = happen("test.good", at=monday)
    assert events.take_due(at=monday, lease=timedelta(seconds=0.4))
    began = time.monotonic()

    flow.work_until_idle(lambda: monday)

    assert done() == {subject}
    assert time.monotonic() - began > 0.3


class Ended(Exception):
    """Ends a worker that works for ever."""


def test_a_call_wakes_a_sleeping_worker(
    monday: datetime, monkeypatch: pytest.MonkeyPatch, committed: None
) -> None:
    monkeypatch.setattr(flow, "PAUSE", 60.0)
    looked, ending = threading.Event(), threading.Event()

    def clock() -> datetime:
        if ending.is_set():
            raise Ended
        looked.set()
        return monday

    def work() -> None:
        with pytest.raises(Ended):
            flow.work_for_ever(clock)
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        assert looked.wait(SOON)
        subject = happen("test.good", at=monday)
        wait_until(lambda: done() == {subject})
    finally:
        ending.set()
        happen("test.nothing", at=monday)
        worker.join(SOON)
    assert not worker.is_alive()


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to be in time"
        time.sleep(0.05)


def test_a_worker_whose_database_goes_away_ends_at_once_and_says_so(
    installation: Installation, tmp_path: Path
) -> None:
    """It does not hang: whoever keeps it running starts it again, and then all is looked at."""
    name = installation.database.database
    with (
        psycopg.connect(installation.database.superuser_url, autocommit=True) as server,
        subprocess.Popen(
            [sys.executable, "-m", "firstbell.cli", "work"],
            env=dict(installation.environment()),
            stderr=subprocess.PIPE,
            text=True,
        ) as worker,
    ):

        def listening() -> list[tuple[int]]:
            return server.execute(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = %s AND usename = 'firstbell' AND query LIKE 'LISTEN%%'",
                [name],
            ).fetchall()

        wait_until(lambda: bool(listening()))
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = 'firstbell'",
            [name],
        )
        _, told = worker.communicate(timeout=SOON)

    assert worker.returncode == 1
    assert told.endswith("firstbell: the database went away; start again once it is back\n")
    assert "Traceback" not in told
