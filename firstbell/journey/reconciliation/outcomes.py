"""What became of a force's incidents, in the words that the force may read.

Never which school or desk was told, nor anything that anybody there wrote: only what kind of
recipient it is and how far it has come. Works on rows that the door has let through.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.core.completeness import MEASURES
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Feed, Incident, RefusedIncident, Revision, Waiting
from firstbell.journey.intake.validation import SINGLE
from firstbell.journey.reconciliation.queries import ChildAccount, Class

State = Notification.State

AT_A_SCHOOL: Mapping[str, Promise] = {
    State.HELD: gettext_lazy("Found at a school; a person at the hub looks before it is told"),
    State.RAISED: gettext_lazy("Told to a school, not yet opened"),
    State.SENT: gettext_lazy("Told to a school, not yet opened"),
    State.OPENED: gettext_lazy("Opened at a school, not yet acknowledged"),
    State.ACKNOWLEDGED: gettext_lazy("Acknowledged at a school"),
    State.PHONED: gettext_lazy("Told to a school by telephone"),
    State.NOT_OURS: gettext_lazy("A school said: not our pupil"),
    State.HANDED_OVER: gettext_lazy("Handed over to another area"),
}
AT_A_DESK: Mapping[str, Promise] = {
    State.HELD: gettext_lazy("For a council desk; a person at the hub looks before it is told"),
    State.RAISED: gettext_lazy("Told to a council desk, not yet opened"),
    State.SENT: gettext_lazy("Told to a council desk, not yet opened"),
    State.OPENED: gettext_lazy("Opened at a council desk, not yet acknowledged"),
    State.ACKNOWLEDGED: gettext_lazy("Acknowledged at a council desk"),
    State.PHONED: gettext_lazy("Told to a council desk by telephone"),
    State.NOT_OURS: gettext_lazy("A council desk said: not one of ours"),
    State.HANDED_OVER: gettext_lazy("Handed over to another area"),
}
"""How far each notification has come. One that was taken back says nothing to a force."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a force is asked about one child; `wait_id` where it may say "left out on purpose"."""

    incident_id: UUID
    reference: str
    child: str
    words: str
    asked_at: datetime
    due_at: datetime
    vanished_wait_id: UUID | None
    child_id: UUID
    field: str


@dataclass(frozen=True, kw_only=True)
class Child:
    """One child of an incident, and what became of it."""

    reference: str
    name: str
    born_on: date | None
    is_vanished: bool
    is_recorded_as_adult: bool
    is_added_by_the_hub: bool
    states: tuple[str, ...]
    questions: tuple[Question, ...]
    birth_date_field: str


