"""A service answers; a child whom none knows is followed until somebody chooses an outcome.

The school's key adult says how the child is, early help says what became of its offer. When the
time is over and there is no outcome, the hub's managers hear of it, and again each day.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from firstbell.core import known as rules
from firstbell.core.calendars import local_day
from firstbell.core.escalation import after_quiet
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.adults import own_incidents
from firstbell.journey.intake.models import RecordedChild
from firstbell.journey.intake.others import seems_to_name_others
from firstbell.journey.known.actions.knowing import people_for
from firstbell.journey.known.models import DESK_OF, FollowUp, Question, SchoolView, Service
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Desk, Establishment
from firstbell.registry.agencies.queries import contacts, people
from firstbell.registry.agencies.queries.rules import policy as policy_in_force


class CannotFollow(RuntimeError):
    """`answered` otherwise meanwhile, `closed` meanwhile, or `offer` or `view` is missing first."""


@acting.as_system
def answer(question: Question, *, said: str, is_by_hub: bool, by: User, at: datetime) -> None:
    """Enter a service's yes or no; where none knows the child, the following of it begins.

    The same answer again changes nothing.

    :raises CannotFollow: `answered`, if something else was said.
    """
    # All questions of the child: the last of two that answer at once sees what the other said.
    child = RecordedChild.objects.select_for_update(of=("self",)).get(id=question.child_id)
    question = Question.objects.select_for_update(of=("self",)).get(id=question.id)
    if question.answer == said:
        return
    if question.answer:
        raise CannotFollow("answered")
    question.answer, question.answered_by, question.answered_at = said, by, at
    question.is_by_hub = is_by_hub
    question.save(update_fields=["answer", "answered_by", "answered_at", "is_by_hub"])
    _trail("known.answered", child, by=by, at=at, detail={"service": question.service})
    said_so_far = Question.objects.filter(child=child).values_list("service", "answer")
    answers: dict[str, Any] = dict(said_so_far)
    policy = policy_in_force()
    if rules.standing(answers, closed_case=policy.known_closed_case) == "unknown":
        _begin(child, question, at=at)


def _begin(child: RecordedChild, question: Question, *, at: datetime) -> None:
    policy = policy_in_force()
    follow_up, is_new = FollowUp.objects.get_or_create(
        child=child,
        defaults={
            "desk": _early_help_of(question, at=at),
            "began_at": at,
            "ends_at": at + policy.known_followed,
        },
    )
    if is_new:
        _trail("known.followed", child, by=None, at=at, detail={})
        due_at = after_quiet(at, policy)
        events.record("follow_up.due", subject=follow_up.id, at=at, due_at=due_at)


def _early_help_of(question: Question, *, at: datetime) -> Desk | None:
    kind = DESK_OF[Service.EARLY_HELP]
    desk = Desk.objects.filter(kind=kind, council_code=question.desk.council_code).first()
    is_there = desk is not None and contacts.contacts_of(desk=desk, on=local_day(at))
    return desk if is_there else None


@acting.as_system
def say_view(
    follow_up: FollowUp,
    *,
    establishment: Establishment,
    view: str,
    words: str,
    by: User,
    at: datetime,
) -> None:
    """Say how a child is at school; said again, the newer word stands and the older is kept.

    :raises CannotFollow: `closed`, if there is an outcome.
    """
    follow_up = _locked(follow_up)
    if follow_up.outcome:
        raise CannotFollow("closed")
    withheld = seems_to_name_others(words, follow_up.child, recipient=establishment.name)
    said = {
        "view": view,
        "words": words,
        "words_withheld": withheld,
        "words_settled_at": None,
        "words_settled_by": None,
        "said_by": by,
        "said_at": at,
    }
    SchoolView.objects.update_or_create(
        follow_up=follow_up, establishment=establishment, defaults=said
    )
    _trail(
        "known.school_said",
        follow_up.child,
        by=by,
        at=at,
        detail={"view": view, "withheld": withheld},
    )


@acting.as_system
def settle_words(view: SchoolView, *, let_go: bool, by: User, at: datetime) -> None:
    """Let early help read words that may name somebody else, or keep them back for good."""
    view = SchoolView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    if not view.words_withheld or view.words_settled_at is not None:
        return
    view.words_withheld = not let_go
    view.words_settled_at, view.words_settled_by = at, by
    view.save(update_fields=["words_withheld", "words_settled_at", "words_settled_by"])
    child = RecordedChild.objects.get(follow_up=view.follow_up_id)
    _trail("known.words_settled", child, by=by, at=at, detail={"let_go": let_go})


@acting.as_system
def enter_offer(follow_up: FollowUp, *, offer: str, by: User, at: datetime) -> None:
    """Enter what became of early help's offer; a later word takes the place of an earlier one.

    :raises CannotFollow: `closed`, if there is an outcome.
    """
    follow_up = _locked(follow_up)
    if follow_up.outcome:
        raise CannotFollow("closed")
    follow_up.offer, follow_up.offered_by, follow_up.offered_at = offer, by, at
    follow_up.save(update_fields=["offer", "offered_by", "offered_at"])
    _trail("known.offered", follow_up.child, by=by, at=at, detail={"offer": offer})


@acting.as_system
def close(follow_up: FollowUp, *, outcome: str, by: User, at: datetime) -> None:
    """Choose the outcome: the one way off the list. The same again changes nothing.

    :raises CannotFollow: `offer` or `view`, if what it says was not entered; `closed` otherwise.
    """
    follow_up = _locked(follow_up)
    if follow_up.outcome == outcome:
        return
    if follow_up.outcome:
        raise CannotFollow("closed")
    missing = rules.what_is_missing(
        outcome, offer=follow_up.offer, has_view=follow_up.views.exists()
    )
    if missing:
        raise CannotFollow(missing)
    follow_up.outcome, follow_up.closed_by, follow_up.closed_at = outcome, by, at
    follow_up.save(update_fields=["outcome", "closed_by", "closed_at"])
    _trail("known.closed", follow_up.child, by=by, at=at, detail={"outcome": outcome})


def whom_to_tell(follow_up_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who is told of a child who is followed: the owner, and schools at the beginning.

    The hub's managers too, once the time is over; nobody, once there is an outcome.
    """
    follow_up = FollowUp.objects.select_related("child", "desk").get(id=follow_up_id)
    if follow_up.outcome:
        return ()
    child, is_late = follow_up.child, at >= follow_up.ends_at
    told = people_for(child.incident_id, desk=follow_up.desk, with_managers=is_late, at=at)
    if not follow_up.views.exists():
        told += _key_adults_of(child, at=at)
    return list({each.id: each for each in told}.values())


