"""The home education desk says that it has a report, agrees or does not, and ends an entry.

Where nobody at the desk answers, a hub worker rings and enters what they heard. Until then the
ledger reminds: the desk's officers first, then the hub's managers as well.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from firstbell.core import home_education as rules
from firstbell.core import lifecycle
from firstbell.core.escalation import after_quiet
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.agencies.queries.rules import policy as policy_in_force
from firstbell.registry.home_education.actions.reporting import leave_roll
from firstbell.registry.home_education.models import Entry

State = Entry.State


class CannotAnswer(RuntimeError):
    """It was answered, ended or taken back meanwhile."""


@acting.as_system
def answer(
    entry: Entry, *, agrees: bool, note: str, is_by_hub: bool, by: User, at: datetime
) -> Entry:
    """Say that the desk has the report, and where it must, whether the council agrees.

    The same answer again changes nothing.

    :raises CannotAnswer: if it was answered otherwise, ended or taken back.
    """
    entry = _locked(entry)
    to = State.OPEN if agrees or not entry.must_be_agreed else State.REFUSED
    if entry.state == to:
        return entry
    if not lifecycle.can_move(lifecycle.HOME_EDUCATION, entry.state, to):
        raise CannotAnswer(entry.state)
    entry.state, entry.answered_by, entry.answered_at, entry.answer_note = to, by, at, note
    entry.save(update_fields=["state", "answered_by", "answered_at", "answer_note"])
    if not entry.rows_ended:
        leave_roll(entry)
    detail: dict[str, object] = {"state": to.value, "by_hub": is_by_hub}
    _trail("home_education.answered", entry, by=by, at=at, detail=detail)
    return entry


@acting.as_system
def end(entry: Entry, *, why: str, note: str, by: User, at: datetime) -> Entry:
    """End an entry of the register: the child learns at home no more, or elsewhere.

    The same again changes nothing.

    :raises CannotAnswer: if it is not open.
    """
    entry = _locked(entry)
    if entry.state == State.ENDED:
        return entry
    if not lifecycle.can_move(lifecycle.HOME_EDUCATION, entry.state, State.ENDED):
        raise CannotAnswer(entry.state)
    entry.state, entry.ended_why, entry.end_note = State.ENDED, why, note
    entry.ended_at, entry.ended_by = at, by
    entry.save(update_fields=["state", "ended_why", "end_note", "ended_at", "ended_by"])
    _trail("home_education.ended", entry, by=by, at=at, detail={"why": why})
    return entry


@acting.as_system
def settle_words(entry: Entry, *, let_go: bool, by: User, at: datetime) -> Entry:
    """Let the desk read words that may name somebody else, or keep them back for good."""
    entry = _locked(entry)
    if entry.words_settled_at is not None:
        return entry
    entry.words_withheld = not let_go
    entry.words_settled_at, entry.words_settled_by = at, by
    entry.save(update_fields=["words_withheld", "words_settled_at", "words_settled_by"])
    detail: dict[str, object] = {"let_go": let_go}
    _trail("home_education.words_settled", entry, by=by, at=at, detail=detail)
    return entry


def whom_to_tell(entry_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who is told that a report waits; nobody, once it was answered or taken back."""
    entry = Entry.objects.select_related("desk").get(id=entry_id)
    if entry.state != State.SENT:
        return ()
    officers = [each.user for each in people.who_belongs_to(desk=entry.desk, at=at)]
    told = {each.id: each for each in officers}
    has_officers = bool(officers)
    if rules.managers_hear(answer_due_at=entry.answer_due_at, at=at, has_officers=has_officers):
        told |= {each.id: each for each in people.who_holds(Role.HUB_MANAGER, at=at)}
    return list(told.values())


@acting.as_system
def record_told(entry_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write that somebody was told, and let the next reminder be due, until it is answered."""
    entry = Entry.objects.select_for_update(of=("self",)).get(id=entry_id)
    if entry.state != State.SENT:
        return
    entry.asked_times += 1
    entry.save(update_fields=["asked_times"])
    policy = policy_in_force()
    again = rules.next_reminder(
        sent_at=entry.sent_at,
        answer_due_at=entry.answer_due_at,
        at=at,
        chased=policy.home_education_chased,
    )
    events.record("home_education.due", subject=entry.id, at=at, due_at=after_quiet(again, policy))
    detail: dict[str, object] = {"people": len(people), "times": entry.asked_times}
    _trail("home_education.told", entry, by=None, at=at, detail=detail)


def _locked(entry: Entry) -> Entry:
    rows = Entry.objects.select_for_update(of=("self",)).select_related("establishment", "desk")
    return rows.get(id=entry.id)


def _trail(
    action: str, entry: Entry, *, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    audit.record(
        action,
        subject_kind="home_education",
        subject_id=entry.id,
        by=by,
        at=at,
        detail=detail,
    )
