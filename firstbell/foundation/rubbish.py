"""Looking for rubbish: what is in a circle, so that nobody counts it any more.

Where very much is made and none of it is in a circle, looking for it takes longer than the rest.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Do not look for rubbish meanwhile."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def all_kept() -> Iterator[None]:
    """Do not look for rubbish meanwhile, nor ever again in what is made until the end.

    For modules: they are there as long as the process, and going round all of them takes a tenth
    of the time until a command begins.
    """
    with nothing_collected():
        yield
        gc.freeze()
