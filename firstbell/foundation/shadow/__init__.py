"""Beside the present way: an installation in which all is worked out and nobody is told.

It is one from its first incident to its last: it begins only where nothing was received, and does
not end, so that what it has worked out is never told late. `flow` does no step that reaches
outside, and every channel asks here before anything leaves the machine.
"""

import smtplib
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError

from firstbell.foundation.events.models import Shadow

MARK = "shadow"
"""A file of the home that says the same while no database answers."""


class NothingLeaves(smtplib.SMTPException):
    """Something was to leave an installation in which nobody is told.

    To who sends it is a server that does not take it.
    """


def is_on() -> bool:
    """Say whether nobody is told here."""
    return Shadow.objects.exists()


def keep_mark() -> None:
    """Write into the home what the database says, for when it does not answer."""
    mark: Path = settings.HOME / MARK
    if is_on():
        mark.touch(mode=0o600)
    else:
        mark.unlink(missing_ok=True)


def nothing_leaves() -> bool:
    """Say whether nothing may leave this machine, also while no database answers."""
    try:
        return is_on()
    except (InterfaceError, OperationalError):
        return bool((settings.HOME / MARK).exists())


def let_out() -> None:
    """The one gate of all that leaves: every channel asks it just before it sends.

    :raises NothingLeaves: where nobody is told.
    """
    if nothing_leaves():
        raise NothingLeaves
