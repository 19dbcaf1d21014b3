"""How many bear a name, counted for whole registers in sorted arrays.

Read as ``core.linkage.Frequencies`` reads its tables; a name is found by a hash of its words, so
that the counts of millions can lie in a file and be looked up without being read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firstbell.core.linkage import Frequencies, forename_key, surname_key
from firstbell.journey.linkage.columns import Codes, Column
from firstbell.journey.linkage.text_hashes import Hashes, hashes_of, stir


class Bearers(Mapping[str, int]):
    """A count for each name, or for each two names with a blank between; of shape (names,)."""

    def __init__(self, hashes: Hashes, counts: NDArray[np.int64]) -> None:
        self.hashes, self.counts = hashes, counts
        self._known: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        found = self._count(name)
        if not found:
            raise KeyError
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """The count, or the default where nobody bears the name; no error is raised on the way."""
        return self._count(name) or default

    def _count(self, name: str) -> int:
        if name not in self._known:
            self.look_up([name])
        return self._known[name]

    def look_up(self, names: Iterable[str]) -> None:
        """Count many names at once, which takes little longer than one."""
        wanted = [name for name in dict.fromkeys(names) if name not in self._known]
        hashes = np.zeros(len(wanted), np.uint64)
        for words in zip(*(name.split(" ") for name in wanted), strict=True):
            hashes = stir(hashes, hashes_of(words))
        first = np.searchsorted(self.hashes, hashes, "left")
        is_there = np.searchsorted(self.hashes, hashes, "right") > first
        counts = np.zeros(len(wanted), np.int64)
        counts[is_there] = self.counts[first[is_there]]
        self._known |= zip(wanted, counts.tolist(), strict=True)

    def __iter__(self) -> Iterator[str]:
        """Refuse: the names themselves are not kept."""
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self.hashes)


def count_bearers(forenames: Column, surnames: Column, pupils: int) -> Frequencies:
    """Count the rows that bear each forename, each surname, and both together."""
    first, firsts = _named(forenames.each(forename_key), forenames.codes)
    last, lasts = _named(surnames.each(surname_key), surnames.codes)
    width = max(len(last), 1)
    # Smaller numbers are sorted sooner.
    kind = np.min_scalar_type(len(first) * width)
    both = firsts.astype(kind) * width + lasts.astype(kind)
    both, bearers = np.unique(both, return_counts=True)
    both, bearers = both[bearers > 1], bearers[bearers > 1]
    alone = stir(np.zeros(len(first), np.uint64), first)
    return Frequencies(
        pupils=pupils,
        forenames=_sorted(alone, np.bincount(firsts, minlength=len(first))),
        surnames=_sorted(
            stir(np.zeros(len(last), np.uint64), last), np.bincount(lasts, minlength=len(last))
        ),
        namesakes=_sorted(stir(alone[both // width], last[both % width]), bearers),
    )


def _named(names: Sequence[str], of: Codes) -> tuple[Hashes, Codes]:
    """The hashes of distinct names, and for each row the place of its own."""
    column = Column.of(names)
    return hashes_of(column.values), column.codes[of]


def _sorted(hashes: Hashes, counts: NDArray[np.int64]) -> Bearers:
    order = np.argsort(hashes)
    return Bearers(hashes[order], counts[order])


def look_up(counted: Mapping[str, int], names: Iterable[str]) -> None:
    """Say which names will be asked for, where many at once are counted sooner than each alone."""
    if isinstance(counted, Bearers):
        counted.look_up(names)
