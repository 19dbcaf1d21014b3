"""How complete an incident's record is, measure by measure.

What schools miss most is a child who was not listed, and what the child said. Each question
is answered yes, no or "does not apply", so that a force can see its own gaps. The answers are
told to the sender and counted; they never hold a notification back and they score no child.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Answer = Literal["yes", "no", "not_applicable"]
Measure = Literal[
    "children_listed", "seen", "spoken_to", "spoken_to_alone", "words_recorded",
    "school_stated", "birth_date_stated", "interpreter_stated",
]  # fmt: skip

MEASURES: dict[Measure, str] = {
    "children_listed": "Is at least one child listed, each with a name?",
    "seen": "Is it said of every child whether it was seen?",
    "spoken_to": "Is it said of every child who was seen whether anyone spoke to it?",
    "spoken_to_alone": "Is it said of every child spoken to whether it was alone?",
    "words_recorded": "Are the words of every child spoken to recorded?",
    "school_stated": "Is a school, or home education, stated for every child?",
    "birth_date_stated": "Is the birth date of every child stated?",
    "interpreter_stated": "Where a language is given, is the need for an interpreter stated?",
}
"""Every measure with the question that it asks, for the pages and the docs."""

SPOKE_NO_LANGUAGE = frozenset({"", "english", "en", "eng"})
"""Languages, in small letters, for which no interpreter is asked about."""


@dataclass(frozen=True, kw_only=True)
class ChildRecord:
    """What the force recorded of one child; None where it said nothing."""

    named: bool
    birth_date: bool = False
    seen: bool | None = None
    spoken_to: bool | None = None
    spoken_to_alone: bool | None = None
    voice: str = ""
    school_as_told: str = ""
    school_urn: str = ""
    home_educated: bool | None = None
    language: str = ""
    interpreter: str = ""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The answer to one measure, and of how many children it holds."""

    measure: Measure
    answer: Answer
    met: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """All measures of one incident."""

    measured: tuple[Measured, ...]

    @property
    def met(self) -> int:
        """How many measures are answered yes."""
        return sum(each.answer == "yes" for each in self.measured)

    @property
    def of(self) -> int:
        """How many measures apply."""
        return sum(each.answer != "not_applicable" for each in self.measured)

    def answer(self, measure: Measure) -> Answer:
        """Return the answer to one measure."""
        return next(each.answer for each in self.measured if each.measure == measure)


def completeness(children: Sequence[ChildRecord]) -> Completeness:
    """Return how complete the record of an incident with these children is.

    With no child listed, only `children_listed` applies: nothing is known of the rest.
    """
    listed = [child.named for child in children] or [False]
    seen = [child for child in children if child.seen or child.spoken_to]
    spoken_to = [child for child in children if child.spoken_to]
    foreign = [c for c in children if c.language.strip().casefold() not in SPOKE_NO_LANGUAGE]
    return Completeness(
        measured=(
            _measured("children_listed", listed),
            _measured("seen", (child.seen is not None for child in children)),
            _measured("spoken_to", (child.spoken_to is not None for child in seen)),
            _measured("spoken_to_alone", (c.spoken_to_alone is not None for c in spoken_to)),
            _measured("words_recorded", (bool(child.voice.strip()) for child in spoken_to)),
            _measured("school_stated", (_has_school(child) for child in children)),
            _measured("birth_date_stated", (child.birth_date for child in children)),
            _measured("interpreter_stated", (bool(c.interpreter.strip()) for c in foreign)),
        )
    )


def _has_school(child: ChildRecord) -> bool:
    return bool(child.school_as_told.strip() or child.school_urn.strip() or child.home_educated)


def _measured(measure: Measure, answers: Iterable[bool]) -> Measured:
    each = list(answers)
    answer: Answer = "yes" if all(each) else "no"
    return Measured(
        measure=measure,
        answer=answer if each else "not_applicable",
        met=sum(each),
        of=len(each),
    )
