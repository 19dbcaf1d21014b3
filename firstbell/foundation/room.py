"""Room for a thread's calls, made once instead of at every call.

CPython (3.11 and later) keeps the frames of a thread in pieces of 16 KiB. A call that begins at
the edge of a piece has the kernel map another, and gives it back on return: whoever calls there
in a loop does so each time, and the kernel had a fifth of a page's processor time. Whether a page
does is chance: it hangs on how deep its loops lie. So those who begin a thread's work (the web
server's door, the commands, the tests) begin it here.

Must not know what is called.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SLOTS = 40_000
"""Pointers that the frame of `with_room` claims and never writes: 312 KiB of addresses, no memory.
The piece that holds it is 512 KiB, and the rest of it is room for over a thousand frames."""


def with_room(call: Callable[P, R], /, *arguments: P.args, **named: P.kwargs) -> R:
    """Return what the call returns; the frames below it lie in one piece of memory.

    Further calls than fit there work as ever.
    """
    return call(*arguments, **named)


with_room.__code__ = with_room.__code__.replace(co_stacksize=SLOTS)
