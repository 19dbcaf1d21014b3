"""What each agreement is worth, in bits: a weight of one doubles the odds that it is the child.

The weights are set by hand from rates of error in recorded details (how often a name is a
nickname, a birth date has a digit wrong, a family has moved) and from how often the level would
agree by chance. Fields are added as if they were independent; where they are not (a sibling
shares surname and home, a twin the birth date too) ``decide`` lets the rival count against.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import log2

from firstbell.core.linkage.compare import Agreement
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.names import joined, words
from firstbell.core.linkage.records import RollPupil

LEAST_PUPILS = 1 << 15
"""A roll smaller than this is weighed as if it were this large: most of an area may be missing."""

USUAL_PUPILS = 1 << 17
"""The register assumed where nobody counted: about the pupils of one police force's area."""

USUAL_FORENAME, USUAL_SURNAME = 8.0, 9.0
"""Weights of an equal name whose frequency nobody counted."""

COMMONEST_NAME, RAREST_NAME = 4.5, 11.0
"""Bounds of the weight of an equal name: no name says nothing, none says everything."""

MOST_FOR_NAMESAKES = -4.0
"""The most that namesakes may take, so that a common name that agrees never counts against."""

WEIGHTS: Mapping[tuple[Field, Level], float] = {
    (Field.UPN, Level.SAME): 24.0,
    (Field.UPN, Level.TEMPORARY): -1.0,
    (Field.UPN, Level.DIFFERENT): -10.0,
    (Field.FORENAME, Level.INITIAL): 1.5,
    (Field.FORENAME, Level.LOOKALIKE): -4.0,
    (Field.FORENAME, Level.DIFFERENT): -8.0,
    (Field.MIDDLE_NAMES, Level.SAME): 3.0,
    (Field.MIDDLE_NAMES, Level.INITIAL): 1.0,
    (Field.MIDDLE_NAMES, Level.DIFFERENT): -2.0,
    (Field.SURNAME, Level.ADULT): 2.5,
    (Field.SURNAME, Level.INITIAL): 0.5,
    (Field.SURNAME, Level.LOOKALIKE): -3.0,
    (Field.SURNAME, Level.DIFFERENT): -3.5,
    (Field.BIRTH, Level.SAME): 12.0,
    (Field.BIRTH, Level.SWAPPED): 6.5,
    (Field.BIRTH, Level.FIRST_OF): 4.5,
    (Field.BIRTH, Level.YEAR_SLIP): 4.0,
    (Field.BIRTH, Level.CLOSE): 2.5,
    (Field.BIRTH, Level.AGE): 3.3,
    (Field.BIRTH, Level.AGE_NEAR): -0.5,
    (Field.BIRTH, Level.DIFFERENT): -8.0,
    (Field.SEX, Level.SAME): 0.9,
    (Field.SEX, Level.DIFFERENT): -5.5,
    (Field.ADDRESS, Level.HOUSE): 9.0,
    (Field.ADDRESS, Level.POSTCODE_CLOSE): 6.0,
    (Field.ADDRESS, Level.POSTCODE): 5.5,
    (Field.ADDRESS, Level.LINE): 4.5,
    (Field.ADDRESS, Level.DISTRICT): 1.5,
    (Field.ADDRESS, Level.DIFFERENT): -1.5,
    (Field.SCHOOL, Level.SAME): 4.5,
    (Field.SCHOOL, Level.DIFFERENT): -2.0,
}
"""Weights of levels that do not depend on how common a name is; a level not listed weighs 0."""

