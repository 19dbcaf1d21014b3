"""Figures about few people, published so that no smaller figure can be had from them.

Nothing is hidden in a table: what is too small is put together with what lies nearest until each
figure is nought or no smaller than the least. Every figure that is published is then a sum of
whole cells that are published too, so that no subtraction leads below the least, and every total
is exact. Pure; knows nothing of what is counted.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R", bound=Hashable)

Tree = str | tuple["Tree", ...]
"""Columns by what they mean: those of one bracket are nearer to each other than to the rest."""

Group = tuple[str, ...]
"""Columns that are published as one figure."""


def is_small(number: int, *, least: int) -> bool:
    """Say whether a figure is about somebody, and about too few."""
    return 0 < number < least


def tells_too_much(parts: Sequence[int], *, least: int) -> bool:
    """Say whether the sum of these figures gives one of them away that is too small.

    Two that are both too small and make eight, where five is the least, can only be four each.
    """
    whole, most = sum(parts), least - 1
    return is_small(whole, least=least) or {*parts} - {0} == {most}


def groups(tree: Tree, totals: Mapping[str, int], *, least: int) -> tuple[Group, ...]:
    """Return which columns are published together: as few together as will do.

    A column that is too small joins the smallest one of its own bracket that holds anybody, then
    of the bracket around it, and so on. Only where the whole is too small is what remains small.
    """
    if isinstance(tree, str):
        return ((tree,),)
    found = [each for part in tree for each in groups(part, totals, least=least)]
    while telling := [each for each in found if tells_too_much(_of(each, totals), least=least)]:
        one = min(telling, key=lambda each: sum(_of(each, totals)))
        others = [each for each in found if each != one and any(_of(each, totals))]
        if not others:
            break
        other = min(others, key=lambda each: sum(_of(each, totals)))
        first, second = sorted((one, other), key=found.index)
        found[found.index(first)] = first + second
        found.remove(second)
    return tuple(found)


def _of(group: Group, totals: Mapping[str, int]) -> list[int]:
    return [totals.get(column, 0) for column in group]


@dataclass(frozen=True, kw_only=True)
class Table(Generic[R]):
    """A breakdown as it is published: whole rows, and what the others are together.

    Each row holds one figure for each group of columns, in their order. Which others, and how
    many, is not for publishing: of five people in five rows each is alone in theirs.
    """

    rows: Mapping[R, tuple[int, ...]]
    together: frozenset[R]
    sums: tuple[int, ...]


def table(
    counts: Mapping[R, Mapping[str, int]], columns: Sequence[Group], *, least: int
) -> Table[R]:
    """Return a breakdown in which no figure is too small; a row without anybody is left out.

    Expects columns no sum of which is too small: then all rows together are large enough.
    """
    cells = {row: _cells(each, columns) for row, each in counts.items() if any(each.values())}
    together = {row for row, each in cells.items() if any(is_small(n, least=least) for n in each)}
    while short := _telling([cells[row] for row in together], least=least):
        others = cells.keys() - together
        helping = [row for row in others if any(cells[row][place] for place in short)]
        if not helping:
            break
        together.add(min(helping, key=lambda row: (sum(cells[row]), str(row))))
    sums = tuple(sum(cells[row][place] for row in together) for place in range(len(columns)))
    return Table(
        rows={row: each for row, each in cells.items() if row not in together},
        together=frozenset(together),
        sums=sums,
    )


def _cells(counts: Mapping[str, int], columns: Sequence[Group]) -> tuple[int, ...]:
    return tuple(sum(counts.get(column, 0) for column in group) for group in columns)


def _telling(rows: Sequence[tuple[int, ...]], *, least: int) -> list[int]:
    """Return in which places these rows together would give a single one away."""
    return [
        place
        for place, parts in enumerate(zip(*rows, strict=True))
        if tells_too_much(parts, least=least)
    ]
