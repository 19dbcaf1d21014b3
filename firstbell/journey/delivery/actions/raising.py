"""Raise a notification, keep it in step with its incident, and take it back.

The row is the delivery: it is in the inbox from the moment it is raised. One that a person
must look at first is made too, held, so that it has its place and its clock on the board.
"""

from datetime import datetime
from uuid import UUID

from firstbell.core import lifecycle
from firstbell.foundation import acting
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.actions import escalating, nudging, recalling, shielding
from firstbell.journey.delivery.content import Content, content_for
from firstbell.journey.delivery.deadlines import deadline_of
from firstbell.journey.delivery.models import Notification, Recall
from firstbell.journey.intake.actions.waiting import stop_waiting, stop_waiting_of, wait
from firstbell.journey.intake.models import Incident, Waiting, Withdrawal
from firstbell.journey.routing.actions.choose import BEFORE_ANYONE
from firstbell.journey.routing.models import Route
from firstbell.journey.routing.shares import share_of_route
from firstbell.registry.agencies.queries import rules
from firstbell.registry.agreements.models import Agreement

State = Notification.State

TAKEN_BACK = (State.NOT_OURS, State.RECALLED)
"""States in which a recipient has nothing of it any more."""

OPEN = (State.RAISED, State.SENT, State.OPENED)
"""States in which a recipient has been told and has not answered."""


@acting.as_system_within
def raise_notification(route_id: UUID, *, at: datetime) -> None:
    """Make the notification of a route; a second call changes nothing."""
    route = (
        Route.objects.select_for_update(of=("self",))
        .select_related("child__incident__source", "establishment", "desk", "notification")
        .prefetch_related("child__incident__adults", "child__incident__children")
        .get(id=route_id)
    )
    if route.closed_at or route.child.incident.status == Incident.Status.WITHDRAWN:
        return
    if hasattr(route, "notification"):
        return
    notification = _make(route, at=at)
    shielded = shielding.shield(notification, at=at)
    _ask_about_free_text(notification, at=at)
    is_left_to_the_hub = shielded.to == "to_the_hub"
    is_anybody_here = is_left_to_the_hub or nudging.is_anybody_here(shielded.free, at=at)
    if not is_anybody_here:
        _wait(notification, Waiting.Why.NO_RECIPIENT, at=at)
    _let_go_or_hold(notification, at=at)
    if not is_anybody_here:
        escalating.ring_now(notification.id, at=at)


def _make(route: Route, *, at: datetime) -> Notification:
    incident, policy = route.child.incident, rules.policy()
    name = str(route.establishment or route.desk)
    told = content_for(route.child, recipient=name, profile=policy.content_profile)
    clock = deadline_of(route, policy=policy)
    return Notification.objects.create(
        incident=incident,
        child=route.child,
        route=route,
        establishment=route.establishment,
        desk=route.desk,
        reason=route.reason,
        basis=route.basis,
        purpose=route.purpose,
        agreement=route.agreement,
        state=State.HELD,
        profile=policy.content_profile,
        content=told.shown,
        withheld=list(told.withheld),
        not_shared=list(told.not_shared),
        content_id=incident.same_content_as_id or incident.id,
        revision=incident.revision,
        statutory_since=incident.belief_formed_at,
        due_at=clock.due_at,
        chase_at=clock.chase_at,
        ring_at=clock.chase_at,
        calendar=clock.basis,
        raised_at=at,
    )


def _ask_about_free_text(notification: Notification, *, at: datetime) -> None:
    if notification.withheld:
        _wait(notification, Waiting.Why.FREE_TEXT, at=at)


def _wait(notification: Notification, why: Waiting.Why, *, at: datetime) -> None:
    wait(
        child=notification.child,
        why=why,
        owner=Waiting.Owner.HUB,
        due_at=notification.due_at,
        at=at,
        detail={"recipient": notification.recipient},
    )


def _let_go_or_hold(notification: Notification, *, at: datetime) -> None:
    stops = [*BEFORE_ANYONE, Waiting.Why.CONFLICT]
    waits = notification.child.waiting.filter(why__in=stops, closed_at=None)
    if waits.exists() or not _may_go(notification, at=at):
        action = "notification.held"
    else:
        action = "notification.raised"
        notification.state, notification.raised_at = State.RAISED, at
        notification.save(update_fields=["state", "raised_at"])
        events.record(
            "notification.raised", subject=notification.id, at=at, bell_at=notification.due_at
        )
        escalating.begin(notification, at=at)
    audit.record(action, subject_kind="notification", subject_id=notification.id, by=None, at=at)


def _may_go(notification: Notification, *, at: datetime) -> bool:
    """Say whether it may go out now; without the agreement that it needs, ask the hub.

    What rests on a statute goes in any case. A rule that was changed meanwhile counts: what a
    notification rests on is written down as it goes.
    """
    if notification.basis != Agreement.Basis.AGREEMENT:
        return True
    share = share_of_route(notification.route, at=at)
    if not share.may_go:
        _wait(notification, Waiting.Why.NO_AGREEMENT, at=at)
        return False
    Route.objects.filter(id=notification.route_id).update(**share.as_columns())
    notification.basis, notification.agreement = share.basis.ground, share.cover.agreement
    notification.save(update_fields=["basis", "agreement"])
    return True


