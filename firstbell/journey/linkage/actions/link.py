"""Decide by the evidence which pupils the children of an incident are.

The children of one incident are decided together. What a person has decided stands: new
evidence may add a question beside it but never overrules it.
"""

from datetime import datetime
from uuid import UUID

from firstbell.core.linkage import Candidate as Weighed
from firstbell.core.linkage import Decision
from firstbell.foundation import acting
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.actions.waiting import stop_waiting, stop_waiting_of, wait
from firstbell.journey.intake.models import Incident, RecordedChild, Waiting
from firstbell.journey.linkage import queries
from firstbell.journey.linkage.deciding import decide_now
from firstbell.journey.linkage.models import Candidate, Link
from firstbell.journey.linkage.recorded import as_recorded, day_of

SHOWN = 8
"""How many candidates a person is shown: more would be read as certainty that one of them fits."""

EVENTS = {
    Link.State.LINKED: "child.linked",
    Link.State.REVIEW: "child.in_review",
    Link.State.UNLINKED: "child.unlinked",
}
"""What has happened to a child, by the state of the link."""


@acting.as_system_within
def link_incident(incident_id: UUID, *, at: datetime) -> None:
    """Decide every child of an incident whose link is not settled, and record what became of it.

    A link that the evidence made stands while a revision confirms it; where the new evidence
    speaks for another pupil the link goes to a person.
    """
    incident = Incident.objects.select_for_update().prefetch_related("adults").get(id=incident_id)
    children = list(incident.children.order_by("reference"))
    links = {
        link.child_id: link for link in Link.objects.select_for_update().filter(child__in=children)
    }
    open_children = [child for child in children if _is_open(links.get(child.id))]
    recorded = [as_recorded(child, incident=incident) for child in open_children]
    weights = queries.weights_in_force()
    decisions = decide_now(recorded, on=day_of(incident), weights=weights)
    for child, decision in zip(open_children, decisions, strict=True):
        before = links.get(child.id)
        _settle(child, before, decision, incident=incident, version=weights.version, at=at)
    # Its bell is past, so that it comes after whatever leads to somebody being told.
    events.record("household.due", subject=incident.id, at=at, bell_at=at)


def _is_open(link: Link | None) -> bool:
    """Say whether the evidence still counts: no person decided, or one asked to look again."""
    return link is None or link.decided_by_id is None or link.state == Link.State.REVIEW


@acting.as_system_within
def take_as_answered(incident_id: UUID, *, at: datetime) -> None:
    """End the questions that the sender was asked: a revision is the answer."""
    asked = Waiting.objects.filter(
        child__incident=incident_id, why=Waiting.Why.QUESTION, closed_at=None
    )
    for waiting in asked:
        stop_waiting(waiting, by=None, at=at, outcome="answered")


def _settle(
    child: RecordedChild,
    before: Link | None,
    decision: Decision,
    *,
    incident: Incident,
    version: str,
    at: datetime,
) -> None:
    state = Link.State(decision.decision)
    if before and (_would_undo(before, decision) or before.decided_by_id):
        # Somebody may already have been told, or a person wants to look: only a person decides.
        state = Link.State.REVIEW
    linked = state == Link.State.LINKED
    if before and (before.state, before.pupil_id) == (state, decision.pupil if linked else None):
        # What a person is shown is what the latest revision says.
        _keep_candidates(before, decision.candidates[:SHOWN], is_new=False)
        before.decided_at, before.weights = at, version
        before.save(update_fields=["decided_at", "weights"])
        return
    link = before or Link(child=child)
    link.state = state
    link.pupil_id = UUID(str(decision.pupil)) if linked else None
    link.weight, link.probability, link.decided_at = decision.weight, decision.probability, at
    link.weights = version
    link.save()
    _keep_candidates(link, decision.candidates[:SHOWN], is_new=before is None)
    if state == Link.State.REVIEW:
        wait(
            child=child,
            why=Waiting.Why.REVIEW,
            owner=Waiting.Owner.HUB,
            due_at=queries.unrouted_bell(child, incident=incident),
            at=at,
        )
    elif before:
        stop_waiting_of(child, why=Waiting.Why.REVIEW, by=None, at=at, outcome=str(state))
    audit.record(
        f"link.{state}",
        subject_kind="child",
        subject_id=child.id,
        by=None,
        at=at,
        detail={"weight": decision.weight},
    )
    events.record(EVENTS[state], subject=child.id, at=at)


def _would_undo(before: Link, decision: Decision) -> bool:
    return before.state == Link.State.LINKED and decision.pupil != before.pupil_id


def _keep_candidates(link: Link, candidates: tuple[Weighed, ...], *, is_new: bool) -> None:
    if not is_new:
        link.candidates.all().delete()
    Candidate.objects.bulk_create(
        Candidate(
            link=link,
            pupil_id=str(candidate.pupil),
            rank=rank,
            weight=candidate.weight,
            evidence=[
                {"field": each.field, "level": each.level, "weight": each.weight}
                for each in candidate.evidence
            ],
        )
        for rank, candidate in enumerate(candidates, start=1)
    )