@dataclass(frozen=True, kw_only=True)
class IncidentLine:
    """One incident in a list. Names no child."""

    incident_id: UUID
    reference: str
    revision: int
    is_withdrawn: bool
    received_at: datetime
    children: int
    states: tuple[tuple[str, int], ...]
    questions: int
    met: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong with what was refused; what came in a spreadsheet has its cell."""

    place: str
    cell: str = ""
    problem: str
    cure: str


@dataclass(frozen=True, kw_only=True)
class Refused:
    """One incident that was refused, and how to mend it."""

    refused_id: UUID
    reference: str
    refused_at: datetime
    problems: tuple[Problem, ...]
    can_be_mended: bool


@dataclass(frozen=True, kw_only=True)
class FeedLine:
    """One delivery as it was received."""

    reference: str
    is_single: bool
    received_at: datetime
    covers_from: datetime
    covers_to: datetime
    fates: tuple[tuple[str, int], ...]
    flags: tuple[str, ...]


FATES: Mapping[str, Promise] = {
    "accepted": gettext_lazy("accepted"),
    "amended": gettext_lazy("accepted as a revision"),
    "repeated": gettext_lazy("received before"),
    "late": gettext_lazy("older than what is held"),
    "withdrawn": gettext_lazy("withdrawn"),
    "refused": gettext_lazy("refused"),
}


def states_of(account: ChildAccount) -> tuple[str, ...]:
    """Return where a child is, in words for its force."""
    if account.class_ == Class.WITHDRAWN:
        return (_("Withdrawn"),)
    if account.class_ == Class.ON_ITS_WAY:
        return (_("On its way"),)
    states = []
    owners = {wait.owner for wait in account.waits}
    if Waiting.Owner.SENDER in owners:
        states.append(_("Waits for your answer"))
    if Waiting.Owner.HUB in owners:
        states.append(_("A person at the hub is looking at it"))
    for each in account.notifications:
        words = (AT_A_SCHOOL if each.establishment_id else AT_A_DESK).get(each.state)
        if words:
            states.append(str(words))
    if _nobody_knew(account):
        states.append(_("Nobody knew before the bell"))
    if account.class_ == Class.HANDED_OVER:
        states.append(str(AT_A_DESK[State.HANDED_OVER]))
    return tuple(dict.fromkeys(states)) or (_("Settled by a person at the hub"),)


def _nobody_knew(account: ChildAccount) -> bool:
    """Say whether a bell rang with nobody told, whatever became of it later."""
    told = any(each.missed_at for each in account.notifications)
    return told or any(each.missed_at for each in account.waits)


def child_of(account: ChildAccount) -> Child:
    """Return one child with what became of it and what is asked about it."""
    row = account.child
    return Child(
        reference=row.reference,
        name=" ".join(filter(None, [row.given_names, row.surname])),
        born_on=row.born_on,
        is_vanished=row.vanished_at is not None,
        is_recorded_as_adult=row.is_recorded_as_adult,
        is_added_by_the_hub=row.added_by_id is not None,
        states=states_of(account),
        questions=tuple(questions_of(account)),
        birth_date_field=field_of(row.incident, row.reference, "date_of_birth_0"),
    )


def questions_of(account: ChildAccount) -> Iterable[Question]:
    """Yield what the force is asked about one child."""
    child = account.child
    for wait in account.waits:
        if wait.owner != Waiting.Owner.SENDER:
            continue
        is_vanished = wait.why == Waiting.Why.VANISHED
        yield Question(
            incident_id=child.incident_id,
            reference=child.incident.reference,
            child=child.reference,
            words="" if is_vanished else str(wait.detail.get("question") or wait.get_why_display()),
            asked_at=wait.opened_at,
            due_at=wait.due_at,
            vanished_wait_id=wait.id if is_vanished else None,
            child_id=child.id,
            field=field_of(child.incident, child.reference, "given_names"),
        )


def field_of(incident: Incident, reference: str, field: str) -> str:
    """Return the id of a field of one person on the form of an incident."""
    for kind, people in (("child", "children"), ("adult", "adults")):
        for index, person in enumerate(incident.said.get(people) or []):
            if person.get("id") == reference:
                return f"id_{kind}-{index}-{field}"
    # One who is put back comes after those who are there.
    return f"id_child-{len(incident.said.get('children') or [])}-{field}"


def line_of(incident: Incident, accounts: Sequence[ChildAccount]) -> IncidentLine:
    """Return one incident as a list shows it."""
    counted: dict[str, int] = {}
    for account in accounts:
        for words in states_of(account):
            counted[words] = counted.get(words, 0) + 1
    return IncidentLine(
        incident_id=incident.id,
        reference=incident.reference,
        revision=incident.revision,
        is_withdrawn=incident.status == Incident.Status.WITHDRAWN,
        received_at=incident.first_received_at,
        children=len(accounts),
        states=tuple(counted.items()),
        questions=sum(1 for account in accounts for _each in questions_of(account)),
        met=incident.completeness.get("met", 0),
        of=incident.completeness.get("of", 0),
    )


def refused_of(row: RefusedIncident) -> Refused:
    """Return one refused incident with its problems; no value that was sent is shown."""
    return Refused(
        refused_id=row.id,
        reference=row.reference,
        refused_at=row.refused_at,
        problems=tuple(
            Problem(
                place=_IN_THE_FEED.sub("", each["place"]),
                cell=each.get("cell", ""),
                problem=each["problem"],
                cure=each["cure"],
            )
            for each in row.problems
        ),
        can_be_mended=can_be_mended(row.content),
    )


_IN_THE_FEED = re.compile(r"^/incidents/\d+", re.ASCII)
"""How the place of a problem begins when the incident came in a feed."""


def can_be_mended(content: Any) -> bool:
    """Say whether a form can show what was refused: one readable incident, not a whole feed."""
    return isinstance(content, dict) and not {"as_sent", "feed", "incidents"} & content.keys()


def feed_of(row: Feed, *, without: Collection[str] = ()) -> FeedLine | None:
    """Return one delivery with the fates of its incidents, or None where it tells of no other.

    `without` are the references of incidents that the reader must not learn of.
    """
    counted: dict[str, int] = {}
    told = row.receipt.get("incidents", [])
    said = [each for each in told if each["reference"] not in without]
    if told and not said:
        return None
    for each in said:
        counted[each["fate"]] = counted.get(each["fate"], 0) + 1
    return FeedLine(
        reference=row.reference,
        is_single=row.reference.startswith(SINGLE),
        received_at=row.received_at,
        covers_from=row.covers_from,
        covers_to=row.covers_to,
        fates=tuple(
            (str(words), counted[fate]) for fate, words in FATES.items() if fate in counted
        ),
        flags=tuple(flag["note"] for flag in row.flags),
    )


@dataclass(frozen=True, kw_only=True)
class RevisionLine:
    """One revision as it arrived."""

    number: int
    received_at: datetime
    typed_by: str


@dataclass(frozen=True, kw_only=True)
class IncidentPage:
    """One incident, what became of each child, what is asked and what was not recorded."""

    line: IncidentLine
    children: tuple[Child, ...]
    unmet: tuple[str, ...]
    flags: tuple[str, ...]
    revisions: tuple[RevisionLine, ...]


def page_of(
    incident: Incident, accounts: Sequence[ChildAccount], revisions: Iterable[Revision]
) -> IncidentPage:
    """Return the page of one incident."""
    return IncidentPage(
        line=line_of(incident, accounts),
        children=tuple(map(child_of, accounts)),
        unmet=unmet(incident),
        flags=tuple(flag["note"] for flag in incident.flags),
        revisions=tuple(
            RevisionLine(
                number=each.number,
                received_at=each.received_at,
                typed_by=each.entered_by.name if each.entered_by else "",
            )
            for each in revisions
        ),
    )


def unmet(incident: Incident) -> tuple[str, ...]:
    """Return the questions of completeness that are answered no: a hint, never a condition."""
    measures = incident.completeness.get("measures", {})
    return tuple(
        _(question)
        for name, question in MEASURES.items()
        if measures.get(name, {}).get("answer") == "no"
    )
