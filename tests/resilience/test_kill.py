"""The worker is killed again and again, nobody wakes it, the mail server has a bad day.

And still: each notification once, each one hurried by an e-mail, and the account adds up. The
kills fall after a number of ledger rows and in the middle of handing over a message; both are
drawn from a seed that is told. Set KILL_SEED to try another, and KILLS to kill more often.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid5

import psycopg
import pytest
from pytest_django import DjangoDbBlocker, Settings

from firstbell.cli.demo import journey
from firstbell.core.calendars import local_day
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.models import Attempt, Notification
from firstbell.journey.intake.actions.receive import receive_feed
from firstbell.journey.intake.models import Incident, Waiting
from firstbell.journey.linkage.models import Link
from firstbell.journey.reconciliation import queries
from firstbell.journey.routing.models import Route
from firstbell.registry.people.queries import registrations_on
from firstbell.sample import make_borough, write
from tests.conftest import Installation, point_django_at
from tests.resilience.unreliable import Moment, UnreliableMail, unreliable_mail

SEED = int(os.environ.get("KILL_SEED", "7"))
KILLS = int(os.environ.get("KILLS", "12"))
INCIDENTS = 200
MORNING = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)
PATIENCE = 120.0

AGAIN = ("notification.unanswered", "contacts.due", "cover.due")
"""Reminders: who has not answered is asked again, later on this morning or next week."""

DEAF_WORKER = """
import time
import psycopg

def hear_nothing(self, *, timeout=None, stop_after=None):
    time.sleep(timeout)
    return iter(())

psycopg.Connection.notifies = hear_nothing

from firstbell.cli import run
run(["work"])
"""
"""`firstbell work` that no wake-up call reaches: what remains is its own look at the ledger."""


@dataclass(frozen=True, kw_only=True)
class Kill:
    """When to kill: after some rows and a pause, or within the handing over of a message."""

    rows: int
    pause: float
    moment: Moment | None = None


def plan(chance: Random) -> list[Kill]:
    """Return the kills of a run: first over the steps inside, then around the e-mails."""
    inside = [
        Kill(rows=chance.randint(20, 60), pause=chance.uniform(0, 0.05)) for _ in range(KILLS - 8)
    ]
    moments: list[Moment] = ["before it is taken", "before it is answered"] * 4
    chance.shuffle(moments)
    return inside + [
        Kill(rows=chance.randint(0, 12), pause=chance.uniform(0, 0.02), moment=moment)
        for moment in moments
    ]


@pytest.fixture
def borough(
    installation: Installation,
    tmp_path: Path,
    settings: Settings,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Installation]:
    """An installation with a small borough loaded and its weekend received; no step is done."""
    settings.CLOCK_AT = MORNING
    invented = make_borough(seed=3, pupils=1_200, incidents=INCIDENTS)
    write(invented, tmp_path / "borough")
    with django_db_blocker.unblock(), point_django_at(installation.database):
        journey.load(tmp_path / "borough", invented)
        for document in invented.feeds.values():
            receive_feed(document=document, by=None, at=MORNING)
        yield installation


@contextmanager
def worker(environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", DEAF_WORKER],
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, log.read_text()


def wait_until(is_so: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert process.poll() is None, "the worker ended by itself"
        assert time.monotonic() < deadline, "it did not come to be in time"
        time.sleep(0.01)


@contextmanager
def ledger(database: str) -> Iterator[Callable[[bool], int]]:
    """Give a function that counts the ledger's rows: those done, or those that are due.

    A reminder that lies ahead is none of them.
    """
    as_the_system, began = "-c firstbell.acts_as=system", time.monotonic()
    with psycopg.connect(database, autocommit=True, options=as_the_system) as connection:

        def rows(done: bool) -> int:
            query = (
                "SELECT count(*) FROM events_event WHERE (done_at IS NOT NULL) = %s"
                " AND (name <> ALL(%s) OR due_at <= %s)"
            )
            now = MORNING + timedelta(seconds=time.monotonic() - began)
            row = connection.execute(query, [done, list(AGAIN), now]).fetchone()
            assert row is not None
            return int(row[0])

        yield rows


def kill_the_worker_again_and_again(
    environment: dict[str, str], mail: UnreliableMail, rows: Callable[[bool], int], log: Path
) -> None:
    for number, kill in enumerate(plan(Random(SEED)), start=1):
        goal = rows(True) + kill.rows
        with worker(environment, log) as process:
            wait_until(lambda: rows(True) >= goal, process)  # noqa: B023
            if kill.moment:
                mail.hold_next(kill.moment)
                wait_until(mail.is_holding.is_set, process)
            time.sleep(kill.pause)
        mail.sender_is_gone.set()
        tell(f"kill {number} of seed {SEED}: {kill}, at row {rows(True)}")


def work_to_the_end(environment: dict[str, str], rows: Callable[[bool], int], log: Path) -> None:
    with worker(environment, log) as process:
        wait_until(lambda: rows(False) == 0, process)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def firstbell(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "firstbell.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_no_kill_and_no_lost_call_loses_or_doubles_a_notification(
    borough: Installation, tmp_path: Path
) -> None:
    with unreliable_mail(Random(SEED)) as mail:
        environment = dict(
            borough.environment(
                FIRSTBELL_SMTP_URL=mail.url,
                FIRSTBELL_LEASE_SECONDS="2",
                FIRSTBELL_CLOCK_AT=MORNING.isoformat(),
                FIRSTBELL_CLOCK_RUNS_FROM=datetime.now(UTC).isoformat(),
            )
        )
        log = tmp_path / "worker.log"
        with ledger(borough.database.serving_url) as rows:
            kill_the_worker_again_and_again(environment, mail, rows, log)
            work_to_the_end(environment, rows, log)
        swept = firstbell(environment, "work", "--until-idle")
        balance = firstbell(environment, "balance")
    tell(f"{dict(mail.faults)}; {len(mail.taken)} taken, {len(set(mail.message_ids))} different")

    assert (swept.returncode, balance.returncode) == (0, 0), swept.stderr + balance.stderr
    assert not Event.objects.filter(done_at=None).exclude(name__in=AGAIN).exists()
    check_notifications()
    check_messages(mail)
    check_the_harness(mail)


def check_notifications() -> None:
    """Every child is somewhere, each route has one notification, each pupil's schools are told."""
    assert Incident.objects.count() >= INCIDENTS * 0.9, "some are refused or revisions by intent"
    assert queries.balance().adds_up
    active = Route.objects.filter(closed_at=None, child__incident__status="active")
    told = Notification.objects.values_list("child", "establishment", "desk")
    assert active.filter(notification=None).count() == 0
    assert [place for place, times in Counter(told).items() if times > 1] == []
    linked = Link.objects.filter(state="linked", child__incident__status="active")
    assert linked.count() > INCIDENTS / 2
    for link in linked.filter(pupil__isnull=False).select_related("child__incident", "pupil"):
        assert link.pupil is not None
        on = local_day(link.child.incident.belief_formed_at)
        schools = {row.roll.establishment_id for row in registrations_on(link.pupil.id, on=on)}
        assert link.child.notifications.count() >= len(schools) or link.child.waiting.exists()


