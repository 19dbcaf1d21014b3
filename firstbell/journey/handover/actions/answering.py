"""Accept a child from another area, or refuse it with a reason; and let the sender know.

From the instant of acceptance our hub answers for the child: it becomes an incident here and goes
the way of every other. The answer is sent by itself; if it is lost, the sender asks.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from firstbell.core import handing_over as rules
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.handover import post, signing
from firstbell.journey.handover.actions import keys, receiving
from firstbell.journey.handover.models import Arrival, Sibling
from firstbell.journey.handover.wire import HandOverMessage, read_package
from firstbell.journey.intake.actions.receive import receive_incident
from firstbell.journey.intake.models import Incident

State = Arrival.State


class CannotAnswer(RuntimeError):
    """Somebody has answered meanwhile, or the sender has withdrawn it."""


class CannotTakeIn(ValueError):
    """What came cannot be received as an incident here."""


@acting.as_system
def accept(*, arrival_id: UUID, by: User | None, as_role: str, at: datetime) -> Incident:
    """Answer for the child from now on, and return the incident that it is here.

    By nobody where a rule accepts it.

    :raises CannotAnswer: if it is answered or withdrawn already.
    :raises CannotTakeIn: if it cannot be received, as one of other content under its reference.
    """
    row = _open(arrival_id)
    package = read_package(row.package)
    if package is None:
        raise CannotTakeIn
    agency = row.sibling.agency
    document = {"source": agency.code, **package.incident}
    receipt = receive_incident(document=document, by=None, at=at, sent_by=agency)
    taken = receipt["incidents"][0]
    if taken["fate"] == "refused":
        raise CannotTakeIn
    row.incident = Incident.objects.get(source=agency, reference=taken["reference"])
    _settle(row, "accepted", by=by, as_role=as_role, at=at)
    return row.incident


@acting.as_system
def refuse(
    *, arrival_id: UUID, reason: str, note: str, by: User, as_role: str, at: datetime
) -> None:
    """Leave the child with its sender, and say why.

    :raises CannotAnswer: if it is answered or withdrawn already.
    :raises ValueError: without a reason.
    """
    if reason not in rules.REFUSALS:
        raise ValueError("nobody refuses a child without a reason")
    row = _open(arrival_id)
    row.note = note
    _settle(row, "refused", by=by, as_role=as_role, at=at, reason=reason)


def _open(arrival_id: UUID) -> Arrival:
    rows = Arrival.objects.select_for_update(of=("self",)).select_related("sibling__agency")
    row = rows.filter(id=arrival_id).first()
    if row is None or row.state != State.RECEIVED:
        raise CannotAnswer("answered or withdrawn meanwhile")
    return row


def _settle(
    row: Arrival,
    answer: rules.Answer,
    *,
    by: User | None,
    as_role: str,
    at: datetime,
    reason: str = "",
) -> None:
    row.answered_by = by
    receiving.settle(row, answer, as_role=as_role, at=at, reason=reason)
    audit.record(
        f"arrival.{answer}",
        subject_kind="hand_over",
        subject_id=row.id,
        by=by,
        at=at,
        detail={"hand_over": str(row.hand_over), "from": str(row.sibling_id), "reason": reason},
    )
    if row.sibling.way == Sibling.Way.FIRSTBELL:
        events.record("answer.due", subject=row.id, at=at, bell_at=row.bell_at)


def send(taken: events.Taken, *, at: datetime, signed_at: datetime) -> None:
    """Let the sender know the answer, if it has not asked for it meanwhile.

    :raises post.NotHeard: when it is to be tried again.
    """
    found = _to_send(taken.subject, at=at)
    if found is not None:
        url, message = found
        answer = post.say(message, url=url, key=keys.own_key(at=at), at=signed_at)
        if answer.state != "taken":
            raise post.NotHeard(answer.state)
    with transaction.atomic():
        _record_taken(taken.subject, at=at)
        events.mark_done(taken, at=at)


@acting.as_system
def _to_send(arrival_id: UUID, *, at: datetime) -> tuple[str, HandOverMessage] | None:
    row = Arrival.objects.select_related("sibling").get(id=arrival_id)
    sibling = row.sibling
    message = message_of(row, at=at)
    if message is None or row.taken_at or sibling.way != Sibling.Way.FIRSTBELL:
        return None
    return sibling.url, message


def message_of(row: Arrival, *, at: datetime) -> HandOverMessage | None:
    """Return what tells the sender our answer, once there is one."""
    if row.answered_at is None or not row.sibling.keys:
        return None
    return HandOverMessage(
        kind="answer",
        sent_by=signing.public_of(keys.own_key(at=at)),
        sent_to=row.sibling.keys[0],
        id=str(row.hand_over),
        digest=row.digest,
        receipt=row.receipt,
        seal=row.receipt_seal,
        note=row.note or None,
    )


@acting.as_system_within
def _record_taken(arrival_id: UUID, *, at: datetime) -> None:
    Arrival.objects.filter(id=arrival_id, taken_at=None).update(taken_at=at)
