"""Offer a child to another area, ask until it is answered, and let go once it is accepted.

Until a receipt says that somebody there accepted, the child's waits stay open here with their
owner and their hour. A message has a step of the ledger: it is said first and marked after; a
repeat is the same message about the same hand-over.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from firstbell.core import handing_over as rules
from firstbell.core.basis import basis_of
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.foundation.events import queries as ledger
from firstbell.journey.handover import post, signing
from firstbell.journey.handover.actions import keys, passing_on
from firstbell.journey.handover.actions.settling import (
    ENDED_BY_IT,
    entry,
    say_on_waits,
    settle,
    settle_here,
)
from firstbell.journey.handover.models import Offer, Sibling
from firstbell.journey.handover.packing import package_of
from firstbell.journey.handover.wire import HandOverAnswer, HandOverMessage, digest_of, written
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.linkage.queries import unrouted_bell
from firstbell.registry.agencies.queries.rules import policy as policy_in_force
from firstbell.registry.circles.queries.guards import guard_of

BASIS = "out_of_area"

State = Offer.State


class CannotOffer(ValueError):
    """This child cannot be offered so; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotItsReceipt(Exception):
    """What came is no receipt of this hand-over by whom it was offered to."""


@acting.as_system
def offer(*, child: RecordedChild, sibling_id: UUID, by: User | None, at: datetime) -> Offer:
    """Offer a child to another area; by nobody where a rule does.

    To its Firstbell it is sent; a file is written when somebody asks for one; a named person is
    rung, so that nothing is made of what police recorded.

    :raises CannotOffer: if nothing is handed to them, the child waits for nobody, is offered
        already, or its record is restricted: that is said by telephone, to a named person.
    """
    child = (
        RecordedChild.objects.select_for_update(of=("self",))
        .select_related("incident")
        .get(id=child.id)
    )
    sibling = Sibling.objects.filter(ended_at=None, id=sibling_id).first()
    if sibling is None:
        raise CannotOffer("no_such_area")
    check_may_offer(child)
    if sibling.way != Sibling.Way.PERSON and guard_of(child.incident_id):
        raise CannotOffer("restricted")
    row = _new(child, sibling, by=by, at=at)
    if sibling.way != Sibling.Way.PERSON:
        _pack(row, at=at)
    row.save()
    say_on_waits(row, answer="")
    _trail("child.offered", row, by=by, at=at, basis=row.basis, purpose=row.purpose)
    if sibling.way == Sibling.Way.FIRSTBELL:
        events.record("offer.due", subject=row.id, at=at, bell_at=row.bell_at)
    return row


def _pack(row: Offer, *, at: datetime) -> None:
    """Write down what goes, word for word, and sign it."""
    key = keys.own_key(at=at)
    basis = basis_of(BASIS, policy=policy_in_force())
    package = written(
        package_of(
            row.child,
            id_=row.id,
            number=row.number,
            sent_by=signing.public_of(key),
            sent_to=row.sibling.keys[0],
            basis=basis,
            bell_at=row.bell_at,
            at=at,
        )
    )
    row.package, row.digest = package, digest_of(package)
    row.package_seal = signing.sealed(package, kind="package", key=key)


def check_may_offer(child: RecordedChild) -> None:
    """Let a child pass that waits for somebody to tell and is offered to nobody.

    :raises CannotOffer: for any other.
    """
    if child.incident.status != Incident.Status.ACTIVE or not is_needed(child):
        raise CannotOffer("waits_for_nobody")
    if child.offers.filter(state=State.OFFERED).exists():
        raise CannotOffer("offered_already")


def is_needed(child: RecordedChild) -> bool:
    """Say whether the child waits for something that a hand-over would end."""
    return child.waiting.filter(closed_at=None, why__in=ENDED_BY_IT).exists()


def _new(child: RecordedChild, sibling: Sibling, *, by: User | None, at: datetime) -> Offer:
    policy = policy_in_force()
    basis = basis_of(BASIS, policy=policy)
    bell_at = unrouted_bell(child, incident=child.incident)
    row = Offer(
        id=uuid4(),
        child=child,
        sibling=sibling,
        number=1,
        revision=child.incident.revision,
        basis=basis.ground,
        purpose=basis.purpose,
        digest=digest_of(""),
        offered_by=by,
        offered_at=at,
        bell_at=bell_at,
        due_at=rules.silence_at(at, bell_at=bell_at, policy=policy),
    )
    row.number = passing_on.next_number(row)
    return row


