"""Recorded children ready to be decided against a register, household by household.

What they are looked for by is made before there is a register; so is all else that can be asked of
them alone, where that is still being read. Many are decided in parts at the same time; each part
has whole households, so that the decisions are the same.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np

from firstbell.core.linkage import SHIPPED, Decision, RecordedChild, Weights
from firstbell.core.linkage.decide import decide_pairs
from firstbell.journey.linkage.evidence import laid_out
from firstbell.journey.linkage.key_index import Wanted
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.sharing import processors, shared_out
from firstbell.journey.linkage.told import Told
from firstbell.journey.linkage.weighing import Ints

Answer = TypeVar("Answer")

Households = Sequence[list[RecordedChild]]
Pairs = tuple[Ints, Ints, Ints]

MANY_CHILDREN = 1_000
"""From so many on, a copy of this process is worth its time."""


class Asked(NamedTuple):
    """Children by household, what they are looked for by and what they say, in the same order.

    Where what they ``said`` was not asked yet, each part of them is asked by who decides it.
    """

    households: Households
    wanted: Wanted
    said: Told | None

    @classmethod
    def of(
        cls, children: Sequence[RecordedChild], is_time: Callable[[], bool] = lambda: False
    ) -> "Asked":
        """Ask some children what they are looked for by, and the rest where there is time."""
        households: dict[object, list[RecordedChild]] = defaultdict(list)
        for child in children:
            alone = ("alone", child.child_id)
            key = alone if child.household is None else ("home", child.household)
            households[key].append(child)
        together = list(households.values())
        in_order = [child for own in together for child in own]
        wanted = Wanted.of(in_order)
        return cls(together, wanted, Told.of(in_order) if is_time() else None)

    def decided(self, register: Register, weights: Weights = SHIPPED) -> list[Decision]:
        """One decision for each child, those of a household together; weights are in bits."""
        pairs = register.pairs_and_keys(self.wanted)
        said = self.said or _told_of(self.households)
        return _decided(self.households, said, register, pairs, weights)

    def told(
        self, register: Register, say: Callable[[Decision], Answer], weights: Weights = SHIPPED
    ) -> list[Answer]:
        """What is said of each decision, in the order of `decided`; many are decided at once."""
        who, rows, shared = register.pairs_and_keys(self.wanted)
        ends = np.cumsum([len(own) for own in self.households])
        children = int(ends[-1]) if len(ends) else 0
        parts = processors() if children >= MANY_CHILDREN else 1
        cuts = [int(np.searchsorted(ends, children * part // parts)) for part in range(1, parts)]

        def tell(part: tuple[int, int]) -> list[Answer]:
            first, last = part
            start = int(ends[first - 1]) if first else 0
            end = int(ends[last - 1]) if last else 0
            of = slice(*np.searchsorted(who, (start, end)))
            pairs = who[of] - start, rows[of], shared[of]
            own = self.households[first:last]
            said = self.said.part(slice(start, end)) if self.said else _told_of(own)
            return list(map(say, _decided(own, said, register, pairs, weights)))

        edges = [0, *cuts, len(ends)]
        return [told for part in shared_out(tell, list(pairwise(edges))) for told in part]


def _told_of(households: Households) -> Told:
    return Told.of([child for own in households for child in own])


def _decided(
    households: Households, said: Told, register: Register, pairs: Pairs, weights: Weights
) -> list[Decision]:
    who, rows, shared = pairs
    laid = laid_out(said, register, who, rows, weights, shared=shared)
    return [
        decision
        for together in households
        for decision in decide_pairs(together, laid, weights=weights)
    ]
