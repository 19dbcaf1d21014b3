"""The server's process: started as a direct child, ended with its owner however that ends."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from firstbell.cli.postgres.cluster import Cluster, make_cluster, make_folders, settings
from firstbell.cli.postgres.programs import (
    CannotRunDatabase,
    Runner,
    can_die_with_parent,
    environment,
    runner_for,
)
from firstbell.cli.postgres.server import Server, server_of

START_PATIENCE = 60.0
"""Seconds for a server to answer: after a crash it first makes good what was lost."""

STOP_PATIENCE = 30.0
"""Seconds for a server to end, at each of the three ways of asking."""

POLL = 0.02

LARGEST_LOG = 5_000_000
"""Bytes of log after which the next start begins a new one and keeps one older."""


@contextmanager
def served(cluster: Cluster, *, durable: bool) -> Iterator[Server]:
    """Run the cluster's server, made first if there is none. Only for the owner of the home.

    :raises CannotRunDatabase: if it does not come up.
    """
    runner = runner_for(cluster.data)
    make_folders(cluster, runner)
    if not cluster.data.exists():
        make_cluster(cluster, runner, durable=durable)
    _wait_for_earlier(cluster)
    with ExitStack() as stack:
        server = server_of(cluster, stack)
        process = _start(cluster, runner, durable=durable)
        stack.callback(_stop, process)
        if not can_die_with_parent():
            stack.enter_context(_watched(process))
        _wait_until_answering(server, process, cluster)
        yield server


def _start(cluster: Cluster, runner: Runner, *, durable: bool) -> "subprocess.Popen[bytes]":
    if cluster.log.exists() and cluster.log.stat().st_size > LARGEST_LOG:
        cluster.log.replace(cluster.log.with_name("log.old"))
    log = os.open(cluster.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server = [*runner.dying_with_parent("postgres"), "-D", str(cluster.data)]
    try:
        return subprocess.Popen(  # noqa: S603
            [*server, *settings(durable=durable)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment(),
            # An interrupt typed at the terminal is for the command, which then stops the server.
            start_new_session=True,
        )
    finally:
        os.close(log)


def _wait_until_answering(
    server: Server, process: "subprocess.Popen[bytes]", cluster: Cluster
) -> None:
    deadline = time.monotonic() + START_PATIENCE
    while not server.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotRunDatabase(
                f"PostgreSQL did not start ({_last_trouble(cluster.log)}); see {cluster.log}"
            )
        time.sleep(POLL)


def _last_trouble(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    told = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines
    return told[-1] if told else "it said nothing"


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask for a fast end, then an immediate one, then end it."""
    for asking in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(asking)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_PATIENCE)
            return


@contextmanager
def _watched(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Where no signal tells of a parent's death: a shell ends the server when our pipe closes."""
    watcher = subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", 'read -r _; kill -INT "$0"', str(process.pid)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield
    finally:
        watcher.kill()
        watcher.wait()
        if watcher.stdin is not None:
            watcher.stdin.close()


def _wait_for_earlier(cluster: Cluster) -> None:
    """Wait until the server of a killed owner is gone, and end one that its owner left behind.

    Its `postmaster.pid` is PostgreSQL's own safety and stays: PostgreSQL takes it over once the
    process that it names is gone.

    :raises CannotRunDatabase: if the process stays.
    """
    deadline = time.monotonic() + STOP_PATIENCE
    while (earlier := _earlier_server(cluster)) is not None:
        if time.monotonic() > deadline:
            raise CannotRunDatabase(
                f"process {earlier} is named in {cluster.data / 'postmaster.pid'} and still "
                "there: end it and try again"
            )
        if _works_in(earlier, cluster.data):
            with suppress(ProcessLookupError):
                os.kill(earlier, signal.SIGINT)
        time.sleep(POLL)


def _earlier_server(cluster: Cluster) -> int | None:
    """Return the number of the process in `postmaster.pid` if there is such a process."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text(encoding="ascii").splitlines()
        earlier = int(lines[0])
        os.kill(earlier, 0)
    except (FileNotFoundError, ProcessLookupError, PermissionError, IndexError, ValueError):
        return None
    return earlier


def _works_in(process: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{process}/cwd").samefile(folder)
    except OSError:
        return False
