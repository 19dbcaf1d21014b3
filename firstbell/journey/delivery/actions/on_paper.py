"""Write down a call that was made from paper while Firstbell could not be reached.

It is kept as it happened, by whoever rang and when. What has been answered or told meanwhile
stays as it is; a note that somebody was missed goes where the call shows that they were not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.core.paper import Effect, effect, was_not_missed
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.actions.calling import may_speak_of
from firstbell.journey.delivery.actions.nudging import people_to_tell
from firstbell.journey.delivery.models import Call, Notification, Place
from firstbell.registry.agencies.models import Contact

REACHED = Call.Outcome.REACHED


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """One call as paper says that it was."""

    call_id: UUID
    place: Place
    outcome: str
    spoke_to: Contact | None
    rung_by: User
    happened_at: datetime


class NotThatPerson(RuntimeError):
    """Paper says that somebody was reached, and names nobody of this place."""


@acting.as_system_within
def write_down(
    said: OnPaper, notifications: Sequence[Notification], *, by: User, at: datetime
) -> tuple[Call, Mapping[UUID, Effect]]:
    """Write down a call from paper about some notifications of one place; say what it changed.

    The same call again, by anybody, is that call: only what it did not name before is added.

    :raises NotThatPerson: if somebody was reached, and nobody of the place is named.
    """
    if said.outcome == REACHED and said.spoke_to is None:
        raise NotThatPerson
    ids = [row.id for row in notifications]
    rows = Notification.objects.select_for_update(of=("self",)).filter(id__in=ids, **said.place)
    mine = may_speak_of(by, rows.select_related("establishment", "desk").order_by("id"), at=at)
    call = _same_call(said) or _new_call(said, by=by, at=at)
    known = set(call.notifications.values_list("id", flat=True))
    new = [row for row in mine if row.id not in known]
    call.notifications.add(*new)
    person = call.spoke_to
    if person is None:
        return call, {}
    return call, {row.id: _tell(row, call, person, by=by, at=at) for row in new}


def _same_call(said: OnPaper) -> Call | None:
    """Return the call that this entry tells of, where somebody has entered it already."""
    known = Call.objects.filter(id=said.call_id).first()
    as_said = Call.objects.filter(
        **said.place,
        claimed_by=said.rung_by,
        ended_at=said.happened_at,
        outcome=said.outcome,
        spoke_to=said.spoke_to,
    )
    return known or as_said.order_by("id").first()


def _new_call(said: OnPaper, *, by: User, at: datetime) -> Call:
    person = said.spoke_to if said.outcome == REACHED else None
    call = Call.objects.create(
        id=said.call_id,
        **said.place,
        claimed_by=said.rung_by,
        claimed_at=said.happened_at,
        claim_ends_at=said.happened_at,
        ended_at=said.happened_at,
        outcome=said.outcome,
        spoke_to=person,
        number=(person.phone or person.mobile) if person else "",
    )
    audit.record(
        "call.entered_from_paper",
        subject_kind="call",
        subject_id=call.id,
        by=by,
        at=at,
        detail={"outcome": said.outcome, "happened_at": said.happened_at.isoformat()},
    )
    return call


def _tell(row: Notification, call: Call, person: Contact, *, by: User, at: datetime) -> Effect:
    happened_at = call.ended_at or at
    what = effect(row.state, may_be_told=person in people_to_tell(row, at=happened_at))
    fields = []
    if what is Effect.TOLD:
        row.state, row.closed_at = Notification.State.PHONED, happened_at
        fields += ["state", "closed_at"]
        events.record("notification.phoned", subject=row.id, at=at)
        _trail("notification.phoned", row, by=by, at=at, call=str(call.id), contact=str(person.id))
    if row.missed_at and was_not_missed(what, happened_at, due_at=row.due_at):
        row.missed_at = None
        fields.append("missed_at")
        _trail("notification.not_missed", row, by=by, at=at, call=str(call.id))
    if fields:
        row.save(update_fields=fields)
    return what


def _trail(action: str, row: Notification, *, by: User, at: datetime, **detail: object) -> None:
    audit.record(
        action, subject_kind="notification", subject_id=row.id, by=by, at=at, detail=detail
    )
