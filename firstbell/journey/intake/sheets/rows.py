"""From the rows of a force's table to incidents as the document has them, each value with its cell.

A row is a child, and the rows of one reference are one incident; or a row is an incident with
its children in columns. What cannot be read is kept as it stood, with what is wrong and what
would be right; the other incidents go on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from firstbell.journey.intake.reading import Unusable, pointer
from firstbell.journey.intake.receipts import Flag, Problem
from firstbell.journey.intake.sheets.columns import Column, Slot, plain
from firstbell.journey.intake.sheets.fields import Holds
from firstbell.journey.intake.sheets.grid import BLANK, Cell, Grid, GridRow
from firstbell.journey.intake.sheets.mapping import SheetMapping
from firstbell.journey.intake.sheets.values import Wrong, texts_of, value_of

MOST_ROWS_OF_ONE = 200
"""Rows of one incident; more of one reference are a column that was mapped wrongly."""

_LISTS = {Holds.TEXTS, Holds.CHOICES}


@dataclass(kw_only=True)
class FromSheet:
    """One incident as its rows say it. Places are pointers into `said`, from the incident.

    `cells` has of each the number of its row, and its column where it is one cell.
    """

    grid: Grid
    row: int
    said: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)

    def cell_of(self, place: str) -> str:
        """Return where the value at a place stood; of what has no column, its part or its row."""
        while place:
            if place in self.cells:
                row, column = self.cells[place]
                return (
                    self.grid.row_place(row)
                    if column is None
                    else self.grid.cell_place(row, column)
                )
            place = place.rpartition("/")[0]
        return self.grid.row_place(self.row)


def incidents_of(grid: Grid, mapping: SheetMapping) -> list[FromSheet]:
    """Return the incidents of a table in the order in which they begin.

    :raises Unusable: when a column of the mapping is not in the header, or is there twice.
    """
    at = _columns_at(grid, mapping)
    by_reference: dict[tuple[str, str], _Incident] = {}
    made: list[_Incident] = []
    names = [_first(mapping.incident, path) for path in ("reference", "revision")]
    for row in grid.rows:
        if row.wrong is not None:
            made.append(_Incident(grid, mapping, at, [row]))
            continue
        key = tuple(row[at[each.names[0]]].text if each and each.names else "" for each in names)
        reference, revision = key
        known = by_reference.get((reference, revision)) if reference else None
        if known is not None and mapping.layout.is_row_a_child:
            if len(known.rows) <= MOST_ROWS_OF_ONE:  # one more, by which it is refused
                known.rows.append(row)
            continue
        found = _Incident(grid, mapping, at, [row], twice_of=known)
        made.append(found)
        if reference:
            by_reference.setdefault((reference, revision), found)
    return [each.read() for each in made]


def _first(slot: Slot, path: str) -> Column | None:
    return next((each for each in slot.columns if each.path == path), None)


def _columns_at(grid: Grid, mapping: SheetMapping) -> dict[str, int]:
    header = [plain(each) for each in grid.header]
    problems = []
    for name in mapping.columns:
        times = header.count(plain(name))
        if times == 1:
            continue
        close = get_close_matches(plain(name), header, n=1, cutoff=0.7)
        problem = _("The column “%(name)s” of the mapping is not in the header.")
        cure = _("Name it as the mapping does, or correct the mapping.")
        if times > 1:
            problem = _("The column “%(name)s” is in the header twice.")
            cure = _("Give each column a name of its own.")
        elif close:
            where = grid.cell_place(grid.header_number, header.index(close[0]))
            cure = _("Is it the one at %(where)s? Name it as the mapping does.") % {"where": where}
        said = problem % {"name": name}
        problems.append(Problem(code="no_column", place="", problem=said, cure=cure))
    if problems:
        row = grid.row_place(grid.header_number)
        raise Unusable([Problem(**{**each, "cell": row}) for each in problems])
    return {name: header.index(plain(name)) for name in mapping.columns}


@dataclass
class _Incident:
    """Reads the rows of one incident."""

    grid: Grid
    mapping: SheetMapping
    at: dict[str, int]
    rows: list[GridRow]
    twice_of: "_Incident | None" = None

    def __post_init__(self) -> None:
        self.made = FromSheet(grid=self.grid, row=self.rows[0].number)

    def read(self) -> FromSheet:
        first = self.rows[0]
        if first.wrong is not None:
            self.made.said = {"as_sent": first.content}
            self._problem("unreadable_row", "", *first.wrong)
            return self.made
        said = self.made.said
        if _first(self.mapping.incident, "status") is None:
            said["status"] = "active"
        self._fill(said, self.mapping.incident.columns, self.rows, "")
        self._adults(said)
        children: list[dict[str, Any]] = []
        for row in self.rows if self.mapping.layout.is_row_a_child else self.rows[:1]:
            for slot in self.mapping.children:
                self._person(children, "children", slot, [row])
        said["children"] = children
        if self.twice_of is not None:
            self._problem(
                "repeated_reference", "/reference",
                _("Another row has this reference: %(where)s.")
                % {"where": self.grid.row_place(self.twice_of.rows[0].number)},
                _("Write each incident in one row, or number its revisions."),
            )  # fmt: skip
        if len(self.rows) > MOST_ROWS_OF_ONE:
            self._problem(
                "repeated_reference", "/reference",
                _("More rows have this reference than one incident has children."),
                _("Write the incident's own reference in each row."),
            )  # fmt: skip
        return self.made

    def _adults(self, said: dict[str, Any]) -> None:
        adults: list[dict[str, Any]] = []
        for slot in self.mapping.adults:
            self._person(adults, "adults", slot, self.rows)
        said["adults"] = adults

    def _person(
        self, people: list[dict[str, Any]], kind: str, slot: Slot, rows: Sequence[GridRow]
    ) -> None:
        """Add a person where the columns of the slot say anything of one."""
        place = pointer(kind, len(people))
        found = _Incident(self.grid, self.mapping, self.at, self.rows)
        person: dict[str, Any] = {}
        found._fill(person, slot.columns, rows, place)
        for name, elements in slot.lists.items():
            found._list(person, name, elements, rows, place)
        if not _is_somebody(person, found.made.problems, slot):
            return
        if kind == "adults" and not any(each.path == "id" for each in slot.columns):
            person["id"] = f"adult-{slot.number}"
        self.made.cells |= {place: (rows[0].number, None)} | found.made.cells
        self.made.problems += found.made.problems
        self.made.flags += found.made.flags
        people.append(person)

    def _list(
        self,
        person: dict[str, Any],
        name: str,
        elements: Iterable[Sequence[Column]],
        rows: Sequence[GridRow],
        place: str,
    ) -> None:
        listed: list[dict[str, Any]] = []
        for columns in elements:
            element: dict[str, Any] = {}
            self._fill(element, columns, rows, place + pointer(name, len(listed)))
            # Who an adult is says nothing yet of the child.
            saying = (each for each in columns if each.names and each.holds != Holds.NAMING)
            if any(each.path in element for each in saying):
                listed.append(element)
        if listed:
            person[name] = listed

    def _fill(
        self, part: dict[str, Any], columns: Iterable[Column], rows: Sequence[GridRow], place: str
    ) -> None:
        for column in columns:
            where = place + pointer(*column.path.split("."))
            if not column.names:
                _put(part, column.path, column.always)
            elif column.holds in _LISTS:
                self._fill_list(part, column, rows, where)
            else:
                self._fill_one(part, column, rows, where)

    def _fill_one(
        self, part: dict[str, Any], column: Column, rows: Sequence[GridRow], place: str
    ) -> None:
        row, cells = self._cells(column, rows, place)
        self.made.cells[place] = (row.number, self.at[column.names[0]])
        try:
            self._refuse_joined(cells, rows)
            found = value_of(column, cells, self.mapping.written)
        except Wrong as wrong:
            self.made.cells[place] = (row.number, self.at[column.names[wrong.at]])
            self._problem(wrong.code, place, wrong.problem, wrong.cure)
            _put(part, column.path, wrong.raw)
            return
        if found is None:
            return
        self.made.cells[place] = (row.number, self.at[column.names[found.at]])
        if found.odd is not None:
            code, note = found.odd
            self.made.flags.append(Flag(code=code, place=place, note=note))
        if found.value is not None:
            _put(part, column.path, found.value)

    def _fill_list(
        self, part: dict[str, Any], column: Column, rows: Sequence[GridRow], place: str
    ) -> None:
        listed: list[str] = []
        for name in column.names:
            row, cells = self._cells(column, rows, place, names=(name,))
            where = (row.number, self.at[name])
            self.made.cells.setdefault(place, where)
            try:
                self._refuse_joined(cells, rows)
                found = texts_of(column, cells[0], self.mapping.written)
            except Wrong as wrong:
                self.made.cells[f"{place}/{len(listed)}"] = where
                self._problem(wrong.code, f"{place}/{len(listed)}", wrong.problem, wrong.cure)
                found = [cells[0].text]
            for text in found:
                self.made.cells[f"{place}/{len(listed)}"] = where
                listed.append(text)
        if listed:
            _put(part, column.path, listed)

    def _cells(
        self,
        column: Column,
        rows: Sequence[GridRow],
        place: str,
        *,
        names: Sequence[str] | None = None,
    ) -> tuple[GridRow, list[Cell]]:
        """Return the first row that says something in these columns; others must say the same."""
        chosen: tuple[GridRow, list[Cell]] | None = None
        for row in rows:
            cells = [row[self.at[name]] for name in names or column.names]
            if all(cell.is_blank for cell in cells):
                continue
            if chosen is None:
                chosen = (row, cells)
            elif [cell.text for cell in cells] != [cell.text for cell in chosen[1]]:
                first, here = (self._place(each, column.names[0]) for each in (chosen[0], row))
                self._problem(
                    "differs", place,
                    _("Two rows of this incident say different things here."),
                    _("Write the same at %(first)s and %(here)s.") % {"first": first, "here": here},
                    cell=here,
                )  # fmt: skip
                break
        return chosen or (rows[0], [BLANK for _name in names or column.names])

    def _refuse_joined(self, cells: Iterable[Cell], rows: Sequence[GridRow]) -> None:
        """A joined cell of the incident says the same for its rows; of a child it says nothing."""
        if rows is not self.rows and any(cell.is_joined for cell in cells):
            raise Wrong(
                "joined_cells",
                _("The cell is joined with the one above."),
                _("Separate the cells and write in each what it says."),
            )

    def _place(self, row: GridRow, name: str) -> str:
        return self.grid.cell_place(row.number, self.at[name])

    def _problem(self, code: str, place: str, problem: str, cure: str, *, cell: str = "") -> None:
        cell = cell or self.made.cell_of(place)
        self.made.problems.append(
            Problem(code=code, place=place, problem=problem, cure=cure, cell=cell)
        )


def _is_somebody(person: dict[str, Any], problems: Sequence[Problem], slot: Slot) -> bool:
    """Say whether columns speak of somebody: more than that nobody was seen or asked."""
    if problems:
        return True
    filled = {each.path: each.holds for each in slot.columns if each.names}
    for path, value in _said(person):
        holds = filled.get(path)
        if holds == Holds.TRUTH and value is True:
            return True
        if holds not in (None, Holds.TRUTH, Holds.CHOICE):
            return True
    return any(name in person for name in slot.lists)


def _said(part: dict[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    for key, value in part.items():
        if isinstance(value, dict):
            yield from _said(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _put(part: dict[str, Any], path: str, value: object) -> None:
    *above, last = path.split(".")
    for step in above:
        part = part.setdefault(step, {})
    part[last] = value
