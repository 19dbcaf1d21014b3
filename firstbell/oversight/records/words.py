"""What the classes of record are called on the pages, when they end, and why one stays."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from firstbell.core.retention import Ending, Kind, Stop
from firstbell.oversight.records.actions.deciding import CHILD, REFUSED
from firstbell.oversight.records.actions.disposing import FAILED

KINDS: Mapping[str, Promise] = {
    Kind.CONTENT: _("What incidents say"),
    Kind.SUPPORT: _("Notes of support"),
    Kind.FACTS: _("Bare facts of erased incidents"),
    Kind.DELIVERIES: _("Texts of deliveries"),
    Kind.REFUSED: _("Refused incidents"),
    Kind.REFUSED_ROWS: _("Refused rows of files"),
    Kind.REPLACED_ROLLS: _("Rolls that were replaced"),
    Kind.LEAVERS: _("Accounts of people who left"),
    Kind.REQUESTS: _("Answered subject access requests"),
    Kind.HOME_EDUCATION: _("Ended entries of home education"),
    Kind.ADMISSIONS: _("Ended requests for a school place"),
    Kind.HELPLINE_CALLS: _("Logged calls of the helpline"),
    Kind.ALLEGATIONS: _("What officers for allegations were told"),
    Kind.HAND_OVERS: _("Hand-overs that were refused or withdrawn"),
    Kind.LIVE_INCIDENTS: _("Live incidents that have ended, and who looked them up"),
    Kind.AGREEMENTS: _("Ended agreements"),
    Kind.TRAIL: _("The trail"),
    CHILD: _("A child erased by right"),
}

RUNS_FROM: Mapping[str, Promise] = {
    Kind.CONTENT: _("the last answer to the incident’s notifications"),
    Kind.SUPPORT: _("the writing of the note"),
    Kind.FACTS: _("the first receipt of the incident"),
    Kind.DELIVERIES: _("the receipt of the delivery"),
    Kind.REFUSED: _("the mending, or else the refusal"),
    Kind.REFUSED_ROWS: _("the refusal"),
    Kind.REPLACED_ROLLS: _("the day on which a later roll came into force"),
    Kind.LEAVERS: _("the end of the last membership"),
    Kind.REQUESTS: _("the answer to the request"),
    Kind.HOME_EDUCATION: _("the end of the entry, or its refusal or taking back"),
    Kind.ADMISSIONS: _("the end of the request"),
    Kind.HELPLINE_CALLS: _("the call"),
    Kind.ALLEGATIONS: _("the outcome that the officer entered"),
    Kind.HAND_OVERS: _("the refusal or the withdrawal of the hand-over"),
    Kind.LIVE_INCIDENTS: _("the end of the live incident"),
    Kind.AGREEMENTS: _("the end of the agreement"),
    Kind.TRAIL: _("the entry"),
}

ENDINGS: Mapping[str, Promise] = {
    Ending.ERASE: _("Its words and names go; ids, times and outcomes stay."),
    Ending.DESTROY: _("Its rows go."),
    Ending.LEAVE: _("It is counted here. What becomes of it is decided outside this product."),
}

STOPS: Mapping[str, Promise] = {
    Stop.OPEN: _("Something about it is still open"),
    Stop.HELD: _("It is under a legal hold"),
    Stop.DISPUTED: _("Somebody doubts what it says"),
    Stop.ASKED_FOR: _("Somebody has asked for it, or has it open now"),
    Stop.CIRCLE: _("It is restricted or sealed"),
    Stop.YOUNG: _("Its period has not run out, or began again"),
    FAILED: _("It could not be removed; it is listed again"),
    REFUSED: _("The request for erasure was not upheld"),
}


def length(days: int) -> str:
    """Return how long a period is; whole years are told as well, for nobody counts 2,555 days."""
    said = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    years, rest = divmod(days, 365)
    if not years or rest:
        return said
    in_years = ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    return gettext("%(years)s (%(days)s)") % {"years": in_years, "days": said}


def reasons(stops: list[str]) -> tuple[str, ...]:
    """Return why a record stays, in words."""
    return tuple(str(STOPS.get(stop, stop)) for stop in stops)
