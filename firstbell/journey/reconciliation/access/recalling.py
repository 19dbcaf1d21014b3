"""The hub's door to taking something back, and to what wrong readers said became of it.

Goes through the door of linkage, so that what is sealed or restricted is not there, and writes
the trail of each reading in the same transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.models import Notification, Recall
from firstbell.journey.intake.asking import asking
from firstbell.journey.intake.models import Incident
from firstbell.journey.intake.unsafe import unsafe_of
from firstbell.journey.linkage import access as linkage
from firstbell.journey.linkage.showing import recorded
from firstbell.journey.reconciliation.access.looking import NAMES_OF_TEXTS

HUB = linkage.HUB
NotForThem = linkage.NotForThem

LATELY = timedelta(days=28)
"""How long something that was taken back and needs nothing more stands on the list."""

State = Notification.State

GONE = (State.NOT_OURS, State.RECALLED, State.HANDED_OVER)

Row = Notification
"""What the door lets through and actions take; pages hand it on and show none of it."""

NAMES_OF_FACTS: Mapping[str, Promise] = {
    **NAMES_OF_TEXTS,
    "occurred_from": gettext_lazy("When it began"),
    "occurred_to": gettext_lazy("When it ended"),
    "place_kind": gettext_lazy("In what kind of place"),
    "presence": gettext_lazy("Whether the child was there"),
    "seen": gettext_lazy("Whether police saw the child"),
    "spoken_to": gettext_lazy("Whether police spoke to the child"),
    "spoken_to_alone": gettext_lazy("Whether police spoke to the child alone"),
    "social_care_referral": gettext_lazy("Whether it was referred to social care"),
}
"""What may be taken out alone. A wrong name or birth date is another child's: all goes back."""


@dataclass(frozen=True, kw_only=True)
class ToTakeBack:
    """One notification as the hub sees it before taking it back."""

    notification_id: UUID
    child_id: UUID
    name: str
    reference: str
    place: str
    state: str
    is_held: bool
    raised_at: datetime
    copies: int
    facts: tuple[tuple[str, str], ...]
    is_withdrawn: bool
    others: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """Something that was taken back: whose move it is, and by when. Names no child."""

    recall_id: UUID
    child_id: UUID
    place: str
    phone: str
    why: str
    made_at: datetime
    made_by: str
    due_at: datetime | None
    is_late: bool
    is_open: bool
    answered: str


def notification(user: User, notification_id: UUID, *, at: datetime) -> Row:
    """Return one notification that is still with its recipient, to act on it.

    :raises NotForThem: if there is none for this person, or it is not there any more.
    """
    of = Q(notifications=notification_id)
    child = linkage.child_of(user, of, key=notification_id, at=at)
    rows = child.notifications.exclude(state__in=GONE).select_related("establishment", "desk")
    found = rows.filter(id=notification_id).annotate(taken=Count("copies")).first()
    if found is None:
        raise NotForThem
    found.child = child
    return found


def to_take_back(row: Row, *, by: User, at: datetime) -> ToTakeBack:
    """Return what the hub must know before it takes something back, and write the trail."""
    child = row.child
    linkage.trail("child.read", child, by=by, at=at)
    others = child.notifications.exclude(id=row.id).exclude(state__in=GONE)
    shown = recorded(child, unsafe=unsafe_of(child.incident))
    return ToTakeBack(
        notification_id=row.id,
        child_id=child.id,
        name=shown.full_name,
        reference=shown.reference,
        place=row.recipient_name,
        state=str(row.get_state_display()),
        is_held=row.state == State.HELD,
        raised_at=row.raised_at,
        copies=row.taken,  # type: ignore[attr-defined]
        facts=tuple(
            (key, str(NAMES_OF_FACTS[key])) for key in NAMES_OF_FACTS if key in row.content
        ),
        is_withdrawn=child.incident.status == Incident.Status.WITHDRAWN,
        others=tuple(
            each.recipient_name for each in others.select_related("establishment", "desk")
        ),
    )


def taken_back(user: User, *, at: datetime) -> tuple[Line, ...]:
    """Return what was taken back and is unanswered, the first due at the top; then the latest."""
    who = asking(user, at=at)
    lately = Q(made_at__gt=at - LATELY) | Q(answered_at=None, answer_due_at__isnull=False)
    rows = (
        Recall.objects.filter(lately)
        .exclude(notification__incident__in=who.shut())
        .select_related(
            "notification__establishment",
            "notification__desk",
            "made_by",
            "answered_by",
        )
        .order_by("-made_at", "id")
    )
    lines = [_line(row, at=at) for row in rows]
    return tuple(sorted(lines, key=lambda line: (not line.is_open, line.due_at or line.made_at)))


def recall(user: User, recall_id: UUID, *, at: datetime) -> Line:
    """Return one recall that nobody has answered, to write down what was heard; with its trail.

    :raises NotForThem: if there is none for this person.
    """
    who = asking(user, at=at)
    rows = Recall.objects.filter(id=recall_id, answered_at=None).exclude(
        notification__incident__in=who.shut()
    )
    row = rows.select_related(
        "notification__establishment", "notification__desk", "made_by"
    ).first()
    if row is None:
        raise NotForThem
    audit.record("recall.read", subject_kind="recall", subject_id=row.id, by=user, at=at)
    return _line(row, at=at)


def _line(row: Recall, *, at: datetime) -> Line:
    told, is_open = row.notification, row.answered_at is None and row.answer_due_at is not None
    answered = ""
    if row.answered_by:
        answered = _("Answered by %(name)s") % {"name": row.answered_by.name}
    elif not is_open:
        answered = _("Nobody there had it")
    return Line(
        recall_id=row.id,
        child_id=told.child_id,
        place=told.recipient_name,
        phone=told.establishment.phone if told.establishment else "",
        why=str(row.get_why_display()),
        made_at=row.made_at,
        made_by=row.made_by.name if row.made_by else _("Firstbell, by its rules"),
        due_at=row.answer_due_at,
        is_late=is_open and row.answer_due_at is not None and row.answer_due_at <= at,
        is_open=is_open,
        answered=answered,
    )
