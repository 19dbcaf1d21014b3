"""The door to alarms and to what is expected of each source. Names no child and no school."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from firstbell.foundation import acting
from firstbell.journey.intake import expecting
from firstbell.journey.intake.expecting import Expected
from firstbell.journey.intake.rhythm_words import in_words
from firstbell.journey.reconciliation.alarms.open_ones import Shown, of_late
from firstbell.journey.reconciliation.models import Watch
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries.rules import policy

WHO = (Role.HUB_WORKER, Role.HUB_MANAGER, Role.ADMINISTRATOR)

UNWATCHED = timedelta(minutes=10)
"""After so long without a watch nobody would be told of anything."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One source: how often it sends, and who said so.

    Not when it sent last: that would tell of an incident which is sealed from the reader.
    """

    code: str
    name: str
    sends: str
    said_by: str
    said_at: datetime | None
    rests_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is wrong, what was, and on what that rests."""

    open: tuple[Shown, ...]
    ended: tuple[Shown, ...]
    sources: tuple[Source, ...]
    looked_at: datetime | None
    is_watched: bool


@acting.as_system
def alarms(*, at: datetime) -> Page:
    """Return the page; feeds are counted as the system, for the hub reads none whole."""
    late = of_late(at=at)
    looked_at = max((each.looked_at for each in Watch.objects.all()), default=None)
    return Page(
        open=tuple(each for each in late if each.ended_at is None),
        ended=tuple(each for each in late if each.ended_at is not None),
        sources=tuple(_source(each, at=at) for each in expecting.expectations(policy())),
        looked_at=looked_at,
        is_watched=looked_at is not None and at - looked_at <= UNWATCHED,
    )


def _source(each: Expected, *, at: datetime) -> Source:
    row = each.row
    rests = row.rests_until if row and row.rests_until and row.rests_until > at else None
    return Source(
        code=each.source.code,
        name=each.source.name,
        sends=in_words(each.rhythm),
        said_by=row.set_by.name if row and row.set_by else "",
        said_at=row.set_at if row else None,
        rests_until=rests,
    )
