"""The one place that asks what time it is.

Views, the API, the command line and `flow` ask here and pass the answer down; nothing below
them may. (`firstbell link`, which works without settings, asks the same variable itself.)
`firstbell --at INSTANT` makes this clock stand still for a one-shot command and run
on from there while serving. Sign-in, leases and tokens use the real clock, never this one.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings

from firstbell.core.alarms import ahead_for_sure


def now() -> datetime:
    """Return the instant that rules see, aware and in UTC."""
    shown: datetime | None = settings.CLOCK_AT
    if shown is None:
        return datetime.now(UTC)
    runs_from: datetime | None = settings.CLOCK_RUNS_FROM
    if runs_from is None:
        return shown
    return shown + (datetime.now(UTC) - runs_from)


def is_set() -> bool:
    """Say whether this clock was set by hand, so that pages can show a banner."""
    return settings.CLOCK_AT is not None


def ahead_of_ours(their_now: Callable[[], datetime]) -> timedelta:
    """Return how far another clock is ahead of this machine's real one, at least."""
    before = datetime.now(UTC)
    theirs = their_now()
    return ahead_for_sure(theirs, before=before, after=datetime.now(UTC))
