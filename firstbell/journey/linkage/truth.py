"""What is known of who recorded children are: from what people said, and what schools confirmed.

Reads every incident that may teach something, one at a time, as the rolls in force have its
children. For the system alone: nothing read here is shown to anybody or leaves as anything but
figures.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from firstbell.core.linkage import (
    Decision,
    Frequencies,
    RollPupil,
    Weights,
    decide_household,
)
from firstbell.core.linkage import RecordedChild as Recorded
from firstbell.core.linkage.correcting import Answer, Choice, Said
from firstbell.core.linkage.training import Known
from firstbell.journey.intake.models import Incident
from firstbell.journey.linkage.deciding import candidates_of, frequencies_of
from firstbell.journey.linkage.models import Decision as Decided
from firstbell.journey.linkage.models import Link
from firstbell.journey.linkage.recorded import as_recorded, day_of

CHOICES: Mapping[str, Choice] = {
    Decided.Choice.THIS_ONE: "this_one",
    Decided.Choice.NONE_OF_THESE: "none_of_these",
    Decided.Choice.RECONSIDERED: "reconsidered",
}
"""Decisions that say who a child is, or is not. To ask the sender says neither."""


@dataclass(frozen=True, slots=True)
class KnownIncident:
    """The children of one incident, the pupils they may be, and what was said of each."""

    incident_id: UUID
    on: date
    children: Sequence[Recorded]
    candidates: Mapping[object, list[RollPupil]]
    frequencies: Frequencies
    said: Mapping[object, Said] = field(repr=False)

    def known(self) -> Known:
        """What there is to learn from, as training has it."""
        truth = {child: said.pupil for child, said in self.said.items() if said.is_known}
        return Known(self.children, self.candidates, truth, self.frequencies)

    def decide(self, weights: Weights) -> list[Decision]:
        """What other weights would say, each child by the evidence alone."""
        return decide_household(
            self.children, self.candidates, frequencies=self.frequencies, weights=weights
        )


@dataclass(frozen=True, slots=True)
class BySchools:
    """Recorded children whose school answered the question "on your roll?", by their ids."""

    confirmed: Collection[UUID] = frozenset()
    refused: Collection[UUID] = frozenset()


def known_incidents(schools: BySchools) -> Iterator[KnownIncident]:
    """Yield every incident of which people have said something, in the order of their ids.

    A child that a school confirmed is who the evidence says, and one that it refused is not,
    unless a hub worker said something of the child.
    """
    said = _said(schools)
    incidents = Incident.objects.filter(children__in=said).distinct().order_by("id")
    for incident in incidents.prefetch_related("adults", "children").iterator(chunk_size=100):
        rows = sorted(incident.children.all(), key=lambda row: row.reference)
        children = [as_recorded(row, incident=incident) for row in rows]
        on = day_of(incident)
        candidates = candidates_of(children, on=on)
        yield KnownIncident(
            incident_id=incident.id,
            on=on,
            children=children,
            candidates=candidates,
            frequencies=frequencies_of(candidates.values()),
            said={row.id: said.get(row.id, Said()) for row in rows},
        )


def _said(schools: BySchools) -> dict[UUID, Said]:
    """All that was said of each child, by its id."""
    by_evidence = Link.objects.filter(state=Link.State.LINKED, decided_by=None)
    said = {
        child: Said(is_known=True, pupil=pupil)
        for child, pupil in by_evidence.filter(child__in=schools.confirmed).values_list(
            "child", "pupil"
        )
    }
    for child, pupil in by_evidence.filter(child__in=schools.refused).values_list("child", "pupil"):
        said[child] = Said(is_not=frozenset({pupil}))
    answers: dict[UUID, list[Answer]] = {}
    decisions = Decided.objects.filter(choice__in=CHOICES).select_related("link")
    for decision in decisions.order_by("at", "id"):
        shown = frozenset(UUID(str(each["pupil"])) for each in decision.shown)
        answers.setdefault(decision.link.child_id, []).append(
            Answer(CHOICES[decision.choice], decision.pupil_id, shown)
        )
    return {**said, **{child: Said.of(own) for child, own in answers.items()}}
