"""A register of pupils in columns, with an index of its keys: in memory, or in files mapped to it.

Finds the pupils that share a key with recorded children, the same ones as the keys of
``core.linkage`` find anywhere else, for it makes its integers of the same parts. Compares nothing,
decides nothing. Free of Django.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firstbell.core.linkage import Frequencies, PupilId, RecordedChild, RollPupil
from firstbell.core.linkage.keys import KEYS, PUPIL_PARTS, SOUNDED, hear_names
from firstbell.journey.linkage.bearers import count_bearers
from firstbell.journey.linkage.birth_dates import Dates, as_numbers
from firstbell.journey.linkage.columns import Column
from firstbell.journey.linkage.key_index import (
    OF_A_DAY,
    KeyIndex,
    Said,
    Wanted,
    by_kind,
    day_hashes,
    one_index,
    upn_hashes,
)
from firstbell.journey.linkage.sharing import shared_out
from firstbell.journey.linkage.text_hashes import Hashes, hashes_of

TEXT_FIELDS = (
    "surname", "forename", "middle_names", "preferred_surname", "preferred_forename",
    "former_surname", "sex", "upn", "address_line_1", "postcode", "uprn",
)  # fmt: skip
"""Fields of `RollPupil` that are text as they are."""

FIELDS = (*TEXT_FIELDS, "born_on", "urns")

BY_NAME, BY_HOME = tuple(KEYS)[:4], tuple(KEYS)[4:]
"""The kinds of key in two halves that take about as long."""

MANY_PUPILS = 50_000
"""From so many on, their keys are made by two processes at once."""

FEW_PUPILS = 10_000
"""Up to so many, every key is made by whoever reads them: the children are not ready by then."""

TOLD_BY_MOST = tuple(part for part in PUPIL_PARTS if part not in {"uprn", "school", "upn"})
"""Parts that nearly every child tells."""

ASKS = {
    part: next(first for first, (_, asks) in PUPIL_PARTS.items() if asks is says)
    for part, (_, says) in PUPIL_PARTS.items()
}
"""For each part the first one that asks the same of a text."""

HASHED = ("house", "postcode", "outcode", "uprn")
"""The parts of a home: texts that are told alike or not."""

BETWEEN = "\x1f"
"""Stands between the establishments of one pupil, in the column ``urns``."""


def field_of(name: str) -> Callable[[str], Any]:
    """How the text of a column becomes the field of a `RollPupil`."""
    if name == "born_on":
        return lambda text: date.fromisoformat(text) if text else None
    if name == "urns":
        return lambda text: tuple(text.split(BETWEEN)) if text else ()
    return str


def texts_of(pupils: Sequence[RollPupil], name: str) -> Iterable[str]:
    """A field of some pupils as the texts of a column."""
    if name == "born_on":
        return (each.born_on.isoformat() if each.born_on else "" for each in pupils)
    if name == "urns":
        return map(BETWEEN.join, (each.urns for each in pupils))
    return map(attrgetter(name), pupils)


Ints = NDArray[np.int64]


@dataclass
class Register:
    """Pupils in columns: row ``i`` is one pupil, by ``FIELDS``, however many rolls name it.

    ``ids`` are the pupils' ids, None where the ids are 1, 2, 3 …; ``urn`` the establishment that
    speaks first; ``index`` holds every key where the register was indexed; ``hashed`` is what
    `hashes` has been asked so far.
    """

    columns: Mapping[str, Column]
    urn: Column
    frequencies: Frequencies
    ids: Sequence[PupilId] | None = None
    index: KeyIndex | None = None
    hashed: dict[str, Hashes] = field(default_factory=dict)
    _decoded: dict[str, list[Any]] = field(default_factory=dict)
    _parts: dict[str, list[Said]] = field(default_factory=dict)
    _asked: dict[tuple[str, str], Said] = field(default_factory=dict)
    _born_on: Dates | None = None

    @classmethod
    def of(cls, pupils: Sequence[RollPupil]) -> "Register":
        """Hold pupils that are in memory already."""
        columns = {name: Column.of(texts_of(pupils, name)) for name in FIELDS}
        urn = Column.of(each.urns[0] if each.urns else "" for each in pupils)
        counted = count_bearers(columns["forename"], columns["surname"], len(pupils))
        return cls(columns, urn, counted, [each.pupil_id for each in pupils])

    def __len__(self) -> int:
        return len(self.urn)

    def id_of(self, row: int) -> PupilId:
        """The id of a row's pupil."""
        return row + 1 if self.ids is None else self.ids[row]

    def pupil(self, row: int) -> RollPupil:
        """The pupil of a row, with the words of the rolls."""
        return self.part_of(row, FIELDS)

    @property
    def born_on(self) -> Dates:
        """The birth date of each value of its column, as a whole number."""
        if self._born_on is None:
            self._born_on = as_numbers(self._values("born_on"))
        return self._born_on

    def hashes(self, part: str) -> Hashes:
        """A hash of what each value of a column says for a part of one text; 0 where nothing."""
        if part not in self.hashed:
            found = self._parts[part][0].one if part in self._parts else None
            if found is None:
                found = hashes_said(part, self.columns[PUPIL_PARTS[part][0][0]].values)
            self.hashed[part] = found
        return self.hashed[part]

    def hashes_of(self, part: str, rows: Ints) -> Hashes:
        """The same for each of some rows; of other values nothing is asked."""
        column = self.columns[PUPIL_PARTS[part][0][0]]
        if part in self.hashed or part in self._parts:
            return self.hashes(part)[column.codes[rows]]
        values, places = column.among(rows)
        return hashes_said(part, map(column.values.__getitem__, values.tolist()))[places]

    def part_of(self, row: int, fields: Sequence[str]) -> RollPupil:
        """The same with some fields only, the others blank."""
        said = {name: field_of(name)(self.columns[name][row]) for name in fields}
        return RollPupil(pupil_id=self.id_of(row), **said)

    def pairs(self, children: Sequence[RecordedChild]) -> tuple[Ints, Ints]:
        """The pairs that share a key: places in ``children``, and rows; each once, in order."""
        who, rows, _ = self.pairs_and_keys(Wanted.of(children))
        return who, rows

    def pairs_and_keys(self, wanted: Wanted) -> tuple[Ints, Ints, Ints]:
        """The same, and how many keys each pair shares."""
        children, starts = wanted.children, np.cumsum(wanted.counts) - wanted.counts
        index = self.index or self._index_of(wanted)
        hits, rows = index.find(wanted.keys)
        repeats = wanted.counts[hits]
        places = np.repeat(starts[hits] - (np.cumsum(repeats) - repeats), repeats)
        places += np.arange(len(places))
        pairs, shared = np.unique(
            children[places] * len(self) + np.repeat(rows, repeats), return_counts=True
        )
        return pairs // max(len(self), 1), pairs % max(len(self), 1), shared

    def prepared(self) -> "Register":
        """The same, asked already what nearly every child tells; indexed where there are few."""
        self.said(TOLD_BY_MOST)
        return self.indexed() if len(self) <= FEW_PUPILS else self

    def indexed(self) -> "Register":
        """The same with every key sorted, for many questions."""
        return replace(self, index=one_index(self.keys_by_kind()))

    def keys_by_kind(self) -> Iterator[KeyIndex]:
        """Every key sorted, one kind after the other: together the index of `indexed`."""
        return by_kind(self.said(PUPIL_PARTS), len(self))

    def said(self, parts: Iterable[str]) -> dict[str, list[Said]]:
        """What is said for some parts of keys; what was asked once is kept."""
        return {part: self._said(part) for part in parts}

    def _index_of(self, wanted: Wanted) -> KeyIndex:
        """The wanted keys only."""
        said = {
            part: [each.only(told) for each in self._said(part)] if len(told) else [Said.nothing()]
            for part, told in wanted.said.items()
        }

        def look(kinds: Sequence[str]) -> list[KeyIndex]:
            return list(by_kind(said, len(self), wanted, kinds))

        halves = BY_NAME, BY_HOME
        found = shared_out(look, halves) if len(self) >= MANY_PUPILS else map(look, halves)
        return one_index(index for half in found for index in half)

    def _said(self, part: str) -> list[Said]:
        if part not in self._parts:
            fields, _ = PUPIL_PARTS[part]
            self._parts[part] = [
                self._said_in(part, name) for name in fields if not self.columns[name].is_blank
            ] or [Said.nothing()]
        return self._parts[part]

    def _said_in(self, part: str, name: str) -> Said:
        """What a column says for a part, or for another that asks the same."""
        asked = name, ASKS[part]
        if asked not in self._asked:
            self._asked[asked] = self._ask(part, name)
        return self._asked[asked]

    def _ask(self, part: str, name: str) -> Said:
        column = self.columns[name]
        if part in OF_A_DAY:
            return Said.by_hashes(column.codes, day_hashes(part, self.born_on))
        if part == "upn":
            return Said.by_hashes(column.codes, upn_hashes(column.values))
        if part in SOUNDED:
            hear_names(column.values)
        _, says = PUPIL_PARTS[part]
        return Said.by(column.codes, map(says, self._values(name)))

    def _values(self, name: str) -> Sequence[Any]:
        if name in TEXT_FIELDS:
            return self.columns[name].values
        if name not in self._decoded:
            self._decoded[name] = self.columns[name].each(field_of(name))
        return self._decoded[name]


def hashes_said(part: str, values: Iterable[str]) -> Hashes:
    """A hash of what each value says for a part of one text; 0 where nothing."""
    _, says = PUPIL_PARTS[part]
    return hashes_of([next(iter(says(value)), "") for value in values])
