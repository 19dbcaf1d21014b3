"""The evidence of many pairs of child and pupil at once, for those that could matter.

Each field is compared by the functions of ``core.linkage``, once for each distinct pair of values,
and weighed by them once for each distinct agreement; for all pairs at once the weights are summed
in arrays. All but middle names and surnames is compared first. The few pairs of each child that
look best are then weighed in full; of the others only those that with the best of names could
reach the second of these, or the weight that matters by itself. What is left out
``core.linkage.household.contenders`` would leave out, so that the decisions are the same. All
arrays have shape (pairs,), and weights are whole tenths of a bit.
"""

from typing import NamedTuple

import numpy as np

from firstbell.core.linkage import FieldEvidence, Weights
from firstbell.core.linkage.household import LEAST_CONTENDERS, TENTHS, Pair, Pairs, floor_of
from firstbell.core.linkage.levels import Level
from firstbell.core.linkage.weigh import BY_RARITY
from firstbell.journey.linkage.home_pairs import HomePairs, homes_of
from firstbell.journey.linkage.name_pairs import (
    Names,
    first_look,
    in_full,
    look_at_forenames,
)
from firstbell.journey.linkage.pairing import Pairing
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.told import Told
from firstbell.journey.linkage.weighing import Compared, Flags, Ints, in_whole

FIRST_LOOK = 2
"""So many pairs of each child are weighed in full first, those with the highest bounds."""

A_KEY_SHARED = 20
"""What a shared key counts for where the first to look at are chosen."""

NO_WEIGHT = -(1 << 30)
"""Below any weight: what the second best weighs where there is none."""


def laid_out(
    told: Told,
    register: Register,
    who: Ints,
    rows: Ints,
    weights: Weights,
    *,
    shared: Ints | None = None,
) -> Pairs:
    """Lay out the evidence of every pair (place in ``told``, row of ``register``) that matters.

    The pairs come sorted by child. Those that have many keys ``shared`` are looked at first. Of a
    pupil only the id and the home are told.
    """
    pairs = Pairing.of(told, register, who, rows, weights)
    known = _Known.of(pairs)
    forenames = look_at_forenames(pairs)
    most = known.tenths + forenames.most
    likely = most if shared is None else most + shared * A_KEY_SHARED
    is_first = _highest(who, likely)
    first = np.flatnonzero(is_first)
    looked = known.part(first).weighed(first_look(pairs.part(first), forenames.part(first)))
    sure = _least(looked.pairs.who, looked.weight, len(told.children), weights)
    left = np.flatnonzero(~is_first & known.may_matter(most, sure))
    rest = known.part(left)
    names = first_look(rest.pairs, forenames.part(left))
    left = np.flatnonzero(rest.may_matter(rest.tenths + names.most, sure))
    others = rest.part(left).weighed(names.part(left))
    both = (looked, others)
    least = _least(
        np.concatenate([each.pairs.who for each in both]),
        np.concatenate([each.weight for each in both]), len(told.children), weights,
    )  # fmt: skip
    found: Pairs = {}
    for weighed in both:
        weighed.lay_out(np.flatnonzero(weighed.known.may_matter(weighed.weight, least)), found)
    return found


def _least(who: Ints, weight: Ints, children: int, weights: Weights) -> Ints:
    """For each child the weight below which no pupil of it matters."""
    return np.minimum(_second_best(who, weight, children), in_whole(floor_of(weights)))


def _ranked(who: Ints, weight: Ints) -> tuple[Ints, Ints]:
    """The pairs by child, the highest first, and the place of each among those of its child."""
    order = np.argsort(who * (1 << 32) - weight)
    by_child = who[order]
    starts = np.flatnonzero(np.diff(by_child, prepend=-1))
    lengths = np.diff(np.append(starts, len(by_child)))
    return order, np.arange(len(order)) - np.repeat(starts, lengths)


def _highest(who: Ints, most: Ints) -> Flags:
    """Whether a pair is one of the few of its child that are looked at first."""
    order, place = _ranked(who, most)
    found = np.zeros(len(who), np.bool_)
    found[order[place < FIRST_LOOK]] = True
    return found


