"""The second person answers: the incident is withdrawn, or it stands."""

from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.actions import withdrawing
from firstbell.journey.intake.actions.accept import arrival_of, lock, put_in_force
from firstbell.journey.intake.models import Incident, Withdrawal
from firstbell.journey.intake.validation import check_incident
from firstbell.registry.agencies.queries import people


class CannotAnswer(RuntimeError):
    """They are not the second person for it, or it has been answered meanwhile."""


@acting.as_system
def answer(
    incident: Incident, *, agrees: bool, is_of_the_force: bool, by: User, at: datetime
) -> None:
    """Withdraw an incident as the second of two, or say that it stands.

    :raises CannotAnswer: if this person is not the second one, or nothing waits any more.
    """
    lock(incident.source)
    row = withdrawing.open_one(incident)
    if row is None or not withdrawing.is_second(
        row,
        by=by,
        is_of_the_force=is_of_the_force,
        is_of_the_hub=people.has_role(by, *withdrawing.HUB, at=at),
        at=at,
    ):
        raise CannotAnswer
    outcome = Withdrawal.Outcome.AGREED if agrees else Withdrawal.Outcome.STANDS
    withdrawing.end(row, outcome, by=by, at=at)
    if agrees:
        _withdraw(row, by=by, at=at)


def _withdraw(row: Withdrawal, *, by: User, at: datetime) -> None:
    """Put in force what the revision says that was asked for."""
    incident = Incident.objects.select_related("source").get(id=row.incident_id)
    said = incident.revisions.get(number=row.revision).said
    checked = check_incident(said, place="")
    if checked.incident is None:  # what it said was erased meanwhile
        Incident.objects.filter(id=incident.id).update(status=Incident.Status.WITHDRAWN)
    else:
        arrival = arrival_of(
            [checked],
            source=incident.source,
            feed=None,
            by=by,
            at=at,
            belief_default_at=incident.belief_formed_at,
        )
        known = arrival.known[incident.reference]
        put_in_force(arrival, known, checked.incident, kept=checked.kept, place="")
    audit.record(
        "incident.withdrawn",
        subject_kind="incident",
        subject_id=incident.id,
        by=by,
        at=at,
        detail={"revision": row.revision},
    )
    events.record("incident.withdrawn", subject=incident.id, at=at)
