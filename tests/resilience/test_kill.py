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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import psycopg
import pytest
from pytest_django import DjangoDbBlocker, Settings

from firstbell.cli.demo import journey
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions.receive import receive_feed
from firstbell.journey.intake.models import Incident
from firstbell.sample import make_borough, write
from tests.commands import firstbell
from tests.conftest import Installation, point_django_at
from tests.resilience.checks import AGAIN, what_is_wrong
from tests.resilience.unreliable import Moment, UnreliableMail, unreliable_mail

SEED = int(os.environ.get("KILL_SEED", "7"))
KILLS = int(os.environ.get("KILLS", "8"))
INCIDENTS = int(os.environ.get("KILL_INCIDENTS", "70"))
AT_EACH_MOMENT = 2
"""How often a sender is killed before a message is taken, and before that is answered."""

MORNING = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)
PATIENCE = 120.0

DEAF_WORKER = """
import time
import psycopg

def hear_nothing(self, *, timeout=None, stop_after=None):
    time.sleep(timeout)
    return iter(())

psycopg.Connection.notifies = hear_nothing

import os
import sys
from firstbell.cli import run
import firstbell.settings
import django
django.setup()
import firstbell.flow

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        os.setsid()
        run(["work"])
    print(child, flush=True)
    os.waitpid(child, 0)
"""
"""`firstbell work` that no wake-up call reaches: what remains is its own look at the ledger.

All is imported once; each line that it reads is one worker, a process of its own.
"""


@dataclass(frozen=True, kw_only=True)
class Kill:
    """When to kill: after some rows and a pause, or within the handing over of a message."""

    rows: int
    pause: float
    moment: Moment | None = None


def plan(chance: Random) -> list[Kill]:
    """Return the kills of a run: first over the steps inside, then around the e-mails."""
    inside = [
        Kill(rows=chance.randint(15, 40), pause=chance.uniform(0, 0.05))
        for _ in range(KILLS - 2 * AT_EACH_MOMENT)
    ]
    moments: list[Moment] = ["before it is taken", "before it is answered"] * AT_EACH_MOMENT
    chance.shuffle(moments)
    return inside + [
        Kill(rows=chance.randint(0, 8), pause=chance.uniform(0, 0.02), moment=moment)
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
    invented = make_borough(seed=3, pupils=600, incidents=INCIDENTS)
    write(invented, tmp_path / "borough")
    with django_db_blocker.unblock(), point_django_at(installation.database):
        journey.load(tmp_path / "borough", invented)
        for document in invented.feeds.values():
            receive_feed(document=document, by=None, at=MORNING)
        yield installation


@dataclass(frozen=True)
class Workers:
    """Starts workers that hear nothing, and kills them."""

    parent: "subprocess.Popen[str]"

    @contextmanager
    def one(self) -> Iterator[int]:
        """Let a worker work until the block is over, and kill it."""
        assert self.parent.stdin is not None
        assert self.parent.stdout is not None
        self.parent.stdin.write("\n")
        self.parent.stdin.flush()
        process = int(self.parent.stdout.readline())
        try:
            yield process
        finally:
            os.kill(process, signal.SIGKILL)


@contextmanager
def workers(environment: dict[str, str], log: Path) -> Iterator[Workers]:
    with (
        log.open("ab") as out,
        subprocess.Popen(
            [sys.executable, "-c", DEAF_WORKER],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=out,
            text=True,
        ) as parent,
    ):
        yield Workers(parent)
        assert parent.stdin is not None
        parent.stdin.close()


def wait_until(is_so: Callable[[], bool], process: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert Path(f"/proc/{process}").exists(), "the worker ended by itself"
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
    hired: Workers, mail: UnreliableMail, rows: Callable[[bool], int]
) -> None:
    for number, kill in enumerate(plan(Random(SEED)), start=1):
        goal = rows(True) + kill.rows
        with hired.one() as process:
            wait_until(lambda: rows(True) >= goal, process)  # noqa: B023
            if kill.moment:
                mail.hold_next(kill.moment)
                wait_until(mail.is_holding.is_set, process)
            time.sleep(kill.pause)
        mail.sender_is_gone.set()
        tell(f"kill {number} of seed {SEED}: {kill}, at row {rows(True)}")


def work_to_the_end(hired: Workers, rows: Callable[[bool], int]) -> None:
    with hired.one() as process:
        wait_until(lambda: rows(False) == 0, process)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


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
        with ledger(borough.database.serving_url) as rows, workers(environment, log) as hired:
            kill_the_worker_again_and_again(hired, mail, rows)
            work_to_the_end(hired, rows)
        balance = firstbell(environment, "balance")
    tell(f"{dict(mail.faults)}; {len(mail.taken)} taken, {len(set(mail.message_ids))} different")

    assert balance.returncode == 0, balance.stderr
    assert Incident.objects.count() >= INCIDENTS * 0.9, "some are refused or revisions by intent"
    assert Notification.objects.filter(state="sent").count() > INCIDENTS / 2
    assert what_is_wrong(mail.message_ids, at=datetime.now(UTC)) == []
    check_the_harness(mail)


def check_the_harness(mail: UnreliableMail) -> None:
    """Every kind of trouble has happened, or this run has shown nothing."""
    assert {"slow", "busy", "reply lost"} <= mail.faults.keys()
    assert mail.faults["sender killed before it is taken"] == AT_EACH_MOMENT
    assert mail.faults["sender killed before it is answered"] == AT_EACH_MOMENT
    repeated = len(mail.message_ids) - len(set(mail.message_ids))
    assert repeated >= AT_EACH_MOMENT, "a lost reply repeats a message, under the same Message-ID"
    assert Event.objects.filter(attempts__gt=1).count() >= KILLS / 2
