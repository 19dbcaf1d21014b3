"""A school's recording system: to where it is told that something waits, and each such message.

A message has a step of its own. It is sent first and marked after; a repeat is the same message
under the same id. That it was taken answers nothing: the ladder goes on until a person has.
Nothing is posted about what a reader of that system might have to be kept from.
"""

import base64
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from firstbell.core.texts import worth_sending
from firstbell.foundation import acting, outward, sealing, webhooks
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.actions.nudging import OPEN
from firstbell.journey.delivery.channels import webhook as channel
from firstbell.journey.delivery.models import Attempt, Notification, Post, Webhook

PURPOSE = "webhook"

BYTES = 32

BOTH_FOR = timedelta(hours=24)
"""So long messages are signed with the old secret as well once there is a new one."""

State = Post.State


@acting.as_system
def set_webhook(school_id: UUID, *, url: str, by: User, at: datetime) -> str:
    """Let a school's system be told at this address from now on; return its secret, once.

    A test message goes there at once. What was there before ends.

    :raises outward.UnusableAddress: if nothing may be posted there.
    """
    outward.check_address(url)
    _end(school_id, why=Webhook.Ended.REPLACED, by=by, at=at)
    secret = _new_secret()
    row = Webhook.objects.create(
        establishment_id=school_id, url=url, sealed=_sealed(secret), made_by=by, made_at=at
    )
    _trail("webhook.set", row, by=by, at=at)
    _make(row, None, at=at)
    return secret


@acting.as_system
def renew_secret(school_id: UUID, *, by: User, at: datetime) -> str | None:
    """Make a new secret and return it, once; the old one signs as well for a day.

    None where no system is told.
    """
    row = Webhook.objects.select_for_update(of=("self",)).filter(_open(school_id)).first()
    if row is None:
        return None
    secret = _new_secret()
    row.sealed_before, row.before_until = row.sealed, at + BOTH_FOR
    row.sealed = _sealed(secret)
    row.save(update_fields=["sealed", "sealed_before", "before_until"])
    _trail("webhook.renewed", row, by=by, at=at)
    _make(row, None, at=at)
    return secret


@acting.as_system
def end_webhook(school_id: UUID, *, by: User, at: datetime) -> None:
    """Tell a school's system nothing more."""
    _end(school_id, why=Webhook.Ended.HUB, by=by, at=at)


def begin(notification_id: UUID, *, at: datetime) -> None:
    """Let a message be due to the system of the school, if it has one that may be told."""
    with acting.as_the_system(savepoint=False):
        is_any = Webhook.objects.filter(
            ended_at=None, establishment__notifications=notification_id
        ).exists()
    if is_any:
        _begin(notification_id, at=at)


@acting.as_system
def _begin(notification_id: UUID, *, at: datetime) -> None:
    about = Notification.objects.get(id=notification_id)
    row = Webhook.objects.filter(ended_at=None, establishment=about.establishment_id).first()
    if row is not None and not about.conflicts.exists():
        _make(row, about, at=at)


def _make(row: Webhook, about: Notification | None, *, at: datetime) -> None:
    if about is None:
        post, is_new = Post.objects.create(webhook=row, made_at=at), True
    else:
        post, is_new = Post.objects.get_or_create(
            webhook=row, notification=about, defaults={"made_at": at}
        )
    if is_new:
        bell_at = about.due_at if about else None
        events.record("post.due", subject=post.id, at=at, bell_at=bell_at)


def send(taken: events.Taken, *, at: datetime, signed_at: datetime) -> None:
    """Post a message that is due, if it is still worth it; then mark it. `signed_at` is real.

    :raises channel.NotTaken: when it is to be tried again.
    """
    message = _to_send(taken.subject, at=at)
    if message is None:
        with transaction.atomic():
            record_dropped(taken.subject, at=at)
            events.mark_done(taken, at=at)
        return
    try:
        code = channel.post(message, at=signed_at)
    except channel.Gone:
        with transaction.atomic():
            record_gone(taken.subject, fence=taken.fence, at=at)
            events.mark_done(taken, at=at)
        return
    except channel.NotTaken as failure:
        record_failed(taken.subject, code=failure.code, fence=taken.fence, at=at)
        raise
    with transaction.atomic():
        record_taken(taken.subject, code=code, fence=taken.fence, at=at)
        events.mark_done(taken, at=at)


