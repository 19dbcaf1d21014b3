"""What became of every child, a line each, in the words that other systems read."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from firstbell.journey.delivery.models import Notification
from firstbell.journey.handover.models import Offer
from firstbell.journey.intake.models import Incident, Withdrawal
from firstbell.journey.linkage.models import Link
from firstbell.journey.reconciliation.queries import ChildAccount, every_child


def lines() -> Iterator[dict[str, Any]]:
    """Yield one mapping for every child of every incident, with the keys of the contract."""
    asked = frozenset(
        Withdrawal.objects.filter(answered_at=None).values_list("incident", flat=True)
    )
    offers = defaultdict(list)
    for offer in Offer.objects.select_related("sibling__agency").order_by("offered_at", "id"):
        offers[offer.child_id].append(offer)
    for account in every_child():
        child = account.child
        is_asked = child.incident_id in asked
        yield _line(account, offers=offers.get(child.id, []), is_asked=is_asked)


def _line(account: ChildAccount, *, offers: list[Offer], is_asked: bool) -> dict[str, Any]:
    child = account.child
    link = getattr(child, "link", None)
    pupil = link.pupil if link else None
    return {
        "source": child.incident.source.code,
        "incident": child.incident.reference,
        "revision": child.incident.revision,
        # As the highest revision says it; who was told is told while a second person is waited
        # for.
        "status": Incident.Status.WITHDRAWN.value if is_asked else child.incident.status,
        "withdrawal": "asked" if is_asked else None,
        "child": child.reference,
        # A child on its way is not linked yet; `firstbell work` settles that.
        "link": link.state if link else Link.State.UNLINKED.value,
        "upn": (pupil.upn or None) if pupil else None,
        "pupil": str(pupil.id) if pupil else None,
        "recipients": [
            *(_recipient(each) for each in account.notifications),
            *(_area(each, child.incident) for each in offers),
        ],
        "owner": account.owner,
    }


def _recipient(notification: Notification) -> dict[str, Any]:
    return {
        "recipient": notification.recipient,
        "reason": notification.reason,
        "due_at": _instant(notification.due_at),
        "chase_at": _instant(notification.chase_at),
        "statutory_since": _instant(notification.statutory_since),
        "calendar": notification.calendar,
        "state": notification.state,
        "sent_at": _instant(notification.sent_at),
        "acknowledged_at": _instant(notification.acknowledged_at),
    }


def _area(offer: Offer, incident: Incident) -> dict[str, Any]:
    """Return another area as a recipient: what it was offered, and how far that has come."""
    accepted = offer.state == Offer.State.ACCEPTED
    return {
        "recipient": offer.sibling.agency.code,
        "reason": "out_of_area",
        "due_at": _instant(offer.bell_at),
        "chase_at": _instant(offer.due_at),
        "statutory_since": _instant(incident.belief_formed_at),
        "calendar": "council",
        "state": STATE_OF_OFFER.get(offer.state, "sent" if offer.arrived_at else "raised"),
        "sent_at": _instant(offer.arrived_at),
        "acknowledged_at": _instant(offer.answered_at) if accepted else None,
    }


STATE_OF_OFFER = {
    Offer.State.ACCEPTED.value: "handed_over",
    Offer.State.REFUSED.value: "not_ours",
    Offer.State.WITHDRAWN.value: "recalled",
}
"""An offer in the words of a notification. One that is open is raised, and sent once it arrived."""


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
