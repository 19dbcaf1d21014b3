"""Take one incident: the first revision, a later one, a repeat, a late one, or one refused.

Each is taken in a savepoint of its own, so that a bad one never stops the next. What follows
from it is not known here: the ledger's event is the only word that goes on.

Statements for one incident, whatever the size of the feed: at most 9 for a first revision and
12 for a later one, and 9 more for each child that vanishes or comes back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from firstbell.core.completeness import Completeness
from firstbell.core.withdrawals import needs_a_second
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake import oddities, queries
from firstbell.journey.intake.actions import added, withdrawing
from firstbell.journey.intake.actions.people import write_people
from firstbell.journey.intake.actions.refused import keep_refused, mark_mended
from firstbell.journey.intake.content import Kept
from firstbell.journey.intake.erased import as_it_may_be_kept, is_erased, without_erased
from firstbell.journey.intake.feed import Incident as Said
from firstbell.journey.intake.models import Feed, Incident, Revision, Withdrawal
from firstbell.journey.intake.people import OneIdForTwo, completeness_of
from firstbell.journey.intake.queries import Known
from firstbell.journey.intake.reading import pointer
from firstbell.journey.intake.receipts import (
    CellOf,
    Fate,
    Flag,
    IncidentReceipt,
    Problem,
    Question,
    located,
    nowhere,
)
from firstbell.journey.intake.validation import Checked
from firstbell.registry.agencies.models import Agency

EVENT_OF: dict[Fate, str] = {
    "accepted": "incident.received",
    "amended": "incident.revised",
    "withdrawn": "incident.withdrawn",
}
"""What the ledger is told of each fate that changes something."""


class CannotAccept(ValueError):
    """An incident that is well formed cannot be accepted; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem["code"])
        self.problem = problem


@dataclass(kw_only=True)
class Arrival:
    """What the incidents of one delivery share: whose they are, and what is held already."""

    source: Agency
    feed: Feed | None
    by: User | None
    at: datetime
    # When the clock starts for an incident that says none of its own instants.
    belief_default_at: datetime
    known: dict[str, Known] = field(default_factory=dict)
    first_of_content: dict[str, Incident] = field(default_factory=dict)
    unmended: set[str] = field(default_factory=set)
    cell_of: CellOf = nowhere


@dataclass(kw_only=True)
class Taken:
    """What became of one incident, before it is written down as a receipt."""

    fate: Fate
    # A withdrawal that a second person must agree to.
    is_asked: bool = False
    flags: list[Flag] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def lock(source: Agency) -> None:
    """Let this transaction alone take deliveries of a source, so that none is taken twice."""
    Agency.objects.select_for_update(no_key=True).get(id=source.id)


def arrival_of(
    incidents: Iterable[Checked],
    *,
    source: Agency,
    feed: Feed | None,
    by: User | None,
    at: datetime,
    belief_default_at: datetime,
    cell_of: CellOf = nowhere,
) -> Arrival:
    """Read what is held already of the incidents of a delivery; its source is locked."""
    listed = list(incidents)
    references = {each.reference for each in listed if each.reference}
    hashes = {each.kept.content_hash for each in listed if each.incident}
    return Arrival(
        source=source,
        feed=feed,
        by=by,
        at=at,
        belief_default_at=belief_default_at,
        known=queries.known_incidents(source, references),
        first_of_content=queries.first_of_content(source, hashes),
        unmended=queries.unmended(source, references),
        cell_of=cell_of,
    )


def take(arrival: Arrival, checked: Checked) -> IncidentReceipt:
    """Take one incident of a delivery, and return what became of it."""
    if checked.incident is None:
        return _refuse(arrival, checked, list(checked.problems))
    try:
        with transaction.atomic():
            taken = _accept(arrival, checked.incident, kept=checked.kept, place=checked.place)
    except CannotAccept as refusal:
        return _refuse_anew(arrival, checked, refusal.problem)
    except (DataError, IntegrityError):
        return _refuse_anew(arrival, checked, _cannot_be_kept(checked.place))
    receipt = IncidentReceipt(
        place=checked.place,
        reference=checked.incident.reference,
        revision=checked.incident.revision,
        fate=taken.fate,
        problems=[],
        flags=[located(each, arrival.cell_of) for each in taken.flags],
        questions=[located(each, arrival.cell_of) for each in taken.questions],
    )
    return _with_cell(receipt, arrival)


