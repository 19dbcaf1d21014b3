"""The UPNs of a whole column as numbers: which are valid, and which are one and the same.

`core.linkage.upns.tidy_upn` in arrays, for a column may hold millions; a test holds both to one
answer.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from firstbell.core.identifiers import CHECK_LETTERS
from firstbell.core.linkage.upns import tidy_upn
from firstbell.journey.linkage.columns import Texts

NO_UPN = -1
"""The number of what is no valid UPN."""

LENGTH = 13
LETTERS = len(CHECK_LETTERS)

_AS_LETTER = np.full(1 << 8, -1, np.int8)
_AS_LETTER[[ord(letter) for letter in CHECK_LETTERS]] = np.arange(LETTERS)


def upn_numbers(values: Sequence[str]) -> NDArray[np.int64]:
    """The number of each value: that of its normal form, `NO_UPN` where it has none.

    Nearly all are right as they stand, which a sum over their characters shows for all at once;
    only the others are looked at one by one.
    """
    texts = values if isinstance(values, Texts) else Texts.of(values)
    found = np.full(len(texts), NO_UPN, np.int64)
    places, letters = texts.of_length(LENGTH)
    found[places] = _numbers(letters)
    others = [(place, tidy_upn(texts[place])) for place in np.flatnonzero(found < 0).tolist()]
    tidy = Texts.of([upn for _, upn in others if upn])
    found[[place for place, upn in others if upn]] = _numbers(tidy.of_length(LENGTH)[1])
    return found


def are_temporary(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which numbers are those of UPNs that were given for a time only."""
    return np.asarray((numbers != NO_UPN) & (numbers % 2 == 1))


def _numbers(letters: NDArray[np.uint8]) -> NDArray[np.int64]:
    """One number for each text of shape (13, texts), which tells it apart; where it is right.

    The first letter checks the rest. The last is a letter where the UPN is a temporary one: it
    counts by its place among the letters, as a digit does by its value.
    """
    check, last = _AS_LETTER[letters[0]], _AS_LETTER[letters[-1]]
    is_temporary = last >= 0
    # Bytes have no sign: what stands before the digits becomes more than 9 too.
    values = letters[1:] - ord("0")
    are_right = values <= 9
    are_right[-1] |= is_temporary
    values[-1] = np.where(is_temporary, last, values[-1])
    number, total = np.zeros(len(check), np.int64), np.zeros(len(check), np.uint16)
    for weight, value in enumerate(values, 2):
        total += value * np.uint16(weight)
        number = number * LETTERS + value
    number = number * 2 + is_temporary
    return np.where(are_right.all(axis=0) & (total % LETTERS == check), number, NO_UPN)
