"""Two processes of pages and two workers on the distribution's PostgreSQL; some are killed (-9).

    .venv/bin/python -m bench.machines.measure [INCIDENTS] [KILLS]

A force's system hands over an invented weekend through both pages, again and again until it has a
receipt; meanwhile pages and workers are killed in turn and started again, as systemd would. At
the end: every incident once, every notification once, every message sent, the account adds up.
"""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from bench.machines.postgres import running
from tests.smtp import Mailbox, free_port, mail_server

FIRSTBELL = [sys.executable, "-m", "firstbell.cli"]


@dataclass
class Kept:
    """One process that is started again whenever it ends."""

    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    starts: int = 0
    is_over: bool = False
    is_held: bool = False
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    def keep(self) -> None:
        """Start it for ever, in a group of its own."""
        while not self.is_over:
            if self.is_held:
                time.sleep(0.1)
                continue
            with self.log.open("ab") as out:
                self.process = subprocess.Popen(
                    self.command,
                    env=dict(self.environment),
                    stdout=out,
                    stderr=out,
                    start_new_session=True,
                )
            self.starts += 1
            self.process.wait()
            self.kill()
            time.sleep(0.5)

    def kill(self) -> None:
        """Kill it with all that it started, as systemd does with a control group."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def say(self, how: signal.Signals) -> None:
        """Send a signal to it and what it started in its group: stop, go on."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)


@dataclass
class Sender:
    """The force's system: it repeats until it has a receipt, at whichever address answers."""

    ports: Sequence[int]
    client: tuple[str, str]
    pause: float = 0.0
    tries: int = 0
    accepted: int = 0
    receipts: list[str] = field(default_factory=list)

    def send(self, incidents: Sequence[Mapping[str, Any]], source: str) -> None:
        """Hand over each of some incidents."""
        token = ""
        for number, incident in enumerate(incidents):
            time.sleep(self.pause)
            while True:
                port = self.ports[(number + self.tries) % len(self.ports)]
                self.tries += 1
                try:
                    token = token or self._token(port)
                    body = json.dumps({**incident, "source": source}).encode()
                    receipt = json.loads(self._post(port, "/api/v1/incidents", body, token))
                    self.accepted += 1
                    if receipt["incidents"][0]["fate"] != "refused":
                        self.receipts.append(str(incident["reference"]))
                    break
                except HTTPError as refused:
                    if refused.code < 500 and refused.code != 401:
                        break
                    token = ""
                except (URLError, ConnectionError, TimeoutError, OSError):
                    time.sleep(0.2)

    def _token(self, port: int) -> str:
        pair = base64.b64encode(":".join(self.client).encode()).decode()
        body = urlencode({"grant_type": "client_credentials", "scope": "incidents"}).encode()
        kind = "application/x-www-form-urlencoded"
        answer = self._post(port, "/oauth/token", body, f"Basic {pair}", kind)
        return f"Bearer {json.loads(answer)['access_token']}"

    def _post(
        self, port: int, path: str, body: bytes, token: str, kind: str = "application/json"
    ) -> bytes:
        headers = {"Authorization": token, "Content-Type": kind}
        request = Request(f"http://127.0.0.1:{port}{path}", data=body, headers=headers)
        with urlopen(request, timeout=15) as answer:
            said: bytes = answer.read()
        return said


def main() -> None:
    """Run it once and print the figures."""
    incidents = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with (
        tempfile.TemporaryDirectory() as folder,
        mail_server() as mailbox,
        running(Path(folder), port=free_port()) as (serving, owner),
    ):
        environment = {
            **os.environ,
            "DATABASE_URL": serving,
            "FIRSTBELL_HOME": str(Path(folder) / "home"),
            "FIRSTBELL_SECRET_KEY": "a key of this bench alone, and long enough for it",
            "FIRSTBELL_SMTP_URL": mailbox.url,
            "FIRSTBELL_LEASE_SECONDS": "5",
        }
        owned = {**environment, "DATABASE_OWNER_URL": owner}
        subprocess.run([*FIRSTBELL, "migrate"], env=owned, check=True)
        os.environ.update(environment)
        measure(Path(folder), environment, mailbox, incidents=incidents, kills=kills)


