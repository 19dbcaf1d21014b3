"""What a key adult or desk officer does: open, say whose pupil it is, acknowledge, note support.

Each is an act of its own by a named person. Whether this person may is asked at the door
(`delivery.access`); here it is only asked whether the act is possible now.
"""

from datetime import date, datetime

from firstbell.core import lifecycle
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.models import Notification, Support
from firstbell.journey.routing.actions.route import close_route

State = Notification.State


class CannotAnswer(RuntimeError):
    """The notification cannot be answered so any more; the message says what happened to it."""


class NotReadYet(CannotAnswer):
    """Acknowledging means having read; nobody has said yet that the child is on the roll."""


@acting.as_system
def open_notification(*, notification: Notification, by: User, at: datetime) -> Notification:
    """Show the first step, name and date of birth. Opening again changes nothing but the trail.

    :raises CannotAnswer: if it was recalled.
    """
    notification = _locked(notification)
    if notification.state in {State.HELD, State.RECALLED}:
        raise CannotAnswer("this notification is no longer here")
    if notification.opened_at is None:
        notification.opened_at, notification.opened_by = at, by
        if lifecycle.can_move(lifecycle.NOTIFICATION, notification.state, State.OPENED):
            notification.state = State.OPENED
        notification.save(update_fields=["state", "opened_at", "opened_by"])
    _audit("notification.opened", notification, by=by, at=at)
    return notification


@acting.as_system
def confirm_on_roll(*, notification: Notification, by: User, at: datetime) -> Notification:
    """Answer "on our roll?" with yes; from here on the rest may be read.

    :raises CannotAnswer: if it was answered with no, or recalled.
    """
    notification = _locked(notification)
    if notification.state in {State.HELD, State.RECALLED, State.NOT_OURS}:
        raise CannotAnswer("this notification has been answered or taken back already")
    if notification.confirmed_at is None:
        notification.confirmed_at, notification.confirmed_by = at, by
        notification.save(update_fields=["confirmed_at", "confirmed_by"])
        _audit("notification.confirmed", notification, by=by, at=at)
    return notification


@acting.as_system
def say_not_ours(*, notification: Notification, by: User, at: datetime) -> Notification:
    """Answer "on our roll?" with no: close this copy and send the child back to routing at once.

    :raises CannotAnswer: if it was acknowledged or recalled before.
    """
    notification = _locked(notification)
    if notification.state == State.NOT_OURS:
        return notification
    if not lifecycle.can_move(lifecycle.NOTIFICATION, notification.state, State.NOT_OURS):
        raise CannotAnswer("this notification has been answered or taken back already")
    notification.state, notification.closed_at = State.NOT_OURS, at
    notification.save(update_fields=["state", "closed_at"])
    _audit("notification.not_ours", notification, by=by, at=at)
    close_route(notification.route, at=at)
    events.record("child.not_ours", subject=notification.child_id, at=at)
    return notification


@acting.as_system
def acknowledge(*, notification: Notification, by: User, at: datetime) -> Notification:
    """Say "I have read this and will act on it". A second click shows who did it first.

    :raises NotReadYet: before the child was confirmed as on the roll.
    :raises CannotAnswer: if it was answered with no, or recalled.
    """
    notification = _locked(notification)
    if notification.state == State.ACKNOWLEDGED:
        return notification
    if notification.confirmed_at is None:
        raise NotReadYet("say first whether the child is on your roll")
    if not lifecycle.can_move(lifecycle.NOTIFICATION, notification.state, State.ACKNOWLEDGED):
        raise CannotAnswer("this notification has been answered or taken back already")
    notification.state = State.ACKNOWLEDGED
    notification.acknowledged_at, notification.acknowledged_by = at, by
    notification.closed_at = notification.closed_at or at
    notification.save(update_fields=["state", "acknowledged_at", "acknowledged_by", "closed_at"])
    _audit("notification.acknowledged", notification, by=by, at=at)
    events.record("notification.acknowledged", subject=notification.id, at=at)
    return notification


@acting.as_system
def record_support(
    *,
    notification: Notification,
    kinds: list[str],
    is_overt: bool,
    given_by: str,
    given_on: date,
    note: str,
    follow_up_on: date | None,
    by: User,
    at: datetime,
) -> Support:
    """Note what was done for the child: a record for this setting, never a mark on a register.

    The same words by the same person again are a second click, and change nothing.

    :raises NotReadYet: before the child was confirmed as on the roll.
    :raises CannotAnswer: if it was answered with no later, or recalled.
    """
    notification = _locked(notification)
    if notification.confirmed_at is None:
        raise NotReadYet("say first whether the child is on your roll")
    if notification.state in {State.NOT_OURS, State.RECALLED}:
        raise CannotAnswer("this notification has been answered or taken back already")
    support, is_new = Support.objects.get_or_create(
        notification=notification,
        kinds=kinds,
        is_overt=is_overt,
        given_by=given_by,
        given_on=given_on,
        note=note,
        follow_up_on=follow_up_on,
        recorded_by=by,
        defaults={"recorded_at": at},
    )
    if is_new:
        _audit("support.recorded", notification, by=by, at=at)
    return support


def _locked(notification: Notification) -> Notification:
    return (
        Notification.objects.select_for_update(of=("self",))
        .select_related("route", "child")
        .get(id=notification.id)
    )


def _audit(action: str, notification: Notification, *, by: User, at: datetime) -> None:
    audit.record(action, subject_kind="notification", subject_id=notification.id, by=by, at=at)
