"""`firstbell serve`, as real processes: what it serves, and that it never leaves any behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg
import pytest

from firstbell.cli import serve
from firstbell.cli.processes import Child, python, run_for_ever
from firstbell.cli.serve import is_free
from tests.commands import firstbell
from tests.conftest import Installation

PATIENCE = 60.0


def free_port() -> int:
    return next(port for port in range(8600, 8700) if is_free(port))


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to be in time"
        time.sleep(0.1)


def get(address: str) -> "HTTPResponse | HTTPError | None":
    try:
        answer: HTTPResponse = urlopen(address, timeout=20)
    except HTTPError as told:
        return told
    except (URLError, ConnectionError):
        return None
    return answer


def children_of(process: int) -> list[int]:
    """Return the numbers of the processes that descend from this one."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(words[1]), []).append(int(stat.parent.name))
    found, look_at = [], [process]
    while look_at:
        below = parents.get(look_at.pop(), [])
        found += below
        look_at += below
    return found


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def is_running(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


@contextmanager
def serving(installation: Installation, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    environment = installation.environment(
        FIRSTBELL_DEMO="1", FIRSTBELL_CLOCK_AT="2026-11-23T07:10:00+00:00"
    )
    command = [sys.executable, "-m", "firstbell.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: get(f"http://localhost:{port}/health") is not None)
            yield process
        finally:
            process.terminate()


@pytest.mark.skipif(not Path("build/assets/htmx.js").exists(), reason="run `make assets` first")
def test_serve_answers_restarts_what_ended_and_leaves_nothing_behind(
    installation: Installation,
) -> None:
    port = free_port()
    with serving(installation, port) as process:
        health = get(f"http://localhost:{port}/health")
        assert health is not None
        assert json.load(health)["status"] == "ok"
        page = get(f"http://localhost:{port}/help/")
        assert page is not None
        text = page.read().decode()
        assert "clock says Monday 23 November 2026, 07:1" in text
        style = next(part for part in text.split('"') if "govuk-frontend." in part)
        assert style != "/static/govuk-frontend.css"
        asset = get(f"http://localhost:{port}{style}")
        assert asset is not None
        assert "immutable" in str(asset.headers["Cache-Control"])

        def worker() -> list[int]:
            return [
                each
                for each in children_of(process.pid)
                if "firstbell.cli work" in command_of(each)
            ]

        wait_until(lambda: len(worker()) == 1)
        first = worker()[0]
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: bool(worker()) and worker()[0] != first)

        family = children_of(process.pid)
        assert len(family) >= 2
        process.kill()
        process.wait()
        wait_until(lambda: not any(is_running(each) for each in family))
        assert is_free(port)


@pytest.mark.parametrize(
    ("left_out", "family"),
    [
        ({}, {"pages", "work", "folders", "watch"}),
        ({"looks_into_folders": False}, {"pages", "work", "watch"}),
        ({"is_watched": False}, {"pages", "work", "folders"}),
        ({"works": False}, {"pages", "folders", "watch"}),
    ],
)
def test_what_something_else_runs_is_not_started(
    left_out: dict[str, Any], family: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Child] = []
    monkeypatch.setenv("FIRSTBELL_URL", "http://localhost:8000")
    monkeypatch.setattr(serve, "collect_assets", lambda: None)
    monkeypatch.setattr(serve, "run_for_ever", started.extend)

    serve.serve_pages(port=8000, **left_out)

    assert {child.name for child in started} == family


def test_serve_refuses_plain_http_beyond_this_machine(installation: Installation) -> None:
    environment = installation.environment(FIRSTBELL_URL="http://firstbell.example")

    done = firstbell(environment, "serve", "--port", str(free_port()))

    assert done.returncode == 1
    assert "https only" in done.stderr
    assert "fsync off" in done.stderr  # the tests' own server is not durable
    assert done.stdout == ""


def test_a_family_ends_with_all_that_its_members_started(tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = (
        "import subprocess, sys, time, pathlib\n"
        "own = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
        f"pathlib.Path({str(told)!r}).write_text(str(own.pid))\n"
        "time.sleep(300)\n"
    )
    child = Child(name="one", command=python("-c", script), environment=dict(os.environ))

    run_for_ever([child], until=lambda: told.exists() and told.read_text() != "")

    grandchild = int(told.read_text())
    wait_until(lambda: not is_running(grandchild))
    assert child.process is not None
    assert child.process.returncode is not None


def test_migrate_brings_a_database_of_before_up_to_date_as_its_owner(
    own_installation: Installation,
) -> None:
    environment = own_installation.environment()
    with psycopg.connect(own_installation.database.owner_url, autocommit=True) as owner:
        owner.execute("DROP TABLE drafts_draft")
        owner.execute("DELETE FROM django_migrations WHERE app = 'drafts'")

    too_early = firstbell(
        environment, "invite", "a@b.example", "--name", "A", "--role", "hub-worker"
    )
    assert (too_early.returncode, too_early.stdout) == (1, "")
    assert "firstbell migrate" in too_early.stderr

    assert firstbell(environment, "migrate").returncode == 0
    assert (
        firstbell(
            environment, "invite", "a@b.example", "--name", "A", "--role", "hub-worker"
        ).returncode
        == 0
    )
