"""One running server for a home, shared by all commands that work on that home.

The first command owns the server: PostgreSQL is its direct child and gets a signal when
its owner is killed. Further commands attach. Two locks keep the order, and the system
lets go of both when their holder dies, however it dies:

- `owner.lock`: exclusive, held by the owner for as long as the server may run;
- `attached.lock`: shared by those attached; the owner takes it whole before it stops the
  server, so it waits for them and nobody attaches to a server that is going down.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from firstbell.cli.home import make_home, make_private
from firstbell.cli.postgres.cluster import Cluster
from firstbell.cli.postgres.process import served
from firstbell.cli.postgres.programs import CannotRunDatabase
from firstbell.cli.postgres.server import Server, server_of

PATIENCE = 90.0
"""Seconds to wait for another command's server to come up or to go down."""

POLL = 0.05


@contextmanager
def running(home: Path, *, durable: bool = True) -> Iterator[Server]:
    """Give a server for `home`: start one, or attach to the one that is there.

    Enter it in a thread that lives as long as it does, best the main one: the server dies
    with the thread that started it. `durable=False` is for tests: a power cut may lose commits.
    At its end an owner waits for those attached; an interrupt ends the wait and the server.

    :raises CannotRunDatabase: if there can be no server; the message is one line.
    """
    cluster = Cluster(home.absolute())
    with ExitStack() as stack:
        try:
            make_private(make_home(cluster.home) / cluster.folder.name)
            server = _own_or_attach(cluster, stack, durable=durable)
        except PermissionError as closed:
            raise CannotRunDatabase(
                f"no right to use {closed.filename}: work as the user that the home belongs to"
            ) from None
        yield server


def _own_or_attach(cluster: Cluster, stack: ExitStack, *, durable: bool) -> Server:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        owner = _locked(cluster, "owner", fcntl.LOCK_EX | fcntl.LOCK_NB)
        if owner is not None:
            stack.callback(os.close, owner)
            return _own(cluster, stack, durable=durable)
        server = _attached(cluster, stack)
        if server is not None:
            return server
        time.sleep(POLL)
    raise CannotRunDatabase(
        f"another command holds the database of {cluster.home} but it does not answer: "
        "end that command and try again"
    )


def _own(cluster: Cluster, stack: ExitStack, *, durable: bool) -> Server:
    """Start the server. On leaving: wait for those attached, stop it, then let others in."""
    until_stopped = stack.enter_context(ExitStack())
    server = stack.enter_context(served(cluster, durable=durable))
    stack.callback(_shut_out_others, cluster, until_stopped)
    return server


def _shut_out_others(cluster: Cluster, until_stopped: ExitStack) -> None:
    with suppress(KeyboardInterrupt):
        attached = _locked(cluster, "attached", fcntl.LOCK_EX)
        if attached is not None:
            until_stopped.callback(os.close, attached)


def _attached(cluster: Cluster, stack: ExitStack) -> Server | None:
    """Return the server that another command runs, or None while there is none to attach to."""
    attached = _locked(cluster, "attached", fcntl.LOCK_SH | fcntl.LOCK_NB)
    if attached is None:
        return None
    with ExitStack() as ours:
        ours.callback(os.close, attached)
        if cluster.data.exists():
            server = server_of(cluster, ours)
            if server.answers():
                stack.push(ours.pop_all())
                return server
    return None


def _locked(cluster: Cluster, name: str, how: int) -> int | None:
    """Return the open file that holds the lock, or None if it must not wait and cannot have it."""
    file = os.open(cluster.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        os.close(file)
        return None
    return file