@acting.as_system
def withdraw(*, offer_id: UUID, by: User | None, at: datetime) -> None:
    """Ask to have a child back that nobody has accepted yet; whether it is, the other side says.

    A second click, or one after an answer, changes nothing.
    """
    row = _locked(offer_id)
    if row.state != State.OFFERED or row.withdrawal_asked_at is not None:
        return
    row.withdrawal_asked_at, row.withdrawal_asked_by = at, by
    row.save(update_fields=["withdrawal_asked_at", "withdrawal_asked_by"])
    _trail("offer.withdrawal_asked", row, by=by, at=at)
    if row.sibling.way == Sibling.Way.PERSON:
        settle_here(row, "withdrawn", at=at)
    elif row.sibling.way == Sibling.Way.FIRSTBELL:
        events.record("offer.due", subject=row.id, at=at, bell_at=row.bell_at)


@acting.as_system
def hear_by_voice(
    *, offer_id: UUID, is_accepted: bool, who: str, reason: str, by: User, at: datetime
) -> None:
    """Write down what a named person of the other area said to a child that they were offered.

    An answer that is there already stands.

    :raises ValueError: without a name, or for a refusal without a reason.
    """
    if not who.strip() or (not is_accepted and reason not in rules.REFUSALS):
        raise ValueError("somebody with a name answers, and nobody refuses without a reason")
    row = _locked(offer_id)
    if row.state != State.OFFERED or row.sibling.way != Sibling.Way.PERSON:
        return
    _trail("offer.heard", row, by=by, at=at)
    answer: rules.Answer = "accepted" if is_accepted else "refused"
    row.reason = "" if is_accepted else reason
    settle_here(row, answer, as_who=who.strip(), at=at)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be said about a hand-over now, and to where."""

    url: str
    message: HandOverMessage


def send(taken: events.Taken, *, at: datetime, signed_at: datetime) -> None:
    """Say what is due about a hand-over and keep the answer; without one, ask again in time.

    :raises post.NotHeard: when it is to be tried again.
    """
    _take_back_what_nobody_needs(taken.subject, at=at)
    plan = _plan(taken.subject, at=at)
    if plan is not None:
        key = keys.own_key(at=at)
        try:
            answer = post.say(plan.message, url=plan.url, key=key, at=signed_at)
        except post.NotHeard as failure:
            record_failed(taken.subject, code=failure.code, at=at)
            raise
        try:
            hear(taken.subject, answer, at=at)
        except NotItsReceipt:
            record_failed(taken.subject, code=post.NOT_UNDERSTOOD, at=at)
            raise post.NotHeard(post.NOT_UNDERSTOOD) from None
    with transaction.atomic():
        _ask_again(taken, at=at)
        events.mark_done(taken, at=at)


@acting.as_system
def _take_back_what_nobody_needs(offer_id: UUID, *, at: datetime) -> None:
    """Ask to have a child back that has found its school meanwhile, or is withdrawn by police."""
    row = _locked(offer_id)
    if row.state != State.OFFERED or row.withdrawal_asked_at is not None:
        return
    if row.child.incident.status != Incident.Status.ACTIVE or not is_needed(row.child):
        row.withdrawal_asked_at = at
        row.save(update_fields=["withdrawal_asked_at"])
        _trail("offer.withdrawal_asked", row, by=None, at=at)


@acting.as_system
def _plan(offer_id: UUID, *, at: datetime) -> Plan | None:
    row = Offer.objects.select_related("sibling").get(id=offer_id)
    message = message_of(row, at=at)
    if message is None or row.sibling.way != Sibling.Way.FIRSTBELL:
        return None
    return Plan(url=row.sibling.url, message=message)


def message_of(row: Offer, *, at: datetime, is_whole: bool = False) -> HandOverMessage | None:
    """Return what is to be said about an open offer; whole, where nobody can be asked about it."""
    if row.state == State.ACCEPTED:
        return passing_on.message_of(row, at=at)
    if row.state != State.OFFERED or row.sibling.way == Sibling.Way.PERSON:
        return None
    kind = "ask" if row.arrived_at and not is_whole else "offer"
    seal = row.package_seal if kind == "offer" else None
    if row.withdrawal_asked_at is not None:
        kind = "withdraw"
        said = f"{row.id} {row.digest}"
        seal = signing.sealed(said, kind="withdrawal", key=keys.own_key(at=at))
    return HandOverMessage(
        kind=kind,  # type: ignore[arg-type]
        sent_by=signing.public_of(keys.own_key(at=at)),
        sent_to=row.sibling.keys[0],
        id=str(row.id),
        digest=row.digest,
        package=row.package if kind == "offer" else None,
        seal=seal,
    )


@acting.as_system
def hear(offer_id: UUID, answer: HandOverAnswer, *, at: datetime) -> None:
    """Keep what the other side says of a hand-over; the same once more changes nothing.

    :raises NotItsReceipt: if it says that it is answered and does not prove it.
    """
    row = _locked(offer_id)
    if answer.state in ("unknown", "received", "taken"):
        if row.state == State.OFFERED:
            _note_arrival(row, is_there=answer.state != "unknown", at=at)
        return
    if answer.state == rules.WITHDRAWN_BY_POLICE:
        try:
            passing_on.hear(row, answer, at=at)
        except passing_on.NotItsReceipt:
            raise NotItsReceipt from None
        return
    receipt = _receipt(row, answer)
    if row.state == receipt.answer:
        return
    if row.state != State.OFFERED:
        raise NotItsReceipt
    row.reason, row.note = receipt.reason, (answer.note or "")[:200]
    settle(row, receipt, seal=answer.seal or "", at=at)


def _note_arrival(row: Offer, *, is_there: bool, at: datetime) -> None:
    """Write that it is there; what was there and is not any more is sent once more, at once."""
    if is_there is (row.arrived_at is not None) and not row.code:
        return
    if row.arrived_at and not is_there:
        events.record("offer.due", subject=row.id, at=at, bell_at=row.bell_at)
    row.arrived_at, row.code = (row.arrived_at or at) if is_there else None, ""
    row.save(update_fields=["arrived_at", "code"])


def _receipt(row: Offer, answer: HandOverAnswer) -> rules.Receipt:
    text, seal = answer.receipt or "", answer.seal or ""
    if not signing.is_sealed(text, seal, kind="receipt", keys=row.sibling.keys):
        raise NotItsReceipt
    try:
        receipt = rules.read_receipt(text)
        datetime.fromisoformat(receipt.answered_at)
    except ValueError:
        raise NotItsReceipt from None
    says = (receipt.hand_over, receipt.digest, receipt.answer)
    if says != (str(row.id), row.digest, answer.state) or (
        receipt.answer == "refused" and receipt.reason not in rules.REFUSALS
    ):
        raise NotItsReceipt
    return receipt


@acting.as_system
def record_failed(offer_id: UUID, *, code: str, at: datetime) -> None:
    """Write that the other side gave no answer this time; it is asked again."""
    row = _locked(offer_id)
    if row.state == State.OFFERED and row.code != code:
        row.code = code[:20]
        row.save(update_fields=["code"])
        _trail("offer.not_heard", row, by=None, at=at, code=code)


@acting.as_system_within
def _ask_again(taken: events.Taken, *, at: datetime) -> None:
    """Let the next question be due while nobody has answered; there is never more than one."""
    row = Offer.objects.get(id=taken.subject)
    if row.sibling.way != Sibling.Way.FIRSTBELL:
        return
    word = passing_on.waiting(row)
    if row.state != State.OFFERED and word is None:
        return
    since, bell_at = (word.began_at, word.due_at) if word else (row.offered_at, row.bell_at)
    if ledger.is_waiting("offer.due", subject=row.id, besides=taken.id):
        return
    again = rules.ask_again_at(offered_at=since, at=at, bell_at=bell_at)
    events.record("offer.due", subject=row.id, at=at, due_at=again, bell_at=bell_at)


def _locked(offer_id: UUID) -> Offer:
    rows = Offer.objects.select_for_update(of=("self",))
    return rows.select_related("child__incident", "sibling__agency").get(id=offer_id)


def _trail(action: str, row: Offer, *, by: User | None, at: datetime, **more: object) -> None:
    audit.record_many([entry(action, row, by=by, at=at, **more)])
