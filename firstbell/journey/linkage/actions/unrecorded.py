"""Ask the hub about children who probably live in the home and were not recorded; take its answer.

A question tells nobody. What a person answers is kept and believed the next time: a child said not
to live there is not asked about again, and one who does is put into the incident as that person's
decision and goes the way of every other child, through link and route.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from firstbell.core.unrecorded import Probable, Reason
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.actions.added import add_child
from firstbell.journey.intake.asking import asking
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.linkage import queries
from firstbell.journey.linkage.actions.link import link_incident
from firstbell.journey.linkage.household import who_else
from firstbell.journey.linkage.models import Decision, Link, Unrecorded
from firstbell.journey.linkage.recorded import day_of
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people as holders
from firstbell.registry.agencies.queries import rules
from firstbell.registry.circles.queries.guards import guarded
from firstbell.registry.people import queries as pupils
from firstbell.registry.people.models import Pupil

Answer = Unrecorded.Answer


class AlreadyAnswered(RuntimeError):
    """Somebody else has answered meanwhile; nothing was changed."""


class NotToBeAdded(ValueError):
    """Nobody knows any more what the child is called: no roll has it, and its record is erased."""


@acting.as_system_within
def look_who_else(incident_id: UUID, *, at: datetime) -> None:
    """Ask about every child that the evidence names now, and let go what it no longer names.

    What a person has answered stays answered. May run again: a question is asked once.
    """
    shut = guarded().keys()
    if incident_id in shut:
        return
    incident = Incident.objects.select_for_update().get(id=incident_id)
    rows = {
        each.pupil_id or each.earlier_id: each
        for each in Unrecorded.objects.select_for_update().filter(incident=incident)
    }
    probable = who_else(incident, rules.policy(), shut=shut)
    named = {each.child for each in probable}
    for key, row in rows.items():
        if row.answered_at is None and key not in named:
            _close(row, Answer.LAPSED, by=None, at=at)
        elif row.answer == Answer.LAPSED and key in named:
            _open_again(row, at=at)
    new = [each for each in probable if each.child not in rows]
    if not new:
        return
    due_at = queries.bell_of(incident)
    known = pupils.known_pupils(each.child for each in new)
    for each in new:
        _ask(incident, each, is_pupil=each.child in known, due_at=due_at, at=at)
    events.record(
        "household.asked", subject=incident.id, at=at, due_at=max(due_at, at), bell_at=due_at
    )


def _ask(
    incident: Incident, each: Probable, *, is_pupil: bool, due_at: datetime, at: datetime
) -> None:
    child = {"pupil_id" if is_pupil else "earlier_id": each.child}
    row = Unrecorded.objects.create(
        incident=incident,
        **child,
        home=each.home,
        why=_codes(each.why),
        against=_codes(each.against),
        asked_at=at,
        due_at=due_at,
    )
    _record("unrecorded.asked", row, by=None, at=at, why=[reason.code for reason in each.why])


def _codes(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    return [
        {"code": each.code, "day": each.day.isoformat() if each.day else "", "number": each.number}
        for each in reasons
    ]


@acting.as_system
def say_lives_there(row: Unrecorded, *, by: User, at: datetime) -> RecordedChild:
    """Add the child to the incident as this person's decision; it is linked and routed at once.

    :raises AlreadyAnswered: if somebody has answered meanwhile.
    :raises NotToBeAdded: if nobody knows any more what the child is called.
    """
    row = _open(row)
    incident = Incident.objects.select_for_update().get(id=row.incident_id)
    child = _added(incident, row, by=by, at=at)
    row.added = child
    _close(row, Answer.LIVES_THERE, by=by, at=at)
    if row.pupil is not None:
        _link(child, row.pupil, by=by, at=at)
    else:
        link_incident(incident.id, at=at)
    return child


@acting.as_system
def say_not_there(row: Unrecorded, *, by: User, at: datetime) -> None:
    """Say that the child does not live there: it is not asked about there again.

    :raises AlreadyAnswered: if somebody has answered meanwhile.
    """
    _close(_open(row), Answer.NOT_THERE, by=by, at=at)


@acting.as_system
def say_known(row: Unrecorded, *, by: User, at: datetime) -> None:
    """Say that another incident of that night tells of the child already.

    :raises AlreadyAnswered: if somebody has answered meanwhile.
    """
    _close(_open(row), Answer.KNOWN, by=by, at=at)


@acting.as_system
def say_unsure(
    row: Unrecorded, *, why: str, asks: str, until: datetime, by: User, at: datetime
) -> None:
    """Say why it cannot be said yet, who is asked, and until when; the question stays open.

    :raises AlreadyAnswered: if somebody has answered meanwhile.
    """
    row = _open(row)
    row.unsure_by, row.unsure_why, row.unsure_asks, row.due_at = by, why, asks, until
    row.save(update_fields=["unsure_by", "unsure_why", "unsure_asks", "due_at"])
    _record("unrecorded.unsure", row, by=by, at=at)
    events.record(
        "household.asked", subject=row.incident_id, at=at, due_at=max(until, at), bell_at=until
    )


def _open(row: Unrecorded) -> Unrecorded:
    locked = Unrecorded.objects.select_for_update(of=("self",)).get(id=row.id)
    if locked.answered_at is not None:
        raise AlreadyAnswered("this question has been answered already")
    return locked


def _close(row: Unrecorded, answer: Unrecorded.Answer, *, by: User | None, at: datetime) -> None:
    row.answer, row.answered_by, row.answered_at = answer, by, at
    row.save(update_fields=["answer", "answered_by", "answered_at", "added"])
    _record("unrecorded.answered", row, by=by, at=at, answer=str(answer))


def _open_again(row: Unrecorded, *, at: datetime) -> None:
    row.answer, row.answered_at = "", None
    row.save(update_fields=["answer", "answered_at"])
    _record("unrecorded.asked", row, by=None, at=at)


def _added(incident: Incident, row: Unrecorded, *, by: User, at: datetime) -> RecordedChild:
    """Put the child into the incident under the name that the roll or the earlier record has."""
    rolls = pupils.registrations_on(row.pupil_id, on=day_of(incident)) if row.pupil_id else []
    if rolls:
        names = (rolls[0].forename, rolls[0].surname, rolls[0].born_on)
    elif row.earlier is not None and not row.earlier.erased_at:
        names = (row.earlier.given_names, row.earlier.surname, row.earlier.born_on)
    else:
        raise NotToBeAdded
    given_names, surname, born_on = names
    return add_child(
        incident, given_names=given_names, surname=surname, born_on=born_on, by=by, at=at
    )


def _link(child: RecordedChild, pupil: Pupil, *, by: User, at: datetime) -> None:
    """Link the child to the pupil of whom the person answered; that is the decision itself."""
    link = Link.objects.create(
        child=child, state=Link.State.LINKED, pupil=pupil, decided_by=by, decided_at=at
    )
    Decision.objects.create(
        link=link, choice=Decision.Choice.THIS_ONE, pupil=pupil, by=by, at=at, shown=[]
    )
    events.record("child.linked", subject=child.id, at=at)


def whom_to_tell(incident_id: UUID, *, at: datetime) -> list[User]:
    """Return the hub's managers, where a question about an incident is open past its hour."""
    late = Unrecorded.objects.filter(incident=incident_id, answered_at=None, due_at__lte=at)
    if not late.filter(incident__status=Incident.Status.ACTIVE).exists():
        return []
    managers = holders.who_holds(Role.HUB_MANAGER, at=at)
    return [each for each in managers if incident_id not in asking(each, at=at).shut()]


@acting.as_system
def record_told(incident_id: UUID, *, people: Iterable[User], at: datetime) -> None:
    """Write who was told by e-mail that such a question is open past its hour."""
    told = [str(each.id) for each in people]
    if not told:
        return
    audit.record(
        "unrecorded.told",
        subject_kind="incident",
        subject_id=incident_id,
        by=None,
        at=at,
        detail={"people": told},
    )


def _record(
    action: str, row: Unrecorded, *, by: User | None, at: datetime, **detail: object
) -> None:
    audit.record(
        action,
        subject_kind="incident",
        subject_id=row.incident_id,
        by=by,
        at=at,
        detail={"question": str(row.id), **detail},
    )
