"""An installation that is really served: `firstbell serve` on a free port, and what machines send.

It works on the test's own committed rows; every process of it ends with the `with`.
"""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from firstbell.registry.agencies.actions.partnership import NewSender
from tests.conftest import Installation
from tests.smtp import Mailbox, free_port

MORNING = "2026-11-23T07:10:00+00:00"
"""When the stories begin: a Monday, more than an hour before the bell of most schools."""

SECRET = "a-key-for-stories-alone-that-signs-nobody-in-anywhere-else"

PATIENCE = 90.0
"""Seconds that a busy machine may take for anything that is waited for."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """An installation with its address and the mail server that it hands messages to."""

    url: str
    mailbox: Mailbox


@contextmanager
def serving(
    installation: Installation, mailbox: Mailbox, *, port: int = 0, **settings: str
) -> Iterator[Served]:
    """Serve the pages and carry on what is due, as somebody would at the command line.

    `settings` are more variables of the environment; without a `port` it is any free one.
    """
    port = port or free_port()
    url = f"http://localhost:{port}"
    environment = installation.environment(
        FIRSTBELL_CLOCK_AT=MORNING,
        FIRSTBELL_DEMO="1",
        FIRSTBELL_SECRET_KEY=SECRET,
        FIRSTBELL_SMTP_URL=mailbox.url,
        FIRSTBELL_URL=url,
        FIRSTBELL_WEBHOOKS_TO_PRIVATE="1",  # installations of one machine speak to one another
        **settings,
    )
    alone = ["--no-watch", "--no-folders"]  # no story is of these, and each process takes seconds
    command = [sys.executable, "-m", "firstbell.cli", "serve", *alone, "--port", str(port)]
    said = installation.home.parent / "served.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            wait_until(lambda: _answers(url, process, said), "the pages are served")
            yield Served(url=url, mailbox=mailbox)
        finally:
            _end(process)


def wait_until(is_so: Callable[[], object], what: str) -> None:
    """Wait for something that another process does.

    :raises AssertionError: if it does not come to be.
    """
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"it did not come to be that {what}"
        time.sleep(0.2)


def hand_over(url: str, sender: NewSender, incident: Mapping[str, Any]) -> dict[str, Any]:
    """Send one incident as the force's system does: a token first, then the API; the receipt."""
    pair = f"{sender.client_id}:{sender.client_secret}"
    granted = _post(
        f"{url}/oauth/token",
        urlencode({"grant_type": "client_credentials", "scope": "incidents"}).encode(),
        {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"},
    )
    return _post(
        f"{url}/api/v1/incidents",
        json.dumps({"source": sender.agency.code, **incident}).encode(),
        {
            "Authorization": f"Bearer {granted['access_token']}",
            "Content-Type": "application/json",
        },
    )


def _post(address: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    request = Request(address, data=body, headers=dict(headers), method="POST")
    with urlopen(request, timeout=PATIENCE) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def _answers(url: str, process: "subprocess.Popen[bytes]", said: Path) -> bool:
    assert process.poll() is None, f"the server ended: {said.read_text()}"
    try:
        with urlopen(f"{url}/health", timeout=20) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the server with its family, and see that none is left."""
    family = _descendants(process.pid)
    process.terminate()
    try:
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
    wait_until(lambda: not any(map(_is_running, family)), "every process has ended")


def _descendants(process: int) -> list[int]:
    below = [
        int(each)
        for task in Path(f"/proc/{process}/task").glob("*/children")
        for each in task.read_text().split()
    ]
    return below + [further for each in below for further in _descendants(each)]


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False
