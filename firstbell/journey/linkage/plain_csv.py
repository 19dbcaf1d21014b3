"""A CSV file without quotation marks, read in arrays: where its commas are is all there is to know.

Anything out of the ordinary (a quotation mark, a row with a cell too many, letters that are no
UTF-8) is none of this module's: it says nothing then, and the file is read in another way.
"""

from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firstbell.journey.linkage.columns import Column, ReadTable, distinct
from firstbell.journey.linkage.key_index import Hashes, stir

MOST_BYTES = 1 << 28
"""A longer file is read by DuckDB, which needs less memory for it."""

LONGEST_LINE = 4096
WORD = 8
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Places = NDArray[np.int64]

MASKS = np.array([(1 << 8 * kept) - 1 for kept in range(WORD + 1)], np.uint64)
"""What keeps so many bytes of a word."""


def read_plain(path: Path, header: list[str], only: Collection[str]) -> ReadTable | None:
    """The columns ``only`` of a file by the names of its ``header``, or None where it is not plain.

    Cells are as they stand, blanks around them included.
    """
    if path.stat().st_size > MOST_BYTES:
        return None
    content = path.read_bytes().removeprefix(BYTE_ORDER_MARK)
    if not _is_plain(content):
        return None
    if not content.endswith(b"\n"):
        content += b"\n"
    letters = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero((letters == ord(",")) | (letters == ord("\n")))
    if len(ends) % len(header):
        return None
    of_rows = ends.reshape(-1, len(header))
    is_last = letters[of_rows] == ord("\n")
    if is_last[:, :-1].any() or not is_last[:, -1].all():
        return None
    if np.diff(of_rows[:, -1]).max(initial=0) > LONGEST_LINE:
        return None
    cells = _Cells(content, of_rows)
    found: dict[str, Column] = {}
    for at, name in enumerate(header):
        column = cells.column(at) if name in only else None
        if column is not None:
            found[name] = column
        elif name in only:
            return None
    return header, found, len(of_rows) - 1


def _is_plain(content: bytes) -> bool:
    if b'"' in content or b"\0" in content or content.count(b"\r") != content.count(b"\r\n"):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Cells:
    """The cells of a file by the places after them, of shape (rows, columns), the header first."""

    def __init__(self, content: bytes, ends: Places) -> None:
        self.text = content.decode()
        self.content, self.ends = content, ends
        padded = content + bytes(WORD + LONGEST_LINE)
        self.words: Hashes = np.ndarray(
            (len(content) + LONGEST_LINE,), np.dtype("<u8"), padded, strides=(1,)
        )

    def column(self, at: int) -> Column | None:
        """One column, or None where two cells are told apart by their words only, not by a hash."""
        ends = self.ends[1:, at]
        starts = (self.ends[1:, at - 1] if at else self.ends[:-1, -1]) + 1
        lengths = ends - starts
        words = [
            self.words[starts + done] & MASKS[np.clip(lengths - done, 0, WORD)]
            for done in range(0, int(lengths.max(initial=0)), WORD)
        ]
        mixed = np.zeros(len(starts), np.uint64)
        for word in words:
            mixed = stir(mixed, word)
        first, places = distinct(mixed)
        if any((word != word[first][places]).any() for word in words):
            return None
        cells = zip(starts[first].tolist(), ends[first].tolist(), strict=True)
        if len(self.text) == len(self.content):
            values = [self.text[start:end] for start, end in cells]
        else:
            values = [self.content[start:end].decode() for start, end in cells]
        return Column(values, places.astype(np.int32))
