"""What became of every child, a line each, in the words that other systems read."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from firstbell.journey.delivery.models import Notification
from firstbell.journey.linkage.models import Link
from firstbell.journey.reconciliation.queries import ChildAccount, every_child


def lines() -> Iterator[dict[str, Any]]:
    """Yield one mapping for every child of every incident, with the keys of the contract."""
    for account in every_child():
        yield _line(account)


def _line(account: ChildAccount) -> dict[str, Any]:
    child = account.child
    link = getattr(child, "link", None)
    pupil = link.pupil if link else None
    return {
        "source": child.incident.source.code,
        "incident": child.incident.reference,
        "revision": child.incident.revision,
        "status": child.incident.status,
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