@acting.as_system
def _to_send(post_id: UUID, *, at: datetime) -> channel.Message | None:
    """Return a message while its school still has that system and nobody has answered."""
    post = Post.objects.select_related("webhook", "notification").get(id=post_id)
    hook, about = post.webhook, post.notification
    if post.state != State.WAITING or hook.ended_at is not None:
        return None
    if about is not None and (about.withdrawn_at or about.state not in OPEN):
        return None
    if about is not None and about.conflicts.exists():
        return None
    due_at = about.due_at if about else post.made_at
    if not worth_sending(made_at=post.made_at, due_at=due_at, at=at):
        return None
    return channel.Message(
        post_id=post.id,
        url=hook.url,
        secrets=_secrets(hook, at=at),
        notification_id=about.id if about else None,
        due_at=about.due_at if about else None,
    )


def _secrets(hook: Webhook, *, at: datetime) -> tuple[bytes, ...]:
    sealed = [hook.sealed]
    if hook.before_until is not None and at < hook.before_until:
        sealed.append(hook.sealed_before)
    return tuple(webhooks.read_secret(sealing.unseal(each, purpose=PURPOSE)) for each in sealed)


@acting.as_system_within
def record_taken(post_id: UUID, *, code: str, fence: int, at: datetime) -> None:
    """Write that the other side has taken the message."""
    _settle(post_id, State.TAKEN, outcome=Attempt.Outcome.ACCEPTED, code=code, fence=fence, at=at)


@acting.as_system_within
def record_gone(post_id: UUID, *, fence: int, at: datetime) -> None:
    """Write that the other side wants no more messages: nothing is posted there from now on."""
    code = str(channel.GONE)
    _settle(post_id, State.REFUSED, outcome=Attempt.Outcome.REFUSED, code=code, fence=fence, at=at)
    hook = Post.objects.select_related("webhook").get(id=post_id).webhook
    _end(hook.establishment_id, why=Webhook.Ended.GONE, by=None, at=at)


@acting.as_system_within
def record_dropped(post_id: UUID, *, at: datetime) -> None:
    """Write that a message is no longer needed, or comes too late."""
    rows = Post.objects.filter(id=post_id, state=State.WAITING)
    if rows.update(state=State.DROPPED, ended_at=at):
        _trail_post("post.dropped", post_id, at=at)


@acting.as_system
def record_failed(post_id: UUID, *, code: str, fence: int, at: datetime) -> None:
    """Write that the message was not taken this time; it is due again."""
    Post.objects.filter(id=post_id).update(code=code[:20])
    _attempt(post_id, Attempt.Outcome.FAILED, code=code, fence=fence, at=at)
    _trail_post("post.failed", post_id, at=at)


def _settle(
    post_id: UUID, state: State, *, outcome: Attempt.Outcome, code: str, fence: int, at: datetime
) -> None:
    rows = Post.objects.filter(id=post_id, state=State.WAITING)
    if rows.update(state=state, code=code, ended_at=at):
        _attempt(post_id, outcome, code=code, fence=fence, at=at)
        _trail_post("post.taken" if state == State.TAKEN else "post.refused", post_id, at=at)


def _attempt(
    post_id: UUID, outcome: Attempt.Outcome, *, code: str, fence: int, at: datetime
) -> None:
    """Write a try to tell the school's system; a test message is none."""
    notification_id = Post.objects.values_list("notification", flat=True).get(id=post_id)
    if notification_id:
        Attempt.objects.create(
            notification_id=notification_id,
            contact=None,
            channel="webhook",
            message_id=f"post-{post_id}",
            fence=fence,
            outcome=outcome,
            reply_code=code[:10],
            at=at,
        )


@acting.as_system
def about(post_id: UUID) -> UUID:
    """Return the notification that a message is about; the message itself where it is none."""
    return Post.objects.get(id=post_id).notification_id or post_id


def _new_secret() -> str:
    made = base64.b64encode(secrets.token_bytes(BYTES)).decode()
    return f"{webhooks.PREFIX}{made}"


def _sealed(secret: str) -> str:
    return sealing.seal(secret, purpose=PURPOSE)


def _open(school_id: UUID) -> Q:
    return Q(establishment=school_id, ended_at=None)


def _end(school_id: UUID, *, why: Webhook.Ended, by: User | None, at: datetime) -> None:
    row = Webhook.objects.select_for_update(of=("self",)).filter(_open(school_id)).first()
    if row is not None:
        row.ended_at, row.ended_why, row.ended_by = at, why, by
        row.save(update_fields=["ended_at", "ended_why", "ended_by"])
        _trail("webhook.ended", row, by=by, at=at)


def _trail(action: str, row: Webhook, *, by: User | None, at: datetime) -> None:
    audit.record(action, subject_kind="webhook", subject_id=row.id, by=by, at=at)


def _trail_post(action: str, post_id: UUID, *, at: datetime) -> None:
    audit.record(action, subject_kind="post", subject_id=post_id, by=None, at=at)
