"""Pass on that police withdrew an incident whose child another area has accepted.

The area answers for the child and decides what becomes of what it told; that it has heard of the
withdrawal is the sender's to see to, until a receipt says so. Where nothing can be sent somebody
of the hub rings, and enters whom they told.
"""

from datetime import UTC, datetime
from uuid import UUID

from firstbell.core import handing_over as rules
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.handover import signing
from firstbell.journey.handover.actions import keys
from firstbell.journey.handover.models import Offer, PassedOn, Sibling
from firstbell.journey.handover.wire import HandOverAnswer, HandOverMessage
from firstbell.journey.intake.models import Incident
from firstbell.registry.agencies.queries import places
from firstbell.registry.agencies.queries.rules import policy as policy_in_force

SAID = rules.WITHDRAWN_BY_POLICE


class NotItsReceipt(Exception):
    """What came is no receipt of this word by whom it was said to."""


@acting.as_system_within
def note(incident_id: UUID, *, at: datetime) -> None:
    """Begin to pass it on to each area that has accepted a child of a withdrawn incident."""
    offers = Offer.objects.filter(
        child__incident=incident_id,
        child__incident__status=Incident.Status.WITHDRAWN,
        state=Offer.State.ACCEPTED,
        passed_on=None,
    )
    for offer in offers.select_related("sibling", "child"):
        begin(offer, at=at)


def begin(offer: Offer, *, at: datetime) -> None:
    """Let the area be told, within the caller's action: by a message, else by who rings."""
    PassedOn.objects.create(
        offer=offer,
        number=next_number(offer),
        began_at=at,
        due_at=at + policy_in_force().hand_over_answer,
    )
    _trail("offer.police_withdrew", offer, by=None, at=at)
    if offer.sibling.way == Sibling.Way.FIRSTBELL:
        events.record("offer.due", subject=offer.id, at=at)
    else:
        events.record("offer.not_passed_on", subject=offer.id, at=at)


def next_number(offer: Offer) -> int:
    """Return the next revision of a child at a sibling: packages and withdrawals have them all."""
    of_the_child = Offer.objects.filter(child=offer.child_id, sibling=offer.sibling_id)
    return of_the_child.count() + of_the_child.exclude(passed_on=None).count() + 1


def waiting(offer: Offer) -> PassedOn | None:
    """Return what is not passed on yet of an offer, if anything."""
    return PassedOn.objects.filter(offer=offer, heard_at=None).first()


def message_of(offer: Offer, *, at: datetime) -> HandOverMessage | None:
    """Return what is to be said to an area that has accepted the child, if anything is."""
    row = waiting(offer)
    if row is None or offer.sibling.way != Sibling.Way.FIRSTBELL:
        return None
    key = keys.own_key(at=at)
    return HandOverMessage(
        kind="police_withdrew",
        sent_by=signing.public_of(key),
        sent_to=offer.sibling.keys[0],
        id=str(offer.id),
        digest=offer.digest,
        revision=row.number,
    )


def hear(offer: Offer, answer: HandOverAnswer, *, at: datetime) -> None:
    """Keep the receipt of an area that has heard it, within the caller's action.

    :raises NotItsReceipt: if it does not prove that.
    """
    text, seal = answer.receipt or "", answer.seal or ""
    try:
        receipt = rules.read_receipt(text)
    except rules.NoReceipt:
        raise NotItsReceipt from None
    says = (receipt.hand_over, receipt.digest, receipt.answer)
    is_theirs = signing.is_sealed(text, seal, kind="receipt", keys=offer.sibling.keys)
    if says != (str(offer.id), offer.digest, SAID) or not is_theirs:
        raise NotItsReceipt
    _heard(offer, receipt, seal=seal, by=None, at=at)


@acting.as_system
def told_by_voice(*, offer_id: UUID, who: str, by: User, at: datetime) -> None:
    """Write down whom somebody of the hub told; once it is known there this changes nothing.

    :raises ValueError: without a name.
    """
    if not who.strip():
        raise ValueError("somebody with a name was told")
    offer = Offer.objects.select_related("sibling__agency", "child__incident").get(id=offer_id)
    ours = places.partnership()
    receipt = rules.Receipt(
        hand_over=str(offer.id),
        digest=offer.digest,
        reference=offer.child.incident.reference,
        sent_by=ours.name if ours else "",
        received_by=offer.sibling.agency.name,
        offered_at=offer.offered_at.astimezone(UTC).isoformat(),
        answer=SAID,
        answered_at=at.astimezone(UTC).isoformat(),
        answered_as=f"{who.strip()}, by telephone",
        reason="",
    )
    seal = signing.sealed(receipt.text(), kind="receipt", key=keys.own_key(at=at))
    _heard(offer, receipt, seal=seal, by=by, at=at)


def _heard(
    offer: Offer, receipt: rules.Receipt, *, seal: str, by: User | None, at: datetime
) -> None:
    row = PassedOn.objects.select_for_update().filter(offer=offer, heard_at=None).first()
    if row is None:
        return
    row.heard_at, row.receipt, row.receipt_seal = at, receipt.text(), seal
    row.save(update_fields=["heard_at", "receipt", "receipt_seal"])
    _trail("offer.passed_on", offer, by=by, at=at)


def _trail(action: str, offer: Offer, *, by: User | None, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="child",
        subject_id=offer.child_id,
        by=by,
        at=at,
        detail={"hand_over": str(offer.id), "to": str(offer.sibling_id)},
    )
