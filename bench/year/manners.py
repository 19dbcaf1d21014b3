"""When people of a year look and answer: by day only, every day, as plain figures and instants."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from firstbell.cli.rehearse.manners import Manner
from firstbell.core.calendars import LONDON

UP_AT, IN_BED_AT = time(7), time(22)

RINGS_AGAIN_AFTER = timedelta(minutes=30)
"""How long a hub without anything else to do leaves a place where nobody could be rung."""

EVERY_DAY: Mapping[Manner, float] = {
    Manner.PROMPT: 0.62,
    Manner.SLOW: 0.27,
    Manner.TELEPHONE_ONLY: 0.08,
    Manner.MISTAKEN: 0.03,
}
"""As in a rehearsal, without who is off sick: nobody is for a year."""

NOBODY_ERRS: Mapping[Manner, float] = {
    each: share for each, share in EVERY_DAY.items() if each != Manner.MISTAKEN
}
"""For two plays that are laid beside each other: who is told does not hang on what is drawn."""


def awake_from(at: datetime) -> datetime:
    """Return the first instant from `at` on at which people are awake."""
    local = at.astimezone(LONDON)
    if UP_AT <= local.time() < IN_BED_AT:
        return at
    day = local.date() + timedelta(days=local.time() >= IN_BED_AT)
    return datetime.combine(day, UP_AT, LONDON).astimezone(at.tzinfo)