def _key_adults_of(child: RecordedChild, *, at: datetime) -> list[User]:
    """Return the key adults of the schools that were told of the child."""
    routes = Route.objects.filter(child=child, closed_at=None).exclude(establishment=None)
    found = [
        each.user
        for route in routes.select_related("establishment")
        for each in people.who_belongs_to(establishment=route.establishment, at=at)
    ]
    return [user for user in found if child.incident_id not in own_incidents(user)]


@acting.as_system
def record_told(follow_up_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write that somebody was told, and let the next reminder be due until there is an outcome."""
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(id=follow_up_id)
    if follow_up.outcome:
        return
    follow_up.told_times += 1
    follow_up.save(update_fields=["told_times"])
    policy = policy_in_force()
    again = rules.next_reminder(due_at=follow_up.ends_at, at=at, chased=policy.known_chased)
    events.record("follow_up.due", subject=follow_up.id, at=at, due_at=after_quiet(again, policy))
    detail: dict[str, object] = {"people": len(people), "times": follow_up.told_times}
    _trail("known.reminded", follow_up.child, by=None, at=at, detail=detail)


def _locked(follow_up: FollowUp) -> FollowUp:
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("child")
    return rows.get(id=follow_up.id)


def _trail(
    action: str, child: RecordedChild, *, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    audit.record(action, subject_kind="child", subject_id=child.id, by=by, at=at, detail=detail)
