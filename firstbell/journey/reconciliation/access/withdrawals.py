"""The door to withdrawals that wait for a second person: of one's own force, or overdue at the hub.

What is sealed or restricted against the reader is not there. Opening one writes the trail in the
same transaction; the list names no child.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake import asking as need
from firstbell.journey.intake.actions.withdrawing import is_second
from firstbell.journey.intake.asking import asking
from firstbell.journey.intake.models import Incident, Withdrawal
from firstbell.journey.intake.unsafe import unsafe_of
from firstbell.journey.linkage.access import HUB
from firstbell.journey.reconciliation.access.police import forces_of
from firstbell.registry.agencies.queries import people

NotForThem = need.NotForThem


@dataclass(frozen=True, kw_only=True)
class Line:
    """One withdrawal that waits, as a list shows it. `by` is empty for a machine."""

    incident_id: UUID
    reference: str
    by: str
    asked_at: datetime
    hub_from: datetime
    may_answer: bool


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One withdrawal as the second person sees it before they answer."""

    incident: Incident
    is_of_the_force: bool
    line: Line
    why: str
    children: int
    told: tuple[str, ...]


def of_my_force(user: User, *, at: datetime) -> tuple[Line, ...]:
    """Return the withdrawals of a person's force that wait, the oldest first."""
    rows = _open().filter(incident__source__in=forces_of(user, at=at))
    shut = asking(user, at=at).shut(is_own_force=True)
    found = rows.exclude(incident__in=shut)
    return tuple(_line(row, user, is_of_the_force=True, at=at) for row in found)


def overdue_at_the_hub(user: User, *, at: datetime) -> tuple[Line, ...]:
    """Return the withdrawals that the hub may answer now, the oldest first."""
    found = _open().filter(hub_from__lte=at).exclude(incident__in=asking(user, at=at).shut())
    return tuple(_line(row, user, is_of_the_force=False, at=at) for row in found)


@transaction.atomic
def one(user: User, incident_id: UUID, *, at: datetime) -> Asked:
    """Return one withdrawal that this person may see, and write the trail.

    :raises NotForThem: if none waits that they may know of.
    """
    row, is_of_the_force = _one(user, incident_id, at=at)
    incident = row.incident
    audit.record("incident.read", subject_kind="incident", subject_id=incident.id, by=user, at=at)
    said = incident.revisions.get(number=row.revision).said
    told = incident.notifications.exclude(
        state__in=[Notification.State.NOT_OURS, Notification.State.RECALLED]
    )
    return Asked(
        incident=incident,
        is_of_the_force=is_of_the_force,
        line=_line(row, user, is_of_the_force=is_of_the_force, at=at),
        why=unsafe_of(incident).clean(str(said.get("status_reason") or "")),
        children=incident.children.filter(vanished_at=None).count(),
        told=tuple(
            dict.fromkeys(
                each.recipient_name for each in told.select_related("establishment", "desk")
            )
        ),
    )


def _one(user: User, incident_id: UUID, *, at: datetime) -> tuple[Withdrawal, bool]:
    who = asking(user, at=at)
    rows = _open().filter(incident=incident_id)
    own = rows.filter(incident__source__in=forces_of(user, at=at))
    if row := own.exclude(incident__in=who.shut(is_own_force=True)).first():
        return row, True
    of_the_hub = Q() if people.has_role(user, *HUB, at=at) else Q(pk=None)
    overdue = rows.filter(of_the_hub, hub_from__lte=at).exclude(incident__in=who.shut())
    if row := overdue.first():
        return row, False
    raise NotForThem


def _open() -> QuerySet[Withdrawal]:
    rows = Withdrawal.objects.filter(answered_at=None).order_by("asked_at", "id")
    return rows.select_related("incident__source", "asked_by")


def _line(row: Withdrawal, user: User, *, is_of_the_force: bool, at: datetime) -> Line:
    return Line(
        incident_id=row.incident_id,
        reference=row.incident.reference,
        by=row.asked_by.name if row.asked_by else "",
        asked_at=row.asked_at,
        hub_from=row.hub_from,
        may_answer=is_second(
            row,
            by=user,
            is_of_the_force=is_of_the_force,
            is_of_the_hub=not is_of_the_force,
            at=at,
        ),
    )
