"""Write how an offer was answered, and what follows: within the action of whoever heard of it."""

from datetime import UTC, datetime

from firstbell.core import handing_over as rules
from firstbell.core.lifecycle import check_can_move
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.handover import signing
from firstbell.journey.handover.actions import keys, passing_on
from firstbell.journey.handover.models import Offer
from firstbell.journey.intake.actions.waiting import stop_waiting
from firstbell.journey.intake.models import Waiting
from firstbell.journey.routing.actions.choose import FOR_WANT_OF_A_RECIPIENT
from firstbell.journey.routing.facts import HANDED_OVER, OFFERED, REVISION
from firstbell.registry.agencies.queries import places

ENDED_BY_IT = frozenset({*FOR_WANT_OF_A_RECIPIENT, Waiting.Why.REVIEW})
"""What a child waits for that ends when somebody elsewhere accepts it."""

State = Offer.State


def settle(row: Offer, receipt: rules.Receipt, *, seal: str, at: datetime) -> None:
    """Write how an offer was answered, within the caller's action, and what follows from it."""
    check_can_move(rules.OFFER, row.state, receipt.answer)
    row.state = State(receipt.answer)
    row.answered_at = datetime.fromisoformat(receipt.answered_at)
    row.answered_as, row.receipt, row.receipt_seal = receipt.answered_as, receipt.text(), seal
    row.package, row.package_seal, row.code = "", "", ""
    row.arrived_at = row.arrived_at or at
    row.save()
    said = entry(f"offer.{receipt.answer}", row, by=None, at=at, reason=receipt.reason)
    audit.record_many([said])
    say_on_waits(row, answer=receipt.answer)
    if row.state == State.ACCEPTED:
        _let_go(row, at=at)
        passing_on.note(row.child.incident_id, at=at)
    elif row.state == State.REFUSED:
        events.record("offer.refused", subject=row.id, at=at)


def say_on_waits(row: Offer, *, answer: str) -> None:
    """Let what the child waits for say how the offer stands: there the hub looks."""
    for wait in row.child.waiting.filter(closed_at=None, why__in=ENDED_BY_IT):
        wait.detail[OFFERED] = {"to": row.sibling.agency.name, "answer": answer}
        wait.save(update_fields=["detail"])


def _let_go(row: Offer, *, at: datetime) -> None:
    """End what the child waits for, unless police have said something newer than what went."""
    if row.child.incident.revision != row.revision:
        return
    for wait in row.child.waiting.filter(closed_at=None, why__in=ENDED_BY_IT):
        wait.detail[REVISION] = row.revision
        wait.save(update_fields=["detail"])
        stop_waiting(wait, by=None, at=at, outcome=HANDED_OVER)


def settle_here(row: Offer, answer: rules.Answer, *, as_who: str = "", at: datetime) -> None:
    """Write an answer that no installation has given, with a receipt that we sign ourselves."""
    ours = places.partnership()
    receipt = rules.Receipt(
        hand_over=str(row.id),
        digest=row.digest,
        reference=row.child.incident.reference,
        sent_by=ours.name if ours else "",
        received_by=row.sibling.agency.name,
        offered_at=row.offered_at.astimezone(UTC).isoformat(),
        answer=answer,
        answered_at=at.astimezone(UTC).isoformat(),
        answered_as=f"{as_who}, by telephone" if as_who else "",
        reason=row.reason,
    )
    seal = signing.sealed(receipt.text(), kind="receipt", key=keys.own_key(at=at))
    settle(row, receipt, seal=seal, at=at)


def entry(action: str, row: Offer, *, by: User | None, at: datetime, **more: object) -> audit.Entry:
    """Return what the trail says of a child's hand-over."""
    return audit.Entry(
        action=action,
        subject_kind="child",
        subject_id=row.child_id,
        by=by,
        at=at,
        detail={"hand_over": str(row.id), "to": str(row.sibling_id), **more},
    )
