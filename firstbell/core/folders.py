"""The folder that a force drops its files into: when is a file whole, and when is that folder news?

A file that is still being written must not be taken: half of a spreadsheet looks like a whole one.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from firstbell.core.open_rules import about

UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".crdownload")
"""How the name of a file ends that a program is still writing; it gives it another when done."""


@dataclass(frozen=True, kw_only=True)
class Folders:
    """When a watched folder is news, and how long its files are kept: rules of `core.policy`."""

    folder_silent: timedelta = field(
        default=timedelta(minutes=5),
        metadata=about(
            "minutes",
            "After how long an alarm says that nothing has looked into a force's folder.",
            "Ours: it is looked into every ten seconds, and a restart takes one minute at most.",
        ),
    )
    folder_stuck: timedelta = field(
        default=timedelta(minutes=15),
        metadata=about(
            "minutes",
            "After how long an alarm says that a file in a force's folder is not whole yet.",
            "Ours: a night's feed is sent in seconds; what takes longer was broken off.",
        ),
    )
    folder_kept: timedelta = field(
        default=timedelta(days=28),
        metadata=about(
            "days",
            "How long the file itself is kept that was taken from a force's folder.",
            "Ours: long enough to ask a force what it sent; what it said is in the records.",
        ),
    )


class Trouble(StrEnum):
    """What is wrong with a folder; the first that holds is told."""

    UNREADABLE = "unreadable"
    """It cannot be read, or is not there."""
    CANNOT_KEEP = "cannot-keep"
    """What was taken in cannot be put away, or no receipt be written."""
    FAILING = "failing"
    """A file could not be taken in for a fault of ours, and is tried again."""
    STUCK = "stuck"
    """A file has lain there for long and is not whole."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """A file at one look: what it is, as far as nothing was read, and when it was looked at.

    `at` is in seconds of a clock that nobody sets.
    """

    inode: int
    size: int
    changed: int
    at: float


def is_named_unfinished(name: str) -> bool:
    """Say whether a program writes this file under a name that is not its own yet."""
    return name.startswith(".") or name.casefold().endswith(UNFINISHED)


def is_whole(name: str, before: Look | None, now: Look, *, settles: float) -> bool:
    """Say whether a file has its own name and was the same for so many seconds."""
    if is_named_unfinished(name) or before is None:
        return False
    as_it_was = (before.inode, before.size, before.changed)
    return as_it_was == (now.inode, now.size, now.changed) and now.at - before.at >= settles


def worst(troubles: Collection[Trouble]) -> Trouble | None:
    """Return which of several troubles is told."""
    return next((each for each in Trouble if each in troubles), None)
