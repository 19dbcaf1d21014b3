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
from typing import Generic, NoReturn, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

PROTOCOL = 5

PIPE_BYTES = 1 << 20
"""So much is on its way at one time, where the machine allows it: a whole register is sent."""


def processors() -> int:
    """How many parts can be done at the same time."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


class Begun(Generic[Result]):
    """Work that was begun, by a copy of this process or else not before its result is asked for.

    A result is pickled. Where nothing comes of the copy, the work is done by whoever waits, so that
    what is wrong is said there.
    """

    def __init__(self, work: Callable[[], Result], copy: Connection | None) -> None:
        self._work, self._copy = work, copy

    def is_awaited(self) -> bool:
        """Whether the copy needs more time, which who waits may use for something else."""
        return self._copy is not None and not self._copy.poll()

    def __call__(self) -> Result:
        """Wait for the result."""
        if self._copy is None:
            return self._work()
        try:
            result: Result = self._copy.recv()
        except (EOFError, OSError):
            return self._work()
        return result


def shared_out(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """The result of every part, in their order; this process does the first by itself."""
    first, *others = parts
    copies = [begun(partial(work, part)) for part in others]
    return [work(first), *(result() for result in copies)]


def begun(work: Callable[[], Result]) -> Begun[Result]:
    """Begin work in a copy of this process, where there can be one."""
    copy = None
    if processors() > 1:
        with suppress(OSError):
            copy = _copied(work)
    return Begun(work, copy)


def _copied(work: Callable[[], object]) -> Connection:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    with suppress(AttributeError, OSError):
        fcntl.fcntl(there.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    context.Process(target=_tell, args=(work, there), daemon=True).start()
    there.close()
    return here


def _tell(work: Callable[[], object], there: Connection) -> None:
    with suppress(Exception):
        # As `send` does it, but for the protocol, by which arrays are copied once less.
        there.send_bytes(ForkingPickler.dumps(work(), PROTOCOL))


def leave(code: int) -> NoReturn:
    """End this process at once; its memory goes back whole, and not thing by thing.

    What was said is written out and copies of the process are waited for. Nothing that was put off
    to the end is done: for a command that has written its answer and holds nothing else.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    for copy in multiprocessing.active_children():
        copy.join()
    os._exit(code)
