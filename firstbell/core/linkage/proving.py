"""How sure may one be that so few links are wrong? Bounds, and the line that keeps to one.

The figures hold for records like those that were counted, and for no others.
"""

from collections.abc import Iterable
from math import exp, inf, lgamma, log, log1p

HALVINGS = 60
"""Enough to find a rate to the last figure of a float."""

FARTHEST_SHIFT = 20.0

DOUBT = 0.05
"""The chance that is left to a bound of being too low: one in twenty."""

Ranked = tuple[float, bool]
"""A child's weight, and whether the pupil who leads is that child."""


def upper_bound(wrong: int, links: int) -> float:
    """The rate of wrong links that ``wrong`` of ``links`` leave possible at 95% confidence.

    Clopper and Pearson's: the rate at which so few or fewer would be seen once in twenty times.
    """
    low, high = wrong / max(links, 1), 1.0
    for _ in range(HALVINGS):
        rate = (low + high) / 2
        low, high = (rate, high) if _chance_of_so_few(wrong, links, rate) > DOUBT else (low, rate)
    return high


def _chance_of_so_few(wrong: int, links: int, rate: float) -> float:
    if rate >= 1:
        return 0.0
    return sum(
        exp(lgamma(links + 1) - lgamma(k + 1) - lgamma(links - k + 1)
            + k * log(rate) + (links - k) * log1p(-rate))
        for k in range(wrong + 1)
    )  # fmt: skip


def shift_to_the_odds(ranked: Iterable[Ranked]) -> float:
    """Bits to add to every weight, in tenths, so that together they say what was counted.

    What is learned from pairs says the odds of a pupil by itself. Of the one who fits best among
    many the odds are better, for the child can be only one of them.
    """
    by_weight = tuple(ranked)
    right = sum(is_right for _, is_right in by_weight)
    low, high = -FARTHEST_SHIFT, FARTHEST_SHIFT
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        expected = sum(1 / (1 + 2 ** -(weight + middle)) for weight, _ in by_weight)
        low, high = (middle, high) if expected < right else (low, middle)
    return round(low, 1)


def lowest_line(ranked: Iterable[Ranked], lines: Iterable[float], *, at_most: float) -> float:
    """The lowest of ``lines`` whose links keep the bound; infinite where none does.

    ``at_most`` is the rate of wrong links that may be left possible at 95% confidence.
    """
    by_weight = tuple(ranked)
    return min((line for line in lines if bound_from(by_weight, line) <= at_most), default=inf)


def bound_from(ranked: Iterable[Ranked], line: float) -> float:
    """The rate of wrong links that the links from a line on leave possible, as `upper_bound`."""
    linked = [right for weight, right in ranked if weight >= line]
    return upper_bound(linked.count(False), len(linked))