_OFF_EQUAL: Mapping[Level, float] = {
    Level.SAME: 0.0,
    Level.FAMILY: 1.5,
    Level.RUN_TOGETHER: 1.5,
    Level.CLOSE: 2.0,
    Level.SWAPPED: 2.0,
    Level.PART: 2.0,
    Level.PART_CLOSE: 2.9,
    Level.MIDDLE: 2.9,
}
"""How much less than an equal name a name is worth that agrees in another way."""


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """One field of a decision, for a person to read: no value of the child's, only its kind."""

    field: str
    child_value_kind: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many pupils bear each forename and surname: a common name is weaker evidence.

    Keys are folded as by ``forename_key`` and ``surname_key``; a name that is not counted has its
    usual weight, so that a table of only the names in question will do. ``namesakes`` counts the
    pupils of one forename and surname together where they are two or more, by ``namesake_key``.
    """

    pupils: int
    forenames: Mapping[str, int]
    surnames: Mapping[str, int]
    namesakes: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, pupils: Iterable[RollPupil]) -> "Frequencies":
        """Count a roll."""
        forenames: Counter[str] = Counter()
        surnames: Counter[str] = Counter()
        both: Counter[str] = Counter()
        count = 0
        for pupil in pupils:
            count += 1
            forenames[forename_key(pupil.forename)] += 1
            surnames[surname_key(pupil.surname)] += 1
            both[namesake_key(pupil.forename, pupil.surname)] += 1
        return cls(count, forenames, surnames, {name: n for name, n in both.items() if n > 1})

    def forename_weight(self, name: str) -> float:
        """The weight of an equal forename, given folded."""
        return self._weight(self.forenames.get(name), USUAL_FORENAME)

    def surname_weight(self, name: str) -> float:
        """The weight of an equal surname, given folded."""
        return self._weight(self.surnames.get(name), USUAL_SURNAME)

    def namesake_weight(self, forename: str, surname: str) -> float:
        """What the two names together are worth less than each by itself; never above 0.

        Names go together in families' communities, so that there are more pupils of one forename
        and surname than the two frequencies say.
        """
        bearers = self.namesakes.get(f"{forename} {surname}", 1)
        together = log2(max(self.pupils, LEAST_PUPILS) / bearers)
        apart = self.forename_weight(forename) + self.surname_weight(surname)
        return max(min(together - apart, 0.0), MOST_FOR_NAMESAKES)

    def _weight(self, bearers: int | None, usual: float) -> float:
        if not bearers:
            return usual
        by_chance = log2(max(self.pupils, LEAST_PUPILS) / bearers)
        return min(max(by_chance, COMMONEST_NAME), RAREST_NAME)


def forename_key(text: str) -> str:
    """The key under which ``Frequencies`` counts a forename: the first of its names, folded."""
    return words(text)[0] if words(text) else ""


def surname_key(text: str) -> str:
    """The key under which ``Frequencies`` counts a surname: all of it, folded, as one word."""
    return joined(text)


def namesake_key(forename: str, surname: str) -> str:
    """The key under which ``Frequencies`` counts pupils of one forename and surname."""
    return f"{forename_key(forename)} {surname_key(surname)}"


def prior(frequencies: Frequencies | None) -> FieldEvidence:
    """The weight before any evidence: one pupil among all that it could be."""
    pupils = USUAL_PUPILS if frequencies is None else max(frequencies.pupils, LEAST_PUPILS)
    return FieldEvidence(Field.REGISTER, "not a field of the child", Level.PRIOR, -log2(pupils))


def weigh(
    agreements: Iterable[Agreement], frequencies: Frequencies | None
) -> Iterator[FieldEvidence]:
    """Each field's evidence, its level and what that is worth; and what namesakes take."""
    names: dict[Field, str] = {}
    for field_, kind, level, name in agreements:
        weight = WEIGHTS.get((field_, level))
        if weight is None and field_ in {Field.FORENAME, Field.SURNAME} and level in _OFF_EQUAL:
            weight = _equal_name(field_, name, frequencies) - _OFF_EQUAL[level]
            names[field_] = name
        yield FieldEvidence(field_, kind, level, weight or 0.0)
    if frequencies is not None and len(names) == 2:
        taken = frequencies.namesake_weight(names[Field.FORENAME], names[Field.SURNAME])
        yield FieldEvidence(Field.NAMESAKES, "a name", Level.NAMESAKES, taken)


def _equal_name(of: Field, name: str, frequencies: Frequencies | None) -> float:
    if frequencies is None:
        return USUAL_FORENAME if of is Field.FORENAME else USUAL_SURNAME
    if of is Field.FORENAME:
        return frequencies.forename_weight(name)
    return frequencies.surname_weight(name)