def _with_cell(receipt: IncidentReceipt, arrival: Arrival) -> IncidentReceipt:
    if cell := arrival.cell_of(receipt["place"]):
        receipt["cell"] = cell
    return receipt


def _accept(arrival: Arrival, said: Said, *, kept: Kept, place: str) -> Taken:
    known = arrival.known.get(said.reference)
    if known is not None and said.revision in known.revisions:
        if known.revisions[said.revision] != kept.content_hash:
            raise CannotAccept(_other_content(place))
        return Taken(fate="repeated")
    if known is not None and known.incident.erased_at:
        raise CannotAccept(is_erased(place))
    said, kept = without_erased(said, kept=kept, known=known)
    try:
        if known is None:
            taken = _first(arrival, said, kept=kept, place=place)
        elif said.revision < known.incident.revision:
            taken = Taken(fate="late")
        else:
            taken = _amend(arrival, known, said, kept=kept, place=place)
    except OneIdForTwo as clash:
        raise CannotAccept(_one_id_for_two(place, clash.index)) from None
    _keep_revision(arrival, said, kept=kept)
    _record(arrival, arrival.known[said.reference].incident, said, taken)
    if said.reference in arrival.unmended:
        mark_mended(
            source=arrival.source, reference=said.reference, revision=said.revision, at=arrival.at
        )
    return taken


def _first(arrival: Arrival, said: Said, *, kept: Kept, place: str) -> Taken:
    same = arrival.first_of_content.get(kept.content_hash) if said.children or said.adults else None
    incident = Incident(
        source=arrival.source,
        reference=said.reference,
        first_received_at=arrival.at,
        belief_formed_at=said.belief_stated_at or arrival.belief_default_at,
        same_content_as=same,
    )
    known = Known(incident=incident)
    taken = put_in_force(arrival, known, said, kept=kept, place=place)
    taken.fate = "accepted" if said.status == "active" else "withdrawn"
    if same is not None:
        taken.flags.append(oddities.same_content(place=place, reference=same.reference))
    arrival.known[said.reference] = known
    arrival.first_of_content.setdefault(kept.content_hash, incident)
    return taken


def _amend(arrival: Arrival, known: Known, said: Said, *, kept: Kept, place: str) -> Taken:
    incident = known.incident
    if said.status == "withdrawn" and _waits_for_a_second(arrival, incident):
        incident.revision = said.revision
        incident.save(update_fields=["revision"])
        withdrawing.ask(incident, number=said.revision, by=arrival.by, at=arrival.at)
        return Taken(fate="withdrawn", is_asked=True, flags=[withdrawing.flag(place)])
    withdrawing.overtake(incident, by=arrival.by, at=arrival.at)
    # A revision that no longer says when the belief was formed never moves the clock later.
    incident.belief_formed_at = said.belief_stated_at or min(
        incident.belief_formed_at, arrival.belief_default_at
    )
    taken = put_in_force(arrival, known, said, kept=kept, place=place)
    taken.fate = "amended" if said.status == "active" else "withdrawn"
    return taken


def _waits_for_a_second(arrival: Arrival, incident: Incident) -> bool:
    """Say whether a withdrawal waits; an officer who asks for it too is the second person."""
    if not needs_a_second(was_active=incident.status == Incident.Status.ACTIVE):
        return False
    waiting = withdrawing.open_one(incident)
    if waiting is None or not withdrawing.is_second(
        waiting, by=arrival.by, is_of_the_force=True, at=arrival.at
    ):
        return True
    withdrawing.end(waiting, Withdrawal.Outcome.AGREED, by=arrival.by, at=arrival.at)
    return False


