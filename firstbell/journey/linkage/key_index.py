"""Integer keys in sorted arrays: who shares one.

Made of the parts that ``core.linkage.keys`` names, so that the same pupils are found as by the keys
kept in the database; the integers differ, because these are made for thousands of rows at a time.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firstbell.core.linkage import RecordedChild
from firstbell.core.linkage.dates import years_possible
from firstbell.core.linkage.keys import CHILD_PARTS, KEYS, SOUNDED, SWAPPED, clues_of, hear_names
from firstbell.journey.linkage.birth_dates import Dates, as_numbers
from firstbell.journey.linkage.columns import Codes, numbered
from firstbell.journey.linkage.text_hashes import Hashes, hashes_of, stir
from firstbell.journey.linkage.upn_numbers import NO_UPN, upn_numbers

KINDS = {kind: np.uint64(number) for number, kind in enumerate(KEYS)}
KIND_BITS = np.uint64(60)
LIKELY = 8
"""A sieve lets through one in so many, at most, of what is not wanted."""

MANY = 1 << 16
"""Rows whose keys are made at one time, so that all of them stay in the processor's cache."""


OF_A_DAY: Mapping[str, Callable[[Dates], Dates]] = {
    "year": lambda days: days // 10_000,
    "day": lambda days: days,
    "day and month": lambda days: days % 10_000,
}
"""The parts that a day says, as a part of its number."""


def day_hashes(part: str, days: Dates) -> Hashes:
    """A hash of what each day says for a part, of days as `as_numbers`; 0 where there is none."""
    return _number_hashes(OF_A_DAY[part](days))


def upn_hashes(values: Sequence[str]) -> Hashes:
    """A hash of each UPN in its normal form; 0 where it is none."""
    numbers = upn_numbers(values)
    return np.where(numbers == NO_UPN, np.uint64(0), _number_hashes(numbers))


def _number_hashes(numbers: NDArray[np.signedinteger[Any]]) -> Hashes:
    """A hash of each number, the same on every machine; 0 for 0."""
    return stir(np.zeros(len(numbers), np.uint64), numbers.astype(np.uint64))


def _of_kind(kind: str, hashes: Hashes) -> Hashes:
    """Keys with their kind in the uppermost bits, so that kinds lie one after the other."""
    return (KINDS[kind] << KIND_BITS) | (hashes >> np.uint64(4))


class Said(NamedTuple):
    """What each distinct value of a column says for a part: ``flat[starts[v]:][:counts[v]]``.

    Where no value says more than one thing, ``one`` has that of each, 0 for nothing.
    """

    column: Codes
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    flat: Hashes
    one: Hashes | None

    @classmethod
    def of(cls, column: Codes, counts: NDArray[np.int64], flat: Hashes) -> "Said":
        """What each value says stands after what the one before it says."""
        one = None
        if counts.max(initial=0) <= 1:
            one = np.zeros(len(counts), np.uint64)
            one[counts > 0] = flat
        return cls(column, np.cumsum(counts) - counts, counts, flat, one)

    @classmethod
    def by(cls, column: Codes, said: Iterable[Collection[str]]) -> "Said":
        """Hash what every value says, but for blanks."""
        told = list(said)
        counts = np.fromiter(map(len, told), np.int64, len(told))
        hashes = hashes_of(list(chain.from_iterable(told)))
        return cls.of(column, counts, hashes).where(hashes > 0)

    @classmethod
    def by_hashes(cls, column: Codes, hashes: Hashes) -> "Said":
        """What says one thing for each value, by its hash; 0 says nothing."""
        is_said = hashes > 0
        return cls.of(column, is_said.astype(np.int64), hashes[is_said])

    @classmethod
    def by_years(cls, column: Codes, said: Iterable[Sequence[int]]) -> "Said":
        """What says several years for each value."""
        years = list(said)
        counts = np.fromiter(map(len, years), np.int64, len(years))
        return cls.of(column, counts, _number_hashes(np.fromiter(chain(*years), np.int64)))

    @classmethod
    def nothing(cls) -> "Said":
        """Nothing, whatever the row."""
        return cls.of(np.zeros(0, np.int32), np.zeros(1, np.int64), np.zeros(0, np.uint64))

    def only(self, wanted: Hashes) -> "Said":
        """The same without what is not among the sorted ``wanted``."""
        return self.where(_found(self.flat, wanted)[0])

    def where(self, keep: NDArray[np.bool_]) -> "Said":
        """The same with a part of ``flat``."""
        if keep.all():
            return self
        places = np.concatenate((np.zeros(1, np.int64), np.cumsum(keep, dtype=np.int64)))
        counts = places[self.starts + self.counts] - places[self.starts]
        return Said.of(self.column, counts, self.flat[keep])

    def join(self, rows: Codes, hashes: Hashes) -> tuple[Codes, Hashes]:
        """Each row once for each thing that its value says, with that taken into its key."""
        values = self.column[rows] if len(self.flat) else np.zeros(0, np.int32)
        rows, hashes = rows[: len(values)], hashes[: len(values)]
        if self.one is not None:
            said = self.one[values]
            is_said = said > 0
            return rows[is_said], stir(hashes[is_said], said[is_said])
        counts = self.counts[values]
        places = np.repeat(self.starts[values] - (np.cumsum(counts) - counts), counts)
        places += np.arange(len(places))
        return np.repeat(rows, counts), stir(np.repeat(hashes, counts), self.flat[places])


