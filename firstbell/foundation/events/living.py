"""Keep a worker's own row current while it works: that it lives, and how wrong its clock is."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from firstbell.foundation.clock import ahead_of_ours
from firstbell.foundation.events import actions as events
from firstbell.foundation.events import queries as ledger

SAY_ALIVE_EVERY = 10.0
"""Seconds between two words of a worker that it lives."""


@contextmanager
def alive(seconds: Callable[[], float]) -> Iterator[Callable[[], None]]:
    """Keep a row that says that this worker lives; one that fails or is killed leaves it behind.

    `seconds` is the clock of this machine that never goes back.
    """
    worker, spoke_at = _begin(), seconds()

    def say_alive() -> None:
        nonlocal worker, spoke_at
        if seconds() - spoke_at >= SAY_ALIVE_EVERY:
            if not events.say_alive(worker, clock_behind=ahead_of_ours(ledger.database_now)):
                worker = _begin()
            spoke_at = seconds()

    yield say_alive
    events.end_work(worker)


def _begin() -> UUID:
    return events.begin_work(
        machine=socket.gethostname(),
        process=os.getpid(),
        lives=lambda process: Path(f"/proc/{process}").exists(),
        clock_behind=ahead_of_ours(ledger.database_now),
    )
