"""An alarm in words: what is wrong, and what to do. Says nothing of a child, a school or a place.

The words go into messages that leave the installation, so they hold kinds, a source's code,
counts and instants, and nothing else.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from firstbell.core.alarms import Kind
from firstbell.core.folders import Trouble

Detail = Mapping[str, Any]


def words_of(kind: str, about: str, detail: Detail) -> str:
    """Return what is wrong, in one sentence."""
    return WORDS[Kind(kind)](about, detail)


def cure_of(kind: str) -> str:
    """Return what to do about an alarm of a kind."""
    return str(CURES[Kind(kind)])


def moment(instant: str | datetime) -> str:
    """Return an instant as the clocks of the area show it, with its day."""
    at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return date_format(localtime(at), "l j F, H:i")


def _database(_about: str, _detail: Detail) -> str:
    return _("The database does not answer.")


def _no_worker(_about: str, _detail: Detail) -> str:
    return _("No worker is running: nothing that is due is done.")


def _lost_worker(about: str, _detail: Detail) -> str:
    return _("The worker %(worker)s says nothing any more; others go on.") % {"worker": about}


def _account(_about: str, detail: Detail) -> str:
    return ngettext(
        "The account does not add up: %(number)s child is with nobody.",
        "The account does not add up: %(number)s children are with nobody.",
        detail["number"],
    ) % {"number": detail["number"]}


def _queue(_about: str, detail: Detail) -> str:
    return _("A step has been due since %(since)s and nobody has done it.") % {
        "since": moment(detail["since"])
    }


def _failing(_about: str, detail: Detail) -> str:
    return ngettext(
        "%(number)s step fails again and again (%(names)s).",
        "%(number)s steps fail again and again (%(names)s).",
        detail["number"],
    ) % {"number": detail["number"], "names": detail["names"]}


def _missing_feed(about: str, detail: Detail) -> str:
    return _("%(source)s has missed more than one feed; the first was expected by %(by)s.") % {
        "source": about,
        "by": moment(detail["expected_at"]),
    }


def _late_feed(about: str, detail: Detail) -> str:
    return _("%(source)s has not sent the feed that was expected by %(by)s.") % {
        "source": about,
        "by": moment(detail["expected_at"]),
    }


def _short_feed(about: str, detail: Detail) -> str:
    return _(
        "%(source)s sent few incidents on %(day)s: %(received)s, where about %(usual)s are usual."
    ) % {
        "source": about,
        "day": date_format(date.fromisoformat(detail["on"]), "l j F"),
        "received": detail["received"],
        "usual": detail["usual"],
    }


def _gap(about: str, detail: Detail) -> str:
    said = _("No feed of %(source)s covers the time from %(start)s to %(end)s.") % {
        "source": about,
        "start": moment(detail["from"]),
        "end": moment(detail["to"]),
    }
    others = detail["number"] - 1
    if not others:
        return said
    return f"{said} " + ngettext(
        "There is %(number)s more such gap.", "There are %(number)s more such gaps.", others
    ) % {"number": others}


def _flood(about: str, detail: Detail) -> str:
    return _(
        "%(source)s has sent %(received)s incidents today; the most it ever sent on a day is "
        "%(most)s. All are taken in."
    ) % {"source": about, "received": detail["received"], "most": detail["most"]}


def _folder(about: str, detail: Detail) -> str:
    return str(_FOLDER[detail["why"]]) % {"source": about, "since": moment(detail["since"])}


_FOLDER: Mapping[str, Promise] = {
    "silent": gettext_lazy("Nothing has looked into the folder of %(source)s since %(since)s."),
    Trouble.UNREADABLE: gettext_lazy("The folder of %(source)s cannot be read, since %(since)s."),
    Trouble.CANNOT_KEEP: gettext_lazy(
        "What came in the folder of %(source)s cannot be put away, since %(since)s."
    ),
    Trouble.FAILING: gettext_lazy(
        "A file in the folder of %(source)s cannot be taken in, since %(since)s."
    ),
    Trouble.STUCK: gettext_lazy(
        "A file in the folder of %(source)s does not become whole, since %(since)s."
    ),
}
"""What is wrong with a force's folder, by why."""


