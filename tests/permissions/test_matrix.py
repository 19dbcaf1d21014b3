"""Nobody is told of a record what the table does not say, with either wall planted open.

All pairs of work, way, address and state are asked here, half of them with each wall alone; the
whole is asked by `bench/matrix`. A new address is asked about by itself: an id in it that no
record has must be said in `matrix/addresses.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, product

import pytest
from pytest_django import DjangoDbBlocker

from firstbell.cli.postgres import Server
from tests.permissions.matrix import ground, planted
from tests.permissions.matrix.addresses import (
    BESIDE_A_RECORD,
    OF_A_RECORD,
    OF_NO_RECORD,
    operations,
)
from tests.permissions.matrix.asking import Matrix
from tests.permissions.matrix.cells import Cell, differs_from_nothing, leaks, pairs
from tests.permissions.matrix.table import (
    MAY_SEE,
    NOTHING_EVER,
    PEOPLE,
    STATES,
    WHAT_NO_WALL_HOLDS,
    way_of,
    work_of,
)


@pytest.fixture(scope="module")
def matrix(migrated: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[Matrix]:
    with django_db_blocker.unblock(), ground.standing(migrated, nobodys_lists_one_in=2) as standing:
        yield standing


def asked(matrix: Matrix, *, by_walls: bool) -> list[str]:
    """Ask the pairs that one wall must hold alone, and return all that was wrong."""
    wrong = []
    for cell in pairs(matrix):
        if cell.by_walls == by_walls:
            answer = matrix.ask(cell.person, cell.operation, cell.ids(matrix))
            wrong += leaks(cell, answer)
            wrong += [] if by_walls else differs_from_nothing(matrix, cell, answer)
    return wrong


def test_the_table_names_everybody_once_and_every_line_a_state() -> None:
    assert not set(MAY_SEE) & set(NOTHING_EVER)
    assert all(set(sees) <= set(STATES) for sees in MAY_SEE.values())
    assert set(WHAT_NO_WALL_HOLDS) <= {*MAY_SEE, *NOTHING_EVER}
    assert all(reason for _sees, reason in WHAT_NO_WALL_HOLDS.values())


def test_every_id_in_an_address_is_known_here() -> None:
    known = OF_A_RECORD | set(BESIDE_A_RECORD) | set(OF_NO_RECORD)
    unknown = {(each.name, name) for each in operations() for name in each.takes} - {
        (each.name, name) for each in operations() for name in known
    }
    assert not unknown, "say in matrix/addresses.py of what these ids are, or in records.py"


PARTS: Mapping[str, Callable[[Cell], object]] = {
    "work": lambda cell: work_of(cell.person),
    "way": lambda cell: way_of(cell.person),
    "address": lambda cell: cell.operation.name,
    "method": lambda cell: cell.operation.method,
    "wall": lambda cell: cell.by_walls,
}


def test_every_two_meet(matrix: Matrix) -> None:
    met = list(pairs(matrix))
    about = [cell for cell in met if cell.about]
    assert {cell.person for cell in met} == set(PEOPLE), "every work meets each way that it has"
    for one, other in combinations(PARTS, 2):
        if (one, other) != ("work", "way"):
            assert not never_met(met, PARTS[one], PARTS[other]), (one, other)
    for name in set(PARTS) - {"address"}:
        assert not never_met(about, PARTS[name], lambda cell: cell.about), name
    for operation in {cell.operation for cell in about}:
        asked_about = {cell.about for cell in about if cell.operation.name == operation.name}
        there = {
            (state, whose)
            for state, record in matrix.records.items()
            for whose, ids in record.ids.items()
            if operation.is_there_for(ids)
        }
        assert asked_about == there, operation.name


def never_met(
    cells: list[Cell], one: Callable[[Cell], object], other: Callable[[Cell], object]
) -> set[tuple[object, object]]:
    """Return which two of these parts are in no question together."""
    met = {(one(cell), other(cell)) for cell in cells}
    return set(product({a for a, _ in met}, {b for _, b in met})) - met


def test_a_record_that_somebody_may_not_see_changes_no_list_of_theirs(matrix: Matrix) -> None:
    assert matrix.changed_lists == [], "\n".join(matrix.changed_lists)


def test_the_doors_alone_tell_nobody_what_is_not_theirs(matrix: Matrix) -> None:
    with planted.walls_open():
        assert planted.rows_shown_to_nobody() > 500
        assert asked(matrix, by_walls=False) == []
    assert planted.rows_shown_to_nobody() == 0


def test_the_walls_alone_tell_nobody_what_is_not_theirs(matrix: Matrix) -> None:
    with planted.doors_open():
        assert asked(matrix, by_walls=True) == []


def test_with_both_open_a_member_of_nothing_is_told_everything(matrix: Matrix) -> None:
    told = set()
    with planted.walls_open(), planted.doors_open():
        for name in SHOW_A_RECORD:
            found = what_leaks_at(matrix, name, person="member of nothing")
            assert found, f"{name} is not planted open"
            told |= {line.partition("tells ")[2][1] for line in found}
    assert told >= set("NBVWXADPF.")


def what_leaks_at(matrix: Matrix, name: str, *, person: str) -> list[str]:
    """Return what both methods of an address tell somebody of a confirmed record."""
    found = []
    for operation in operations():
        if operation.name == name:
            cell = Cell(person=person, operation=operation, about=("confirmed", "child"))
            found += leaks(cell, matrix.ask(cell.person, operation, cell.ids(matrix)))
    return found


SHOW_A_RECORD = (
    "case",
    "child",
    "correct_incident",
    "family",
    "morning_board",
    "notification",
    "not_this_pupil",
    "search",
    "sent_incident",
    "this_morning",
    "your_feeds",
)
"""Pages of every door."""
