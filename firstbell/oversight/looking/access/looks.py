"""The door to looks before a door that were drawn for a check: for another agency than the force.

Who checks reads who looked, when, and whether the force has sent an incident under that reference
since; not to which door, nor about whom. Nobody checks a look of a force that they work for.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.core.looking_up import may_check
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.models import Incident
from firstbell.journey.lookup.models import LiveIncident, Look
from firstbell.oversight.looking.access import NotForThem
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import people


@dataclass(frozen=True, kw_only=True)
class LookPage:
    """One look that was drawn, to check it."""

    look: Look
    force: str
    reference: str
    opened_at: datetime
    opened_by: str
    ended_at: datetime
    has_come_since: bool
    """Whether the force has sent an incident under the same reference."""


def drawn_for(user: User, *, at: datetime) -> list[Look]:
    """Return the looks that a person may check or has seen checked: of no force of theirs."""
    held = people.places_of(user, at=at).agencies
    polices = set(
        Agency.objects.filter(id__in=held, kind=Agency.Kind.POLICE).values_list("id", flat=True)
    )
    rows = Look.objects.exclude(check_due_at=None).select_related("user", "checked_by")
    found = list(rows.order_by("check_due_at", "first_at", "id"))
    forces = _forces({each.live_id for each in found})
    return [
        each
        for each in found
        if may_check(
            checker=user.id, looker=each.user_id, force=forces[each.live_id], polices=polices
        )
    ]


def _forces(lives: Collection[UUID]) -> dict[UUID, UUID]:
    with acting.as_the_system(savepoint=False):
        return dict(LiveIncident.objects.filter(id__in=lives).values_list("id", "source"))


def look_to_check(user: User, look_id: UUID, *, at: datetime) -> LookPage:
    """Return one look that was drawn, and write the trail.

    :raises NotForThem: if it is not theirs to check.
    """
    look = next((each for each in drawn_for(user, at=at) if each.id == look_id), None)
    if look is None:
        raise NotForThem
    audit.record("look_up.check_read", subject_kind="look", subject_id=look.id, by=user, at=at)
    with acting.as_the_system(savepoint=False):
        live = LiveIncident.objects.select_related("source", "opened_by").get(id=look.live_id)
        came = Incident.objects.filter(source=live.source, reference=live.reference).exists()
    return LookPage(
        look=look,
        force=live.source.name,
        reference=live.reference,
        opened_at=live.opened_at,
        opened_by=live.opened_by.name if live.opened_by else "",
        ended_at=live.closed_at or live.ends_at,
        has_come_since=came,
    )
