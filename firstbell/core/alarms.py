"""Which alarms there are, whose move each is, and when somebody is told of one again.

An alarm says that something which should have happened did not, or that something cannot be
relied on. It is said once, then again at growing intervals, then that it has ended. Whether
there is reason for one is told by the rows (`journey.reconciliation.alarms`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

Owner = Literal["operator", "sender", "hub"]

AGAIN = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=24))
"""How long after each telling the next one is due; the last interval goes on for ever."""

CLOCKS_DIFFER = timedelta(milliseconds=500)
"""Two clocks of one installation that are further apart than this are not both right."""

TRIES = 4
"""A step that has failed so often in a row has been failing for half a minute at least."""

FORGOTTEN_AFTER = timedelta(days=1)
"""A worker that has been gone for so long while others work is no longer expected back."""


class Kind(StrEnum):
    """What is wrong."""

    DATABASE = "database"
    NO_WORKER = "no-worker"
    LOST_WORKER = "lost-worker"
    ACCOUNT = "account"
    QUEUE = "queue"
    FAILING = "failing"
    MISSING_FEED = "missing-feed"
    LATE_FEED = "late-feed"
    SHORT_FEED = "short-feed"
    GAP = "gap"
    FLOOD = "flood"
    FOLDER = "folder"
    EMPTY_SEAT = "empty-seat"
    CLOCK = "clock"
    CERTIFICATE = "certificate"
    CHECK = "check"


@dataclass(frozen=True, kw_only=True)
class About:
    """Whose move an alarm of a kind is, and whether today's promise is in danger by it."""

    owner: Owner = "operator"
    endangers: bool = True


KINDS: Mapping[Kind, About] = {
    Kind.DATABASE: About(),
    Kind.NO_WORKER: About(),
    # A fault of the product: a child is with nobody, and nobody would find out.
    Kind.ACCOUNT: About(),
    # Nobody of the hub would ring: nobody would find out who does not know.
    Kind.EMPTY_SEAT: About(owner="hub"),
    # Others go on with its work: it is to be mended, and nobody is late by it.
    Kind.LOST_WORKER: About(endangers=False),
    Kind.QUEUE: About(),
    Kind.FAILING: About(),
    # A feed may lie there, and nobody takes it in.
    Kind.FOLDER: About(),
    Kind.MISSING_FEED: About(owner="sender"),
    Kind.LATE_FEED: About(owner="sender"),
    Kind.SHORT_FEED: About(owner="sender"),
    Kind.GAP: About(owner="sender"),
    # All of it is taken in and told: it is to be known, and asked about.
    Kind.FLOOD: About(owner="hub", endangers=False),
    Kind.CLOCK: About(),
    Kind.CERTIFICATE: About(endangers=False),
    Kind.CHECK: About(),
}
"""Every kind of alarm, the worst for today's morning first."""


@dataclass(frozen=True, kw_only=True)
class Worker:
    """How a worker was last seen: for how long it has said nothing."""

    name: str
    silent_for: timedelta


def is_to_be_told(told: Sequence[datetime], *, at: datetime) -> bool:
    """Say whether an open alarm is to be said now that was said at the instants `told`."""
    if not told:
        return True
    return at - told[-1] >= AGAIN[min(len(told), len(AGAIN)) - 1]


def silent_workers(
    workers: Sequence[Worker], *, limit: timedelta
) -> tuple[bool, tuple[Worker, ...]]:
    """Return whether no worker lives, and those that ended without a word and are missed.

    A worker that ended as it was asked to is not among `workers`; nor is one whose place a later
    one of its machine has taken.
    """
    gone = tuple(each for each in workers if each.silent_for > limit)
    if len(gone) == len(workers):
        return True, ()
    return False, tuple(each for each in gone if each.silent_for <= FORGOTTEN_AFTER)


def ahead_for_sure(theirs: datetime, *, before: datetime, after: datetime) -> timedelta:
    """Return how far another clock is ahead of ours at least, that was read between two looks.

    A slow answer alone is no wrong clock: what they showed may be of any moment in between.
    Negative where it is behind.
    """
    return max(timedelta(0), theirs - after) + min(timedelta(0), theirs - before)


def clocks_differ(ahead: timedelta) -> bool:
    """Say whether clocks that are so far apart for sure cannot both be relied on."""
    return abs(ahead) > CLOCKS_DIFFER
