"""Which of many names may be alike, told at once by their letters: most are plainly two names.

Where this says no, ``core.linkage.names.likeness`` finds two names different, and nobody need ask
it; a test holds both to that. Where it says that they may be alike, only the other one knows.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from firstbell.core.linkage.compare import Agreement
from firstbell.core.linkage.names import LIKE_SOUND, MOST_SLIPS, SHORTEST_WITH_A_SLIP, by_custom
from firstbell.journey.linkage.weighing import Flags, Ints


class Spellings(NamedTuple):
    """The folded single names by which each of some things goes: ``flat[starts[i]:][:counts[i]]``.

    ``flat`` has places in ``names``, which are distinct.
    """

    names: Sequence[str]
    starts: Ints
    counts: Ints
    flat: Ints

    @classmethod
    def of(cls, things: Iterable[Iterable[str]]) -> "Spellings":
        """Number the names of things."""
        places: dict[str, int] = {}
        own = [[places.setdefault(name, len(places)) for name in names] for names in things]
        counts = np.fromiter(map(len, own), np.int64, len(own))
        flat = np.fromiter((place for names in own for place in names), np.int64)
        return cls(list(places), np.cumsum(counts) - counts, counts, flat)


def may_be_alike(one: Spellings, other: Spellings, ours: Ints, theirs: Ints) -> Flags:
    """For pairs of things, by their places, whether any of their names may be alike."""
    width = other.counts[theirs]
    repeats = one.counts[ours] * width
    pair = np.repeat(np.arange(len(ours)), repeats)
    place = np.arange(len(pair)) - (np.cumsum(repeats) - repeats)[pair]
    left = one.flat[one.starts[ours][pair] + place // width[pair]]
    right = other.flat[other.starts[theirs][pair] + place % width[pair]]
    many = max(len(other.names), 1)
    both, places = np.unique(left * many + right, return_inverse=True)
    alike = _alike(
        [one.names[name] for name in (both // many).tolist()],
        [other.names[name] for name in (both % many).tolist()],
    )
    return np.bincount(pair, alike[places], len(ours)) > 0


class NamesApart(NamedTuple):
    """Of which names told and names on the roll none may be alike; what says no name is not told.

    ``agreements`` has what each that is told agrees by then.
    """

    told: Spellings
    rolled: Spellings
    agreements: Sequence[Agreement]

    def is_sure(self, ours: Ints, theirs: Ints) -> Flags:
        """Whether both have names, and plainly different ones."""
        have_names = (self.told.counts[ours] > 0) & (self.rolled.counts[theirs] > 0)
        return have_names & ~may_be_alike(self.told, self.rolled, ours, theirs)


def _alike(ones: Sequence[str], others: Sequence[str]) -> Flags:
    """Whether two names may be alike: by custom, as an initial, by letters or by their sound."""
    custom = np.array([said is not None for said in map(by_custom, ones, others)], np.bool_)
    lengths = [np.fromiter(map(len, names), np.int64, len(names)) for names in (ones, others)]
    shorter = np.minimum(*lengths)
    slips = cpdist(ones, others, scorer=OSA.distance, score_cutoff=MOST_SLIPS)
    by_letters = (slips <= MOST_SLIPS) & (shorter >= SHORTEST_WITH_A_SLIP)
    likeness = cpdist(ones, others, scorer=JaroWinkler.similarity, dtype=np.float64)
    may_be: Flags = custom | (shorter == 1) | (slips == 0) | by_letters
    return may_be | (likeness >= LIKE_SOUND)
