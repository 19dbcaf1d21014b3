"""What two versions of the weights make of the same children, whose truth people have told.

Figures for the whole, by sex and by age band; none by the origin of a name, which is never known
of a real child.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from firstbell.core.linkage import Decision, RecordedChild, Weights
from firstbell.core.linkage.correcting import Said, is_wrong
from firstbell.core.linkage.proving import upper_bound
from firstbell.journey.linkage.truth import KnownIncident

BANDS = ((5, "under 5"), (8, "5 to 7"), (12, "8 to 11"), (26, "12 and over"))
"""Age bands, by the first year above each."""


@dataclass(slots=True)
class Tally:
    """What one version makes of a group of children."""

    children: int = 0
    linked: int = 0
    wrong: int = 0
    review: int = 0

    def add(self, decision: Decision, said: Said) -> None:
        """Count one child more."""
        self.children += 1
        self.linked += decision.decision == "linked"
        self.wrong += is_wrong(decision, said)
        self.review += decision.decision == "review"

    def said(self) -> str:
        """Say it in words."""
        bound = f" (at most {upper_bound(self.wrong, self.linked):.2%} at 95%)"
        return (
            f"{self.children} children: {self.linked} linked, {self.wrong} of them wrongly"
            f"{bound if self.linked else ''}, {self.review} to a person"
        )


@dataclass(slots=True)
class Compared:
    """One group under both versions."""

    before: Tally = field(default_factory=Tally)
    after: Tally = field(default_factory=Tally)


def compare(
    incidents: Iterable[KnownIncident], before: Weights, after: Weights
) -> dict[str, Compared]:
    """Decide every child whose truth is known by both; the whole stands under "all"."""
    groups = {"all": Compared()}
    for incident in incidents:
        both = zip(incident.decide(before), incident.decide(after), strict=True)
        for child, (old, new) in zip(incident.children, both, strict=True):
            said = incident.said[child.child_id]
            if not said.is_known:
                continue
            for name in ("all", f"sex {child.sex or 'not known'}", band_of(child, on=incident.on)):
                group = groups.setdefault(name, Compared())
                group.before.add(old, said)
                group.after.add(new, said)
    return groups


def band_of(child: RecordedChild, *, on: date) -> str:
    """The age band of a recorded child on the day of its incident."""
    age = child.age_estimate
    if child.born_on is not None:
        birthday_to_come = (on.month, on.day) < (child.born_on.month, child.born_on.day)
        age = on.year - child.born_on.year - birthday_to_come
    if age is None:
        return "age not known"
    return next((f"age {name}" for first, name in BANDS if age < first), "age not known")
