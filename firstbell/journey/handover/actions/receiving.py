"""Hear what another installation says of a hand-over, and answer it: each time the same.

Whoever is not known here by its key hears nothing of what is here. What arrives waits for a person
of the hub (`answering`); a withdrawal and that person come one after the other, whichever is first.
"""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import ValidationError

from firstbell.core import handing_over as rules
from firstbell.foundation import acting, shadow
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.handover import signing
from firstbell.journey.handover.actions import keys, offering, taking_word
from firstbell.journey.handover.models import Arrival, Offer, Sibling
from firstbell.journey.handover.wire import (
    HandOverAnswer,
    HandOverMessage,
    Package,
    digest_of,
    read_package,
)
from firstbell.journey.intake.proving import Signed, what_is_wrong_with
from firstbell.journey.intake.reading import Unusable, read_document
from firstbell.journey.intake.validation import check_incident
from firstbell.registry.agencies.queries import places
from firstbell.registry.agencies.queries.rules import policy as policy_in_force

State = Arrival.State


class NotKnown(Exception):
    """Nobody is known here who could have said this; that is all that is said."""


class CannotHear(ValueError):
    """A sibling said something that cannot be taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@acting.as_system
def hear(body: bytes, signed: Signed, *, at: datetime, today: datetime) -> HandOverAnswer:
    """Take one signed message and return the answer; `today` is the real time.

    :raises NotKnown: unless it is signed now, by the key of a sibling.
    :raises CannotHear: if it cannot be taken.
    """
    document = _document(body)
    sibling = _sibling(document)
    if sibling is None or what_is_wrong_with(signed, body, keys=sibling.keys, at=today):
        raise NotKnown
    try:
        message = HandOverMessage.model_validate(document)
    except ValidationError:
        raise CannotHear("not_a_message") from None
    return _take(message, sibling, at=at)


@acting.as_system
def take(message: HandOverMessage, *, at: datetime) -> HandOverAnswer:
    """Take one message that came as a file, by what it carries: nothing else proves it.

    :raises NotKnown: unless it is of a sibling; one that withdraws must be signed as that.
    :raises CannotHear: if it cannot be taken.
    """
    sibling = _sibling(message.model_dump())
    if sibling is None:
        raise NotKnown
    if message.kind == "police_withdrew":
        raise CannotHear("not_by_file")
    if message.kind == "withdraw":
        said = f"{message.id} {message.digest}"
        seal = message.seal or ""
        if not signing.is_sealed(said, seal, kind="withdrawal", keys=sibling.keys):
            raise NotKnown
    return _take(message, sibling, at=at)


def _take(message: HandOverMessage, sibling: Sibling, *, at: datetime) -> HandOverAnswer:
    if message.sent_to != signing.public_of(keys.own_key(at=at)):
        raise CannotHear("not_for_us")
    if message.kind == "answer":
        return _hear_answer(message, sibling, at=at)
    if message.kind == "offer":
        return stands(_receive(message, sibling, at=at))
    row = _arrival(message, sibling)
    if message.kind == "police_withdrew" and row is not None and row.state == State.ACCEPTED:
        return taking_word.police_withdrew(row, revision=message.revision or 1, at=at)
    if message.kind == "withdraw":
        return stands(_withdraw(message, row, sibling, at=at))
    return stands(row) if row else HandOverAnswer(id=message.id, state="unknown")


def _document(body: bytes) -> object:
    try:
        return read_document(body)
    except Unusable:
        raise NotKnown from None


def _sibling(document: object) -> Sibling | None:
    """Return whose message it is. Where nobody is told, nobody is known: no child is taken on."""
    if shadow.is_on():
        return None
    key = document.get("sent_by") if isinstance(document, dict) else None
    if not isinstance(key, str) or not key:
        return None
    rows = Sibling.objects.select_related("agency").filter(ended_at=None)
    return rows.filter(keys__contains=[key[:44]]).first()


def _arrival(message: HandOverMessage, sibling: Sibling) -> Arrival | None:
    """Return what came of a hand-over before, locked: whoever answers it comes before or after.

    :raises CannotHear: if it came with other content.
    """
    rows = Arrival.objects.select_for_update(of=("self",)).select_related("sibling__agency")
    row = rows.filter(sibling=sibling, hand_over=UUID(message.id)).first()
    if row is not None and row.digest != message.digest:
        raise CannotHear("other_content")
    return row


def _receive(message: HandOverMessage, sibling: Sibling, *, at: datetime) -> Arrival:
    Sibling.objects.select_for_update(no_key=True).get(id=sibling.id)  # one message at a time
    if row := _arrival(message, sibling):
        return row
    package = read(message.package or "", message.seal or "", sibling, message=message)
    bell_at = datetime.fromisoformat(package.bell_at)
    row = Arrival.objects.create(
        sibling=sibling,
        hand_over=UUID(message.id),
        package=message.package or "",
        digest=message.digest,
        reference=package.reference,
        offered_at=datetime.fromisoformat(package.offered_at),
        bell_at=bell_at,
        arrived_at=at,
        due_at=rules.silence_at(at, bell_at=bell_at, policy=policy_in_force()),
    )
    trail("arrival.received", row, at=at)
    events.record("arrival.received", subject=row.id, at=at)
    return row


def read(text: str, seal: str, sibling: Sibling, *, message: HandOverMessage) -> Package:
    """Return the package that a sibling sends, whole and its own.

    :raises CannotHear: for any other.
    """
    if digest_of(text) != message.digest or not signing.is_sealed(
        text, seal, kind="package", keys=sibling.keys
    ):
        raise CannotHear("not_its_package")
    package = read_package(text)
    if package is None or not _are_instants(package.offered_at, package.bell_at):
        raise CannotHear("not_a_package")
    if (package.id, package.sent_by, package.sent_to) != (
        message.id,
        message.sent_by,
        message.sent_to,
    ):
        raise CannotHear("not_its_package")
    if check_incident(package.incident, place="").incident is None:
        raise CannotHear("not_an_incident")
    return package


def _are_instants(*texts: str) -> bool:
    try:
        return all(datetime.fromisoformat(each).tzinfo is not None for each in texts)
    except ValueError:
        return False


def _withdraw(
    message: HandOverMessage, row: Arrival | None, sibling: Sibling, *, at: datetime
) -> Arrival:
    if row is None:
        Sibling.objects.select_for_update(no_key=True).get(id=sibling.id)
        row = _arrival(message, sibling) or Arrival(
            sibling=sibling,
            hand_over=UUID(message.id),
            digest=message.digest,
            arrived_at=at,
            due_at=at,
        )
    if row.state != rules.after_withdrawal(row.state):  # type: ignore[arg-type]
        settle(row, "withdrawn", as_role="", at=at)
    return row


def _hear_answer(message: HandOverMessage, sibling: Sibling, *, at: datetime) -> HandOverAnswer:
    offer = Offer.objects.filter(id=UUID(message.id), sibling=sibling).first()
    if offer is None:
        return HandOverAnswer(id=message.id, state="unknown")
    try:
        said = rules.read_receipt(message.receipt or "").answer
        answer = HandOverAnswer(
            id=message.id,
            state=said,
            receipt=message.receipt,
            seal=message.seal,
            note=message.note,
        )
        offering.hear(offer.id, answer, at=at)
    except (rules.NoReceipt, offering.NotItsReceipt):
        raise CannotHear("not_its_receipt") from None
    return HandOverAnswer(id=message.id, state="taken")


def stands(row: Arrival) -> HandOverAnswer:
    """Return how a hand-over stands here, with the receipt once it is answered."""
    if row.state == State.RECEIVED:
        return HandOverAnswer(id=str(row.hand_over), state="received")
    return HandOverAnswer(
        id=str(row.hand_over),
        state=row.state,  # type: ignore[arg-type]
        receipt=row.receipt,
        seal=row.receipt_seal,
        note=row.note,
    )


def settle(
    row: Arrival, answer: rules.Answer, *, as_role: str, at: datetime, reason: str = ""
) -> None:
    """Write how an arrival was answered, with its receipt, within the caller's action."""
    ours = places.partnership()
    offered_at = row.offered_at.astimezone(UTC).isoformat() if row.offered_at else ""
    receipt = rules.Receipt(
        hand_over=str(row.hand_over),
        digest=row.digest,
        reference=row.reference,
        sent_by=row.sibling.agency.name,
        received_by=ours.name if ours else "",
        offered_at=offered_at,
        answer=answer,
        answered_at=at.astimezone(UTC).isoformat(),
        answered_as=as_role.replace("-", " "),
        reason=reason,
    )
    row.state, row.answered_at, row.answered_as = State(answer), at, receipt.answered_as
    row.reason, row.receipt, row.package = reason, receipt.text(), ""
    row.receipt_seal = signing.sealed(row.receipt, kind="receipt", key=keys.own_key(at=at))
    row.save()
    if answer == "withdrawn":
        trail("arrival.withdrawn", row, at=at)


def trail(action: str, row: Arrival, *, at: datetime, **more: object) -> None:
    """Write what came from a sibling."""
    audit.record(
        action,
        subject_kind="hand_over",
        subject_id=row.id,
        by=None,
        at=at,
        actor=row.sibling.agency.code,
        detail={"hand_over": str(row.hand_over), **more},
    )
