"""Whose step was late, from the rows of the journey, by the rule of `core.lateness`.

Reads notifications, waits and calls; says nothing of anybody's words. Who may see the answer is
for the doors.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from firstbell.core.lateness import Step, Wait, Way, whose_step
from firstbell.core.policy import Policy
from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.intake.models import Waiting
from firstbell.journey.reconciliation.queries import BESIDE

OWNERS = {Waiting.Owner.HUB.value: Step.HUB, Waiting.Owner.SENDER.value: Step.SENDER}


def steps_late(rows: Iterable[Notification], *, policy: Policy) -> Mapping[UUID, Step | None]:
    """Return by notification whose step was open at its bell, or None where it was answered.

    Expects each row with its incident. What is not answered yet counts as late: ask only about
    bells that have rung.
    """
    asked = list(rows)
    waits = _waits(asked)
    rung = _first_call(asked)
    return {
        row.id: whose_step(_way(row, waits[row.child_id], rung.get(row.id)), least=policy.ring_lead)
        for row in asked
    }


def answered_at(row: Notification) -> datetime | None:
    """Return when somebody at the recipient acknowledged, or was told by telephone."""
    if row.acknowledged_at is not None:
        return row.acknowledged_at
    return row.closed_at if row.state == Notification.State.PHONED else None


def _way(row: Notification, waits: list[Wait], rung_at: datetime | None) -> Way:
    return Way(
        received_at=row.incident.first_received_at,
        waits=tuple(waits),
        raised_at=row.raised_at,
        hurried_at=row.sent_at,
        ring_at=row.ring_at,
        rung_at=rung_at,
        answered_at=answered_at(row),
        due_at=row.due_at,
    )


def _waits(rows: list[Notification]) -> Mapping[UUID, list[Wait]]:
    """Return by child the stops that kept somebody from being told, the first first."""
    found: defaultdict[UUID, list[Wait]] = defaultdict(list)
    stops = Waiting.objects.filter(child__in={row.child_id for row in rows}).exclude(why__in=BESIDE)
    for each in stops.order_by("opened_at", "id"):
        found[each.child_id].append(
            Wait(owner=OWNERS[each.owner], since=each.opened_at, until=each.closed_at)
        )
    return found


def _first_call(rows: list[Notification]) -> dict[UUID, datetime]:
    """Return by notification when the hub first rang about it."""
    about = Call.notifications.through.objects.filter(notification__in=[row.id for row in rows])
    begun = about.order_by("-call__claimed_at").values_list("notification", "call__claimed_at")
    return dict(begun)
