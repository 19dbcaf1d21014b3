"""Text messages: make one beside an e-mail, send it, and write what became of it.

A text has an event of its own, so that neither way waits for the other. It is sent first and
marked after, under the row's fence; a repeat asks GOV.UK Notify whether it went already. What it
says is `channels.text`'s to know, and is the same for everybody.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from firstbell.core.escalation import after_quiet
from firstbell.core.texts import (
    LOOKED_AFTER,
    Fate,
    fate_of,
    look_again_at,
    mobile_number,
    worth_sending,
)
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.actions import nudging
from firstbell.journey.delivery.actions.nudging import OPEN, Nudge
from firstbell.journey.delivery.channels import text as notify
from firstbell.journey.delivery.models import Attempt, Text
from firstbell.registry.agencies.models import Contact
from firstbell.registry.agencies.queries import rules

State = Text.State

CHANNEL = "text"

UNFINISHED = (State.WAITING, State.SENT)

AGAIN_AFTER = timedelta(minutes=1)
"""After so long a text is handed over anew that GOV.UK Notify failed to send by its own fault."""


def begin(nudge: Nudge, *, at: datetime) -> None:
    """Let a text be due beside an e-mail, if the person has a mobile and the rules have texts."""
    if notify.is_set_up():
        _begin(nudge, at=at)


@acting.as_system
def _begin(nudge: Nudge, *, at: datetime) -> None:
    policy = rules.policy()
    wanted = policy.texts == "always" or (policy.texts == "reminders" and nudge.is_reminder)
    contact = Contact.objects.get(id=nudge.contact_id)
    number = mobile_number(contact.mobile)
    if not wanted or number is None or is_known_wrong(contact, number):
        return
    row, is_new = Text.objects.get_or_create(
        occasion=nudge.message_id,
        defaults={
            "notification_id": nudge.notification_id,
            "contact": contact,
            "number": number,
            "made_at": at,
        },
    )
    if is_new:
        due_at = after_quiet(at, policy)
        events.record("text.due", subject=row.id, at=at, due_at=due_at, bell_at=nudge.due_at)


def is_known_wrong(contact: Contact, number: str) -> bool:
    """Say whether the last text to this number of theirs found that it is wrong."""
    ended = Text.objects.filter(contact=contact, number=number).exclude(ended_at=None)
    last = ended.exclude(state=State.DROPPED).order_by("-ended_at").first()
    return last is not None and last.state == State.WRONG_NUMBER


@acting.as_system
def set_mobile(contact: Contact, *, mobile: str, by: User, at: datetime) -> None:
    """Set a key adult's mobile number, or take it away; a text then says whether it is right."""
    row = Contact.objects.select_for_update(of=("self",)).get(id=contact.id)
    row.mobile, row.mobile_set_at = mobile, at
    row.save(update_fields=["mobile", "mobile_set_at"])
    audit.record("contact.mobile_set", subject_kind="contact", subject_id=row.id, by=by, at=at)
    number = mobile_number(mobile)
    if number is None or not notify.is_set_up() or rules.policy().texts == "no":
        return
    check = Text.objects.create(contact=row, occasion=f"check-{uuid4()}", number=number, made_at=at)
    events.record("text.due", subject=check.id, at=at)


def send(taken: events.Taken, *, at: datetime) -> None:
    """Send a text that is due, if anybody still needs it; then mark it.

    :raises NotTaken: when it is to be tried again.
    """
    text = _to_send(taken.subject, at=at)
    if text is None:
        _drop(taken, at=at)
        return
    try:
        notify_id = notify.found(text.reference) if taken.attempts > 1 else None
        notify_id = notify_id or notify.send(
            number=text.number, reference=text.reference, is_check=text.notification_id is None
        )
    except notify.NoSuchNumber:
        with transaction.atomic():
            record_fate(text.id, Fate.PERMANENT, at=at)
            events.mark_done(taken, at=at)
        return
    except notify.NotTaken as failure:
        record_failed(text, code=failure.code, fence=taken.fence, at=at)
        raise
    with transaction.atomic():
        record_sent(text.id, notify_id=notify_id, fence=taken.fence, at=at)
        events.mark_done(taken, at=at)


@acting.as_system
def _to_send(text_id: UUID, *, at: datetime) -> Text | None:
    """Return a text that somebody still needs: unanswered, in time, to who may know and is here."""
    text = _with_place(text_id)
    if text.state != State.WAITING:
        return None
    about = text.notification
    if about is None:
        return text if worth_sending(made_at=text.made_at, due_at=text.made_at, at=at) else None
    if about.withdrawn_at or about.state not in OPEN:
        return None
    if not worth_sending(made_at=text.made_at, due_at=about.due_at, at=at):
        return None
    may_know = nudging.people_to_tell(about, at=at)
    return text if text.contact_id in {each.id for each in may_know} else None


def _with_place(text_id: UUID) -> Text:
    rows = Text.objects.select_related(
        "notification", "notification__establishment", "notification__desk", "contact"
    )
    return rows.get(id=text_id)


def _drop(taken: events.Taken, *, at: datetime) -> None:
    with transaction.atomic():
        record_dropped(taken.subject, at=at)
        events.mark_done(taken, at=at)


@acting.as_system_within
def record_dropped(text_id: UUID, *, at: datetime) -> None:
    """Write that a text is no longer needed; one that went stays as it is."""
    rows = Text.objects.filter(id=text_id, state=State.WAITING)
    if rows.update(state=State.DROPPED, ended_at=at):
        _trail("text.dropped", text_id, at=at)


