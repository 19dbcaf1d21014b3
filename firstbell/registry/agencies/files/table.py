"""Read a CSV as people really save them, so that one bad row never costs the others.

Each line is UTF-8 or Windows-1252; columns are found by name in any order. A row with a wrong
number of cells is refused with the line of the file on which it begins, also after a quoted
cell that runs over several lines. A quote that is never closed costs its own line alone. Only a
file whose header cannot be used is refused as a whole.
"""

import csv
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

LONGEST_ROW = 40
"""Lines that one row may run over; a longer one is a quote that somebody forgot to close."""

_NOT_A_CSV = {b"PK\x03\x04": "a spreadsheet", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


LONGEST_QUOTE = 60
"""Characters of a cell that a refusal repeats."""


class UnusableFile(ValueError):
    """Nothing of the file can be read; the message says why and what would be right."""


class WrongScope(UnusableFile):
    """The file was named with a scope that it cannot have, or without the one that it needs."""


class Refused(ValueError):
    """One row or part of it cannot be used. The table adds the line and what it held."""

    def __init__(self, column: str, problem: str, cure: str) -> None:
        super().__init__(f"{column}: {problem}; {cure}" if column else f"{problem}; {cure}")
        self.column = column
        self.problem = problem
        self.cure = cure


def quoted(value: str) -> str:
    """Return a cell as a refusal repeats it: in quotation marks, short, and all of it visible."""
    return repr(value if len(value) <= LONGEST_QUOTE else f"{value[: LONGEST_QUOTE - 1]}…")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong in one line of a file, and what would be right.

    `content` is the line itself, kept so that it can be mended; it is never printed.
    """

    line: int
    field: str
    problem: str
    cure: str
    content: str = ""

    def __str__(self) -> str:
        """Say it in one line, without what the line held."""
        where = f"line {self.line}: {self.field}" if self.field else f"line {self.line}"
        return f"{where}: {self.problem}; {self.cure}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its first line in the file, the cells of known columns, and its whole text."""

    line: int
    cells: Mapping[str, str]
    content: str

    def __getitem__(self, column: str) -> str:
        """Return a cell without blanks around it; "" where it is empty or has no column."""
        return self.cells.get(column, "")

    def problem(self, refused: Refused) -> Problem:
        """Return what was refused here with its place."""
        return Problem(
            line=self.line,
            field=refused.column,
            problem=refused.problem,
            cure=refused.cure,
            content=self.content,
        )


@dataclass(kw_only=True)
class Table:
    """A CSV whose header was understood. `rows` goes through it once."""

    columns: Mapping[str, int]
    width: int
    warnings: list[Problem] = field(default_factory=list)
    _lines: "Lines"

    def rows(self) -> Iterator[Row | Problem]:
        """Yield each row, or why it is refused, in the order of the file; blank rows are none."""
        while (record := self._lines.next_record(self.width)) is not None:
            line, cells, content = record
            if cells is None:
                yield _wrong(line, content, "a quote is not closed", "close it or take it out")
            elif not any(map(str.strip, cells)):
                continue
            elif "\0" in content:
                yield _wrong(line, content, "it holds a zero byte", "save the file as a CSV again")
            elif len(cells) != self.width:
                problem = f"it has {len(cells)} cells where the header has {self.width}"
                yield _wrong(line, content, problem, "give it one cell for each column")
            else:
                # Blanks and line ends inside a cell never reach a page or a letter's header.
                known = {name: " ".join(cells[at].split()) for name, at in self.columns.items()}
                yield Row(line, known, content)


def read(
    lines: bytes | Iterable[bytes],
    *,
    required: Collection[str],
    optional: Collection[str] = (),
    also_called: Mapping[str, str] | None = None,
    warn_of_unknown: bool = False,
) -> Table:
    """Return the table in the file, its header read. Names of columns are matched in any case.

    `also_called` gives, for a column, a regular expression of other names that it goes by.

    :raises UnusableFile: if a required column is missing or two columns have one name.
    """
    if isinstance(lines, bytes):
        lines = lines.splitlines(keepends=True)
    else:  # an old Macintosh ends its lines in a way at which nobody else splits a file
        lines = (each for line in lines for each in line.splitlines(keepends=True))
    source = Lines(lines)
    header = source.header()
    wanted = [*required, *optional]
    names = [_known_as(cell, wanted, also_called or {}) for cell in header]
    _check(header, names, required)
    table = Table(
        columns={name: at for at, name in enumerate(names) if name},
        width=len(header),
        _lines=source,
    )
    if warn_of_unknown:
        table.warnings += [
            Problem(
                line=1,
                field=cell or f"column {at}",
                problem="this column is not known and was ignored",
                cure=f"the columns are {', '.join(wanted)}",
            )
            for at, (cell, name) in enumerate(zip(header, names, strict=True), 1)
            if not name
        ]
    return table


def _known_as(cell: str, wanted: Iterable[str], also_called: Mapping[str, str]) -> str:
    name = cell.casefold()
    exact = {each.casefold(): each for each in wanted}
    if name in exact:
        return exact[name]
    return next((each for each, by in also_called.items() if re.fullmatch(by, name)), "")


def _check(header: list[str], names: list[str], required: Collection[str]) -> None:
    missing = [name for name in required if name not in names]
    if missing:
        raise UnusableFile(
            f"line 1: the column {missing[0]} is missing; "
            f"the header must name {', '.join(required)} with commas between them"
        )
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        same = " and ".join(c for c, name in zip(header, names, strict=True) if name == twice)
        raise UnusableFile(f"line 1: {same} are the same column; keep one of them")


def _wrong(line: int, content: str, problem: str, cure: str) -> Problem:
    return Problem(line=line, field="", problem=problem, cure=cure, content=content)


class Lines:
    """The lines of a file with their numbers; a line that was read too far is put back."""

    def __init__(self, lines: Iterable[bytes], *, delimiter: str = ",", first: int = 1) -> None:
        self._source = enumerate(lines, first)
        self._delimiter = delimiter
        self._put_back: deque[tuple[int, str]] = deque()

    def header(self) -> list[str]:
        """Return the names of the columns.

        :raises UnusableFile: if there are none that can be read.
        """
        first = self._next()
        if first is None:
            raise UnusableFile("the file is empty; it must begin with a line of column names")
        _, text = first
        for start, kind in _NOT_A_CSV.items():
            if text.encode("cp1252", "replace").startswith(start):
                raise UnusableFile(f"this is {kind}, not a CSV; save it as CSV UTF-8")
        cells = _cells(text.removeprefix("\ufeff"), self._delimiter)
        if cells is None:
            raise UnusableFile("line 1 cannot be read as a CSV; it must name the columns")
        return [" ".join(cell.split()) for cell in cells]

    def next_record(self, width: int) -> tuple[int, list[str] | None, str] | None:
        """Return the next row with its first line and its text; None for cells is a stray quote."""
        first = self._next()
        if first is None:
            return None
        span = [first]
        quotes = first[1].count('"')
        while quotes % 2 and len(span) < LONGEST_ROW and (more := self._next()):
            span.append(more)
            quotes += more[1].count('"')
        try:
            reader = csv.reader([text for _, text in span], delimiter=self._delimiter)
            cells: list[str] | None = next(reader, [])
            used = reader.line_num
        except csv.Error:  # a cell longer than any real one
            cells, used = None, 1
        if used > 1 and (quotes % 2 or _swallowed_rows(span[1:used], width, self._delimiter)):
            # Only the line with the stray quote is given up; those below are read again.
            cells, used = None, 1
        self._put_back.extendleft(reversed(span[used:]))
        content = "".join(text for _, text in span[:used]).rstrip("\r\n")
        return first[0], cells, content

    def _next(self) -> tuple[int, str] | None:
        if self._put_back:
            return self._put_back.popleft()
        found = next(self._source, None)
        return (found[0], _decoded(found[1])) if found else None


def _swallowed_rows(below: Iterable[tuple[int, str]], width: int, delimiter: str) -> bool:
    """Say whether a row that runs over lines is none, because lines of it are rows themselves."""
    return any(
        text.count('"') % 2 == 0 and len(_cells(text, delimiter) or []) == width
        for _, text in below
    )


def _cells(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of one line; None where it is no CSV, as with a cell beyond any real one."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return None


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
