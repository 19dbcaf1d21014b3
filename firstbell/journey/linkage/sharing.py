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
    if processors() == 1:
        return [work(part) for part in parts]
    first, *others = parts
    copies = [_copy_doing(work, part) for part in others]
    results = [work(first)]
    for part, copy in zip(others, copies, strict=True):
        try:
            results.append(copy.recv())
        except EOFError:
            results.append(work(part))
    return results


def _copy_doing(work: Callable[[Part], Result], part: Part) -> Connection:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    context.Process(target=_do, args=(work, part, there), daemon=True).start()
    there.close()
    return here


def _do(work: Callable[[Part], Result], part: Part, told: Connection) -> None:
    with suppress(Exception):
        told.send(work(part))
