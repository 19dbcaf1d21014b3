"""Begin an installation in which nobody is told, and write down that it was laid beside a list."""

from collections.abc import Mapping
from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.shadow import actions as shadow
from firstbell.journey.intake.actions.accept import lock
from firstbell.journey.intake.models import Feed, Incident, RefusedIncident
from firstbell.registry.agencies.models import Agency


class NotEmpty(RuntimeError):
    """Something was received here already: somebody may rely on it."""


@acting.as_system
def begin_shadow(*, by: User | None, at: datetime) -> None:
    """Tell nobody from here on, where nothing was received yet.

    :raises NotEmpty: where something was.
    """
    for force in Agency.objects.filter(kind=Agency.Kind.POLICE).order_by("id"):
        lock(force)  # nothing is received meanwhile
    if Feed.objects.exists() or Incident.objects.exists() or RefusedIncident.objects.exists():
        raise NotEmpty
    shadow.begin(by=by, at=at)


@acting.as_system
def record_compared(
    *, force: Agency, found: Mapping[str, int], by: User | None, at: datetime
) -> None:
    """Write down that what was worked out of a force was laid beside what was done by hand."""
    audit.record(
        "shadow.compared",
        subject_kind="agency",
        subject_id=force.id,
        by=by,
        at=at,
        detail=dict(found),
    )
