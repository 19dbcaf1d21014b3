"""What the log says: one line of JSON a message, of a fixed list of fields and nothing else.

A log is read by people who may not see records, and an exception's text may quote one (a
database names the value that it refused). So a fault is told by its kind and place, never in its
own words. What the product puts into its own messages is opaque; a message of Django's is told
as it stands in the code, without what was put into it; and of code that neither is, not even that.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from uuid import uuid4

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

FIELDS = ("at", "level", "logger", "message", "place", "request", "fault")
"""Every field that a line may have, in this order."""

OURS = ("firstbell",)
"""Loggers whose messages are told whole: ids, names of steps and kinds of faults."""

BARE = ("django.request", "django.server")
"""Loggers whose messages are told without what was put into them, such as addresses."""

_REQUEST: ContextVar[str] = ContextVar("request", default="")


@contextmanager
def of_request() -> Iterator[str]:
    """Name what is logged meanwhile by one id of chance, and yield it."""
    token = _REQUEST.set(uuid4().hex)
    try:
        yield _REQUEST.get()
    finally:
        _REQUEST.reset(token)


class WithoutWords(logging.Formatter):
    """One line of JSON a message, with the fields that are listed above."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a field that has nothing to say is left out."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "place": f"{record.pathname}:{record.lineno}",
            "request": _REQUEST.get(),
            "fault": _told(record.exc_info[1]) if record.exc_info and record.exc_info[1] else [],
        }
        return json.dumps({name: line[name] for name in FIELDS if line[name]})


def _message(record: logging.LogRecord) -> str:
    if _is_of(record.name, OURS):
        return record.getMessage()
    return str(record.msg) if _is_of(record.name, BARE) else ""


def _is_of(name: str, loggers: tuple[str, ...]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in loggers)


def _told(fault: BaseException) -> list[str]:
    earlier = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    lines = [*_told(earlier), "and then:"] if earlier is not None else []
    frames = traceback.extract_tb(fault.__traceback__)
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return [*lines, f"{type(fault).__module__}.{type(fault).__qualname__}"]
