"""What a person of the sender does about something refused: put it right, or set it aside."""

from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.actions.typed import enter_incident
from firstbell.journey.intake.models import RefusedIncident
from firstbell.journey.intake.receipts import IncidentReceipt


@acting.as_system
def mend_refused(
    *, refused: RefusedIncident, document: dict[str, object], by: User, at: datetime
) -> IncidentReceipt:
    """Enter what was refused as put right, and return its receipt.

    What was refused without a reference that could be read is known by its row alone.
    """
    receipt = enter_incident(agency=refused.source, document=document, by=by, at=at)
    if receipt["fate"] != "refused":
        _close(refused, "incident.mended", by=by, at=at)
    return receipt


@acting.as_system
def set_aside_refused(*, refused: RefusedIncident, by: User, at: datetime) -> None:
    """Take something refused from the list: it came in another way, or was never an incident.

    The row is kept. Saying it twice changes nothing.
    """
    _close(refused, "incident.refusal_set_aside", by=by, at=at)


def _close(refused: RefusedIncident, action: str, *, by: User, at: datetime) -> None:
    closed = RefusedIncident.objects.filter(id=refused.id, mended_at=None).update(mended_at=at)
    if closed:
        audit.record(action, subject_kind="refused_incident", subject_id=refused.id, by=by, at=at)
