"""UPNs of pupils who do not exist: an engine that needs one imports no families for it."""

from collections.abc import Sequence
from operator import mul

import numpy as np

from firstbell.core.identifiers import CHECK_LETTERS

COUNCIL = 999
NUMBERS = 10**9
"""So many pupils have a number of their own."""

_PLACES = range(2, 14)
_ZEROS = ord("0") * sum(_PLACES)


def make_upn(number: int) -> str:
    """A UPN with a right check letter for an invented council."""
    digits = f"{COUNCIL}{number % NUMBERS:09d}"
    total = sum(map(mul, _PLACES, digits.encode())) - _ZEROS
    return CHECK_LETTERS[total % len(CHECK_LETTERS)] + digits


def make_upns(numbers: Sequence[int]) -> list[str]:
    """The same for many at once, in half the time."""
    left = np.array(numbers, np.int64) % NUMBERS + COUNCIL * NUMBERS
    digits = left.tolist()
    total = np.zeros(len(left), np.int64)
    for place in reversed(_PLACES):
        total += left % 10 * place
        left //= 10
    letters = map(CHECK_LETTERS.__getitem__, (total % len(CHECK_LETTERS)).tolist())
    return [f"{letter}{number}" for letter, number in zip(letters, digits, strict=True)]
