"""Take back what was told: close it at once, ask who had it what became of it, and put it right.

Whether this person may is asked at the door. What a recall means in law is not known here:
`oversight.breaches` opens a record for each, because of the event that this one writes.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from firstbell.core import breaches, lifecycle
from firstbell.core.breaches import Answer, Kind, Said
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.content import content_for, mark_of
from firstbell.journey.delivery.models import Notification, Recall
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.delivery.taken_back import left_by_rows, whom_to_ask
from firstbell.journey.intake.actions.waiting import wait
from firstbell.journey.intake.models import Incident, Waiting
from firstbell.journey.routing.actions.route import close_route
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people, rules

State = Notification.State
Why = Recall.Why


class CannotTakeBack(RuntimeError):
    """It cannot be taken back so: it was already, or it is no such case."""


class CannotAnswer(RuntimeError):
    """Somebody has answered meanwhile, or nobody was asked."""


@acting.as_system
def take_back(
    *,
    notification: Notification,
    why: str,
    reason: str,
    is_told_elsewhere: bool,
    by: User,
    at: datetime,
) -> Recall | None:
    """Take all of a notification back from a wrong recipient, or of an incident withdrawn.

    Unless others rightly know (`is_told_elsewhere`), the child of a wrong place waits for whoever
    says who is told instead; of a withdrawn incident nobody is. What was held was never there:
    it is stopped, and nothing is written down as a recall.

    :raises CannotTakeBack: if it was taken back or answered with "not ours" already, or the
        incident was not withdrawn.
    """
    row = _locked(notification.id)
    if not lifecycle.can_move(lifecycle.NOTIFICATION, row.state, State.RECALLED):
        raise CannotTakeBack("this is not there any more")
    is_withdrawn = row.incident.status == Incident.Status.WITHDRAWN
    if why not in {Why.WRONG_PLACE, Why.WITHDRAWN} or (why == Why.WITHDRAWN and not is_withdrawn):
        raise CannotTakeBack("police have not withdrawn this incident")
    recall = None
    if row.state != State.HELD:
        recall = _write(row, why=why, reason=reason, by=by, at=at)
    shut(row, by=by, at=at)
    close_route(row.route, at=at)
    if not (is_withdrawn or is_told_elsewhere):
        wait(
            child=row.child,
            why=Waiting.Why.RECALLED,
            owner=Waiting.Owner.HUB,
            due_at=row.due_at,
            at=at,
            by=by,
            detail={"recipient": row.recipient},
        )
    return recall


@acting.as_system
def take_out(
    *, notification: Notification, parts: Collection[str], reason: str, by: User, at: datetime
) -> Recall:
    """Take facts that are wrong out of what is told: from now on nobody there reads them.

    They are told again once police have put them right.

    :raises CannotTakeBack: if nothing of it stands there any more.
    """
    row = _locked(notification.id)
    wrong = {key: mark_of(row.content[key]) for key in sorted(parts) if key in row.content}
    if not wrong or row.state in {State.HELD, State.NOT_OURS, State.RECALLED, State.HANDED_OVER}:
        raise CannotTakeBack("nothing of it stands there any more")
    recall = _write(row, why=Why.WRONG_CONTENT, reason=reason, parts=sorted(wrong), by=by, at=at)
    row.taken_out |= wrong
    told = content_for(
        row.child,
        recipient=row.recipient_name,
        profile=row.profile,
        looked_at=row.looked_at,
        wrong=row.taken_out,
    )
    # What a way that is not safe was cut out of has another mark than police's own words.
    row.content = {key: value for key, value in told.shown.items() if key not in wrong}
    row.amended_at = at
    row.save(update_fields=["content", "taken_out", "amended_at"])
    return recall


def write_down(notification: Notification, *, why: str, at: datetime) -> None:
    """Write down that the product itself took something back, within the caller's action.

    Asked again for the same, it changes nothing; what was held was never there.
    """
    whole = notification.recalls.exclude(why=Why.WRONG_CONTENT)
    if notification.state != State.HELD and not whole.exists():
        _write(notification, why=why, reason="", by=None, at=at)


def shut(notification: Notification, *, by: User | None, at: datetime) -> None:
    """Let nobody at the place read it any more, within the caller's action."""
    notification.state, notification.closed_at = State.RECALLED, at
    notification.save(update_fields=["state", "closed_at"])
    audit.record(
        "notification.recalled",
        subject_kind="notification",
        subject_id=notification.id,
        by=by,
        at=at,
    )


