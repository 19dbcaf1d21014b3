"""Learn the bits of a readable sum from pairs of records whose truth is known.

A logistic regression by Newton's steps over patterns and their counts: what leaves a training is
figures for terms, and what enters it names no child. Each figure is pulled towards where it
started, so that few examples change little and a level that never occurred stays as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log

Pattern = tuple[tuple[str, float], ...]
"""The terms of one pair and their units, in one order."""

LN2 = log(2)
STEPS = 60
FARTHEST = 1.5
"""No step goes farther than this: a full one may overshoot where the start is far off."""

SMALL = 1e-4
"""No figure moves by more than this once the learning has come to its end."""


def learn(
    patterns: Mapping[Pattern, tuple[int, int]],
    start: Mapping[str, float],
    *,
    fixed: Iterable[str] = (),
    pull: float = 1.0,
) -> dict[str, float]:
    """Return the bits of every term that make the truth of the patterns likeliest.

    ``patterns`` counts, for each, the pairs that are one child and those that are not. Terms in
    ``fixed`` keep the bits of ``start``. A term that is not in ``start`` starts at 0. ``pull`` is
    the strength, in examples, with which a term is held to its start.

    :raises ValueError: where there is nothing to learn from: no pair of one of the two kinds.
    """
    if not any(yes for yes, _ in patterns.values()) or not any(no for _, no in patterns.values()):
        raise ValueError("there must be pairs that are one child, and pairs that are not")
    held = frozenset(fixed)
    seen = sorted({name for pattern in patterns for name, _ in pattern})
    bits = {**dict.fromkeys(seen, 0.0), **start}
    free = {name: place for place, name in enumerate(name for name in seen if name not in held)}
    begun = dict(bits)
    for _ in range(STEPS):
        slope, curve = _derivatives(patterns, bits, free)
        for name, place in free.items():
            slope[place] -= pull * LN2 * (bits[name] - begun[name])
            curve[place][place] += pull
        steps = solve(curve, slope)
        longest = max(map(abs, steps), default=0.0)
        steps = [step * min(1.0, FARTHEST / max(longest, SMALL)) for step in steps]
        for name, place in free.items():
            bits[name] += steps[place] / LN2
        if longest < SMALL:
            break
    return bits


def _derivatives(
    patterns: Mapping[Pattern, tuple[int, int]], bits: Mapping[str, float], free: Mapping[str, int]
) -> tuple[list[float], list[list[float]]]:
    slope = [0.0] * len(free)
    curve = [[0.0] * len(free) for _ in free]
    for pattern, (yes, no) in patterns.items():
        odds = LN2 * sum(bits[name] * units for name, units in pattern)
        chance = 1 / (1 + exp(-max(min(odds, 500.0), -500.0)))
        missed = yes - (yes + no) * chance
        weight = (yes + no) * chance * (1 - chance)
        own = [(free[name], units) for name, units in pattern if name in free]
        for place, units in own:
            slope[place] += missed * units
            row = curve[place]
            for other, others in own:
                row[other] += weight * units * others
    return slope, curve


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solve a symmetric, positive set of equations, by Gauss.

    By hand, because the core imports no numpy: these are some fifty equations, solved a few dozen
    times in a training, and ``pull`` keeps their diagonal positive, so that no row is exchanged.
    """
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for place in range(size):
        top = rows[place]
        for row in rows[place + 1 :]:
            factor = row[place] / top[place]
            if factor:
                for column in range(place, size + 1):
                    row[column] -= factor * top[column]
    found = [0.0] * size
    for place in reversed(range(size)):
        row = rows[place]
        known = sum(row[column] * found[column] for column in range(place + 1, size))
        found[place] = (row[size] - known) / row[place]
    return found


def in_order(
    bits: Mapping[str, float], ladder: Sequence[str], seen: Mapping[str, int]
) -> dict[str, float]:
    """Return the bits with those of a ladder never rising: more agreement never weighs less.

    Neighbours that stand the wrong way round share their mean, weighed by how often each was
    ``seen`` (at least once).
    """
    pooled: list[tuple[float, int, int]] = []
    for name in ladder:
        mean, count, length = bits.get(name, 0.0), max(seen.get(name, 0), 1), 1
        while pooled and pooled[-1][0] < mean:
            before, others, taken = pooled.pop()
            mean = (before * others + mean * count) / (others + count)
            count, length = count + others, length + taken
        pooled.append((mean, count, length))
    flat = [mean for mean, _, length in pooled for _ in range(length)]
    return {**bits, **dict(zip(ladder, flat, strict=True))}
