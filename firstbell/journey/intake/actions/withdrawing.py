"""A withdrawal by police waits for a second person, and changes nothing until they agree.

What waits is a row: who asked, from when the hub may answer instead, and how it ended. Which of
the two may answer is said in `core.withdrawals`.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firstbell.core.withdrawals import Asked, hub_may_from, may_answer
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.asking import asking
from firstbell.journey.intake.models import Incident, Withdrawal
from firstbell.journey.intake.receipts import Flag
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people, rules

Outcome = Withdrawal.Outcome

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)


def open_one(incident: Incident) -> Withdrawal | None:
    """Return the withdrawal of an incident that waits for a second person, locked."""
    rows = Withdrawal.objects.select_for_update(of=("self",))
    return rows.filter(incident=incident, answered_at=None).first()


@acting.as_system_within
def ask(incident: Incident, *, number: int, by: User | None, at: datetime) -> None:
    """Let a withdrawal wait; the revision that says it is `number`, `by` nobody for a machine."""
    overtake(incident, by=by, at=at)
    policy = rules.policy()
    officers = _officers(incident, at=at)
    is_there = any(each.id != (by and by.id) for each in officers)
    row = Withdrawal.objects.create(
        incident=incident,
        revision=number,
        asked_by=by,
        asked_at=at,
        hub_from=hub_may_from(at, is_there_a_second=is_there, wait=policy.withdrawal_second_person),
    )
    events.record("incident.withdrawal_asked", subject=incident.id, at=at)
    events.record("withdrawal.asked", subject=row.id, at=at)
    events.record("withdrawal.overdue", subject=row.id, at=at, due_at=row.hub_from)


@acting.as_system_within
def overtake(incident: Incident, *, by: User | None, at: datetime) -> None:
    """End what waits because police have said something newer of the incident."""
    row = open_one(incident)
    if row is not None:
        end(row, Outcome.OVERTAKEN, by=by, at=at)


@acting.as_system_within
def end(row: Withdrawal, outcome: Withdrawal.Outcome, *, by: User | None, at: datetime) -> None:
    """Write how a withdrawal ended; that it is in force is for whoever calls."""
    row.outcome, row.answered_by, row.answered_at = outcome, by, at
    row.save(update_fields=["outcome", "answered_by", "answered_at"])
    audit.record(
        "withdrawal.answered",
        subject_kind="incident",
        subject_id=row.incident_id,
        by=by,
        at=at,
        detail={"outcome": str(outcome)},
    )
    if outcome != Outcome.AGREED:
        events.record("incident.withdrawal_ended", subject=row.incident_id, at=at)


def is_second(
    row: Withdrawal,
    *,
    by: User | None,
    is_of_the_force: bool,
    is_of_the_hub: bool = False,
    at: datetime,
) -> bool:
    """Say whether somebody is the second person for a withdrawal now. A machine never is."""
    if by is None:
        return False
    return may_answer(
        Asked(by=row.asked_by_id, hub_from=row.hub_from),
        by=by.id,
        is_of_the_force=is_of_the_force,
        is_of_the_hub=is_of_the_hub,
        at=at,
    )


def flag(place: str) -> Flag:
    """Flag a withdrawal that waits to whoever sent it."""
    return Flag(
        code="second_person",
        place=place,
        note=_(
            "It is withdrawn once a second person of your force has agreed under “Your feeds”. "
            "Until then it stands, and whoever is to be told is told."
        ),
    )


def who_may_be_second(withdrawal_id: UUID, *, at: datetime) -> list[User]:
    """Return the officers of the force who can agree, and may read the incident."""
    row = _waiting(withdrawal_id)
    if row is None:
        return []
    who = [each for each in _officers(row.incident, at=at) if each.id != row.asked_by_id]
    return [each for each in who if _may_read(each, row, is_own_force=True, at=at)]


def who_of_the_hub(withdrawal_id: UUID, *, at: datetime) -> list[User]:
    """Return who of the hub can agree, now that nobody of the force has."""
    row = _waiting(withdrawal_id)
    if row is None:
        return []
    hub = people.who_holds(*HUB, at=at)
    return [each for each in hub if _may_read(each, row, is_own_force=False, at=at)]


def _may_read(user: User, row: Withdrawal, *, is_own_force: bool, at: datetime) -> bool:
    shut = asking(user, at=at).shut(is_own_force=is_own_force)
    return row.incident_id not in shut


def _officers(incident: Incident, *, at: datetime) -> list[User]:
    rows = people.holding(at).filter(role=Role.POLICE_SENDER, agency=incident.source_id)
    return list({each.user_id: each.user for each in rows if each.user.is_active}.values())


def _waiting(withdrawal_id: UUID) -> Withdrawal | None:
    rows = Withdrawal.objects.select_related("incident")
    return rows.filter(id=withdrawal_id, answered_at=None).first()


@acting.as_system
def record_told(withdrawal_id: UUID, *, people: Iterable[User], at: datetime) -> None:
    """Write who was told by e-mail that a second person is waited for."""
    row = Withdrawal.objects.get(id=withdrawal_id)
    audit.record(
        "withdrawal.told",
        subject_kind="incident",
        subject_id=row.incident_id,
        by=None,
        at=at,
        detail={"people": [str(each.id) for each in people]},
    )
