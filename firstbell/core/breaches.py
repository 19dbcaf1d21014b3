"""What was told to the wrong one: is it a breach, by when is it told to whom, and what ends it?

Every recall is written down, whether or not anybody had read it. Where nothing was read and no
copy left, nobody had access: a near miss. Anything else is a personal data breach until somebody
of information governance finds otherwise (UK GDPR Article 4(12): "unauthorised disclosure of, or
access to, personal data"; Article 33(5): each is documented, told to the ICO or not).

Reads nothing: what was read and which copies left is counted by others and passed in.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TO_THE_ICO = timedelta(hours=72)
"""UK GDPR Article 33(1): "without undue delay and, where feasible, not later than 72 hours after
having become aware of it"; the same for a force in section 67(1) Data Protection Act 2018. They
are hours, so that nights, weekends and bank holidays count, and no partnership may set them."""


class Why(StrEnum):
    """Why something that was told is taken back."""

    WRONG_PLACE = "wrong_place"
    WRONG_CONTENT = "wrong_content"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What a recall turned out to be."""

    BREACH = "breach"
    NEAR_MISS = "near_miss"


class Risk(StrEnum):
    """What it may mean for the child and the family, as somebody has judged it."""

    NO_BREACH = "no_breach"
    """It was rightly shared when it was shared: an incident withdrawn since, say."""

    UNLIKELY = "unlikely"
    LIKELY = "likely"
    HIGH = "high"


class Said(StrEnum):
    """What a wrong reader says to one question."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"


@dataclass(frozen=True, kw_only=True)
class Left:
    """How much of it got out before it was taken back, each as a number of times."""

    first_steps: int = 0
    """Name and birth date, read to answer "on our roll?"."""

    readings: int = 0
    copies: int = 0
    """Printed, as PDF, as data, or handed to another system."""

    read_out: int = 0
    """By telephone."""

    def __add__(self, other: "Left") -> "Left":
        """Return the greater of two counts of the same thing: rows and trail count it each."""
        return Left(
            first_steps=max(self.first_steps, other.first_steps),
            readings=max(self.readings, other.readings),
            copies=max(self.copies, other.copies),
            read_out=max(self.read_out, other.read_out),
        )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a wrong reader says became of it."""

    was_read: Said
    was_kept: Said
    was_passed_on: Said


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What somebody of information governance decides about a breach."""

    risk: Risk
    tell_ico: bool
    tell_people: bool
    tells_why_not_people: bool = False
    """One of the conditions of Article 34(3) is given as the reason not to tell them."""


def kind_of(why: Why, left: Left) -> Kind:
    """Return what a recall is by what got out.

    Name and birth date were right where only some of the content was wrong.
    """
    read = left.readings + left.copies + left.read_out
    if why != Why.WRONG_CONTENT:
        read += left.first_steps
    return Kind.BREACH if read else Kind.NEAR_MISS


def is_asked(kind: Kind) -> bool:
    """Say whether the wrong reader is asked what became of it: where somebody had it at all."""
    return kind == Kind.BREACH


def makes_a_breach(answer: Answer) -> bool:
    """Say whether an answer turns a near miss into a breach: they had it, whatever we counted.

    Whoever is not sure is taken to have had it.
    """
    said = (answer.was_read, answer.was_kept, answer.was_passed_on)
    return any(each != Said.NO for each in said)


def due_at(kind: Kind, *, aware_at: datetime, near_miss: timedelta) -> datetime:
    """Return by when a breach is told to the ICO or found not to need it, or a miss looked at.

    `aware_at` is when anybody of the partnership knew; `near_miss` the partnership's own rule.
    """
    return aware_at + (TO_THE_ICO if kind == Kind.BREACH else near_miss)


def must_tell_ico(risk: Risk) -> bool:
    """Say whether the ICO must be told: unless a risk is unlikely (Article 33(1))."""
    return risk in (Risk.LIKELY, Risk.HIGH)


def must_tell_people(risk: Risk) -> bool:
    """Say whether the people concerned must be told: where the risk is high (Article 34(1))."""
    return risk == Risk.HIGH


def wrong_with(decision: Decision) -> tuple[str, ...]:
    """Return what the law does not allow in a decision, by codes; nothing when it may stand."""
    found = []
    if must_tell_ico(decision.risk) and not decision.tell_ico:
        found.append("ico_must_be_told")
    may_stay_silent = decision.tells_why_not_people
    if must_tell_people(decision.risk) and not (decision.tell_people or may_stay_silent):
        found.append("people_must_be_told")
    return tuple(found)


def is_late(told_at: datetime, *, due_at: datetime) -> bool:
    """Say whether the ICO was told after the 72 hours: it is told why, too (Article 33(1))."""
    return told_at > due_at


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a record has come."""

    kind: Kind
    is_decided: bool = False
    tell_ico: bool = False
    is_ico_told: bool = False
    tell_people: bool = False
    are_people_told: bool = False
    is_asked: bool = False
    is_answered: bool = False


def to_do(standing: Standing) -> tuple[str, ...]:
    """Return what is left to do before a record may be closed, in its order, by codes.

    Whoever never answers must be written down as such by a person; nobody is waited for for ever.
    """
    if standing.kind == Kind.NEAR_MISS:
        return ()
    steps: Collection[tuple[str, bool]] = (
        ("decide", standing.is_decided),
        ("tell_ico", standing.is_ico_told or not standing.tell_ico),
        ("tell_people", standing.are_people_told or not standing.tell_people),
        ("hear", standing.is_answered or not standing.is_asked),
    )
    return tuple(code for code, is_done in steps if not is_done)


class Owner(StrEnum):
    """Who answers for a record of a breach, and decides."""

    GOVERNANCE = "governance"
    """Information governance, for the controllers of the partnership."""

    CIRCLE = "circle"
    """The hub's people in the circle of a record that is sealed from everybody else."""


def owner(*, is_sealed: bool) -> Owner:
    """Return who owns a record: there is always somebody, sealed or not."""
    return Owner.CIRCLE if is_sealed else Owner.GOVERNANCE


SOON = timedelta(hours=24)
"""So long before the end of the 72 hours its owners are told once more that it is not decided."""


def reminder_at(due: datetime) -> datetime:
    """Return when the owners of a breach hear of it again, should nobody have decided."""
    return due - SOON