def _write(
    row: Notification,
    *,
    why: str,
    reason: str,
    by: User | None,
    at: datetime,
    parts: Collection[str] = (),
) -> Recall:
    kind = breaches.kind_of(breaches.Why(why), left_by_rows(row, until=at))
    asked = breaches.is_asked(kind)
    recall = Recall.objects.create(
        notification=row,
        why=why,
        reason=reason,
        parts=list(parts),
        made_by=by,
        made_at=at,
        answer_due_at=at + rules.policy().recall_answer if asked else None,
    )
    _trail("recall.made", recall, by=by, at=at, why=why)
    events.record("recall.made", subject=recall.id, at=at)
    if asked:
        events.record("recall.asked", subject=recall.id, at=at)
    return recall


@acting.as_system
def ask_after_all(recall_id: UUID, *, at: datetime) -> None:
    """Ask a reader whom the rows did not show to have had it, but the trail did."""
    recall = Recall.objects.select_for_update().get(id=recall_id)
    if recall.answer_due_at is None:
        recall.answer_due_at = at + rules.policy().recall_answer
        recall.save(update_fields=["answer_due_at"])
        events.record("recall.asked", subject=recall.id, at=at)


@acting.as_system
def answer(
    *,
    recall_id: UUID,
    was_read: str,
    was_kept: str,
    was_passed_on: str,
    is_deleted: str,
    said: str,
    is_heard_by_hub: bool,
    by: User,
    at: datetime,
) -> None:
    """Keep what a wrong reader says became of it, or what the hub heard of them.

    The hub may hear of one whom nobody asked, because nothing said that they had had it.

    :raises CannotAnswer: if somebody was quicker, or nobody was asked.
    """
    recall = Recall.objects.select_for_update().filter(id=recall_id).first()
    was_asked = is_heard_by_hub or (recall is not None and recall.answer_due_at is not None)
    if recall is None or recall.answered_at or not was_asked:
        raise CannotAnswer("answered meanwhile, or nobody was asked")
    recall.was_read, recall.was_kept = was_read, was_kept
    recall.was_passed_on, recall.is_deleted = was_passed_on, is_deleted
    recall.said, recall.is_heard_by_hub = said, is_heard_by_hub
    recall.answered_by, recall.answered_at = by, at
    recall.save()
    _trail("recall.answered", recall, by=by, at=at, by_telephone=is_heard_by_hub)
    events.record("recall.answered", subject=recall.id, at=at)


def kind_by_answer(recall: Recall) -> Kind:
    """Return what an answer makes of a recall."""
    said = Answer(
        was_read=Said(recall.was_read),
        was_kept=Said(recall.was_kept),
        was_passed_on=Said(recall.was_passed_on),
    )
    return Kind.BREACH if breaches.makes_a_breach(said) else Kind.NEAR_MISS


def chase_answers(*, at: datetime) -> None:
    """Tell the hub of each wrong reader who has not answered in time: from now on it rings."""
    late = Q(answered_at=None, chased_at=None, answer_due_at__lte=at)
    with acting.as_the_system():
        for recall in Recall.objects.select_for_update(skip_locked=True).filter(late):
            recall.chased_at = at
            recall.save(update_fields=["chased_at"])
            _trail("recall.unanswered", recall, by=None, at=at)
            events.record("recall.unanswered", subject=recall.id, at=at)


def readers_of(recall_id: UUID, *, at: datetime) -> list[User]:
    """Return who at the wrong place is told that something is asked of them."""
    recall = Recall.objects.select_related("notification__establishment", "notification__desk").get(
        id=recall_id
    )
    return whom_to_ask(recall, at=at)


def who_rings(recall_id: UUID, *, at: datetime) -> list[User]:
    """Return the managers of the hub, whose move it is once a wrong reader did not answer."""
    recall = Recall.objects.select_related("notification").get(id=recall_id)
    if recall.answered_at:
        return []
    managers = people.who_holds(Role.HUB_MANAGER, at=at)
    about = recall.notification.incident_id
    return [each for each in managers if about not in stands_back_from(each)]


@acting.as_system
def record_told(recall_id: UUID, *, people: Iterable[User], at: datetime) -> None:
    """Write who was told of a recall."""
    recall = Recall.objects.get(id=recall_id)
    _trail("recall.told", recall, by=None, at=at, people=[str(each.id) for each in people])


def _locked(notification_id: UUID) -> Notification:
    rows = Notification.objects.select_for_update(of=("self",))
    return rows.select_related("route", "child__incident", "incident").get(id=notification_id)


def _trail(action: str, recall: Recall, *, by: User | None, at: datetime, **more: object) -> None:
    audit.record(
        action,
        subject_kind="recall",
        subject_id=recall.id,
        by=by,
        at=at,
        detail={"notification": str(recall.notification_id), **more},
    )
