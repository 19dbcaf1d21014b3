"""Let the children go on who waited for an agreement, once one is in force.

A wait ends when the share may go: because an agreement was signed or renewed, or because the
partnership's rule says now that it rests on a statute. Safe to run as often as one likes.
"""

from datetime import datetime
from uuid import UUID

from firstbell.core import basis as rules
from firstbell.foundation import acting
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions.waiting import stop_waiting
from firstbell.journey.intake.models import Waiting
from firstbell.journey.routing.facts import reason_at
from firstbell.journey.routing.models import Route
from firstbell.journey.routing.shares import share_of
from firstbell.registry.agencies.models import Desk
from firstbell.registry.agencies.queries import places
from firstbell.registry.agencies.queries.rules import policy

REASON_AT: dict[str, str] = {
    "home-education": Route.Reason.HOME_EDUCATED,
    "missing-education": Route.Reason.MISSING_EDUCATION,
    "early-years": Route.Reason.EARLY_YEARS,
    "participation": Route.Reason.NOT_IN_EDUCATION,
}
"""Why a desk of a kind is told; any other desk by what it is, an establishment as told."""


@acting.as_system
def go_on_under(_agreement_id: UUID, *, at: datetime) -> None:
    """Let go on whoever waited for the agreement that is in force now."""
    go_on(at=at)


@acting.as_system
def go_on(*, at: datetime) -> None:
    """End every wait for an agreement whose share may go, and make the child due."""
    waits = (
        Waiting.objects.filter(why=Waiting.Why.NO_AGREEMENT, closed_at=None)
        .select_related("child__incident__source")
        .order_by("due_at", "id")
        .select_for_update(skip_locked=True, of=("self",))
    )
    for waiting in waits:
        if _may_go(waiting, at=at):
            stop_waiting(waiting, by=None, at=at, outcome="agreed")
            events.record("child.released", subject=waiting.child_id, at=at)
            _bring_up_to_date(waiting, at=at)


def _may_go(waiting: Waiting, *, at: datetime) -> bool:
    recipient = str(waiting.detail.get("recipient") or "")
    sender = waiting.child.incident.source
    if recipient.isdecimal():
        school = places.establishment_by_urn(recipient)
        reason = reason_at(school) if school else Route.Reason.AS_TOLD
        return share_of(reason=reason, sender=sender, at=at, establishment=school).may_go
    desk = Desk.objects.filter(code=recipient).first()
    kind = rules.kind_of(recipient)
    known = REASON_AT.get(kind, kind)
    return share_of(reason=known, sender=sender, at=at, desk=desk, policy=policy()).may_go


def _bring_up_to_date(waiting: Waiting, *, at: datetime) -> None:
    """Make a revision due again that could not be told while the agreement was not in force."""
    incident = waiting.child.incident
    behind = Notification.objects.filter(child=waiting.child_id, revision__lt=incident.revision)
    if behind.exists():
        events.record("incident.revised", subject=incident.id, at=at)
