"""Processes that belong together: each is started again for ever, and all end as one.

Each child leads a group of its own, so that a keypress at the terminal reaches only us and
what a child started ends with it. A parent-death signal ends them when we are killed.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

POLL = 0.2

PATIENCE = 10.0
"""Seconds that children have to end by themselves when we end."""

SHORTEST_LIFE = 2.0
"""Seconds: a child that ends sooner than this waits as long before it is started again."""


class Ended(BaseException):
    """Somebody asked this process to end."""


@dataclass(kw_only=True)
class Child:
    """One process of the family and how it is started."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    starts: int = field(default=0)

    def start(self) -> None:
        """Start the process, in a group of its own."""
        self.end_group(signal.SIGKILL)  # what an earlier life left behind
        self.process = subprocess.Popen(  # noqa: S603
            [*dying_with_parent(), *self.command],
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started = time.monotonic()
        self.starts += 1

    def keep_alive(self) -> None:
        """Start the process again if it has ended, but not in a tight circle."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.starts == 0 or time.monotonic() - self.started > SHORTEST_LIFE:
            self.start()

    def end_group(self, how: signal.Signals) -> None:
        """Send a signal to the process and to all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, how)


def dying_with_parent() -> list[str]:
    """Return what comes before a command so that it ends when this thread does."""
    return ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []


def python(*arguments: str) -> list[str]:
    """Return a command line of this same Python."""
    return [sys.executable, *arguments]


def run_for_ever(children: Sequence[Child], *, until: Callable[[], bool] = lambda: False) -> None:
    """Keep all children running until this process is asked to end, then end them together.

    Call it from the main thread: signals arrive there.
    """
    with _signals_end_us():
        try:
            while not until():
                for child in children:
                    child.keep_alive()
                time.sleep(POLL)
        except (Ended, KeyboardInterrupt):
            pass
        finally:
            _end(children)


@contextmanager
def _signals_end_us() -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise Ended

    earlier = {each: signal.signal(each, end) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in earlier.items():
            signal.signal(each, handler)


def _end(children: Sequence[Child]) -> None:
    """End every child with all that it started: first by asking, then by force."""
    for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(each, signal.SIG_IGN)  # we are ending already
    for child in children:
        child.end_group(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for child in children:
        if child.process is not None:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            child.end_group(signal.SIGKILL)
            child.process.wait()
