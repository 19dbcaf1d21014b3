"""Texts as whole numbers of 64 bits: those of many at once, and the same on every machine.

Two texts of one number are one text, as far as can be told: of a million different ones two have
the same number once in forty million times. Knows nothing of what the texts say.
"""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from firstbell.journey.linkage.columns import Texts

Hashes = NDArray[np.uint64]

MIX = np.uint64(0x9E3779B97F4A7C15)
SHIFT = np.uint64(29)
"""An odd number, by which low bits move up, and how far high ones are moved down again: 2**64 over
the golden ratio, as hashing by multiplication takes it."""

WORD = 8
"""So many bytes of a text are taken in at one time."""

_OF_A_WORD = np.array([(1 << 8 * count) - 1 for count in range(WORD + 1)], np.uint64)
"""The bits of the first so many bytes of a word, the first byte lowest."""


def stir(hashes: Hashes, codes: Hashes) -> Hashes:
    """Take one more number into each; the order counts."""
    mixed: Hashes = (hashes ^ codes) * MIX
    return mixed ^ (mixed >> SHIFT)


def hashes_of(texts: Sequence[str]) -> Hashes:
    """A number for each text; 0 for a blank one, and for no other."""
    packed = texts if isinstance(texts, Texts) else Texts.of(texts)
    starts, lengths = packed.starts, packed.ends - packed.starts
    found = np.zeros(len(packed), np.uint64)
    content = np.concatenate((packed.content, np.zeros(WORD, np.uint8)))
    words = sliding_window_view(content, WORD)
    longer = np.arange(len(packed))
    for start in range(0, int(lengths.max(initial=0)), WORD):
        longer = longer[lengths[longer] > start]
        word = words[starts[longer] + start].view("<u8").ravel()
        left = np.minimum(lengths[longer] - start, WORD)
        found[longer] = stir(found[longer], word & _OF_A_WORD[left])
    ended = np.maximum(stir(found, lengths.view(np.uint64)), 1)
    return np.where(lengths > 0, ended, np.uint64(0))
