"""Tell people that a hand-over waits, on both sides: when it comes, and when nobody answers."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from firstbell.core.need_to_know import Sight
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.handover.models import Arrival, Offer, PassedOn
from firstbell.journey.handover.nearness import nearness_of
from firstbell.journey.intake.asking import asking, phase_of
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)

OUT = ("offer.refused", "offer.unanswered", "offer.not_passed_on")
IN = ("arrival.waits", "arrival.unanswered")
"""Events of which the hub is told: of a child that it has offered, and of one that it is."""


def look_at_unanswered(*, at: datetime) -> None:
    """Let people of the hub be told of each hand-over, out or in, that nobody answered in time."""
    late = {"answered_at": None, "unanswered_at": None, "due_at__lte": at}
    with acting.as_the_system():
        for offer in Offer.objects.select_for_update(skip_locked=True).filter(**late):
            _note(offer, "offer.unanswered", at=at)
            events.record("offer.unanswered", subject=offer.id, at=at)
        word = {"heard_at": None, "unanswered_at": None, "due_at__lte": at}
        for each in PassedOn.objects.select_for_update(skip_locked=True).filter(**word):
            _note(each, "offer.not_passed_on", at=at)
            events.record("offer.not_passed_on", subject=each.offer_id, at=at)
        for arrival in Arrival.objects.select_for_update(skip_locked=True).filter(**late):
            _note(arrival, "arrival.unanswered", at=at)
            events.record("arrival.unanswered", subject=arrival.id, at=at)


def _note(row: Offer | Arrival | PassedOn, action: str, *, at: datetime) -> None:
    row.unanswered_at = at
    row.save(update_fields=["unanswered_at"])
    _trail(action, row.pk, at=at)


def who_offers(offer_id: UUID, *, at: datetime) -> list[User]:
    """Return who of the hub is told of a child that it has offered, and may read of it."""
    row = Offer.objects.select_related("child__incident__source").get(id=offer_id)
    incident = row.child.incident
    return [
        each
        for each in people.who_holds(*HUB, at=at)
        if asking(each, at=at)
        .grant(incident.id, is_own_force=False, phase=phase_of(incident))
        .sight
        == Sight.EVERYTHING
    ]


def who_receives(arrival_id: UUID, *, at: datetime) -> list[User]:
    """Return who of the hub is told of a child that is offered to it, and is not too near."""
    row = Arrival.objects.get(id=arrival_id)
    if row.answered_at is not None:
        return []
    return [each for each in people.who_holds(*HUB, at=at) if not nearness_of(each)(row)]


@acting.as_system
def record_told(subject: UUID, *, people: Iterable[User], at: datetime) -> None:
    """Write who was told of a hand-over."""
    _trail("hand_over.told", subject, at=at, people=[str(each.id) for each in people])


def _trail(action: str, subject: UUID, *, at: datetime, **more: object) -> None:
    audit.record(
        action, subject_kind="hand_over", subject_id=subject, by=None, at=at, detail=dict(more)
    )
