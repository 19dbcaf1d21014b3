"""Put on the list what has come to its end. A timed check, safe to run as often as one likes."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, transaction

from firstbell.core.policy import Policy
from firstbell.core.retention import Kind, Standing, goes_by_itself, period, stops
from firstbell.foundation import acting
from firstbell.foundation.events import actions as events
from firstbell.oversight.records.models import Disposal, Lapsed
from firstbell.oversight.records.standing import READERS, old_enough, standings_of
from firstbell.registry.agencies.queries.rules import policy

CHUNK = 500

AN_HOUR = 60 * 60
"""Seconds for which it is remembered that an hour has had its look."""


def look_over_hourly(*, at: datetime) -> None:
    """List what has come to its end, once in an hour of the rules' time, whoever asks first."""
    if cache.add(f"records-looked-over-in-{at:%Y-%m-%d-%H}", 1, timeout=AN_HOUR):
        look_over(at=at)


def look_over(*, at: datetime) -> None:
    """List every record whose end has come, class by class, each class by itself."""
    for kind in READERS:
        list_lapsed(kind, at=at)


@acting.as_system
def list_lapsed(kind: Kind, *, at: datetime) -> int:
    """List what of one class has come to its end, and return how many are new."""
    rules = policy()
    _look_again_at_extended(kind, at=at)
    found = old_enough(kind, before=at - period(kind, rules))
    listed = sum(_list(kind, chunk, rules=rules, at=at) for chunk in _chunks(found))
    if listed and goes_by_itself(kind, rules):
        approve_by_rule(kind, at=at)
    return listed


def _chunks(ids: list[UUID]) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _list(kind: Kind, ids: list[UUID], *, rules: Policy, at: datetime) -> int:
    lapsed = [
        Lapsed(kind=kind, subject_id=id_, ended_at=_end(kind, standing, rules, at), found_at=at)
        for id_, standing in standings_of(kind, ids, at=at).items()
        if not stops(kind, standing, policy=rules, at=at)
    ]
    try:
        with transaction.atomic():
            Lapsed.objects.bulk_create(lapsed)
    except IntegrityError:  # another worker looks over the same class now
        return 0
    return len(lapsed)


def _end(kind: Kind, standing: Standing, rules: Policy, at: datetime) -> datetime:
    return standing.runs_from_at + period(kind, rules) if standing.runs_from_at else at


def _look_again_at_extended(kind: Kind, *, at: datetime) -> None:
    """What was kept for longer waits for a person again when that time has run out."""
    Lapsed.objects.filter(kind=kind, state=Lapsed.State.EXTENDED, extended_until__lte=at).update(
        state=Lapsed.State.WAITING
    )


@acting.as_system
def approve_by_rule(kind: Kind, *, at: datetime) -> None:
    """Approve what waits of a class that goes without a person, as the partnership has decided."""
    waiting = Lapsed.objects.filter(kind=kind, state=Lapsed.State.WAITING)
    ids = list(waiting.select_for_update(skip_locked=True).values_list("id", flat=True))
    if not ids:
        return
    disposal = Disposal.objects.create(
        kind=kind, ground=Disposal.Ground.RULE, approved_at=at, approved=len(ids)
    )
    Lapsed.objects.filter(id__in=ids).update(
        state=Lapsed.State.APPROVED, decided_at=at, disposal=disposal
    )
    events.record("disposal.approved", subject=disposal.id, at=at)
