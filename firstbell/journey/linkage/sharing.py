"""Work done at the same time by copies of this process: in parts, or one thing beside another.

A copy shares the memory as it stands, a whole register included, and sends back only its result.
Where a process cannot be copied so, or there is one processor, the parts are done one by one.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


def processors() -> int:
    """How many parts can be done at the same time."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def shared_out(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """The result of every part, in their order; this process does the first by itself."""
    first, *others = parts
    copies = [begun(partial(_once, work, part)) for part in others]
    return [work(first), *(result for copy in copies for result in copy)]


def _once(work: Callable[[Part], Result], part: Part) -> Iterator[Result]:
    yield work(part)


def begun(work: Callable[[], Iterator[Result]]) -> Iterator[Result]:
    """Begin work in a copy of this process, and yield here what it yields there.

    Results are pickled. Where no copy can be made the work is done here, and where nothing more
    comes of one the rest is done again here, so that what is wrong is said here.
    """
    if processors() == 1:
        return work()
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    context.Process(target=_tell, args=(work, there), daemon=True).start()
    there.close()
    return _told(here, work)


def _tell(work: Callable[[], Iterator[object]], there: Connection) -> None:
    with suppress(Exception):
        for result in work():
            there.send([result])
        there.send([])


def _told(copy: Connection, work: Callable[[], Iterator[Result]]) -> Iterator[Result]:
    count = 0
    try:
        while told := copy.recv():
            count += 1
            yield from told
    except EOFError:
        yield from islice(work(), count, None)
