"""Work done at the same time by copies of this process: in parts, or one thing beside another.

A copy shares the memory as it stands, a whole register included, and sends back only its result.
Where a process cannot be copied so, or there is one processor, the parts are done one by one.
"""

import mmap
import multiprocessing
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from multiprocessing.connection import Connection
from typing import TypeVar
from weakref import finalize

Part = TypeVar("Part")
Result = TypeVar("Result")

ALIGNED = 64
"""The arrays of a result begin at a multiple of so many bytes, where they are asked soonest."""


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

    A result is pickled, its arrays being handed over in shared memory. Where no copy can be made,
    or nothing comes of one, the work is done by whoever waits, so that what is wrong is said there.
    """
    # Some builds of Python know nothing of such memory, and some machines allow none.
    if processors() > 1 and hasattr(os, "memfd_create"):
        with suppress(OSError):
            return _copied(work)
    return work


def _copied(work: Callable[[], Result]) -> Callable[[], Result]:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    shared = os.memfd_create("result")
    told = partial(_told, here, shared, work)
    finalize(told, os.close, shared)
    context.Process(target=_tell, args=(work, there, shared), daemon=True).start()
    there.close()
    return told


def _tell(work: Callable[[], object], there: Connection, shared: int) -> None:
    with suppress(Exception), os.fdopen(shared, "wb") as file:
        arrays: list[pickle.PickleBuffer] = []
        pickled = pickle.dumps(work(), protocol=5, buffer_callback=arrays.append)
        edges = [0]
        for content in (memoryview(pickled), *(array.raw() for array in arrays)):
            file.write(content)
            edges.append(file.tell())
            file.write(bytes(-edges[-1] % ALIGNED))
        file.flush()
        there.send(edges)


def _told(copy: Connection, shared: int, work: Callable[[], Result]) -> Result:
    try:
        edges = copy.recv()
    except EOFError:
        return work()
    content = memoryview(mmap.mmap(shared, 0, mmap.MAP_SHARED | mmap.MAP_POPULATE))
    pickled, *arrays = (content[start + -start % ALIGNED : end] for start, end in pairwise(edges))
    result: Result = pickle.loads(pickled, buffers=arrays)  # noqa: S301 - of our own copy
    return result
