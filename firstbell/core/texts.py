"""Text messages: which numbers they can go to, for how long they are worth sending.

What a text says is not decided here: it is the same for everybody, and says nothing. Pure:
instants are aware and passed in.
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum

_MOBILE = re.compile(r"(?:\+44|0044|0)(7[1-57-9]\d{8}|7624\d{6})")
"""A mobile number of the United Kingdom and its islands, as Ofcom's plan has them: 070 is a
personal number and 076 a pager's, but for the Isle of Man's 07624."""

LASTS = timedelta(hours=1)
"""A text that was made so lately is still worth sending when the bell has rung."""

LOOKED_AFTER = timedelta(minutes=3)
"""So long after a text went it is asked for what became of it, if nobody has said by then."""

GIVEN_UP = timedelta(hours=72)
"""GOV.UK Notify says so long after a text went at the latest what became of it."""


class Fate(StrEnum):
    """What became of a text that was handed over, in GOV.UK Notify's own words."""

    DELIVERED = "delivered"
    PERMANENT = "permanent-failure"
    TEMPORARY = "temporary-failure"
    TECHNICAL = "technical-failure"


def mobile_number(text: str) -> str | None:
    """Return a mobile number as texts need it (`+447…`), or None where it is none to text to.

    Spaces, brackets, dots and dashes are as nothing, and so is the nought in `+44 (0)7…`.
    """
    written = re.sub(r"[\s().\-–/]", "", text.replace("(0)", ""))
    found = _MOBILE.fullmatch(written)
    return f"+44{found[1]}" if found else None


def fate_of(status: str) -> Fate | None:
    """Return what a status of GOV.UK Notify says became of a text, or None while it is on its way.

    One that this does not know is on its way too: it is asked for again.
    """
    return Fate(status) if status in list(Fate) else None


def worth_sending(*, made_at: datetime, due_at: datetime, at: datetime) -> bool:
    """Say whether a text about something with a bell at `due_at` still helps anybody."""
    return at < max(due_at, made_at + LASTS)


def look_again_at(*, sent_at: datetime, at: datetime) -> datetime | None:
    """Return when to ask again what became of a text, ever more seldom, or None to stop asking."""
    elapsed = at - sent_at
    return sent_at + max(2 * elapsed, LOOKED_AFTER) if elapsed < GIVEN_UP else None
