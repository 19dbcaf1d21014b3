"""From where and through what a thing is done: an address, a session, a page, command or step.

Said once, where a request, a command or a step begins; `audit.actions` writes it into every
entry, so that no view passes it by hand. It decides nothing.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

SESSION_MARK = 16
"""Hexadecimal digits kept of a session key's hash: enough to tell two sessions apart."""

LONGEST_THROUGH = 120
"""As many characters of a route's or a command's name as an entry holds."""


def _no_session() -> str | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where what is done now comes from.

    `came_from` is a network address, `through` the name of a route, a command or a step, never
    a path: a path may hold a secret. The session is asked for when an entry is written, for
    signing in changes its key.
    """

    came_from: str = ""
    through: str = ""
    session_key: Callable[[], str | None] = _no_session

    @property
    def session(self) -> str:
        """The beginning of a hash of the session's key, or nothing outside a session."""
        key = self.session_key()
        return hashlib.sha256(key.encode()).hexdigest()[:SESSION_MARK] if key else ""


_NOW: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current() -> Origin:
    """Return where this thread's work comes from; nowhere in particular unless it was said."""
    return _NOW.get() or Origin()


@contextmanager
def of(origin: Origin) -> Iterator[None]:
    """Let everything inside come from there."""
    token = _NOW.set(origin)
    try:
        yield
    finally:
        _NOW.reset(token)


@contextmanager
def through(name: str) -> Iterator[None]:
    """Let everything inside go through one command or step, from wherever it came before."""
    with of(replace(current(), through=name[:LONGEST_THROUGH])):
        yield


def goes_through(name: str) -> None:
    """Name the route of what has begun already; it ends with the enclosing `of`."""
    _NOW.set(replace(current(), through=name[:LONGEST_THROUGH]))
