"""Is today's promise being kept? One line for whoever asks first in the morning."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from firstbell.core.deadlines import minutes_left
from firstbell.foundation import acting, freezing, shadow
from firstbell.foundation.events import queries as ledger
from firstbell.journey.delivery import taken_back
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Waiting
from firstbell.journey.reconciliation.alarms.open_ones import open_alarms
from firstbell.registry.agencies.queries.rules import policy

STUCK = timedelta(minutes=5)
"""A due step that nobody has done for so long means that no worker is running."""


def promise(*, at: datetime, besides: Iterable[str] = ()) -> tuple[bool, str]:
    """Return whether the promise is kept, and a line that says so or what is in the way.

    What endangers nobody's morning is said beside it: some alarms, recalls that nobody answered,
    and `besides`, which is late elsewhere, in words.
    """
    alarms = open_alarms()
    if shadow.is_on():
        return _beside(at, [each.words.rstrip(".") for each in alarms])
    inside = "; ".join(each.words.rstrip(".") for each in alarms if each.endangers)
    checked = (_frozen(), _stuck(at), _late(at), _unsettled(at), inside)
    troubles = [trouble for trouble in checked if trouble]
    beside = "".join(f" {each.words}" for each in alarms if not each.endangers)
    beside += "".join(f" {words}." for words in (_unanswered(at), *besides) if words)
    if not settings.NOTIFY_KEY and policy().texts != "no":
        beside += _(" Texts are switched on and cannot be sent: FIRSTBELL_NOTIFY_KEY is not set.")
    if not settings.SMTP_URL:
        beside += _(" Mail is kept as files: FIRSTBELL_SMTP_URL is not set.")
    if troubles:
        return False, _("In the way: ") + "; ".join(troubles) + "." + beside
    waiting = Notification.objects.filter(closed_at=None).count()
    line = _("The promise is being kept: %(waiting)s told and not yet answered, none late.")
    return True, line % {"waiting": waiting} + beside


def _beside(at: datetime, alarms: Iterable[str]) -> tuple[bool, str]:
    """Say that nobody is told here, and what is in the way of working it out."""
    line = _("Beside the present way: everything is worked out here and nobody is told.")
    troubles = [trouble for trouble in (_frozen(), _stuck(at), *alarms) if trouble]
    if troubles:
        return False, line + " " + _("In the way: ") + "; ".join(troubles) + "."
    return True, line


@acting.as_system
def is_kept(*, at: datetime) -> bool:
    """Say no more than whether the promise is kept: for whoever asks without signing in."""
    return promise(at=at)[0]


@acting.as_system
def oldest_due_at(*, at: datetime) -> datetime | None:
    """Return since when the oldest step is due, for whoever asks without signing in."""
    return ledger.oldest_due_at(at=at)


def _frozen() -> str:
    if freezing.frozen() is None:
        return ""
    return _("this copy was restored and is frozen, so nothing is sent: see `firstbell thaw`")


def _stuck(at: datetime) -> str:
    oldest = ledger.oldest_due_at(at=at)
    if oldest is None or at - oldest < STUCK:
        return ""
    return _("a step has been due for %(minutes)s minutes: is `firstbell work` running?") % {
        "minutes": -minutes_left(oldest, at=at)
    }


def _late(at: datetime) -> str:
    late = Notification.objects.filter(closed_at=None, due_at__lte=at).count()
    return _("%(late)s notifications unanswered after the bell") % {"late": late} if late else ""


def _unsettled(at: datetime) -> str:
    late = Waiting.objects.filter(closed_at=None, due_at__lte=at).count()
    if not late:
        return ""
    return _("%(late)s children waiting for a person after the bell") % {"late": late}


def _unanswered(at: datetime) -> str:
    late = taken_back.late_answers(at=at)
    if not late:
        return ""
    return _("%(late)s recalls that nobody has answered in time: ring") % {"late": late}
