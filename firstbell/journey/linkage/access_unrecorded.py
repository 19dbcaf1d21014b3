"""The hub's door to questions about children not recorded: who may look, and the trail of a look.

As the door to recorded children: nothing of an incident that is sealed or restricted against the
reader, or that they are an adult of. The list names nobody. Reading one question, which shows what
a roll says of a child, writes the trail in the same transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.asking import Asking, NotForThem, asking
from firstbell.journey.intake.models import Incident
from firstbell.journey.intake.unsafe import unsafe_of
from firstbell.journey.linkage import phrases_unrecorded as phrases
from firstbell.journey.linkage.access import HUB
from firstbell.journey.linkage.models import Unrecorded
from firstbell.journey.linkage.recorded import day_of
from firstbell.registry.people import queries as people

__all__ = ["HUB", "NotForThem"]

Row = Unrecorded
"""What the door lets through and actions take; pages hand it on and show none of it."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question of the list. No name: a list is read over a shoulder."""

    question_id: UUID
    force: str
    reference: str
    reasons: int
    due_at: datetime
    asks: str
    asked_by: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """One child who may live there: what is known, what speaks for it and what against."""

    question_id: UUID
    force: str
    reference: str
    happened_on: date
    recorded: tuple[str, ...]
    one_child_id: UUID | None
    name: str
    born_on: date | None
    schools: tuple[str, ...]
    address: str
    why: tuple[str, ...]
    against: tuple[str, ...]
    due_at: datetime
    unsure_by: str
    unsure_why: str
    unsure_asks: str
    can_be_added: bool


@dataclass(frozen=True, kw_only=True)
class Answered:
    """How a question was answered, by whom and when. Names no child."""

    question_id: UUID
    answer: str
    words: str
    by: str
    at: datetime
    child_id: UUID | None


def open_count(who: Asking) -> int:
    """Return how many questions are open that this person may read."""
    return _open(who).count()


def open_about(incident_id: UUID) -> tuple[UUID, ...]:
    """Return the open questions of an incident that a door has let through, the oldest first."""
    rows = Unrecorded.objects.filter(incident=incident_id, answered_at=None)
    return tuple(rows.order_by("due_at", "id").values_list("id", flat=True))


def queue(user: User, *, at: datetime) -> tuple[Line, ...]:
    """Return every open question that this person may answer, the most urgent first."""
    rows = _open(asking(user, at=at)).select_related("incident__source", "unsure_by")
    return tuple(
        Line(
            question_id=row.id,
            force=row.incident.source.name,
            reference=row.incident.reference,
            reasons=len(row.why),
            due_at=row.due_at,
            asks=row.unsure_asks,
            asked_by=row.unsure_by.name if row.unsure_by else "",
        )
        for row in rows.order_by("due_at", "id")
    )


def one(user: User, question_id: UUID, *, at: datetime) -> Row:
    """Return one question, to act on it, not to show it.

    :raises NotForThem: if there is none for this person.
    """
    who = asking(user, at=at)
    rows = Unrecorded.objects.filter(id=question_id).exclude(incident__in=who.shut())
    found = rows.select_related("incident__source", "unsure_by", "answered_by", "earlier").first()
    if found is None or not who.stands():
        raise NotForThem
    return found


def next_of(user: User, *, after: Row, at: datetime) -> UUID | None:
    """Return the next open question of the same incident, else the most urgent, or None."""
    rows = _open(asking(user, at=at)).exclude(id=after.id).filter(unsure_by=None)
    same = rows.filter(incident=after.incident_id)
    found = same.order_by("due_at", "id").first() or rows.order_by("due_at", "id").first()
    return found.id if found else None


def is_open(row: Row) -> bool:
    """Say whether there is something to answer."""
    return row.answered_at is None and row.incident.status == Incident.Status.ACTIVE


@transaction.atomic
def question(row: Row, *, by: User, at: datetime) -> Question:
    """Return one question with what a roll or an earlier record says, and write the trail."""
    audit.record(
        "unrecorded.read",
        subject_kind="incident",
        subject_id=row.incident_id,
        by=by,
        at=at,
        detail={"question": str(row.id)},
    )
    incident = row.incident
    unsafe = unsafe_of(incident)
    children = list(incident.children.filter(vanished_at=None).order_by("reference"))
    pupil = None
    if row.pupil_id:
        pupil = people.pupils_to_show([row.pupil_id], on=day_of(incident)).get(row.pupil_id)
    earlier = row.earlier
    name, born_on = "", None
    if pupil:
        name, born_on = f"{pupil.forename} {pupil.surname}", pupil.born_on
    elif earlier:
        name, born_on = f"{earlier.given_names} {earlier.surname}".strip(), earlier.born_on
    return Question(
        question_id=row.id,
        force=incident.source.name,
        reference=incident.reference,
        happened_on=day_of(incident),
        recorded=tuple(f"{each.given_names} {each.surname}".strip() for each in children),
        one_child_id=children[0].id if children else None,
        name=name,
        born_on=born_on,
        schools=pupil.establishments if pupil else (),
        address=unsafe.clean(", ".join([*pupil.address, pupil.postcode])) if pupil else "",
        why=tuple(map(phrases.why, row.why)),
        against=tuple(map(phrases.against, row.against)),
        due_at=row.due_at,
        unsure_by=row.unsure_by.name if row.unsure_by else "",
        unsure_why=row.unsure_why,
        unsure_asks=row.unsure_asks,
        can_be_added=bool(name),
    )


def answered(row: Row) -> Answered:
    """Return how a question stands that is not open any more. Names no child."""
    return Answered(
        question_id=row.id,
        answer=row.answer,
        words=str(row.get_answer_display()),
        by=row.answered_by.name if row.answered_by else "",
        at=row.answered_at or row.asked_at,
        child_id=row.added_id,
    )


def _open(who: Asking) -> QuerySet[Unrecorded]:
    rows = Unrecorded.objects.filter(answered_at=None, incident__status=Incident.Status.ACTIVE)
    return rows.exclude(incident__in=who.shut()) if who.stands() else rows.none()
