"""Take one of the two walls away, whole, so that what stands is seen to hold alone.

`doors_open` lets everybody through every door: they hold every role at every place, the policy
gives everybody everything, and nobody stands back from anything. `walls_open` lets row level
security show every row to everybody. Neither changes what the other asks.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import connections
from django.db.models import Q
from psycopg import sql

from firstbell import walls
from firstbell.cli.postgres import SERVING
from firstbell.core import need_to_know
from firstbell.core.need_to_know import Act, Grant, Sight
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Notification
from firstbell.registry.agencies.models import Agency, Desk, Establishment, Membership, Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.agencies.queries.people import Places
from firstbell.registry.circles.models import BreakGlass
from firstbell.walls.tables import WALLS


def _every_role(user: User, at: datetime) -> list[Membership]:
    return [Membership(user=user, role=role, starts_at=at) for role in Role]


def _everywhere(_user: User, *_roles: Role, at: datetime) -> Places:
    return Places(
        establishments=frozenset(Establishment.objects.values_list("id", flat=True)),
        desks=frozenset(Desk.objects.values_list("id", flat=True)),
        agencies=frozenset(Agency.objects.values_list("id", flat=True)),
    )


def _everything(*_args: Any, **_kwargs: Any) -> Grant:
    return Grant(sight=Sight.EVERYTHING, acts=frozenset(Act))


def _nothing(*_args: Any, **_kwargs: Any) -> frozenset[UUID]:
    return frozenset()


def _every_notification(
    _user: User,
    *,
    at: datetime,
    where: Q | None = None,
    whose: Q | None = None,
    **_more: object,
) -> list[Notification]:
    with acting.as_the_system(savepoint=False):
        found = list(Notification.objects.filter(whose or Q()).values_list("id", flat=True))
    rows = Notification.objects.filter(where or Q(), id__in=found).select_related(
        "agreement",
        "establishment",
        "desk",
        "opened_by",
        "confirmed_by",
        "acknowledged_by",
    )
    return list(rows.order_by("due_at", "id"))


def _a_broken_glass(user: User, *, at: datetime) -> BreakGlass:
    return BreakGlass(user=user, ground="breach", opened_at=at, ends_at=at + timedelta(hours=1))


OPENED: tuple[tuple[Any, str, Any], ...] = (
    (people, "memberships_of", _every_role),
    (people, "places_of", _everywhere),
    (need_to_know, "grant", _everything),
    ("firstbell.oversight.looking.access.cases", "grant", _everything),
    ("firstbell.oversight.looking.access.cases", "open_glass", _a_broken_glass),
    ("firstbell.oversight.looking.access.cases", "stands_back_from", _nothing),
    ("firstbell.oversight.looking.access.reviews", "open_glass", _a_broken_glass),
    ("firstbell.oversight.looking.access.reviews", "stands_back_from", _nothing),
    ("firstbell.journey.intake.asking", "own_incidents", _nothing),
    ("firstbell.journey.delivery.access", "stands_back_from", _nothing),
    ("firstbell.journey.delivery.access", "_door", _every_notification),
    ("firstbell.journey.delivery.asked_back", "stands_back_from", _nothing),
    ("firstbell.oversight.breaches.access", "stands_back_from", _nothing),
    ("firstbell.journey.reconciliation.access.agreements", "stands_back_from", _nothing),
    ("firstbell.journey.reconciliation.access.police", "refused_that_name", _nothing),
)
"""Every decision of a door that is planted open: where it is asked, and what it then says.

The middleware still tells the walls from what somebody stands back: that is what walls ask."""


@contextmanager
def doors_open() -> Iterator[None]:
    """Let everybody through every door."""
    with ExitStack() as stack:
        for where, name, instead in OPENED:
            target = f"{where}.{name}" if isinstance(where, str) else None
            stack.enter_context(
                patch(target, instead) if target else patch.object(where, name, instead)
            )
        yield


@contextmanager
def walls_open() -> Iterator[None]:
    """Let row level security show every row to everybody; writing stays as it was."""
    with connections["owner"].cursor() as owner:
        for wall in WALLS:
            owner.execute(
                sql.SQL("ALTER POLICY read ON {} USING (true)").format(sql.Identifier(wall.table))
            )
    try:
        yield
    finally:
        with connections["owner"].cursor() as owner:
            owner.execute("BEGIN")
            walls.raise_walls(owner.execute, SERVING)
            owner.execute("COMMIT")


def rows_shown_to_nobody() -> int:
    """Return how many rows of walled tables a visitor is shown: none while the walls stand."""
    at = datetime.fromisoformat("2026-11-23T07:10:00+00:00")
    with acting.for_person(None, at=at), connections["default"].cursor() as cursor:
        found = 0
        for wall in WALLS:
            cursor.execute(f"SELECT count(*) FROM {wall.table}")
            found += cursor.fetchone()[0]
        return found
