"""The hub's door to deliveries that were refused whole: whose, since when, and why. Names nobody.

Nobody is told of any child of such a delivery until the force has put it right, and only the
force can; the hub knows whom to ring and what is wrong. What was sent it does not read.
"""

from dataclasses import dataclass
from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.adults import refused_that_name
from firstbell.journey.intake.models import RefusedIncident
from firstbell.journey.reconciliation import outcomes
from firstbell.registry.agencies.doors import Role

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)

WHOLE = ("as_sent", "feed", "incidents")
"""What is kept of a delivery that was refused whole has one of these; an incident has none."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One delivery that was refused whole, and each thing that is wrong with it."""

    force: str
    refused_at: datetime
    problems: tuple[outcomes.Problem, ...]


def deliveries(user: User) -> tuple[Delivery, ...]:
    """Return those that nobody has put right, the oldest first; none that names the reader."""
    with acting.as_the_system(savepoint=False):
        rows = RefusedIncident.objects.filter(mended_at=None, content__has_any_keys=WHOLE)
        theirs = refused_that_name(user, among=rows)
        found = list(rows.exclude(id__in=theirs).select_related("source").order_by("refused_at"))
    return tuple(
        Delivery(
            force=row.source.name,
            refused_at=row.refused_at,
            problems=outcomes.refused_of(row).problems,
        )
        for row in found
    )