def _second_best(who: Ints, weight: Ints, children: int) -> Ints:
    """For each child what the second best of its pairs weighs."""
    order, place = _ranked(who, weight)
    second = order[place == LEAST_CONTENDERS - 1]
    found = np.full(children, NO_WEIGHT, np.int64)
    found[who[second]] = weight[second]
    return found


class _Known(NamedTuple):
    """All fields of some pairs but the names, and what they are worth together."""

    pairs: Pairing
    upn: Compared
    birth: Compared
    sex: Compared
    homes: HomePairs
    school: Compared
    tenths: Ints

    @classmethod
    def of(cls, pairs: Pairing) -> "_Known":
        upn, birth, sex = pairs.upn(), pairs.birth(), pairs.sex()
        homes, school = homes_of(pairs), pairs.school()
        tenths = sum(each.tenths for each in (upn, birth, sex, homes.address, school))
        before = in_whole(pairs.weighing.before.weight)
        return cls(pairs, upn, birth, sex, homes, school, np.asarray(tenths + before))

    def part(self, some: Ints) -> "_Known":
        """The same of some of the pairs."""
        return _Known(
            self.pairs.part(some), self.upn.part(some), self.birth.part(some),
            self.sex.part(some), self.homes.part(some), self.school.part(some),
            self.tenths[some],
        )  # fmt: skip

    def may_matter(self, most: Ints, least: Ints) -> Flags:
        """Whether pairs that weigh so much at ``most`` may reach the ``least`` of their child."""
        return (most >= least[self.pairs.who]) | self.upn.has(Level.SAME)

    def weighed(self, names: Names) -> "_Weighed":
        """The pairs with their names."""
        forename, middle, surname = in_full(self.pairs, names)
        return _Weighed.of(self, (forename, middle, surname))


class _Weighed(NamedTuple):
    """Pairs with all their evidence: what namesakes take of each is a place in ``namesakes``."""

    known: _Known
    names: tuple[Compared, Compared, Compared]
    namesakes: list[list[FieldEvidence]]
    together: Ints
    weight: Ints

    @classmethod
    def of(cls, known: _Known, names: tuple[Compared, Compared, Compared]) -> "_Weighed":
        forename, _, surname = names
        some = np.flatnonzero(forename.has(*BY_RARITY) & surname.has(*BY_RARITY))
        width = max(len(surname.agreements), 1)
        both, places = np.unique(
            forename.places[some] * width + surname.places[some], return_inverse=True
        )
        taken = known.pairs.weighing.namesakes(
            [
                (forename.agreements[pair // width], surname.agreements[pair % width])
                for pair in both.tolist()
            ]
        )
        together = np.full(len(known.tenths), len(taken))
        together[some] = places
        worth = np.array([*(in_whole(each.weight) for each in taken), 0], np.int64)
        weight = known.tenths + worth[together] + sum(each.tenths for each in names)
        return cls(known, names, [*([each] for each in taken), []], together, weight)

    @property
    def pairs(self) -> Pairing:
        return self.known.pairs

    def lay_out(self, some: Ints, found: Pairs) -> None:
        """Add some of the pairs, with the evidence in the order in which a person reads it."""
        known, children = self.known, self.pairs.told.children
        fields = (
            known.upn, *self.names, known.birth, known.sex, known.homes.address,
            known.school,
        )  # fmt: skip
        columns = [
            [field.evidence[place] for place in field.places[some].tolist()] for field in fields
        ]
        before, id_of = self.pairs.weighing.before, self.pairs.register.id_of
        for child, row, home, weight, together, evidence in zip(
            self.pairs.who[some].tolist(), self.pairs.rows[some].tolist(),
            known.homes.numbers[some].tolist(), (self.weight[some] / TENTHS).tolist(),
            self.together[some].tolist(), zip(*columns, strict=True), strict=True,
        ):  # fmt: skip
            laid = [before, *evidence, *self.namesakes[together]]
            found.setdefault(children[child].child_id, []).append(
                Pair(id_of(row), home or None, laid, weight)
            )
