"""Tell each force once a week that the report on its own records is ready; never what is in it.

The event makes the next one due, so that it comes every Monday while the force sends anything.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.core.cache import cache

from firstbell.core.weekly import Week
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.foundation.events.models import Event
from firstbell.journey.intake.models import Incident
from firstbell.registry.agencies.models import Agency, Role
from firstbell.registry.agencies.queries import people

AN_HOUR = 60 * 60
"""Seconds for which it is remembered that an hour has had its look."""


def begin_hourly(*, at: datetime) -> None:
    """Let the first report of each force that has sent anything be due, whoever looks first."""
    if cache.add(f"weekly-looked-at-in-{at:%Y-%m-%d-%H}", 1, timeout=AN_HOUR):
        begin(at=at)


@acting.as_system
def begin(*, at: datetime) -> None:
    """Let a report be due for each force that has sent anything and waits for none."""
    waiting = Event.objects.filter(name="completeness.due", done_at=None).values("subject")
    sent = Incident.objects.values("source")
    forces = Agency.objects.select_for_update().filter(kind=Agency.Kind.POLICE, id__in=sent)
    for force in forces.exclude(id__in=waiting).order_by("id"):
        _due_next(force.id, at=at)


def _due_next(force_id: UUID, *, at: datetime) -> None:
    this_week = Week.of(at)
    due_at = next(each for each in (this_week.before.told_at, this_week.told_at) if each > at)
    events.record("completeness.due", subject=force_id, at=at, due_at=due_at)


def whom_to_tell(force_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who sends for a force that has recorded anything in the week that is over."""
    week = Week.of(at).before
    came = Incident.objects.filter(
        source=force_id, first_received_at__gte=week.begins_at, first_received_at__lt=week.ends_at
    )
    if not came.exists():
        return ()
    rows = people.holding(at).filter(role=Role.POLICE_SENDER, agency=force_id)
    return list({each.user_id: each.user for each in rows if each.user.is_active}.values())


@acting.as_system
def record_told(force_id: UUID, *, people: Iterable[User], at: datetime) -> None:
    """Write who was told, and let the next week's be due."""
    told = [str(each.id) for each in people]
    if told:
        audit.record(
            "completeness.told",
            subject_kind="agency",
            subject_id=force_id,
            by=None,
            at=at,
            detail={"people": told},
        )
    _due_next(force_id, at=at)
