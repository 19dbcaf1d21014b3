"""Recorded children ready to be decided against a register, household by household.

What they are looked for by is made before there is a register, while that is still being read.
Many are decided in parts at the same time; each part has whole households, so that the decisions
are the same.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np

from firstbell.core.linkage import SHIPPED, Decision, RecordedChild, Weights
from firstbell.core.linkage.decide import decide_pairs
from firstbell.core.linkage.keys import parts_of_child
from firstbell.journey.linkage.evidence import laid_out
from firstbell.journey.linkage.key_index import Wanted
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.sharing import processors, shared_out
from firstbell.journey.linkage.weighing import Ints

Told = TypeVar("Told")

Households = Sequence[list[RecordedChild]]
Pairs = tuple[Ints, Ints, Ints]

MANY_CHILDREN = 1_000
"""From so many on, a copy of this process is worth its time."""


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Do not look for rubbish meanwhile: a third of the time would go into going round millions
    of pieces of evidence, none of which is in a circle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Asked:
    """Children by household, and what they are looked for by, in the same order."""

    households: Households
    wanted: Wanted

    @classmethod
    def of(cls, children: Sequence[RecordedChild]) -> "Asked":
        """Make ready to look for some children."""
        households: dict[object, list[RecordedChild]] = defaultdict(list)
        for child in children:
            alone = ("alone", child.child_id)
            key = alone if child.household is None else ("home", child.household)
            households[key].append(child)
        together = list(households.values())
        return cls(together, Wanted.of([parts_of_child(c) for own in together for c in own]))

    def decided(self, register: Register, weights: Weights = SHIPPED) -> list[Decision]:
        """One decision for each child, those of a household together; weights are in bits."""
        return _decided(self.households, register, register.pairs_and_keys(self.wanted), weights)

    def told(
        self, register: Register, say: Callable[[Decision], Told], weights: Weights = SHIPPED
    ) -> list[Told]:
        """What is said of each decision, in the order of `decided`; many are decided at once."""
        who, rows, shared = register.pairs_and_keys(self.wanted)
        ends = np.cumsum([len(own) for own in self.households])
        children = int(ends[-1]) if len(ends) else 0
        parts = processors() if children >= MANY_CHILDREN else 1
        cuts = [int(np.searchsorted(ends, children * part // parts)) for part in range(1, parts)]

        def tell(part: tuple[int, int]) -> list[Told]:
            first, last = part
            start = int(ends[first - 1]) if first else 0
            end = int(ends[last - 1]) if last else 0
            of = slice(*np.searchsorted(who, (start, end)))
            pairs = who[of] - start, rows[of], shared[of]
            return list(map(say, _decided(self.households[first:last], register, pairs, weights)))

        edges = [0, *cuts, len(ends)]
        return [told for part in shared_out(tell, list(pairwise(edges))) for told in part]


def _decided(
    households: Households, register: Register, pairs: Pairs, weights: Weights
) -> list[Decision]:
    who, rows, shared = pairs
    children = [child for together in households for child in together]
    laid = laid_out(children, register, who, rows, weights, shared=shared)
    return [
        decision
        for together in households
        for decision in decide_pairs(together, laid, weights=weights)
    ]
