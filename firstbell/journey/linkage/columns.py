"""Text in columns: every distinct value once, and for each row the place of its value.

What is asked of a text (its sound, its date, its check letter) is then asked once for each distinct
value and not for each row. Free of Django; knows nothing of pupils.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.signedinteger[Any]]
"""Places of values, in the smaller numbers where there are few: less of them goes to and fro."""

Result = TypeVar("Result")
Thing = TypeVar("Thing", bound=Hashable)

MANY_ASKED = 1 << 20
"""So many texts are remembered once they were asked for."""

MANY_FOR_EACH = 8
"""With so many values for each row that is asked, the rows are sorted instead of the values."""


def mapped(path: Path) -> NDArray[Any]:
    """Map an array in a file to memory; as a plain array, which is asked much faster."""
    return np.asarray(np.load(path, mmap_mode="r"))


def distinct(values: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A place of each distinct value, and for each value the place of its own among these."""
    found, places = np.unique(values, return_inverse=True)
    first = np.empty(len(found), np.int64)
    first[places] = np.arange(len(values))
    return first, places


def numbered(values: Iterable[Thing]) -> tuple[Codes, list[Thing]]:
    """For each value the place of its own among the distinct ones, and these as they come."""
    places: dict[Thing, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return np.array(codes, np.int32), list(places)


class Texts(Sequence[str]):
    """Texts one after the other in one run of UTF-8 bytes, which may be a file mapped to memory.

    ``ends[i]`` is the byte after text ``i``.
    """

    def __init__(self, content: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self.content, self.ends = content, ends
        self._asked: dict[int, str] = {}

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Texts":
        """Pack texts."""
        packed: Sequence[bytes] | Sequence[str] = texts
        content = "".join(texts)
        whole = content.encode()
        if len(whole) > len(content):
            packed = [text.encode() for text in texts]
        ends = np.cumsum(np.fromiter(map(len, packed), np.int64, len(packed)))
        return cls(np.frombuffer(whole, np.uint8), ends)

    @property
    def starts(self) -> NDArray[np.int64]:
        """The first byte of each text."""
        return np.concatenate((np.zeros(1, np.int64), self.ends))[:-1]

    def of_length(self, length: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """The places of the texts of so many bytes, and their bytes, of shape (length, texts)."""
        starts = self.starts
        places = np.flatnonzero(self.ends - starts == length)
        starts = starts[places]
        return places, np.array([self.content[starts + nth] for nth in range(length)])

    def has_blanks_around(self) -> bool:
        """Whether any text may begin or end with white space: a byte that is no plain letter's."""
        is_other = (self.content <= ord(" ")) | (self.content > ord("~"))
        if not is_other.any():
            return False
        starts = self.starts
        is_some = self.ends > starts
        edges = np.concatenate((starts[is_some], self.ends[is_some] - 1))
        return bool(is_other[edges].any())

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        found = self._asked.get(at)
        if found is None:
            start = int(self.ends[at - 1]) if at else 0
            found = self.content[start : int(self.ends[at])].tobytes().decode()
            if len(self._asked) < MANY_ASKED:
                self._asked[at] = found
        return found

    def __iter__(self) -> Iterator[str]:
        whole, start = self.content.tobytes(), 0
        for end in self.ends.tolist():
            yield whole[start:end].decode()
            start = end


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: ``values`` of any number, ``codes`` of shape (rows,)."""

    values: Sequence[str]
    codes: Codes

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Column":
        """Give each distinct text a place, in the order of their coming."""
        codes, values = numbered(texts)
        return cls(values, codes)

    @classmethod
    def blank(cls, rows: int) -> "Column":
        """A column in which no row says anything."""
        return cls([""], np.zeros(rows, np.int32))

    def __reduce__(self) -> tuple[Callable[..., "Column"], tuple[Any, ...]]:
        """Be handed to another process: of a blank column only how long it is."""
        if self.is_blank:
            return Column.blank, (len(self),)
        return Column, (self.values, self.codes)

    def __getitem__(self, row: int) -> str:
        return self.values[int(self.codes[row])]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def is_blank(self) -> bool:
        """Whether no row says anything."""
        values = self.values
        return not (len(values.content) if isinstance(values, Texts) else any(values))

    def each(self, ask: Callable[[str], Result]) -> list[Result]:
        """The answer for every distinct value, in the order of ``values``."""
        return [ask(value) for value in self.values]

    def among(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The values that some rows have, and for each row the place of its own among these."""
        codes = self.codes[rows]
        if len(self.values) > MANY_FOR_EACH * len(codes):
            found, places = np.unique(codes, return_inverse=True)
            return found.astype(np.int64), places
        has = np.zeros(len(self.values), np.bool_)
        has[codes] = True
        return np.flatnonzero(has), (np.cumsum(has) - 1)[codes]

    def stripped(self) -> "Column":
        """The same without white space around the values, and each still once."""
        if isinstance(self.values, Texts) and not self.values.has_blanks_around():
            return self
        tidy = list(map(str.strip, self.values))
        if tidy == self.values:
            return self
        moved, values = numbered(tidy)
        return Column(values, moved[self.codes])

    def keep(self, folder: Path, name: str) -> None:
        """Write the column to files of a folder."""
        texts = Texts.of(self.values)
        np.save(folder / f"{name}.codes.npy", self.codes)
        np.save(folder / f"{name}.text.npy", texts.content)
        np.save(folder / f"{name}.ends.npy", texts.ends)

    @classmethod
    def open(cls, folder: Path, name: str) -> "Column":
        """Map a saved column to memory: nothing is read before it is asked for."""
        codes, content, ends = (
            mapped(folder / f"{name}.{kind}.npy") for kind in ("codes", "text", "ends")
        )
        return cls(Texts(content, ends), codes)


ReadTable = tuple[list[str], dict[str, Column], int]
"""The names of all columns of a file, those that were read, and how many rows it has."""