def measure(
    folder: Path, environment: Mapping[str, str], mailbox: Mailbox, *, incidents: int, kills: int
) -> None:
    """Load a borough, let it be handed over while processes are killed, and count."""
    from firstbell.cli.ground import database_ready
    from firstbell.sample import make_borough, write

    borough = make_borough(pupils=1500, incidents=incidents)
    write(borough, folder / "borough")
    with database_ready():
        client = _load(folder / "borough", borough)
        ports = [free_port() for _ in range(2)]
        kept = _processes(folder, environment, ports)
        threads = [threading.Thread(target=each.keep, daemon=True) for each in kept]
        for thread in threads:
            thread.start()
        _wait_until(lambda: all(map(_answers, ports)), 120)
        began = time.monotonic()
        said = next(iter(borough.feeds.values()))["incidents"]
        senders = [Sender(ports, client) for _ in range(2)]
        sending = [
            threading.Thread(target=sender.send, args=(said[half::2], borough.source))
            for half, sender in enumerate(senders)
        ]
        for thread in sending:
            thread.start()
        _kill(kept, kills)
        for thread in sending:
            thread.join()
        handed_over = time.monotonic() - began
        _wait_until(_is_idle, 600)
        _report(kept, senders, mailbox, handed_over, time.monotonic() - began)
        for each in kept:
            each.is_over = True
            each.kill()


def _load(folder: Path, borough: Any) -> tuple[str, str]:
    """Load the registers; return the client and the secret of the force's machine."""
    from firstbell.cli.demo import journey
    from firstbell.registry.agencies.actions import partnership

    made = []

    def add_source(**said: Any) -> Any:
        made.append(partnership.add_source(**said))
        return made[0]

    setattr(journey, "add_source", add_source)  # noqa: B010 - the secret is told once
    journey.load(folder, borough)
    return made[0].client_id, made[0].client_secret


def _processes(folder: Path, environment: Mapping[str, str], ports: Sequence[int]) -> list[Kept]:
    kept = []
    for number, port in enumerate(ports, start=1):
        pages = [*FIRSTBELL, "serve", "--only-pages", "--port", str(port)]
        for name, command in (("web", pages), ("work", [*FIRSTBELL, "work"])):
            home = str(folder / f"home-{name}-{number}")
            own = {**environment, "FIRSTBELL_HOME": home}
            kept.append(Kept(command, own, folder / f"{name}-{number}.log"))
    return kept


def _kill(kept: Sequence[Kept], times: int) -> None:
    """Kill each process in turn, at moments of chance."""
    chance = Random(7)
    for _ in range(times):
        for each in kept:
            time.sleep(chance.uniform(1.0, 3.0))
            each.kill()


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except HTTPError:
        return True
    except (URLError, OSError):
        return False


def _is_idle() -> bool:
    from firstbell.foundation import acting, clock
    from firstbell.foundation.events import queries

    with acting.as_the_system():
        return queries.unfinished_count(at=clock.now()) == 0


def _wait_until(is_so: Any, longest: float) -> None:
    deadline = time.monotonic() + longest
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit("it did not come to be in time")
        time.sleep(0.25)


def _id(message: Any) -> str:
    return str(message["Message-ID"]).strip("<>").partition("@")[0]


def _of_notifications(ids: Sequence[str]) -> set[str]:
    """Return the ids of messages about notifications: others tell officers that one waits."""
    return {each for each in ids if not each.startswith("told-")}


def _report(
    kept: Sequence[Kept],
    senders: Sequence[Sender],
    mailbox: Mailbox,
    handed_over: float,
    whole: float,
) -> None:
    from django.db import connection

    from firstbell.foundation import acting
    from firstbell.journey.delivery.models import Attempt, Notification
    from firstbell.journey.intake.models import Incident
    from firstbell.journey.reconciliation.queries import balance

    with acting.as_the_system():
        account = balance()
        told = Counter(Notification.objects.values_list("child", "establishment", "desk"))
        accepted = set(
            Attempt.objects.filter(outcome="accepted").values_list("message_id", flat=True)
        )
        ids = [_id(message) for _, message in mailbox.taken]
        figures = {
            "incidents accepted by senders": sum(each.accepted for each in senders),
            "incidents held": Incident.objects.count(),
            "tries of the senders": sum(each.tries for each in senders),
            "children": account.children,
            "notifications": sum(told.values()),
            "notifications doubled": sum(times > 1 for times in told.values()),
            "marked as sent and not at the mail server": len(accepted - set(ids)),
            "at the mail server and not marked": len(_of_notifications(ids) - accepted),
            "messages repeated under the same Message-ID": len(ids) - len(set(ids)),
            "starts of web 1, work 1, web 2, work 2": [each.starts for each in kept],
            "seconds to hand over": round(handed_over, 1),
            "seconds until nothing was due": round(whole, 1),
            "the account adds up": account.adds_up,
        }
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        print(f"PostgreSQL: {cursor.fetchone()[0]}")
    for name, value in figures.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
