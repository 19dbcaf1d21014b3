"""What only the others show: which pupils matter, brothers and sisters, and what needs a person.

Most wrong links would be siblings, who share surname, home and sometimes the birth date; so the
pupils that a child may be are set against each other (in ``rivals``), and the children of an
incident too. Each term is evidence with a weight of its own; none is hidden in a threshold.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from math import floor

from firstbell.core.linkage.compare import CLASHES
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.records import ChildId, PupilId, RollPupil
from firstbell.core.linkage.thresholds import Thresholds
from firstbell.core.linkage.weigh import FieldEvidence
from firstbell.core.linkage.weights import SHIPPED, Weights

TENTHS = 10
"""Each piece of evidence is a whole number of tenths of a bit: what a page shows is what counts,
and anybody can redo the sum."""

LEAST_CONTENDERS = 2
"""So many stay beside a child however badly they fit: the best, and one to set it against."""

_FITTING_NAMES = frozenset(
    {Level.SAME, Level.FAMILY, Level.CLOSE, Level.RUN_TOGETHER, Level.SWAPPED}
)
_AT_HOME = frozenset({Level.HOUSE, Level.POSTCODE, Level.POSTCODE_CLOSE, Level.LINE})
_ONE_HOUSE = _AT_HOME - {Level.POSTCODE}
_FORENAME_IN_FULL = frozenset({Level.SAME, Level.FAMILY, Level.RUN_TOGETHER})
_SURNAME_FITS = frozenset(
    {Level.SAME, Level.FAMILY, Level.CLOSE, Level.PART, Level.PART_CLOSE, Level.SWAPPED}
)
_TELLS_NOBODY_APART = frozenset({Level.MISSING, Level.AGE_NEAR, Level.DIFFERENT})
_DOUBTFUL_FORENAME = CLASHES | {Level.MISSING}
_BIRTH_NOT_FITTING = frozenset({Level.DIFFERENT, Level.MISSING})
_SUPPORT = (Level.ONE_HOME, Level.ONE_HOME_MOVED)
OTHERS = "the other records"

_OF_EVERY_PAIR = tuple(Field)[: tuple(Field).index(Field.SCHOOL) + 1]

_PLACES = {of: place for place, of in enumerate(_OF_EVERY_PAIR)}
"""Where in its evidence a pair has a field that every pair has: no need to look for it."""


@dataclass(slots=True)
class Pair:
    """One child beside one pupil, while the evidence is being gathered.

    ``home`` is the same for pupils of one home, and None where the roll does not say enough.
    ``evidence`` begins with the fields that every pair has, in the order of ``Field``.
    """

    pupil: PupilId
    home: Hashable | None
    evidence: list[FieldEvidence] = field(default_factory=list)
    weight: float = 0.0

    @classmethod
    def of(cls, pupil: RollPupil, *evidence: FieldEvidence) -> "Pair":
        """Lay a child's evidence beside a pupil."""
        pair = cls(pupil.pupil_id, pupil.household)
        for found in evidence:
            pair.add(found.field, found.child_value_kind, found.level, found.weight)
        return pair

    def add(self, of: str, kind: str, level: str, weight: float) -> None:
        """Add one piece of evidence, in tenths, to the sum."""
        weight = in_tenths(weight)
        self.evidence.append(FieldEvidence(str(of), kind, str(level), weight))
        self.weight = in_tenths(self.weight + weight)

    def level(self, of: Field) -> str:
        """The level of one field that every pair has."""
        return self.evidence[_PLACES[of]].level


Pairs = dict[ChildId, list[Pair]]


def in_tenths(bits: float) -> float:
    """Round bits to the nearest tenth, halves up: the same by any program, one by one or many."""
    return floor(bits * TENTHS + 0.5) / TENTHS


def contenders(pairs: list[Pair], weights: Weights) -> list[Pair]:
    """Leave out the pupils that nothing could make the child, or a rival of the one that is.

    The best two stay whatever they weigh, with all that weigh as much as the second; and a UPN that
    fits is never left out.
    """
    if len(pairs) <= LEAST_CONTENDERS:
        return pairs
    ranked = sorted([pair.weight for pair in pairs])
    least = min(floor_of(weights), ranked[-LEAST_CONTENDERS])
    return [pair for pair in pairs if pair.weight >= least or pair.level(Field.UPN) == Level.SAME]