def _empty_seat(_about: str, detail: Detail) -> str:
    said = _("Nobody of the hub is on call from %(start)s to %(end)s.") % {
        "start": moment(detail["from"]),
        "end": moment(detail["to"]),
    }
    others = detail["number"] - 1
    if not others:
        return said
    return f"{said} " + ngettext(
        "%(number)s more shift has nobody.", "%(number)s more shifts have nobody.", others
    ) % {"number": others}


def _clock(about: str, detail: Detail) -> str:
    milliseconds = detail["behind_milliseconds"]
    told = {"clock": about, "seconds": f"{abs(milliseconds) / 1000:.1f}"}
    if about == "database":
        return _("The database's clock was set back, by %(seconds)s seconds at least.") % told
    if milliseconds < 0:
        return _("The clock of %(clock)s is %(seconds)s seconds ahead of the database's.") % told
    return _("The clock of %(clock)s is %(seconds)s seconds behind the database's.") % told


def _certificate(about: str, detail: Detail) -> str:
    if "lapses_at" not in detail:
        return _("The certificate %(file)s cannot be read.") % {"file": about}
    return _("The certificate %(file)s lapses on %(end)s.") % {
        "file": about,
        "end": moment(detail["lapses_at"]),
    }


def _check(about: str, detail: Detail) -> str:
    return _("The check of %(check)s could not be made (%(failure)s).") % {
        "check": about,
        "failure": detail["failure"],
    }


WORDS: Mapping[Kind, Callable[[str, Detail], str]] = {
    Kind.DATABASE: _database,
    Kind.NO_WORKER: _no_worker,
    Kind.LOST_WORKER: _lost_worker,
    Kind.ACCOUNT: _account,
    Kind.QUEUE: _queue,
    Kind.FAILING: _failing,
    Kind.MISSING_FEED: _missing_feed,
    Kind.LATE_FEED: _late_feed,
    Kind.SHORT_FEED: _short_feed,
    Kind.GAP: _gap,
    Kind.FLOOD: _flood,
    Kind.FOLDER: _folder,
    Kind.EMPTY_SEAT: _empty_seat,
    Kind.CLOCK: _clock,
    Kind.CERTIFICATE: _certificate,
    Kind.CHECK: _check,
}

_ASK_THE_FORCE = gettext_lazy("Ask the force for it; a feed without incidents will do.")

CURES: Mapping[Kind, Promise] = {
    Kind.DATABASE: gettext_lazy("Look at PostgreSQL, its disk and the way to it."),
    Kind.NO_WORKER: gettext_lazy("Start it: firstbell work, or firstbell serve."),
    Kind.LOST_WORKER: gettext_lazy("Look at its machine and start it again there."),
    Kind.ACCOUNT: gettext_lazy(
        "It is a fault of the product: firstbell balance names them; let the hub tell somebody."
    ),
    Kind.QUEUE: gettext_lazy("Look at the worker's log, and start it again."),
    Kind.FAILING: gettext_lazy("Look at the worker's log; with mail, at the mail server."),
    Kind.MISSING_FEED: _ASK_THE_FORCE,
    Kind.LATE_FEED: _ASK_THE_FORCE,
    Kind.SHORT_FEED: gettext_lazy("Ask the force whether its export was whole."),
    Kind.GAP: gettext_lazy("Ask the force for a feed that covers it, also without incidents."),
    Kind.FLOOD: gettext_lazy(
        "Ask the force whether its system repeats itself, and see on the rota who can help to ring."
    ),
    Kind.FOLDER: gettext_lazy(
        "Look at the folder, its disk and its rights, and whether firstbell folder watch runs."
    ),
    Kind.EMPTY_SEAT: gettext_lazy("A hub manager puts somebody on call: Who is on call."),
    Kind.CLOCK: gettext_lazy("Look at how its time is set (NTP)."),
    Kind.CERTIFICATE: gettext_lazy("Put a new one in its place."),
    Kind.CHECK: gettext_lazy("Look at the log of firstbell watch."),
}
"""What to do, by kind."""

OWNERS: Mapping[str, Promise] = {
    "operator": gettext_lazy("Whoever runs Firstbell"),
    "sender": gettext_lazy("The police force that sends"),
    "hub": gettext_lazy("The hub’s managers"),
}
"""Whose move it is."""
