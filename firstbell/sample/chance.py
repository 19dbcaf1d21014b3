"""Chance with a seed: the one place where the sample borough draws at random.

Every part of the borough draws from a stream of its own, so that a change in one part does not
shuffle the others, and the same seed always gives the same bytes. Nothing here protects a
secret, and nothing in the product but `firstbell sample` may use it.
"""

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

Item = TypeVar("Item")


def stream(seed: int, name: str) -> random.Random:
    """A stream of chance of its own for one part of the borough."""
    return random.Random(f"{seed}/{name}")  # noqa: S311


class Skewed(Generic[Item]):
    """Draws from a list whose first items are common and whose last ones are rare, as names are."""

    def __init__(self, items: Sequence[Item], *, flat: float = 4.0) -> None:
        """`flat`: the larger, the less the first items stand out."""
        self.items = items
        self.totals = list(accumulate(1 / (rank + flat) for rank in range(len(items))))

    def draw(self, chance: random.Random) -> Item:
        """One item."""
        return chance.choices(self.items, cum_weights=self.totals)[0]


class Weighted(Generic[Item]):
    """Draws from items with a weight each."""

    def __init__(self, weights: Sequence[tuple[Item, float]]) -> None:
        self.items = [item for item, _ in weights]
        self.totals = list(accumulate(weight for _, weight in weights))

    def draw(self, chance: random.Random) -> Item:
        """One item."""
        return chance.choices(self.items, cum_weights=self.totals)[0]
