"""Learn a version of the weights from recorded children whose pupils are known.

Each pair of a child and a pupil that shares a key with it counts once, as a pattern of terms that
names nobody. What records cannot teach, or would teach wrongly, is set by hand and said so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from firstbell.core.linkage.compare import compare
from firstbell.core.linkage.ladders import LADDERS
from firstbell.core.linkage.learning import Pattern, in_order, learn
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.records import PupilId, RecordedChild, RollPupil
from firstbell.core.linkage.weigh import Frequencies, prior_terms, terms_of
from firstbell.core.linkage.weights import NAMESAKES, NEAR_BY, PRIOR, RARITY, REGISTER, term

BY_HAND: Mapping[str, float] = {
    term(Field.UPN, Level.SAME): 18.0,
    term(Field.UPN, Level.TEMPORARY): -1.0,
    term(Field.UPN, Level.DIFFERENT): -10.0,
    term(Field.FORENAME, Level.LOOKALIKE): -6.0,
    term(Field.SURNAME, Level.ADULT): -1.2,
    term(Field.SURNAME, Level.LOOKALIKE): -3.5,
    term(Field.MIDDLE_NAMES, Level.SAME): 3.0,
    term(Field.MIDDLE_NAMES, Level.INITIAL): 1.0,
    term(Field.MIDDLE_NAMES, Level.DIFFERENT): -3.0,
    term(Field.SIBLINGS, Level.ONE_HOME): 1.0,
    term(Field.SIBLINGS, Level.ONE_HOME_MOVED): 3.0,
    NAMESAKES: 0.1,
    NEAR_BY: 0.4,
}
"""What the invented families cannot teach (they give no UPN and no adults, their middle names are
never wrong, their twins' names do not look alike), and what pairs by themselves cannot: namesakes,
brothers and sisters, and that of the pupils of a whole country no more live near by."""

SAYS_NOTHING = frozenset({Field.UPN, Field.MIDDLE_NAMES, Field.BIRTH, Field.SEX, Field.ADDRESS,
                          Field.SCHOOL})  # fmt: skip
"""Fields that weigh nothing where one of the two does not know them. A name that is not known
does weigh: few records lack one, and every pupil has one."""

START: Mapping[str, float] = {
    **BY_HAND,
    term(Field.FORENAME, Level.DIFFERENT): -8.0,
    term(Field.SURNAME, Level.DIFFERENT): -4.0,
    term(Field.BIRTH, Level.DIFFERENT): -10.0,
    term(Field.SEX, Level.DIFFERENT): -4.0,
    term(Field.SCHOOL, Level.SAME): 3.0,
    term(Field.SCHOOL, Level.DIFFERENT): -2.0,
    REGISTER: -0.3,
    PRIOR: -6.0,
}
"""Where learning starts that starts from nothing."""

Counts = dict[Pattern, tuple[int, int]]
"""Of each pattern, the pairs that are one child and those that are not."""


@dataclass(frozen=True, slots=True)
class Known:
    """Recorded children with the pupils that share a key with each, and the truth.

    Both mappings are by ``child_id``. ``truth`` gives the pupil that a child is, or None for one
    who is no pupil of the rolls. A child that it does not name teaches nothing.
    """

    children: Sequence[RecordedChild]
    candidates: Mapping[Any, Iterable[RollPupil]]
    truth: Mapping[Any, PupilId | None]
    frequencies: Frequencies


_TURNS = 5
"""A level may stand in two ladders, so that putting one in order may disturb the other."""


def count_patterns(known: Iterable[Known]) -> Counts:
    """Count the patterns of every pair whose truth is known."""
    counts: dict[Pattern, list[int]] = defaultdict(lambda: [0, 0])
    for each in known:
        before = prior_terms(each.frequencies)
        for child in each.children:
            if child.child_id not in each.truth:
                continue
            for pupil in each.candidates.get(child.child_id, ()):
                terms = dict(before)
                for _, units in terms_of(compare(child, pupil), each.frequencies):
                    terms.update(units)
                is_it = each.truth[child.child_id] == pupil.pupil_id
                counts[_pattern(terms)][not is_it] += 1
    return {pattern: (yes, no) for pattern, (yes, no) in counts.items()}


def _pattern(terms: Mapping[str, float]) -> Pattern:
    """The terms in one order, rarity to half a bit, so that alike pairs are counted together."""
    return tuple(
        (name, round(units * 2) / 2 if RARITY in name or name == NAMESAKES else round(units, 3))
        for name, units in sorted(terms.items())
        if units and name not in _NOTHING
    )


_NOTHING = frozenset(
    {term(of, Level.MISSING) for of in SAYS_NOTHING} | {term(Field.UPN, Level.NOT_VALID)}
)


def train(
    counts: Counts,
    *,
    start: Mapping[str, float] = START,
    pull: float = 1.0,
    fixed: Iterable[str] = BY_HAND,
) -> dict[str, float]:
    """Learn the bits of every term, to a hundredth, with every field's levels in their order.

    ``start``, ``pull`` and ``fixed`` are as `learn` has them.

    :raises ValueError: where there is nothing to learn from, as `learn` says.
    """
    bits = learn(counts, start, fixed=fixed, pull=pull)
    seen: Counter[str] = Counter()
    for pattern, both in counts.items():
        for name, _ in pattern:
            seen[name] += sum(both)
    for _ in range(_TURNS):
        for of, ladders in LADDERS.items():
            for ladder in ladders:
                bits = in_order(bits, [term(of, level) for level in ladder], seen)
    return {name: round(worth, 2) for name, worth in sorted(bits.items()) if round(worth, 2)}