@acting.as_system_within
def record_sent(text_id: UUID, *, notify_id: str, fence: int, at: datetime) -> None:
    """Write that a text went, and let it be asked later what became of it.

    A receipt that came before this is not undone.
    """
    text = Text.objects.select_for_update().get(id=text_id)
    text.notify_id, text.sent_at = notify_id, at
    if text.state == State.WAITING:
        text.state = State.SENT
        events.record("text.sent", subject=text.id, at=at, due_at=at + LOOKED_AFTER)
    text.save(update_fields=["notify_id", "sent_at", "state"])
    _attempt(text, Attempt.Outcome.ACCEPTED, code="201", fence=fence, at=at)
    _trail("text.sent", text_id, at=at)


@acting.as_system
def record_failed(text: Text, *, code: str, fence: int, at: datetime) -> None:
    """Write that a text could not be handed over this time; it is due again."""
    _attempt(text, Attempt.Outcome.FAILED, code=code, fence=fence, at=at)
    _trail("text.failed", text.id, at=at)


def look_after(taken: events.Taken, *, at: datetime) -> None:
    """Ask what became of a text of which no receipt has said it, and again later while it is open.

    :raises NotTaken: when GOV.UK Notify does not answer.
    """
    text = _still_open(taken.subject)
    fate = fate_of(notify.status_of(text.notify_id)) if text else None
    with transaction.atomic():
        if text and fate:
            record_fate(text.id, fate, at=at)
        elif text and text.sent_at:
            _look_again(text, sent_at=text.sent_at, at=at)
        events.mark_done(taken, at=at)


@acting.as_system
def _still_open(text_id: UUID) -> Text | None:
    return Text.objects.filter(id=text_id, state=State.SENT).first()


@acting.as_system_within
def _look_again(text: Text, *, sent_at: datetime, at: datetime) -> None:
    """Ask once more, or end it: after three days nobody says any more what became of it."""
    due_at = look_again_at(sent_at=sent_at, at=at)
    if due_at is None:
        record_fate(text.id, Fate.TEMPORARY, at=at)
    else:
        events.record("text.sent", subject=text.id, at=at, due_at=due_at)


@acting.as_system
def hear(*, reference: str, status: str, at: datetime) -> bool:
    """Take a receipt of GOV.UK Notify; say whether it is about a text of ours, as it is now.

    The same receipt again, and one about an earlier try, change nothing.
    """
    text = _by_reference(reference)
    if text is None:
        return False
    fate = fate_of(status)
    if fate and text.reference == reference:
        record_fate(text.id, fate, at=at)
    return True


def _by_reference(reference: str) -> Text | None:
    try:
        text_id = UUID(reference.removeprefix("text-").rpartition("-")[0])
    except ValueError:
        return None
    return Text.objects.filter(id=text_id).first()


@acting.as_system
def reference_of(text_id: UUID) -> str:
    """Return under which reference a text would go now."""
    return Text.objects.get(id=text_id).reference


@acting.as_system
def about(text_id: UUID) -> UUID:
    """Return the notification that a text is about; the text itself where it is about none."""
    return Text.objects.get(id=text_id).notification_id or text_id


ENDS: dict[Fate, tuple[State, str]] = {
    Fate.DELIVERED: (State.DELIVERED, "text.delivered"),
    Fate.PERMANENT: (State.WRONG_NUMBER, "text.wrong_number"),
    Fate.TEMPORARY: (State.UNDELIVERED, "text.undelivered"),
}


@acting.as_system_within
def record_fate(text_id: UUID, fate: Fate, *, at: datetime) -> None:
    """Write what became of a text; a second word about it changes nothing.

    A wrong number makes way at once for the next person. A fault of GOV.UK Notify's own is none
    of the number's: the text is handed over anew.
    """
    text = Text.objects.select_for_update().get(id=text_id)
    if text.state not in UNFINISHED:
        return
    if fate == Fate.TECHNICAL:
        text.state, text.again = State.WAITING, text.again + 1
        text.save(update_fields=["state", "again"])
        events.record("text.due", subject=text.id, at=at, due_at=at + AGAIN_AFTER)
        _trail("text.failed", text.id, at=at)
        return
    text.state, action = ENDS[fate]
    text.ended_at = at
    text.save(update_fields=["state", "ended_at"])
    _trail(action, text.id, at=at)
    if fate == Fate.PERMANENT and text.notification_id:
        _attempt(text, Attempt.Outcome.REFUSED, code="number", fence=0, at=at)
        _move_on(text, at=at)


def _move_on(text: Text, *, at: datetime) -> None:
    """Hurry the next person at once, if there is one who was not; the ladder goes on besides."""
    about = _with_place(text.id).notification
    if about is None or about.withdrawn_at or about.state not in OPEN:
        return
    accepted = about.attempts.filter(outcome=Attempt.Outcome.ACCEPTED)
    hurried = {*accepted.values_list("contact", flat=True), text.contact_id}
    if _others(nudging.people_to_tell(about, at=at), hurried):
        due_at = after_quiet(at, rules.policy())
        events.record("notification.handed_on", subject=about.id, at=at, due_at=due_at)


def _others(told: Iterable[Contact], hurried: Collection[UUID]) -> bool:
    return any(each.id not in hurried for each in told)


def _attempt(text: Text, outcome: Attempt.Outcome, *, code: str, fence: int, at: datetime) -> None:
    """Write a try to hurry somebody; that a number was asked about is none."""
    if text.notification_id:
        Attempt.objects.create(
            notification_id=text.notification_id,
            contact_id=text.contact_id,
            channel=CHANNEL,
            message_id=text.reference,
            fence=fence,
            outcome=outcome,
            reply_code=code[:10],
            at=at,
        )


def _trail(action: str, text_id: UUID, *, at: datetime) -> None:
    audit.record(action, subject_kind="text", subject_id=text_id, by=None, at=at)
