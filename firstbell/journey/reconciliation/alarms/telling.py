"""What is to be said of alarms now, and the message that says it: once, again, and that it ended.

One message says all that is due, so that a bad morning is one letter and no storm of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from firstbell.core.alarms import KINDS, Kind, is_to_be_told
from firstbell.journey.reconciliation.alarms.words import OWNERS, cure_of, words_of
from firstbell.journey.reconciliation.models import Alarm, Telling

Said = Telling.Said


@dataclass(frozen=True, kw_only=True)
class Line:
    """One alarm as it is said: what is wrong, what to do, whose move it is, since when."""

    said: Said
    kind: str
    about: str
    words: str
    cure: str
    owner: str
    due_at: datetime
    ended_at: datetime | None


def to_say(way: Telling.Way, *, at: datetime) -> list[tuple[Alarm, Said]]:
    """Return what is to be said now by one way, the worst first, in two queries."""
    taken = Telling.objects.filter(way=way, is_taken=True).order_by("told_at", "id")
    ended_unsaid = (
        Q(ended_at__isnull=False)
        & Q(id__in=taken.values("alarm"))
        & ~Q(id__in=taken.filter(said=Said.ENDED).values("alarm"))
    )
    rows = Alarm.objects.filter(Q(ended_at=None) | ended_unsaid).prefetch_related(
        Prefetch("tellings", queryset=taken, to_attr="taken")
    )
    found: list[tuple[Alarm, Said]] = []
    for alarm in rows:
        told: Sequence[Telling] = getattr(alarm, "taken")  # noqa: B009 - set by the prefetch
        if alarm.ended_at is not None:
            found.append((alarm, Said.ENDED))
        elif is_to_be_told([each.told_at for each in told], at=at):
            found.append((alarm, Said.AGAIN if told else Said.RAISED))
    return sorted(found, key=lambda each: (_RANK[each[0].kind], each[0].raised_at, each[0].about))


_RANK = {str(kind): number for number, kind in enumerate(KINDS)}


def line_of(alarm: Alarm, said: Said) -> Line:
    """Return an alarm as it is said."""
    return line(
        said=said,
        kind=alarm.kind,
        about=alarm.about,
        detail=alarm.detail,
        due_at=alarm.due_at,
        ended_at=alarm.ended_at,
    )


def line(
    *,
    said: Said,
    kind: str,
    about: str = "",
    detail: dict[str, Any],
    due_at: datetime,
    ended_at: datetime | None = None,
) -> Line:
    """Return something wrong as it is said, whether or not there is a row for it."""
    return Line(
        said=said,
        kind=kind,
        about=about,
        words=words_of(kind, about, detail),
        cure=cure_of(kind),
        owner=str(OWNERS[KINDS[Kind(kind)].owner]),
        due_at=due_at,
        ended_at=ended_at,
    )


def subject_of(lines: Sequence[Line]) -> str:
    """Return what a letter about these is called: the news first, else what is still so."""
    number = {said: sum(each.said == said for each in lines) for said in Said}
    if number[Said.RAISED]:
        return ngettext(
            "Firstbell: %(number)s new alarm",
            "Firstbell: %(number)s new alarms",
            number[Said.RAISED],
        ) % {"number": number[Said.RAISED]}
    if number[Said.AGAIN]:
        return ngettext(
            "Firstbell: still %(number)s alarm",
            "Firstbell: still %(number)s alarms",
            number[Said.AGAIN],
        ) % {"number": number[Said.AGAIN]}
    return ngettext(
        "Firstbell: %(number)s alarm has ended",
        "Firstbell: %(number)s alarms have ended",
        len(lines),
    ) % {"number": len(lines)}


def text_of(lines: Iterable[Line]) -> str:
    """Return the text of a letter about these."""
    rows = list(lines)
    parts = {said.value: [each for each in rows if each.said == said] for said in Said}
    return render_to_string(
        "reconciliation/messages/alarms.txt", {**parts, "address": settings.BASE_URL}
    )


def json_of(lines: Iterable[Line], *, at: datetime) -> dict[str, Any]:
    """Return these as another system takes them, in the form of Standard Webhooks."""
    return {
        "type": "firstbell.alarms",
        "timestamp": at.isoformat(),
        "data": {
            "installation": settings.BASE_URL,
            "alarms": [
                {
                    "said": each.said.value,
                    "kind": each.kind,
                    "about": each.about,
                    "words": each.words,
                    "due_at": each.due_at.isoformat(),
                    "ended_at": each.ended_at.isoformat() if each.ended_at else None,
                }
                for each in lines
            ],
        },
    }
