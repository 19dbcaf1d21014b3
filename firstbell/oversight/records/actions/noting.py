"""Keep apart from the database what was erased here: a backup would bring it back."""

from datetime import datetime

from firstbell.foundation import apart
from firstbell.oversight.records import erased


def note_what_is_gone(*, at: datetime) -> None:  # noqa: ARG001 - timed checks are given the time
    """Add to the list apart what is not on it yet. A timed check of every minute."""
    if apart.erased_count() < erased.count():
        apart.note_erased(erased.everything())