def put_in_force(arrival: Arrival, known: Known, said: Said, *, kept: Kept, place: str) -> Taken:
    """Let an incident and its people say what one revision says."""
    incident = known.incident
    complete = completeness_of(said)
    flags = oddities.of_incident(
        said, place=place, belief_formed_at=incident.belief_formed_at, at=arrival.at
    )
    incident.status = said.status
    incident.status_reason = said.status_reason or ""
    incident.revision = said.revision
    incident.said = kept.said
    incident.content_hash = kept.content_hash
    incident.completeness = _measures(complete)
    incident.flags = [{**flag, "place": flag["place"].removeprefix(place)} for flag in flags]
    incident.save()
    vanished = write_people(known, said, by=arrival.by, at=arrival.at)
    added.keep_in(known)
    asked = [oddities.is_still_a_child_of_it(place=place, child=each) for each in vanished]
    if said.status == "active":
        asked += oddities.questions(complete, place=place)
    return Taken(fate="accepted", flags=flags, questions=asked)


def _measures(complete: Completeness) -> dict[str, Any]:
    return {
        "met": complete.met,
        "of": complete.of,
        "measures": {
            each.measure: {"answer": each.answer, "met": each.met, "of": each.of}
            for each in complete.measured
        },
    }


def _keep_revision(arrival: Arrival, said: Said, *, kept: Kept) -> None:
    known = arrival.known[said.reference]
    Revision.objects.create(
        incident=known.incident,
        number=said.revision,
        feed=arrival.feed,
        entered_by=arrival.by if arrival.feed is None else None,
        content_hash=kept.content_hash,
        said=kept.said,
        received_at=arrival.at,
    )
    known.revisions[said.revision] = kept.content_hash


def _record(arrival: Arrival, incident: Incident, said: Said, taken: Taken) -> None:
    fate = taken.fate
    audit.record(
        "incident.withdrawal_asked" if taken.is_asked else f"incident.{fate}",
        subject_kind="incident",
        subject_id=incident.id,
        by=arrival.by,
        at=arrival.at,
        actor="" if arrival.by else arrival.source.code,
        detail={"revision": said.revision},
    )
    if fate in EVENT_OF and not taken.is_asked:
        events.record(EVENT_OF[fate], subject=incident.id, at=arrival.at)


def _refuse_anew(arrival: Arrival, checked: Checked, problem: Problem) -> IncidentReceipt:
    """Refuse what had begun to be taken: what is held is read again, as it was rolled back."""
    reference = checked.reference or ""
    arrival.known.pop(reference, None)
    arrival.known.update(queries.known_incidents(arrival.source, [reference]))
    return _refuse(arrival, checked, [problem])


def _refuse(arrival: Arrival, checked: Checked, problems: list[Problem]) -> IncidentReceipt:
    problems = [located(each, arrival.cell_of) for each in problems]
    known = arrival.known.get(checked.reference or "")
    is_overtaken = (
        known is not None
        and checked.revision is not None
        and known.incident.revision > checked.revision
    )
    keep_refused(
        source=arrival.source,
        feed=arrival.feed,
        content=as_it_may_be_kept(checked.content, [known] if known else ()),
        problems=problems,
        by=arrival.by,
        at=arrival.at,
        reference=checked.reference,
        revision=checked.revision,
        mended_at=arrival.at if is_overtaken else None,
    )
    if checked.reference and not is_overtaken:
        arrival.unmended.add(checked.reference)
    return _with_cell(refused_receipt(checked, problems), arrival)


def refused_receipt(checked: Checked, problems: list[Problem]) -> IncidentReceipt:
    """Return the receipt of an incident that was refused."""
    return IncidentReceipt(
        place=checked.place,
        reference=checked.reference,
        revision=checked.revision,
        fate="refused",
        problems=problems,
        flags=[],
        questions=[],
    )


def _other_content(place: str) -> Problem:
    return Problem(
        code="other_content",
        place=place + pointer("revision"),
        problem=_("This revision was accepted before with other content."),
        cure=_("Send what has changed as a revision with a higher number."),
    )


def _one_id_for_two(place: str, index: int) -> Problem:
    return Problem(
        code="repeated_id",
        place=place + pointer("adults", index, "id"),
        problem=_("An adult who was under 18 has the same id as a child."),
        cure=_("Give each an id of their own; a person who is both belongs to children only."),
    )


def _cannot_be_kept(place: str) -> Problem:
    return Problem(
        code="cannot_be_kept",
        place=place,
        problem=_("The incident holds something that cannot be kept."),
        cure=_("Send it again; if that does not help, ask whoever runs this installation."),
    )
