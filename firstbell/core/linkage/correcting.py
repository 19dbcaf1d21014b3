"""What people have said about a child's link, and whether a decision would repeat a mistake.

Pure, and about one child at a time. A link that a person made or undid is theirs: no weights
change it. This is for asking, before other weights are put in force, what these would have done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from firstbell.core.linkage.decide import Decision
from firstbell.core.linkage.records import PupilId

Choice = Literal["this_one", "none_of_these", "reconsidered"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One decision of a person: what they chose, of which pupil, and which pupils they saw."""

    choice: Choice
    pupil: PupilId | None
    shown: frozenset[PupilId]


@dataclass(frozen=True, slots=True)
class Said:
    """All that people have said about one child: who it is, and who it is not.

    ``is_known`` where the last word was a pupil, or that it is none of those who were shown; one
    who was only said not to be a pupil may be anybody else.
    """

    is_known: bool = False
    pupil: PupilId | None = None
    is_not: frozenset[PupilId] = frozenset()

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> "Said":
        """Sum up what people said, the earliest first; a later word goes before an earlier one."""
        said = cls()
        for answer in answers:
            if answer.choice == "this_one":
                others = (said.is_not | answer.shown) - {answer.pupil}
                said = cls(is_known=True, pupil=answer.pupil, is_not=others)
            elif answer.choice == "none_of_these":
                said = cls(is_known=True, is_not=said.is_not | answer.shown)
            else:
                said = cls(is_not=said.is_not | {answer.pupil})
        return said


def is_wrong(decision: Decision, said: Said) -> bool:
    """Say whether a decision links a child otherwise than people have said."""
    if decision.decision != "linked":
        return False
    if said.is_known and said.pupil is not None:
        return decision.pupil != said.pupil
    return decision.pupil in said.is_not