def floor_of(weights: Weights) -> float:
    """The weight below which a pupil is no contender, in bits.

    With all the support that a household gives, such a pupil would still be below review, support
    no sibling (that takes the weight of a link), and be too weak a rival to keep anybody from being
    linked (that takes the threshold less the lead).
    """
    lines = weights.thresholds
    rival = lines.link - max(lines.rival_at_home, lines.rival_elsewhere)
    support = max(weights.of(Field.SIBLINGS, level) for level in _SUPPORT)
    return min(lines.review, rival) - support


def let_siblings_support(pairs: Pairs, weights: Weights = SHIPPED) -> None:
    """Add weight to pupils whose home also holds a pupil that fits another of the children.

    Few bits where the address already says it, more where the family has moved together since
    the roll was written. A child that stands alone has no such sibling.
    """
    if len(pairs) < 2:
        return
    fitting: dict[Hashable, list[tuple[ChildId, PupilId]]] = {}
    for child, own in pairs.items():
        for pair in own:
            if pair.home is not None and _fits_by_itself(pair, weights):
                fitting.setdefault(pair.home, []).append((child, pair.pupil))
    for child, own in pairs.items():
        for pair in own:
            home = fitting.get(pair.home)
            if home is None or pair.level(Field.FORENAME) in CLASHES:
                continue
            if any(c != child and p != pair.pupil for c, p in home):
                at_home = pair.level(Field.ADDRESS) in _AT_HOME
                level = Level.ONE_HOME if at_home else Level.ONE_HOME_MOVED
                pair.add(Field.SIBLINGS, OTHERS, level, weights.of(Field.SIBLINGS, level))


def _fits_by_itself(pair: Pair, weights: Weights) -> bool:
    return (
        pair.weight >= weights.thresholds.link
        and pair.level(Field.FORENAME) in _FITTING_NAMES
        and pair.level(Field.BIRTH) not in _BIRTH_NOT_FITTING
    )


def doubt_who_else_would_fit(pair: Pair, thresholds: Thresholds) -> None:
    """Take from a pupil what a child on no roll would have in common with it just as well.

    A namesake lives elsewhere: where neither the home nor a brother or sister speaks for the
    pupil, and not both the surname and the whole birth date, as much more is asked as a namesake
    takes. A brother or sister is in the same home: where the birth date tells nobody apart, a
    forename that agrees only in part is never linked without a person. A UPN is nobody else's.
    """
    if pair.weight <= thresholds.review or pair.level(Field.UPN) == Level.SAME:
        return
    if _may_be_a_namesake(pair):
        taken = min(thresholds.namesake, in_tenths(pair.weight - thresholds.review))
        if taken > 0:
            pair.add(Field.CONFLICT, OTHERS, Level.NAMESAKE, -taken)
    in_full = pair.level(Field.FORENAME) in _FORENAME_IN_FULL
    if not in_full and pair.level(Field.BIRTH) in _TELLS_NOBODY_APART:
        _send_to_a_person(pair, Level.ALIKE, thresholds)


def _may_be_a_namesake(pair: Pair) -> bool:
    if pair.level(Field.ADDRESS) in _ONE_HOUSE:
        return False
    if pair.level(Field.SURNAME) in _SURNAME_FITS and pair.level(Field.BIRTH) == Level.SAME:
        return False
    return all(found.field != Field.SIBLINGS for found in pair.evidence)


def send_conflicts_to_a_person(pair: Pair, thresholds: Thresholds) -> None:
    """Bring a pair that speaks with two tongues into the band that a person reviews.

    A forename that clashes or is not known is never linked without a person, whatever else
    agrees: that is what a twin looks like whose brother or sister is on the roll alone. A UPN that
    fits is never passed over, whatever else clashes.
    """
    if pair.weight < thresholds.review:
        if pair.level(Field.UPN) == Level.SAME:
            missing = thresholds.review - pair.weight
            pair.add(Field.CONFLICT, OTHERS, Level.CONTRADICTED, missing)
    elif pair.level(Field.FORENAME) in _DOUBTFUL_FORENAME:
        _send_to_a_person(pair, Level.NAME_DOUBTFUL, thresholds)


def _send_to_a_person(pair: Pair, why: Level, thresholds: Thresholds) -> None:
    """Let a pair weigh no more than the middle of the band that a person reviews."""
    middle = in_tenths((thresholds.link + thresholds.review) / 2)
    if pair.weight > middle:
        pair.add(Field.CONFLICT, OTHERS, why, middle - pair.weight)
