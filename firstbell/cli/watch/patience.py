"""How long the watch waits for a database that has taken its question and says nothing."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LONGEST = 60.0
"""Seconds within which a database answers, or does not."""

AGAIN = 5.0
"""Seconds after which what still waits is interrupted once more."""


class TookTooLong(RuntimeError):
    """The database was asked and has said nothing."""


@contextmanager
def patience(seconds: float = LONGEST) -> Iterator[None]:
    """Interrupt what is done inside once it has taken so long. In the main thread only.

    :raises TookTooLong: inside, wherever it waits.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
