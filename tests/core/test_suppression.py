"""`core.suppression`: nothing smaller than the least can be had from what is published."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as some

from firstbell.core.suppression import Group, Table, Tree, groups, table

TREE: Tree = ("in time", (("sender", "hub", "school"), "held"), ("not yet", "withdrawn"))
COLUMNS = ("in time", "sender", "hub", "school", "held", "not yet", "withdrawn")
LEAST = 5

counts = some.dictionaries(some.sampled_from(COLUMNS), some.integers(0, 9))
breakdowns = some.dictionaries(some.sampled_from("ABCDE"), counts)


def sums(rows: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {column: sum(row.get(column, 0) for row in rows.values()) for column in COLUMNS}


def columns_of(**totals: int) -> tuple[Group, ...]:
    return groups(TREE, totals, least=LEAST)


def test_what_is_large_enough_or_nought_stands_alone() -> None:
    assert columns_of(sender=5, held=70) == tuple((each,) for each in COLUMNS)


def test_what_is_too_small_joins_the_smallest_of_its_bracket() -> None:
    assert ("sender", "hub") in columns_of(sender=6, hub=2, school=40)
    assert ("not yet", "withdrawn") in columns_of(sender=90, withdrawn=1, **{"not yet": 4})


def test_a_bracket_that_is_too_small_joins_the_one_around_it() -> None:
    assert ("sender", "hub", "held") in columns_of(sender=1, hub=1, held=3, **{"in time": 90})
    assert ("hub", "withdrawn") in columns_of(hub=1, withdrawn=7, **{"in time": 90})


def test_the_whole_alone_may_stay_too_small() -> None:
    assert ("in time", "hub") in columns_of(hub=1, **{"in time": 3})
    assert columns_of(hub=3) == tuple((each,) for each in COLUMNS)
    assert groups("hub", {"hub": 3}, least=LEAST) == (("hub",),)


def test_rows_that_are_too_small_stand_together_with_as_few_others_as_will_do() -> None:
    rows = {
        "A": {"in time": 20, "late": 1},
        "B": {"in time": 60, "late": 9},
        "C": {"in time": 30, "late": 6},
        "D": {"in time": 40},
    }
    found = table(rows, (("in time",), ("late",)), least=LEAST)
    assert found == Table(rows={"B": (60, 9), "D": (40, 0)}, together=frozenset("AC"), sums=(50, 7))


def test_without_rows_that_are_too_small_none_stand_together() -> None:
    found = table({"A": {"late": 5}}, (("late",),), least=LEAST)
    assert found == Table(rows={"A": (5,)}, together=frozenset(), sums=(0,))


@given(breakdowns)
def test_every_figure_is_nought_or_large_enough_and_every_total_is_exact(
    rows: dict[str, dict[str, int]],
) -> None:
    totals = sums(rows)
    columns = groups(TREE, totals, least=LEAST)
    assert sorted(column for group in columns for column in group) == sorted(COLUMNS)
    if 0 < sum(totals.values()) < LEAST:
        return
    found = table(rows, columns, least=LEAST)
    shown = [*found.rows.values(), found.sums]
    assert all(not each or each >= LEAST for row in shown for each in row)
    assert [sum(cells) for cells in zip(*shown, strict=True)] == [
        sum(totals[column] for column in group) for group in columns
    ]
    assert found.rows.keys() | found.together == {row for row in rows if any(rows[row].values())}
    assert not found.rows.keys() & found.together


cubes = some.lists(some.integers(0, 7), min_size=12, max_size=12)
CELLS = list(product("AB", "XYZ", ("in time", "hub")))


@given(cubes)
@settings(max_examples=25, deadline=None)
def test_no_sum_or_difference_of_two_breakdowns_counts_fewer(numbers: list[int]) -> None:
    """Whatever is added and taken away: what counts some people, each once, counts enough."""
    cube = dict(zip(CELLS, numbers, strict=True))
    if 0 < sum(numbers) < LEAST:
        return
    figures = list(published_figures(cube))
    reached: set[tuple[int, ...]] = {(0,) * len(CELLS)}
    for each in figures:
        reached |= {
            tuple(a + sign * b for a, b in zip(one, each, strict=True))
            for one in reached
            for sign in (1, -1)
        }
    for each in reached:
        if set(each) <= {0, 1}:
            number = sum(n for n, is_in in zip(numbers, each, strict=True) if is_in)
            assert not number or number >= LEAST


def published_figures(
    cube: Mapping[tuple[str, str, str], int],
) -> Iterator[tuple[int, ...]]:
    """Yield which cells each figure counts, of a breakdown by A and B and one by X, Y and Z."""
    totals: dict[str, int] = defaultdict(int)
    for (_unit, _school, column), number in cube.items():
        totals[column] += number
    columns = groups(("in time", "hub"), totals, least=LEAST)
    seen = set()
    for place, names in enumerate(("AB", "XYZ")):
        rows: dict[str, dict[str, int]] = {name: defaultdict(int) for name in names}
        for cell, number in cube.items():
            rows[cell[place]][cell[2]] += number
        found = table(rows, columns, least=LEAST)
        for together in ({row} for row in found.rows), (found.together,):
            for row, group in product(together, columns):
                seen.add(tuple(int(each[place] in row and each[2] in group) for each in CELLS))
    return iter(seen - {(0,) * len(CELLS)})


def test_of_what_is_not_shown_at_least_two_numbers_may_be_true() -> None:
    """Somebody who knows every row tries all small tables against what is published."""
    for rows, columns, whole, least in ((2, 2, 12, 5), (3, 2, 8, 3), (2, 3, 8, 3), (4, 1, 14, 4)):
        names, over = "ABCD"[:rows], COLUMNS[1 : 1 + columns]
        places = list(product(names, over))
        everything = list(all_tables(len(places), whole))
        by_layout: dict[Layout, list[tuple[int, ...]]] = defaultdict(list)
        for numbers in everything:
            by_layout[layout(numbers, places, over, least)].append(numbers)
        for counted, tables in by_layout.items():
            could_be: dict[tuple[int, ...], list[tuple[int, ...]]] = defaultdict(list)
            for numbers in everything:
                could_be[figures(numbers, counted)].append(numbers)
            for numbers in tables:
                alike = could_be[figures(numbers, counted)]
                for place, number in enumerate(numbers):
                    if 0 < number < least:
                        assert {each[place] for each in alike} != {number}, (numbers, counted)


Layout = tuple[frozenset[int], ...]
"""Which cells each published figure counts."""


def layout(
    numbers: tuple[int, ...], places: list[tuple[str, str]], over: tuple[str, ...], least: int
) -> Layout:
    """Return which cells are counted together when this table is published."""
    if sum(numbers) < least:
        return ()
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for (row, column), number in zip(places, numbers, strict=True):
        rows[row][column] = number
    totals = {column: sum(row[column] for row in rows.values()) for column in over}
    columns = groups(over, totals, least=least)
    found = table(rows, columns, least=least)
    return tuple(
        frozenset(at for at, (row, column) in enumerate(places) if row in which and column in group)
        for which in (*({row} for row in found.rows), found.together)
        for group in columns
    )


def figures(numbers: tuple[int, ...], counted: Layout) -> tuple[int, ...]:
    return tuple(sum(numbers[place] for place in places) for places in counted)


def test_two_that_are_too_small_do_not_stand_alone_where_each_could_be_but_one_number() -> None:
    assert ("sender", "hub", "school") in columns_of(sender=4, hub=4, school=40)
    assert ("sender", "hub") in columns_of(sender=4, hub=3, school=40)
    rows = {"A": {"late": 4}, "B": {"late": 4}, "C": {"late": 40}, "D": {"late": 50}}
    assert table(rows, (("late",),), least=LEAST).together == frozenset("ABC")


def all_tables(size: int, whole: int) -> Iterator[tuple[int, ...]]:
    """Yield every table of so many cells about no more people than `whole`."""
    if not size:
        yield ()
        return
    for first in range(whole + 1):
        for rest in all_tables(size - 1, whole - first):
            yield (first, *rest)
