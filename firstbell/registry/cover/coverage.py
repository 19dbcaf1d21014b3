"""How far the area's schools, nurseries and childminders have a key adult, by kind.

Nothing here is about a child, so that reading it leaves no entry in the trail.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from firstbell.core.calendars import local_day
from firstbell.registry.agencies.models import Establishment, Role
from firstbell.registry.agencies.queries import contacts, places

WHO = (Role.HUB_WORKER, Role.HUB_MANAGER, Role.BUSINESS_UNIT)


@dataclass(frozen=True, kw_only=True)
class Line:
    """The open establishments of one group of the schools register, or kind of childcare."""

    group: str
    open: int
    with_somebody: int
    is_childcare: bool = False

    @property
    def without(self) -> int:
        """How many have nobody who could be told."""
        return self.open - self.with_somebody


def by_group(*, at: datetime) -> list[Line]:
    """Return a line for each group: schools before childcare, the one that lacks most first."""
    rows = (
        _ours()
        .annotate(is_childcare=Case(When(places.IS_CHILDCARE, then=True), default=False))
        .values("type_group", "is_childcare")
        .annotate(open=Count("id"), with_somebody=Count("id", filter=_has_somebody(at)))
        .order_by()
    )
    lines = [
        Line(
            group=row["type_group"],
            open=row["open"],
            with_somebody=row["with_somebody"],
            is_childcare=row["is_childcare"],
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (line.is_childcare, -line.without, line.group))


def with_nobody(*, at: datetime, group: str | None = None) -> QuerySet[Establishment]:
    """Return the open schools of the area that have nobody to tell, by group and name."""
    rows = _ours().exclude(_has_somebody(at))
    if group is not None:
        rows = rows.filter(type_group=group)
    return rows.order_by("type_group", "name", "urn")


def _ours() -> QuerySet[Establishment]:
    """Return the open establishments of the partnership's councils."""
    councils = [council.code for council in places.our_councils()]
    return Establishment.objects.filter(status__startswith="Open", council_code__in=councils)


def _has_somebody(at: datetime) -> Q:
    told = contacts.valid_on(local_day(at)).filter(made_for_cover=False)
    return Q(Exists(told.filter(establishment=OuterRef("id"))))