def check_messages(mail: UnreliableMail) -> None:
    """Whoever can be told was sent an e-mail that the server has; nobody else was."""
    known: dict[str, UUID] = {}
    for notification in Notification.objects.prefetch_related("attempts"):
        accepted = [
            each for each in notification.attempts.all() if each.outcome == Attempt.Outcome.ACCEPTED
        ]
        if notification.state == Notification.State.SENT:
            messages = {each.message_id for each in accepted}
            assert len(messages) == len(accepted), "accepted once, and marked with it"
            first = {str(uuid5(notification.id, str(each.contact_id))) for each in accepted}
            assert len(messages & first) <= 1, "told once; what else was sent are reminders"
            known |= dict.fromkeys(messages, notification.id)
        else:
            assert notification.state == Notification.State.HELD or nobody_to_tell(notification)
    taken = {each.partition("@")[0] for each in mail.message_ids}
    assert len(known) > INCIDENTS / 2
    assert known.keys() - taken == set(), "marked as sent, and no server has it"
    assert taken - known.keys() == set(), "sent, and no notification tells of it"


def nobody_to_tell(notification: Notification) -> bool:
    """Say whether the hub has been told that nobody could be."""
    return notification.child.waiting.filter(why=Waiting.Why.NO_RECIPIENT, closed_at=None).exists()


def check_the_harness(mail: UnreliableMail) -> None:
    """Every kind of trouble has happened, or this run has shown nothing."""
    assert {"slow", "busy", "reply lost"} <= mail.faults.keys()
    assert mail.faults["sender killed before it is taken"] == 4
    assert mail.faults["sender killed before it is answered"] == 4
    repeated = len(mail.message_ids) - len(set(mail.message_ids))
    assert repeated >= 4, "a lost reply repeats a message, under the same Message-ID"
    assert Event.objects.filter(attempts__gt=1).count() >= KILLS / 2
