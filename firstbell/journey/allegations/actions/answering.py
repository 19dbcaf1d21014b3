"""The officer for allegations takes what they were told, and enters a first outcome.

Where the officer is of another area, or nobody at the desk answers, somebody of the hub rings and
enters by name whom they reached.
"""

from datetime import datetime

from firstbell.core import lifecycle
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.allegations.models import Allegation
from firstbell.registry.agencies.queries.rules import policy as policy_in_force

State = Allegation.State


class CannotAnswer(RuntimeError):
    """There is an outcome already, or it does not say to whom: `closed`, `nobody`."""


@acting.as_system
def take(row: Allegation, *, officer: str, by: User, at: datetime) -> Allegation:
    """Say that the officer has it; `officer` is whom somebody of the hub reached, else empty.

    Taking it again changes nothing.

    :raises CannotAnswer: `closed`, if there is an outcome.
    """
    row = _locked(row)
    if row.state == State.ACKNOWLEDGED:
        return row
    if not lifecycle.can_move(lifecycle.ALLEGATION, row.state, State.ACKNOWLEDGED):
        raise CannotAnswer("closed")
    row.state = State.ACKNOWLEDGED
    _taken(row, officer=officer, by=by, at=at)
    row.save(update_fields=["state", "taken_by", "taken_at", "officer", "outcome_due_at"])
    _trail("allegation.taken", row, by=by, at=at, detail={"by_hub": bool(officer)})
    return row


@acting.as_system
def close(
    row: Allegation, *, outcome: str, referred_to: str, officer: str, by: User, at: datetime
) -> Allegation:
    """Enter the outcome; who has not taken it takes it with that. The same again changes nothing.

    :raises CannotAnswer: `closed`, if there is another outcome; `nobody`, if it was referred on
        and nothing says to whom.
    """
    row = _locked(row)
    if row.state == State.CLOSED and row.outcome == outcome:
        return row
    if not lifecycle.can_move(lifecycle.ALLEGATION, row.state, State.CLOSED):
        raise CannotAnswer("closed")
    if outcome == Allegation.Outcome.REFERRED_ON and not referred_to:
        raise CannotAnswer("nobody")
    if row.taken_at is None:
        _taken(row, officer=officer, by=by, at=at)
    row.state, row.outcome, row.referred_to = State.CLOSED, outcome, referred_to
    row.closed_by, row.closed_at = by, at
    row.save()
    detail: dict[str, object] = {"outcome": outcome, "by_hub": bool(officer)}
    _trail("allegation.closed", row, by=by, at=at, detail=detail)
    return row


def _taken(row: Allegation, *, officer: str, by: User, at: datetime) -> None:
    row.taken_by, row.taken_at, row.officer = by, at, officer
    row.outcome_due_at = at + policy_in_force().allegation_outcome


def _locked(row: Allegation) -> Allegation:
    return Allegation.objects.select_for_update(of=("self",)).get(id=row.id)


def _trail(
    action: str, row: Allegation, *, by: User, at: datetime, detail: dict[str, object]
) -> None:
    audit.record(action, subject_kind="allegation", subject_id=row.id, by=by, at=at, detail=detail)
