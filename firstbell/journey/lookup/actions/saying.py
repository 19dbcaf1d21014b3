"""What a control room says of its live incidents: opened, more is known, closed.

Whoever says it again changes nothing; what has ended stays ended. Shows nobody anything.
"""

from datetime import datetime
from uuid import UUID

from firstbell.core.looking_up import AHEAD, ends_at
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.actions.accept import lock
from firstbell.journey.lookup.message import Checked, Fate, LiveIncidentMessage, LiveIncidentReceipt
from firstbell.journey.lookup.models import LiveIncident
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries.rules import policy


class CannotTake(ValueError):
    """A message that says nothing wrong cannot be taken now; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@acting.as_system
def say(*, checked: Checked, source: Agency, by: User | None, at: datetime) -> LiveIncidentReceipt:
    """Take one message of a force about a live incident, and return its receipt.

    By hand one is opened, and no more: whoever could say another address would look up any door.

    :raises CannotTake: if it is opened in the future, has ended, is closed and was never opened,
        or is said by hand and is there already.
    """
    message = checked.message
    assert message is not None  # noqa: S101 - whoever calls has looked at the problems
    lock(source)
    if message.opened_at > at + AHEAD:
        raise CannotTake("opened_in_the_future")
    row = LiveIncident.objects.filter(source=source, reference=message.reference).first()
    if row is None:
        row, fate = _opened(checked, message, source=source, by=by, at=at), _first(message)
    elif by is not None:
        raise CannotTake("there_already")
    else:
        fate = _said_again(row, checked, message, at=at)
    if fate == "closed":
        _close(row, by=by, at=at)
    return LiveIncidentReceipt(
        source=source.code,
        reference=row.reference,
        fate=fate,
        ends_at=(row.closed_at or row.ends_at).isoformat(),
    )


def _first(message: LiveIncidentMessage) -> Fate:
    return "closed" if message.closed_at else "opened"


def _opened(
    checked: Checked, message: LiveIncidentMessage, *, source: Agency, by: User | None, at: datetime
) -> LiveIncident:
    if not checked.said:
        raise CannotTake("never_opened")
    row = LiveIncident.objects.create(
        source=source,
        reference=message.reference,
        opened_at=message.opened_at,
        heard_at=at,
        ends_at=ends_at(message.opened_at, heard_at=at, lasts=policy().live_incident_lasts),
        opened_by=by,
        said=checked.said,
    )
    _trail("live_incident.opened", row, by=by, at=at)
    return row


def _said_again(
    row: LiveIncident, checked: Checked, message: LiveIncidentMessage, *, at: datetime
) -> Fate:
    """Take what is new of a live incident. When it was opened stays as it was said first."""
    is_new = bool(checked.said) and checked.said != row.said
    has_ended = row.closed_at is not None or at >= row.ends_at
    if has_ended and is_new:
        raise CannotTake("ended")
    if is_new:
        row.said = checked.said
        row.save(update_fields=["said"])
        _trail("live_incident.amended", row, by=None, at=at)
    if message.closed_at and row.closed_at is None:
        return "closed"
    return "amended" if is_new else "repeated"


@acting.as_system
def close(live_id: UUID, *, by: User, at: datetime) -> None:
    """End a live incident by hand; one that has ended meanwhile stays as it is."""
    row = LiveIncident.objects.select_for_update().get(id=live_id)
    if row.closed_at is None and at < row.ends_at:
        _close(row, by=by, at=at)


def _close(row: LiveIncident, *, by: User | None, at: datetime) -> None:
    row.closed_at, row.closed_by = at, by
    row.save(update_fields=["closed_at", "closed_by"])
    _trail("live_incident.closed", row, by=by, at=at)


def _trail(action: str, row: LiveIncident, *, by: User | None, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="live_incident",
        subject_id=row.id,
        by=by,
        at=at,
        actor="" if by else row.source.code,
    )
