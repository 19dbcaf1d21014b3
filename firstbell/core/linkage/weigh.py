"""What each agreement is worth, in bits: a weight of one doubles the odds that it is the child.

The figures are data, in ``weights``: learned together from pairs of records whose truth is known,
so that what one field already says is not counted again by another. A readable sum is all there
is: one figure for a level, and for names one more for each bit of rarity. What the sum cannot
see (a sibling shares surname and home, a twin the birth date too) ``decide`` lets count against.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import log2
from typing import NamedTuple

from firstbell.core.linkage.compare import Agreement
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.names import joined, words
from firstbell.core.linkage.records import RollPupil
from firstbell.core.linkage.weights import (
    NAMESAKES,
    NEAR_BY,
    PRIOR,
    RARITY,
    REGISTER,
    SHIPPED,
    Weights,
    term,
)

USUAL_PUPILS = 1 << 17
"""The register assumed where nobody counted: about the pupils of one police force's area. A
smaller one is weighed as if it were this large: the rest of the area is missing, and the child may
be there. That concerns how many it could be, not how rare a name is."""

COUNTED_AS_USUAL = 1 << 10
"""So many pupils whose names are as rare as usual are added to every count of a name: a small roll
is a small sample, in which one bearer of a common name looks like a rarity."""

USUAL_FORENAME, USUAL_SURNAME = 8.0, 9.0
"""Rarity in bits of a name whose frequency nobody counted."""

COMMONEST_NAME, RAREST_NAME = 4.5, 11.0
"""Bounds of a name's rarity: no name says nothing, none says everything."""

MOST_FOR_NAMESAKES = -4.0
"""The most that namesakes may take, so that a common name that agrees never counts against."""

BY_RARITY = frozenset(
    {
        Level.SAME, Level.FAMILY, Level.RUN_TOGETHER, Level.CLOSE, Level.SWAPPED, Level.PART,
        Level.PART_CLOSE, Level.MIDDLE,
    }
)  # fmt: skip
"""Levels at which a name agrees in full, so that a rare one says more."""

NEAR = frozenset({Level.HOUSE, Level.POSTCODE, Level.POSTCODE_CLOSE, Level.LINE, Level.DISTRICT})
"""Levels at which two homes are in one neighbourhood, if no nearer."""

USUAL_BITS = 8.0
"""The rarity, in bits, at which a name is worth just what its level is."""


class FieldEvidence(NamedTuple):
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

    def forename_bits(self, name: str) -> float:
        """How rare a forename is, given folded."""
        return self._bits(self.forenames.get(name), USUAL_FORENAME)

    def surname_bits(self, name: str) -> float:
        """How rare a surname is, given folded."""
        return self._bits(self.surnames.get(name), USUAL_SURNAME)

    def namesake_bits(self, forename: str, surname: str) -> float:
        """What the two names together are worth less than each by itself; never above 0.

        Names go together in families' communities, so that there are more pupils of one forename
        and surname than the two frequencies say.
        """
        bearers = self.namesakes.get(f"{forename} {surname}", 1)
        together = log2((self.pupils + COUNTED_AS_USUAL) / bearers)
        apart = self.forename_bits(forename) + self.surname_bits(surname)
        return max(min(together - apart, 0.0), MOST_FOR_NAMESAKES)

    def _bits(self, bearers: int | None, usual: float) -> float:
        if not bearers:
            return usual
        as_usual = COUNTED_AS_USUAL * 2**-usual
        by_chance = log2((self.pupils + COUNTED_AS_USUAL) / (bearers + as_usual))
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


def prior(frequencies: Frequencies | None, weights: Weights = SHIPPED) -> FieldEvidence:
    """The weight before any evidence: one pupil among all that it could be."""
    weight = sum(
        units * weights.bits.get(term_, 0.0) for term_, units in prior_terms(frequencies).items()
    )
    return FieldEvidence(Field.REGISTER, "not a field of the child", Level.PRIOR, weight)


def prior_terms(frequencies: Frequencies | None) -> dict[str, float]:
    """The terms before any evidence and their units: the register in doublings of the usual one."""
    pupils = USUAL_PUPILS if frequencies is None else max(frequencies.pupils, USUAL_PUPILS)
    return {PRIOR: 1.0, REGISTER: log2(pupils / USUAL_PUPILS)}


def weigh(
    agreements: Iterable[Agreement],
    frequencies: Frequencies | None,
    weights: Weights = SHIPPED,
) -> Iterator[FieldEvidence]:
    """Each field's evidence, its level and what that is worth; and what namesakes take."""
    for agreement, terms in terms_of(agreements, frequencies):
        weight = sum(units * weights.bits.get(term_, 0.0) for term_, units in terms.items())
        yield FieldEvidence(agreement.field, agreement.kind, agreement.level, weight)


def terms_of(
    agreements: Iterable[Agreement], frequencies: Frequencies | None
) -> Iterator[tuple[Agreement, dict[str, float]]]:
    """Each agreement with its terms and their units, whose bits are summed; as in training."""
    names: dict[Field, Agreement] = {}
    doublings = prior_terms(frequencies)[REGISTER]
    for agreement in agreements:
        terms = {term(agreement.field, agreement.level): 1.0}
        if agreement.field in {Field.FORENAME, Field.SURNAME} and agreement.level in BY_RARITY:
            terms[term(agreement.field, RARITY)] = rarity(agreement, frequencies) - USUAL_BITS
            names[agreement.field] = agreement
        if agreement.field is Field.ADDRESS and agreement.level in NEAR:
            terms[NEAR_BY] = doublings
        yield agreement, terms
    if frequencies is not None and len(names) == 2:
        taken = namesakes_taken(names[Field.FORENAME], names[Field.SURNAME], frequencies)
        yield TOGETHER, {NAMESAKES: taken}


TOGETHER = Agreement(Field.NAMESAKES, "a name", Level.NAMESAKES)
"""Forename and surname agree in full, each of them."""


def namesakes_taken(forename: Agreement, surname: Agreement, frequencies: Frequencies) -> float:
    """What two names that both agree in full are worth less together than apart, in bits."""
    return frequencies.namesake_bits(forename.name, surname.name)


def rarity(agreement: Agreement, frequencies: Frequencies | None) -> float:
    """How rare the name is by which a forename or a surname agrees, in bits."""
    if frequencies is None:
        return USUAL_FORENAME if agreement.field is Field.FORENAME else USUAL_SURNAME
    if agreement.field is Field.FORENAME:
        return frequencies.forename_bits(agreement.name)
    return frequencies.surname_bits(agreement.name)
