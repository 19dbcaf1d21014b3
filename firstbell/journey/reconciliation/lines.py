"""What became of every child, a line each, in the words that other systems read."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident, Withdrawal
from firstbell.journey.linkage.models import Link
from firstbell.journey.reconciliation.queries import ChildAccount, every_child


def lines() -> Iterator[dict[str, Any]]:
    """Yield one mapping for every child of every incident, with the keys of the contract."""
    asked = frozenset(
        Withdrawal.objects.filter(answered_at=None).values_list("incident", flat=True)
    )
    for account in every_child():
        yield _line(account, is_asked=account.child.incident_id in asked)


def _line(account: ChildAccount, *, is_asked: bool) -> dict[str, Any]:
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
        "recipients": [_recipient(each) for each in account.notifications],
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


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
