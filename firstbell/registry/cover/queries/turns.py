"""Who covers which days of a holiday, and which days nobody does."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from firstbell.core.holidays import uncovered
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.cover.models import CoverRequest, Turn


def standing() -> QuerySet[Turn]:
    """Return the turns that nobody has removed, those named first before others."""
    return Turn.objects.filter(removed_at=None).order_by("first_on", "named_at", "id")


def who_covers(establishment: Establishment, *, on: date) -> list[UUID]:
    """Return the contacts who cover a school on a day, whoever was named first before others."""
    rows = standing().filter(establishment=establishment, first_on__lte=on, last_on__gte=on)
    return list(rows.values_list("contact_id", flat=True))


def of_holidays(requests: Iterable[CoverRequest]) -> dict[UUID, list[Turn]]:
    """Return the turns that fall into each of these holidays, by request, in one query."""
    asked = list(requests)
    if not asked:
        return {}
    by_school: dict[UUID, list[Turn]] = defaultdict(list)
    rows = standing().filter(
        establishment__in={each.establishment_id for each in asked},
        first_on__lte=max(each.last_on for each in asked),
        last_on__gte=min(each.first_on for each in asked),
    )
    for turn in rows.select_related("contact"):
        by_school[turn.establishment_id].append(turn)
    return {
        each.id: [
            turn
            for turn in by_school[each.establishment_id]
            if turn.first_on <= each.last_on and turn.last_on >= each.first_on
        ]
        for each in asked
    }


def open_days(requests: Iterable[CoverRequest], *, today: date) -> dict[UUID, tuple[date, ...]]:
    """Return for each of these holidays the days from today on that nobody covers."""
    asked = list(requests)
    by_request = of_holidays(asked)
    return {
        each.id: uncovered(
            each.days,
            ((turn.first_on, turn.last_on) for turn in by_request[each.id]),
            today=today,
        )
        for each in asked
    }


def with_open_days(requests: Iterable[CoverRequest], *, today: date) -> list[CoverRequest]:
    """Return those of these holidays that have a day which nobody covers."""
    asked = list(requests)
    left = open_days(asked, today=today)
    return [each for each in asked if left[each.id]]
