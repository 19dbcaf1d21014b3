"""What a round is played on: a server of the distribution, a loaded borough, the processes.

Everything runs in a group of its own and is started again whenever it ends, as systemd would.
"""

import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from bench.machines.measure import FIRSTBELL, Kept
from bench.machines.postgres import Postgres
from bench.resilience.faults import NO_KEYS
from bench.resilience.mailserver import held
from tests.smtp import free_port

MADE = "firstbell_made"

LONGER_THAN_A_LEASE = 5.0
"""Seconds for which a letter is taken and not answered; a lease here is two."""


class Database:
    """The server, and a thread that starts it again."""

    def __init__(self, folder: Path) -> None:
        self.server = Postgres(folder, port=free_port())
        self.serving = self.server.address("firstbell", "serving")
        self.owner = self.server.address("firstbell_owner", "owner")
        self.is_held = False
        self._is_over = False

    def keep(self) -> None:
        """Start it again whenever it has ended."""
        while not self._is_over:
            if not self.is_held and not self.server.is_running():
                self.server.start()
            time.sleep(0.3)

    def end(self) -> None:
        """Let it end."""
        self._is_over = True
        self.server.stop()

    def put_aside(self) -> None:
        """Keep what was made, to begin each round with it."""
        self._sql("ALTER DATABASE firstbell RENAME TO firstbell_made")

    def make_anew(self, *, fault: str) -> None:
        """Begin a round with what was made."""
        self._sql("DROP DATABASE IF EXISTS firstbell WITH (FORCE)")
        self._sql(f"CREATE DATABASE firstbell TEMPLATE {MADE} OWNER firstbell_owner")
        self._sql("GRANT CONNECT, TEMPORARY ON DATABASE firstbell TO firstbell")
        if fault == "no-key":
            with psycopg.connect(self.owner, autocommit=True) as owner:
                owner.execute(NO_KEYS)

    def do_again(self, names: Sequence[str], *, share: float, at: datetime) -> int:
        """Let some steps be due now that were done: each may run again, and nothing comes of it."""
        again = (
            "UPDATE events_event SET done_at = NULL, due_at = %s WHERE done_at IS NOT NULL"
            " AND name = ANY(%s) AND random() < %s"
        )
        with psycopg.connect(f"{self.server.superuser.removesuffix('postgres')}firstbell") as one:
            return int(one.execute(again, [at, list(names), share]).rowcount)

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self.server.superuser, autocommit=True) as connection:
            connection.execute(statement.encode())


@dataclass
class Scene:
    """The processes of a round."""

    web: list[Kept]
    work: list[Kept]
    watch: Kept
    mail: Kept
    database: Database
    letters: Path
    ports: list[int]
    done: dict[str, int] = field(default_factory=dict)

    def everything(self) -> list[Kept]:
        """Return all that is kept running."""
        return [*self.web, *self.work, self.watch, self.mail]

    def strike(self, blow: str, chance: Random) -> None:
        """Kill one part, or cut it off for a while."""
        part, _, how = blow.partition(" ")
        if part == "database":
            self.database.server.kill() if how == "killed" else self._cut_database_off()
        elif part == "work":
            self._hold_a_letter(kills=how == "killed")
        elif how == "killed":
            chance.choice(self._parts(part)).kill()
        else:
            one = chance.choice(self._parts(part))
            one.say(signal.SIGSTOP)
            time.sleep(chance.uniform(1, 4))
            one.say(signal.SIGCONT)
        self.done[blow] = self.done.get(blow, 0) + 1

    def _parts(self, part: str) -> list[Kept]:
        return {"web": self.web, "mail": [self.mail]}[part]

    def _cut_database_off(self) -> None:
        with suppress(psycopg.OperationalError):
            self.database.server.cut_off()

    def _hold_a_letter(self, *, kills: bool) -> None:
        """Let a worker wait for its answer: until it is killed, or for longer than its lease."""
        before = held(self.letters)
        self.mail.say(signal.SIGUSR1)
        for _ in range(100):
            if held(self.letters) > before:
                time.sleep(0 if kills else LONGER_THAN_A_LEASE)
                break
            time.sleep(0.1)
        for each in self.work if kills else ():
            each.kill()
        self.mail.say(signal.SIGUSR2)


@contextmanager
def running(
    folder: Path, database: Database, environment: Mapping[str, str], *, mail_port: int, fault: str
) -> Iterator[Scene]:
    """Run all processes of a round; the workers with a fault, if one is named."""
    ports = [free_port() for _ in range(2)]
    letters = folder / "letters"
    work = (
        [sys.executable, "-m", "bench.resilience.faults", fault] if fault else [*FIRSTBELL, "work"]
    )

    def kept(name: str, command: Sequence[str]) -> Kept:
        own = {**environment, "FIRSTBELL_HOME": str(folder / f"home-{name}")}
        return Kept(command, own, folder / f"{name}.log")

    scene = Scene(
        web=[
            kept(f"web-{port}", [*FIRSTBELL, "serve", "--only-pages", "--port", str(port)])
            for port in ports
        ],
        work=[kept(f"work-{number}", work) for number in (1, 2)],
        watch=kept("watch", [*FIRSTBELL, "watch", "--every", "5"]),
        mail=kept(
            "mail",
            [sys.executable, "-m", "bench.resilience.mailserver", str(mail_port), str(letters)],
        ),
        database=database,
        letters=letters,
        ports=ports,
    )
    threads = [threading.Thread(target=each.keep, daemon=True) for each in scene.everything()]
    for thread in threads:
        thread.start()
    try:
        yield scene
    finally:
        for each in scene.everything():
            each.is_over = True
            each.kill()
        for thread in threads:
            thread.join(timeout=30)


def blows(chance: Random, *, times: int) -> list[str]:
    """Return what is struck in which order: each part killed and cut off, `times` in all."""
    each: list[Any] = [
        f"{part} {how}"
        for part in ("web", "work", "database", "mail")
        for how, count in (("killed", (times + 1) // 2), ("cut off", times // 2))
        for _ in range(count)
    ]
    chance.shuffle(each)
    return each
