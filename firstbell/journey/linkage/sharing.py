"""One piece of work done in parts at the same time, by copies of this process.

A copy shares the memory as it stands, a whole register included, and sends back only its result.
Where a process cannot be copied so, or there is one processor, the parts are done one by one.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


def processors() -> int:
    """How many parts can be done at the same time."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def shared_out(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """The result of every part, in their order; this process does the first by itself.

    Results are pickled, parts are not. A part of which nothing came is done again here, so that
    what is wrong with it is said here.
    """
    first, *others = parts
    copies = [begun(work, part) for part in others]
    return [work(first), *(result() for result in copies)]


def begun(work: Callable[[Part], Result], part: Part) -> Callable[[], Result]:
    """Begin a piece of work in a copy of this process; what is returned waits for its result.

    Where no copy can be made, or nothing comes of it, the work is done here when it is asked for.
    """
    if processors() == 1:
        return lambda: work(part)
    copy = _copy_doing(work, part)

    def result() -> Result:
        try:
            told: Result = copy.recv()
        except EOFError:
            return work(part)
        return told

    return result


def _copy_doing(work: Callable[[Part], Result], part: Part) -> Connection:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    context.Process(target=_do, args=(work, part, there), daemon=True).start()
    there.close()
    return here


def _do(work: Callable[[Part], Result], part: Part, told: Connection) -> None:
    with suppress(Exception):
        told.send(work(part))
