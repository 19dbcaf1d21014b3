"""The alarms that are open and those that have ended, as pages and `firstbell status` show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from firstbell.core.alarms import KINDS, Kind
from firstbell.journey.reconciliation.alarms.words import OWNERS, cure_of, moment, words_of
from firstbell.journey.reconciliation.models import Alarm, Telling

SHOWN_FOR = timedelta(days=14)
"""Alarms that have ended are shown for so long."""

RANK = {str(kind): number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One alarm in words."""

    kind: str
    about: str
    words: str
    cure: str
    owner: str
    endangers: bool
    due_at: datetime
    raised_at: datetime
    ended_at: datetime | None
    told: tuple[str, ...]


def open_alarms(*, about: Iterable[str] | None = None) -> list[Shown]:
    """Return the open alarms, the worst first; with `about`, those about these sources alone.

    A source that misses more than one feed is not said to be late as well.
    """
    rows = Alarm.objects.filter(ended_at=None)
    if about is not None:
        rows = rows.filter(owner="sender", about__in=list(about))
    missing = [alarm.about for alarm in rows if alarm.kind == Kind.MISSING_FEED]
    return in_order(
        shown(alarm)
        for alarm in rows
        if not (alarm.kind == Kind.LATE_FEED and alarm.about in missing)
    )


def of_late(*, at: datetime) -> list[Shown]:
    """Return the open alarms and those that ended lately, with how each was told."""
    rows = Alarm.objects.filter(Q(ended_at=None) | Q(ended_at__gte=at - SHOWN_FOR))
    told = Prefetch("tellings", queryset=Telling.objects.order_by("told_at", "id"))
    return in_order(shown(row, told=row.tellings.all()) for row in rows.prefetch_related(told))


def in_order(alarms: Iterable[Shown]) -> list[Shown]:
    """Return alarms in the order of a page: open ones by how bad they are, then the latest."""
    return sorted(
        alarms,
        key=lambda each: (
            -each.ended_at.timestamp() if each.ended_at else float("-inf"),
            RANK[each.kind],
            each.due_at,
            each.about,
        ),
    )


def shown(alarm: Alarm, *, told: Iterable[Telling] = ()) -> Shown:
    """Return one alarm in words."""
    return Shown(
        kind=alarm.kind,
        about=alarm.about,
        words=words_of(alarm.kind, alarm.about, alarm.detail),
        cure=cure_of(alarm.kind),
        owner=str(OWNERS[alarm.owner]),
        endangers=KINDS[Kind(alarm.kind)].endangers,
        due_at=alarm.due_at,
        raised_at=alarm.raised_at,
        ended_at=alarm.ended_at,
        told=tuple(map(_in_words, told)),
    )


def _in_words(telling: Telling) -> str:
    told = {
        "time": moment(telling.told_at),
        "said": telling.get_said_display(),
        "way": telling.get_way_display(),
        "code": telling.code,
    }
    if telling.is_taken:
        return _("%(time)s: %(said)s %(way)s") % told
    return _("%(time)s: %(said)s %(way)s, not taken (%(code)s)") % told
