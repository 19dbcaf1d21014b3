"""Work done at the same time by copies of this process: in parts, or one thing beside another.

A copy shares the memory as it stands, a whole register included, and sends back only its result.
Where a process cannot be copied so, or there is one processor, the parts are done one by one.
"""

import fcntl
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

PROTOCOL = 5

PIPE_BYTES = 1 << 20
"""So much is on its way at one time, where the machine allows it: a whole register is sent."""


def processors() -> int:
    """How many parts can be done at the same time."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def shared_out(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """The result of every part, in their order; this process does the first by itself."""
    first, *others = parts
    copies = [begun(partial(work, part)) for part in others]
    return [work(first), *(result() for result in copies)]


def begun(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin work in a copy of this process, and return what waits for its result.

    A result is pickled. Where no copy can be made, or nothing comes of one, the work is done by
    whoever waits, so that what is wrong is said there.
    """
    if processors() > 1:
        with suppress(OSError):
            return _copied(work)
    return work


def _copied(work: Callable[[], Result]) -> Callable[[], Result]:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    with suppress(AttributeError, OSError):
        fcntl.fcntl(there.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    context.Process(target=_tell, args=(work, there), daemon=True).start()
    there.close()
    return partial(_told, here, work)


def _tell(work: Callable[[], object], there: Connection) -> None:
    with suppress(Exception):
        # As `send` does it, but for the protocol, by which arrays are copied once less.
        there.send_bytes(ForkingPickler.dumps(work(), PROTOCOL))


def _told(copy: Connection, work: Callable[[], Result]) -> Result:
    try:
        result: Result = copy.recv()
    except (EOFError, OSError):
        return work()
    return result