class KeyIndex(NamedTuple):
    """Sorted keys, shape (entries,), and the row of each; a row stands at each of its keys."""

    keys: Hashes
    rows: Codes

    def find(self, wanted: Hashes) -> tuple[NDArray[np.int64], Codes]:
        """For sorted distinct ``wanted`` keys, the place in ``wanted`` and the row of every hit."""
        if len(self.keys) < len(wanted):
            is_hit, places = _found(self.keys, wanted)
            return places[is_hit], self.rows[is_hit]
        first = np.searchsorted(self.keys, wanted, "left")
        counts = np.searchsorted(self.keys, wanted, "right") - first
        places = np.repeat(first - (np.cumsum(counts) - counts), counts)
        places += np.arange(len(places))
        return np.repeat(np.arange(len(wanted)), counts), self.rows[places]


def _found(values: Hashes, among: Hashes) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Whether each value is among some sorted ones, and its place there where it is."""
    if not len(among):
        return np.zeros(len(values), np.bool_), np.zeros(len(values), np.int64)
    places = np.minimum(np.searchsorted(among, values), len(among) - 1)
    return among[places] == values, places


def one_index(kinds: Iterable[KeyIndex]) -> KeyIndex:
    """One index of those of all kinds, in the order of the kinds."""
    keys, owners = zip(*((each.keys, each.rows) for each in kinds), strict=True)
    return KeyIndex(np.concatenate(keys), np.concatenate(owners))


def by_kind(
    said: Mapping[str, Sequence[Said]],
    rows: int,
    wanted: "Wanted | None" = None,
    kinds: Iterable[str] = KEYS,
) -> Iterator[KeyIndex]:
    """Index the keys of ``rows`` pupils, one kind after the other: no two need be in memory.

    Every key, or the ``wanted`` ones alone.
    """
    for kind in kinds:
        sieves = [None] * len(KEYS[kind]) if wanted is None else wanted.sieves(kind)
        found = list(_entries(kind, said, rows, sieves))
        keys, owners = (np.concatenate(part) for part in zip(*found, strict=True))
        del found
        order = np.argsort(keys)
        yield KeyIndex(keys[order], owners[order])


def _entries(
    kind: str, said: Mapping[str, Sequence[Said]], count: int, sieves: "Sequence[Sieve | None]"
) -> Iterator[tuple[Hashes, Codes]]:
    """Every key of one kind and its row, some rows at a time.

    What a sieve of some parts stops is not joined to the parts that follow.
    """
    for start in range(0, max(count, 1), MANY):
        rows = np.arange(start, min(start + MANY, count), dtype=np.int32)
        hashes = np.zeros(len(rows), np.uint64)
        for part, sieve in zip(KEYS[kind], sieves, strict=True):
            grown = [each.join(rows, hashes) for each in said[part]]
            rows, hashes = (np.concatenate(side) for side in zip(*grown, strict=True))
            if sieve is not None:
                wanted = sieve.lets_through(hashes)
                rows, hashes = rows[wanted], hashes[wanted]
        yield _of_kind(kind, hashes), rows


class Sieve(NamedTuple):
    """Stops what is surely not wanted by one look at a bit."""

    bits: NDArray[np.bool_]

    @classmethod
    def of(cls, wanted: Hashes) -> "Sieve":
        """Let through some hashes, and few others."""
        bits = np.zeros(1 << (len(wanted) * LIKELY).bit_length(), np.bool_)
        bits[wanted & np.uint64(len(bits) - 1)] = True
        return cls(bits)

    def lets_through(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Whether each may be wanted."""
        return np.asarray(self.bits[hashes & np.uint64(len(self.bits) - 1)])


