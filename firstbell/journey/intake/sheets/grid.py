"""A table as it was saved: its header, its rows, and where each cell stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a cell is. A CSV has only texts; a workbook knows more."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"
    TRUTH = "truth"
    ERROR = "error"
    UNCOUNTED = "uncounted"
    """A formula whose result was not saved."""
    JOINED = "joined"
    """Covered by a cell to the left that it was joined with."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as text without blanks around it, and as a moment where it is one."""

    text: str = ""
    kind: Kind = Kind.TEXT
    moment: datetime | None = None
    has_day: bool = False
    has_time: bool = False
    # Covered by the cell above that it was joined with, whose text this is.
    is_joined: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text and self.kind == Kind.TEXT


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its number as people count, its cells, and what makes it unreadable, if anything."""

    number: int
    cells: Sequence[Cell] = ()
    # What is wrong with the row as a whole, and what would be right; `content` is the row itself.
    wrong: tuple[str, str] | None = None
    content: str = ""

    def __getitem__(self, column: int) -> Cell:
        """Return a cell; one beyond the last is blank."""
        return self.cells[column] if column < len(self.cells) else BLANK


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One table. `cell_place` says where a cell stands, `row_place` where a row does."""

    header: Sequence[str]
    rows: Sequence[GridRow]
    header_number: int
    cell_place: Callable[[int, int], str]
    row_place: Callable[[int], str]


def column_name(at: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
