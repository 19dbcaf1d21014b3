"""Hear from the sender of a child whom we accepted that police have withdrawn the incident.

It is withdrawn here as any withdrawal is: once a second person, of our hub, has agreed. That we
have heard it is said by a receipt at once; the child stays ours.
"""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from firstbell.core import handing_over as rules
from firstbell.foundation.audit import actions as audit
from firstbell.journey.handover import signing
from firstbell.journey.handover.actions import keys
from firstbell.journey.handover.models import Arrival
from firstbell.journey.handover.wire import HandOverAnswer
from firstbell.journey.intake.actions.receive import receive_incident
from firstbell.journey.intake.models import Incident
from firstbell.registry.agencies.queries import places

SAID = rules.WITHDRAWN_BY_POLICE


def police_withdrew(row: Arrival, *, revision: int, at: datetime) -> HandOverAnswer:
    """Withdraw the incident here, within the caller's action; once more says the same."""
    if row.police_withdrew_at is None:
        _withdraw(row, revision=revision, at=at)
        row.police_withdrew_at, row.withdrawal_receipt = at, _receipt(row, at=at).text()
        key = keys.own_key(at=at)
        row.withdrawal_seal = signing.sealed(row.withdrawal_receipt, kind="receipt", key=key)
        row.save(update_fields=["police_withdrew_at", "withdrawal_receipt", "withdrawal_seal"])
        audit.record(
            "arrival.police_withdrew",
            subject_kind="hand_over",
            subject_id=row.id,
            by=None,
            at=at,
            actor=row.sibling.agency.code,
            detail={"hand_over": str(row.hand_over)},
        )
    return HandOverAnswer(
        id=str(row.hand_over), state=SAID, receipt=row.withdrawal_receipt, seal=row.withdrawal_seal
    )


def _withdraw(row: Arrival, *, revision: int, at: datetime) -> None:
    incident = row.incident
    if incident is None or incident.erased_at or incident.status == Incident.Status.WITHDRAWN:
        return
    agency = row.sibling.agency
    document = {
        **incident.said,
        "source": agency.code,
        "reference": incident.reference,
        "revision": max(revision, incident.revision + 1),
        "status": "withdrawn",
        "status_reason": _("Withdrawn by police, as %(area)s says.") % {"area": agency.name},
    }
    receive_incident(document=document, by=None, at=at, sent_by=agency)


def _receipt(row: Arrival, *, at: datetime) -> rules.Receipt:
    ours = places.partnership()
    return rules.Receipt(
        hand_over=str(row.hand_over),
        digest=row.digest,
        reference=row.reference,
        sent_by=row.sibling.agency.name,
        received_by=ours.name if ours else "",
        offered_at=row.offered_at.astimezone(UTC).isoformat() if row.offered_at else "",
        answer=SAID,
        answered_at=at.astimezone(UTC).isoformat(),
        answered_as="",
        reason="",
    )