@acting.as_system
def release_notifications(child_id: UUID, *, at: datetime) -> None:
    """Raise what was held for a child, once nothing that a person must look at is open."""
    held = Notification.objects.select_for_update(of=("self",)).filter(
        child_id=child_id, state=State.HELD
    )
    rows = held.select_related("child", "route__child__incident__source", "route__desk")
    for notification in rows.select_related("route__establishment", "establishment", "desk"):
        _let_go_or_hold(notification, at=at)


@acting.as_system
def refresh_notifications(incident_id: UUID, *, at: datetime) -> None:
    """Bring what was told up to a later revision, and mark what changed for its readers.

    What rests on an agreement that is not in force stays as it was told: more is a new share.
    Whoever stands too near to the people whom it names now is kept out first.
    """
    shielding.look_at_incident(incident_id, at=at)
    notifications = (
        Notification.objects.select_for_update(of=("self",))
        .select_related(
            "child__incident",
            "establishment",
            "desk",
            "route__child__incident__source",
            "route__desk",
            "route__establishment",
        )
        .filter(incident_id=incident_id)
        .exclude(state__in=TAKEN_BACK)
    )
    for notification in notifications:
        if not _may_go(notification, at=at):
            continue
        told = content_for(
            notification.child,
            recipient=notification.recipient_name,
            profile=notification.profile,
            looked_at=notification.looked_at,
            wrong=notification.taken_out,
        )
        _amend(notification, told, at=at)


def _amend(notification: Notification, told: Content, *, at: datetime) -> None:
    """Let a notification say what the incident says now."""
    incident = notification.child.incident
    notification.revision = incident.revision
    notification.content_id = incident.same_content_as_id or incident.id
    notification.not_shared = list(told.not_shared)
    if notification.withdrawn_at is not None:
        # The incident is active again: whoever was told reads that too.
        notification.withdrawn_at, notification.amended_at = None, at
        notification.closed_at = None if notification.state in OPEN else notification.closed_at
    if told.shown != notification.content:
        notification.content, notification.amended_at = told.shown, at
        notification.withheld = list(told.withheld)
        _ask_about_free_text(notification, at=at)
    notification.save(
        update_fields=[
            "content",
            "content_id",
            "withheld",
            "not_shared",
            "revision",
            "amended_at",
            "withdrawn_at",
            "closed_at",
        ]
    )
    audit.record(
        "notification.amended",
        subject_kind="notification",
        subject_id=notification.id,
        by=None,
        at=at,
        detail={"revision": notification.revision},
    )


@acting.as_system
def withdraw_notifications(incident_id: UUID, *, at: datetime) -> None:
    """Mark what was told as withdrawn; it stays readable to those whom it rightly reached.

    What nobody was told yet, and what only a guess addressed, is recalled.
    """
    rows = Notification.objects.select_for_update(of=("self",)).select_related("route")
    for notification in rows.filter(incident_id=incident_id):
        is_a_guess = notification.route.is_a_guess and not notification.confirmed_at
        if notification.state == State.HELD or is_a_guess:
            _recall(notification, why=Recall.Why.WITHDRAWN, at=at)
        notification.withdrawn_at, notification.withdrawal_asked_at = at, None
        notification.closed_at = notification.closed_at or at
        notification.save(update_fields=["withdrawn_at", "withdrawal_asked_at", "closed_at"])
    for waiting in Waiting.objects.filter(child__incident_id=incident_id, closed_at=None):
        stop_waiting(waiting, by=None, at=at, outcome="withdrawn")
    audit.record(
        "notifications.withdrawn", subject_kind="incident", subject_id=incident_id, by=None, at=at
    )


@acting.as_system
def say_asked(incident_id: UUID, *, at: datetime) -> None:
    """Let readers see that police have asked to withdraw it; everything goes on meanwhile."""
    rows = Notification.objects.filter(incident_id=incident_id, withdrawn_at=None)
    is_asked = Withdrawal.objects.filter(incident_id=incident_id, answered_at=None).exists()
    rows.update(withdrawal_asked_at=at if is_asked else None)


@acting.as_system
def recall_route(route_id: UUID, *, at: datetime) -> None:
    """Take back what went to a recipient that turned out to be a wrong one.

    A "no" to "on our roll?" answers what was asked, by name and birth date, and is no recall;
    after a "yes" it is one, for by then all of it was read.
    """
    notification = Notification.objects.select_for_update().filter(route_id=route_id).first()
    if notification is None:
        return
    _recall(notification, why=Recall.Why.WRONG_PLACE, at=at)
    _stop_what_it_asked(notification, at=at)
    if notification.state == State.NOT_OURS and notification.confirmed_at:
        recalling.write_down(notification, why=Recall.Why.WRONG_PLACE, at=at)


def _stop_what_it_asked(notification: Notification, *, at: datetime) -> None:
    """End the questions that this copy raised, unless another copy of the child asks them too."""
    others = Notification.objects.filter(child=notification.child_id).exclude(state__in=TAKEN_BACK)
    still = {
        Waiting.Why.CONFLICT: others.filter(state=State.HELD, conflicts__isnull=False),
        Waiting.Why.FREE_TEXT: others.exclude(withheld=[]),
    }
    for why, asking in still.items():
        if not asking.exists():
            stop_waiting_of(notification.child, why=why, by=None, at=at, outcome="taken back")


def _recall(notification: Notification, *, why: Recall.Why, at: datetime) -> None:
    if not lifecycle.can_move(lifecycle.NOTIFICATION, notification.state, State.RECALLED):
        return
    recalling.write_down(notification, why=why, at=at)
    recalling.shut(notification, by=None, at=at)
