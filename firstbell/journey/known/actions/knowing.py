"""Ask social care and early help about each child of an incident, and remind until they answer.

A service is asked where its desk at the child's council has somebody to tell; without one it is
off, as any desk is. Run again whenever a child is routed: who was asked already stays asked.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from firstbell.core import known as rules
from firstbell.core.calendars import local_day
from firstbell.core.escalation import after_quiet
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.adults import own_incidents
from firstbell.journey.intake.models import Incident, RecordedChild, Waiting
from firstbell.journey.known.models import DESK_OF, Question
from firstbell.journey.routing.facts import residence_of
from firstbell.registry.agencies.actions.desks import desk_for
from firstbell.registry.agencies.models import Desk, Role
from firstbell.registry.agencies.queries import contacts, people, places
from firstbell.registry.agencies.queries.rules import policy as policy_in_force
from firstbell.registry.circles.queries.guards import guarded


@acting.as_system_within
def ask_about(child_id: UUID, *, at: datetime) -> None:
    """Ask each service that has a desk at the child's council, once, whether it knows the child."""
    on = local_day(at)
    if not _has_any(on):
        return
    child = RecordedChild.objects.select_related("incident").get(id=child_id)
    if child.incident.status == Incident.Status.WITHDRAWN or not rules.may_ask(_open_waits(child)):
        return
    council = _council_of(child)
    asked = set(Question.objects.filter(child=child).values_list("service", flat=True))
    kinds = contacts.desk_kinds_with_contacts(council, on=on) if council else frozenset()
    policy = policy_in_force()
    for service, kind in DESK_OF.items():
        if kind not in kinds or service in asked:
            continue
        question = Question.objects.create(
            child=child,
            service=service,
            desk=desk_for(f"{council}:{kind}"),
            asked_at=at,
            due_at=at + policy.known_answer,
        )
        detail = {"service": service.value, "desk": question.desk.code}
        _trail("known.asked", question, at=at, detail=detail)
        events.record("known.due", subject=question.id, at=at, due_at=after_quiet(at, policy))


def _has_any(on: date) -> bool:
    """Say whether any of these desks has anybody: without, nothing more is asked for a child."""
    return contacts.valid_on(on).filter(desk__kind__in=DESK_OF.values()).exists()


def _open_waits(child: RecordedChild) -> list[str]:
    return list(Waiting.objects.filter(child=child, closed_at=None).values_list("why", flat=True))


def _council_of(child: RecordedChild) -> str | None:
    """Return the council that would know the child; None for one of another force's area."""
    residence, ours = residence_of(child), places.partnership()
    if residence is None or (ours and residence.force_pfa != ours.force_pfa):
        return None
    return residence.council_code


def whom_to_tell(question_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who is told that a question waits; nobody, once it was answered or withdrawn."""
    question = Question.objects.select_related("child__incident", "desk").get(id=question_id)
    if not _waits(question):
        return ()
    return people_for(
        question.child.incident_id,
        desk=question.desk,
        with_managers=at >= question.due_at,
        at=at,
    )


def people_for(
    incident_id: UUID, *, desk: Desk | None, with_managers: bool, at: datetime
) -> list[User]:
    """Return who moves next: of a guarded record its circle alone, else the desk, then the hub.

    Whoever stands back from the incident is not told of it.
    """
    if guard := guarded().get(incident_id):
        inside = people.who_holds(Role.HUB_WORKER, Role.HUB_MANAGER, at=at, among=guard.circle)
        return _without_the_near(inside, incident_id)
    here = people.who_belongs_to(desk=desk, at=at) if desk is not None else ()
    told = _without_the_near([each.user for each in here], incident_id)
    if with_managers or not told:
        told += _without_the_near(people.who_holds(Role.HUB_MANAGER, at=at), incident_id)
    return list({each.id: each for each in told}.values())


def _without_the_near(users: Sequence[User], incident_id: UUID) -> list[User]:
    return [user for user in users if incident_id not in own_incidents(user)]


@acting.as_system
def record_told(question_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write that somebody was told, and let the next reminder be due while none has answered."""
    rows = Question.objects.select_for_update(of=("self",)).select_related("child__incident")
    question = rows.get(id=question_id)
    if not _waits(question):
        return
    question.asked_times += 1
    question.save(update_fields=["asked_times"])
    policy = policy_in_force()
    again = rules.next_reminder(due_at=question.due_at, at=at, chased=policy.known_chased)
    events.record("known.due", subject=question.id, at=at, due_at=after_quiet(again, policy))
    detail = {"people": len(people), "times": question.asked_times}
    _trail("known.told", question, at=at, detail=detail)


def _waits(question: Question) -> bool:
    is_withdrawn = question.child.incident.status == Incident.Status.WITHDRAWN
    return not (question.answer or is_withdrawn or question.child.erased_at)


def _trail(action: str, question: Question, *, at: datetime, detail: Mapping[str, object]) -> None:
    audit.record(
        action,
        subject_kind="child",
        subject_id=question.child_id,
        by=None,
        at=at,
        detail=dict(detail),
    )
