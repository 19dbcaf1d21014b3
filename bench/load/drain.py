"""How long a weekend's backlog takes: from its arrival to the last letter handed over.

    .venv/bin/python -m bench.load.drain [WORKERS,WORKERS] [INCIDENTS,INCIDENTS]   # 1,2 60,400,1200

The distribution's PostgreSQL with its usual durability, a mail server, and so many `firstbell work`
in processes of their own wait; then one file with all incidents comes at once. Each round begins
with the same loaded borough. Prints by the wall and in processor time: on a busy machine compare
the latter. Needs `apt-get install postgresql`.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.machines.measure import FIRSTBELL
from bench.resilience.mailserver import taken
from bench.resilience.scene import Database
from tests.smtp import free_port

MONDAY = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
"""What the clock shows: hours before anybody is reminded, so that only first letters go."""

PUPILS, SCHOOLS = 12_000, 280
PATIENCE = 3_000.0


@dataclass(frozen=True, kw_only=True)
class Drained:
    """One backlog: its size, seconds by the wall, and processor seconds of either side."""

    incidents: int
    workers: int
    notifications: int
    letters: int
    repeats: int
    marked: int
    intake: float
    first_letter: float
    last_letter: float
    idle: float
    of_workers: float
    of_database: float
    load: float


def main() -> None:
    """Drain each size with each number of workers."""
    words = [[int(each) for each in word.split(",")] for word in sys.argv[1:]]
    workers, sizes = (*words, *([1, 2], [60, 400, 1_200])[len(words) :])
    with tempfile.TemporaryDirectory(prefix="firstbell-drain-") as name:
        folder = Path(name)
        database = Database(folder)
        database.server.make()
        try:
            _measure(folder, database, workers, sizes)
        finally:
            database.end()


def _measure(
    folder: Path, database: Database, workers: Sequence[int], sizes: Sequence[int]
) -> None:
    mail_port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": database.serving,
        "FIRSTBELL_HOME": str(folder / "home"),
        "FIRSTBELL_SECRET_KEY": "a key of this bench alone, and long enough for it",
        "FIRSTBELL_SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
        "FIRSTBELL_CLOCK_AT": MONDAY.isoformat(),
        "FIRSTBELL_CLOCK_RUNS_FROM": datetime.now(UTC).isoformat(),
    }
    owned = {**environment, "DATABASE_OWNER_URL": database.owner}
    subprocess.run([*FIRSTBELL, "migrate"], env=owned, check=True)
    os.environ.update(environment)
    feed = _make(folder, max(sizes))
    database.put_aside()
    for size in sizes:
        for count in workers:
            database.make_anew(fault="")
            letters = folder / f"letters-{size}-{count}"
            letters.touch(mode=0o600)
            with _running(folder, environment, letters, mail_port, count) as processes:
                _say(_drain(_part(feed, size), processes, letters, database))


def _make(folder: Path, incidents: int) -> Mapping[str, Any]:
    from firstbell.cli.ground import database_ready
    from firstbell.sample import make_borough, write

    borough = make_borough(pupils=PUPILS, incidents=incidents, establishments=SCHOOLS)
    write(borough, folder / "borough")
    with database_ready():
        from django.db import connections

        from firstbell.cli.demo import journey

        journey.load(folder / "borough", borough)
        connections.close_all()
    return borough.feeds["feed.json"]


def _part(feed: Mapping[str, Any], size: int) -> Mapping[str, Any]:
    """Return a file of so many incidents of all kinds, spread evenly over the invented ones."""
    every = feed["incidents"]
    return {**feed, "incidents": [every[n * len(every) // size] for n in range(size)]}


@contextmanager
def _running(
    folder: Path, environment: Mapping[str, str], letters: Path, mail_port: int, workers: int
) -> "Iterator[list[subprocess.Popen[bytes]]]":
    """Run a mail server and so many workers, and give the workers."""
    commands = [
        [sys.executable, "-m", "bench.resilience.mailserver", str(mail_port), str(letters)],
        *([*FIRSTBELL, "work"] for _ in range(workers)),
    ]
    with (folder / "processes.log").open("ab") as out:
        started = [
            subprocess.Popen(
                command,
                env={**environment, "FIRSTBELL_HOME": str(folder / f"home-{number}")},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
            for number, command in enumerate(commands)
        ]
    try:
        yield started[1:]
    finally:
        for each in started:
            with suppress(ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL)
            each.wait()


def _drain(
    feed: Mapping[str, Any],
    workers: "Sequence[subprocess.Popen[bytes]]",
    letters: Path,
    database: Database,
) -> Drained:
    from django.db import connections

    from firstbell.foundation import acting, clock
    from firstbell.foundation.events import queries as ledger
    from firstbell.journey.delivery.models import Attempt, Notification
    from firstbell.journey.intake.actions import receive_feed

    _wait(lambda: len(ledger.workers()) == len(workers))
    time.sleep(1)
    before = _seconds(workers), _seconds_in(database)
    began, began_at = time.monotonic(), clock.now()
    receive_feed(document=feed, by=None, at=began_at)
    intake, firsts = time.monotonic() - began, 0.0

    def is_idle() -> bool:
        nonlocal firsts
        firsts = firsts or (time.monotonic() - began if letters.stat().st_size else 0.0)
        return ledger.unfinished_count(at=clock.now() + timedelta(minutes=6)) == 0

    _wait(is_idle)
    idle = time.monotonic() - began
    with acting.as_the_system():
        marked = Attempt.objects.filter(outcome=Attempt.Outcome.ACCEPTED)
        last, count = marked.order_by("-at")[0].at, marked.count()
        notifications = Notification.objects.count()
    names = taken(letters)
    drained = Drained(
        incidents=len(feed["incidents"]),
        workers=len(workers),
        notifications=notifications,
        letters=len(names),
        repeats=len(names) - len(set(names)),
        marked=count,
        intake=intake,
        first_letter=firsts,
        last_letter=(last - began_at).total_seconds(),
        idle=idle,
        of_workers=_seconds(workers) - before[0],
        of_database=_seconds_in(database) - before[1],
        load=os.getloadavg()[0],
    )
    connections.close_all()
    return drained


def _wait(is_so: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            sys.exit("it took too long")
        time.sleep(0.2)


def _seconds(processes: "Sequence[subprocess.Popen[bytes]]") -> float:
    """Return the processor seconds of some processes so far."""
    return sum(_ticks(Path(f"/proc/{each.pid}")) for each in processes)


def _seconds_in(database: Database) -> float:
    """Return the processor seconds of all processes of the server that are there now."""
    return sum(_ticks(each) for each in database.server.processes())


def _ticks(process: Path) -> float:
    with suppress(OSError):
        stat = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return sum(map(int, stat[11:13])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _say(drained: Drained) -> None:
    print(
        f"{drained.incidents:,} incidents, {drained.workers} working: "
        f"{drained.notifications:,} notifications, {drained.letters:,} letters "
        f"({drained.marked:,} marked, {drained.repeats} repeats); taken in "
        f"{drained.intake:.1f} s, first letter after {drained.first_letter:.1f} s, last after "
        f"{drained.last_letter:.1f} s ({drained.letters / drained.last_letter * 60:.0f} a minute), "
        f"nothing left after {drained.idle:.1f} s; processor: {drained.of_workers:.1f} s of the "
        f"workers, {drained.of_database:.1f} s of the database; load {drained.load:.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