class Wanted(NamedTuple):
    """What recorded children are looked for by.

    ``keys`` are theirs, each once and sorted; ``children`` has the places of the children who have
    the first, then of those who have the second …, of which ``counts`` says how many. ``said`` has
    by part what they say, sorted, and ``prefixes`` by kind what the parts of its keys are
    together after the first, the second …
    """

    keys: Hashes
    counts: NDArray[np.int64]
    children: NDArray[np.int64]
    said: Mapping[str, Hashes]
    prefixes: Mapping[str, Sequence[Hashes]]

    @classmethod
    def of(cls, children: Sequence[RecordedChild]) -> "Wanted":
        """Make the keys of some children, each as told and with the names swapped."""
        said = _said(children)
        keys: list[Hashes] = []
        owners: list[Codes] = []
        prefixes: dict[str, list[Hashes]] = {}
        for kind, joins in KEYS.items():
            # The first half of the rows are the children as told: without names both halves agree.
            has_names = any(CHILD_PARTS[part][0] in SWAPPED for part in joins)
            rows = np.arange(len(children) * (1 + has_names), dtype=np.int32)
            hashes = np.zeros(len(rows), np.uint64)
            prefixes[kind] = []
            for part in joins:
                rows, hashes = said[part].join(rows, hashes)
                prefixes[kind].append(hashes)
            order = np.argsort(hashes)
            keys.append(_of_kind(kind, hashes[order]))
            owners.append(rows[order])
        found = np.concatenate(keys)
        whose = np.concatenate(owners).astype(np.int64) % max(len(children), 1)
        firsts = np.flatnonzero(np.diff(found, prepend=~found[:1]))
        counts = np.diff(firsts, append=len(found))
        told = {part: np.sort(each.flat) for part, each in said.items()}
        return cls(found[firsts], counts, whose, told, prefixes)

    def sieves(self, kind: str) -> list[Sieve | None]:
        """A sieve for each part of a kind of key; none after the first, which is wanted anyway."""
        _, *further = self.prefixes[kind]
        return [None, *map(Sieve.of, further)]


def _said(children: Sequence[RecordedChild]) -> dict[str, Said]:
    """By part, what children say: all as told, then all with their names swapped."""
    told = list(map(clues_of, children))
    clues: dict[str, tuple[Codes, list[Any]]] = {}
    for name in dict.fromkeys(name for name, _ in CHILD_PARTS.values()):
        own = map(attrgetter(name), told)
        if name in SWAPPED:
            clues[name] = numbered(chain(own, map(SWAPPED[name], told)))
        else:
            codes, values = numbered(own)
            clues[name] = np.tile(codes, 2), values
    named = {CHILD_PARTS[part][0] for part in SOUNDED}
    hear_names({text for name in named for texts in clues[name][1] for text in texts})
    codes, births = clues["birth"]
    days = as_numbers(day for day, _, _ in births)
    asked: dict[object, Said] = {}
    for part, (name, says) in CHILD_PARTS.items():
        codes, values = clues[name]
        if (name, says) in asked:
            continue
        if part == "upn":
            said = Said.by_hashes(codes, upn_hashes(values))
        elif part == "year":
            said = Said.by_years(codes, (years_possible(*birth) for birth in values))
        elif part in OF_A_DAY:
            said = Said.by_hashes(codes, day_hashes(part, days))
        else:
            said = Said.by(codes, map(says, values))
        asked[name, says] = said
    return {part: asked[of] for part, of in CHILD_PARTS.items()}
