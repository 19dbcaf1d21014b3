"""The door of a wrong reader to what was taken back from them: what is asked, and nothing told.

The wall shows them the recall and hides the notification, which is read for them as the system;
of the child and of what was told, no word goes through here. Who stands back from the
incident never learns that there was one.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core.disclosure import FREE_TEXT
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.copies import Taken, taken_of
from firstbell.journey.delivery.models import Copy, Recall
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.delivery.taken_back import READERS, unanswered
from firstbell.registry.agencies.queries import people


class NotForThem(LookupError):
    """There is no such recall, or it is not this person's: which of the two is not told."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """Something that was taken back from a place of the reader's, and is asked about."""

    recall_id: UUID
    place: str
    made_at: datetime
    due_at: datetime
    number: int


@dataclass(frozen=True, kw_only=True)
class AskedBack:
    """What is asked about one recall; no name, no reference, no words."""

    recall_id: UUID
    place: str
    raised_at: datetime
    made_at: datetime
    is_all: bool
    has_wrong_words: bool
    copies: tuple[Taken, ...]
    due_at: datetime
    answered_at: datetime | None
    answered_by: str


def asked_of(user: User, *, at: datetime) -> tuple[Line, ...]:
    """Return what a person is still asked about, the first due at the top."""
    rows = _theirs(user, unanswered(), at=at)
    return tuple(
        Line(
            recall_id=row.id,
            place=row.notification.recipient_name,
            made_at=row.made_at,
            due_at=row.answer_due_at or row.made_at,
            number=number,
        )
        for number, row in enumerate(rows, start=1)
    )


def asked_back(user: User, recall_id: UUID, *, at: datetime) -> AskedBack:
    """Return what is asked about one recall, and write the trail.

    :raises NotForThem: if nobody at this person's places is asked about it.
    """
    asked = Recall.objects.filter(id=recall_id, answer_due_at__isnull=False)
    row = next(iter(_theirs(user, asked, at=at)), None)
    if row is None or row.answer_due_at is None:
        raise NotForThem
    with acting.as_the_system(savepoint=False):
        copies = row.notification.copies.filter(made_at__lte=row.made_at).order_by("number")
        theirs = copies.exclude(kind=Copy.Kind.SHEET)  # the hub's own paper never was there
        taken = tuple(taken_of(each) for each in theirs.select_related("made_by"))
    audit.record("recall.read", subject_kind="recall", subject_id=row.id, by=user, at=at)
    return AskedBack(
        recall_id=row.id,
        place=row.notification.recipient_name,
        raised_at=row.notification.raised_at,
        made_at=row.made_at,
        is_all=row.why != Recall.Why.WRONG_CONTENT,
        has_wrong_words=bool(FREE_TEXT & set(row.parts)),
        copies=taken,
        due_at=row.answer_due_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by.name if row.answered_by else "",
    )


def _theirs(user: User, rows: QuerySet[Recall], *, at: datetime) -> list[Recall]:
    """Return of these those at a person's places, but for incidents that they stand back from."""
    ids = list(rows.values_list("id", flat=True))
    if not ids:
        return []
    places = people.places_of(user, *READERS, at=at)
    here = Q(notification__establishment__in=places.establishments)
    here |= Q(notification__desk__in=places.desks)
    with acting.as_the_system(savepoint=False):
        found = Recall.objects.filter(here, id__in=ids).exclude(
            notification__incident__in=stands_back_from(user)
        )
        told = found.select_related(
            "notification__establishment", "notification__desk", "answered_by"
        )
        return list(told.order_by("answer_due_at", "id"))
