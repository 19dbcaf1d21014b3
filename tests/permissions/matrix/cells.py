"""Which questions there are: people × addresses × states × methods, all of them or all pairs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests import world
from tests.permissions.matrix import people
from tests.permissions.matrix.addresses import ABOUT_A_READER, Operation, operations
from tests.permissions.matrix.asking import Answer, Matrix
from tests.permissions.matrix.table import (
    CHILD,
    PEOPLE,
    SISTER,
    STATES,
    WAYS,
    WHAT_NO_WALL_HOLDS,
    is_nothing,
    may_see,
    way_of,
)

OK = 200

About = tuple[str, str]
"""The state of a record, and of which child an address speaks."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One question; `about` is None where the address speaks of no record."""

    person: str
    operation: Operation
    about: About | None
    by_walls: bool = False
    """Whether the walls are to hold it alone; else the doors."""

    def ids(self, matrix: Matrix) -> Mapping[str, object]:
        """Return the ids that the address is given."""
        return matrix.records[self.about[0]].ids[self.about[1]] if self.about else {}

    def __str__(self) -> str:
        about = "{1} of the record that is {0}".format(*self.about) if self.about else "no record"
        return f"{self.operation.method} {self.operation.name} as {self.person}, about {about}"


def whole(matrix: Matrix, *names: str) -> Iterator[Cell]:
    """Yield every question of these people, or of everybody."""
    for person in names or PEOPLE:
        for operation in operations():
            for about in _about(matrix, operation):
                yield Cell(person=person, operation=operation, about=about)


def _about(matrix: Matrix, operation: Operation) -> tuple[About | None, ...]:
    """Return of what an address may speak."""
    if not operation.is_about_a_record:
        return (None,)
    return tuple(
        (state, whose)
        for whose in (CHILD, SISTER)
        for state, record in matrix.records.items()
        if whose in record.ids and operation.is_there_for(record.ids[whose])
    )


def pairs(matrix: Matrix) -> Iterator[Cell]:
    """Yield questions in which every two meet: of work, way, address, state, method and wall."""
    by_name: dict[str, list[Operation]] = {}
    for operation in operations():
        if not operation.is_of_signing_in and (operation.is_about_a_record or not operation.takes):
            by_name.setdefault(operation.name, []).append(operation)
    turns: Counter[tuple[About | None, ...]] = Counter()
    for methods in (by_name[name] for name in sorted(by_name)):
        about = _about(matrix, methods[0])
        # Counted among the addresses that speak of the same: so each person meets all of it.
        place = turns[about]
        turns[about] += 1
        for number, person in enumerate(_asked_at(place)):
            yield Cell(
                person=person,
                operation=methods[(number // 2 + place) % len(methods)],
                about=about[(number + place) % len(about)],
                by_walls=(number // len(about) + place) % 2 == 1,
            )


ONE_IN = 5
"""Of those who see nothing in the same way, so many are asked at each address, others at the next:
what everybody is told everywhere is for the whole matrix."""


def _asked_at(place: int) -> Iterator[str]:
    """Yield all the works, and of those who do them no more or must not, some in each way."""
    turns: Counter[str] = Counter()
    for person in PEOPLE:
        way = way_of(person)
        turns[way] += 1
        if not way or (turns[way] + place + WAYS.index(way)) % ONE_IN == 0:
            yield person


def leaks(cell: Cell, answer: Answer) -> list[str]:
    """Return what an answer tells this person that is not theirs to be told."""
    found = []
    for state, letter in sorted(answer.tells):
        allowed = may_see(cell.person, state)
        if cell.by_walls:
            allowed += _not_held(cell.person).get(state, "")
        if letter not in allowed and not (letter == "." and allowed):
            found.append(f"{cell}: tells {letter!r} of the record that is {state}")
    return found


def _not_held(person: str) -> Mapping[str, str]:
    return WHAT_NO_WALL_HOLDS.get(person, ({}, ""))[0]


def differs_from_nothing(matrix: Matrix, cell: Cell, answer: Answer) -> list[str]:
    """Return how an answer about a record that is not there for this person gives it away.

    Status, headers, length and every letter must be those of what is not there at all.
    """
    if cell.about is None or not is_nothing(cell.person, *cell.about):
        return []
    if not ABOUT_A_READER.isdisjoint(cell.operation.takes):
        return []
    if answer == matrix.answer_from_nowhere(cell.person, cell.operation.method):
        return []
    nothing = matrix.answer_for_nothing(cell.person, cell.operation, cell.ids(matrix))
    if (answer.status, answer.headers) != (nothing.status, nothing.headers):
        return [f"{cell}: {answer.status}, and {nothing.status} for what is not there"]
    if answer.body != nothing.body:
        return [f"{cell}: other words than for what is not there"]
    return []


LISTS_ARE_WATCHED_BY = (
    "key adult of the school",
    "officer of the desk",
    "hub worker",
    "hub manager",
    "police sender of the force",
    "officer of governance who broke the glass",
)
"""Who sees some records and not others: one that they may not see must change no list of theirs."""

TELLS_MORE = frozenset({"trail"})
"""That a delivery came is on the trail, whatever was in it; of what is sealed stands nothing."""

SEE_NO_LINE = (
    "key adult of another school",
    "officer of another desk",
    "police sender of another force",
    "key adult of the school who is an adult of it",
    "officer of the desk who is an adult of it",
    "hub worker who is an adult of it",
    "hub manager in the circle who is an adult of it",
    "police sender of the force who is an adult of it",
)
"""Who has lists, and no record on them: all the records together must change none.

Two in each work, one at an even place and one at an odd."""


def lists(matrix: Matrix, *names: str, one_in: int = 1) -> dict[Cell, Answer]:
    """Return the pages without a record in their address that these people may open.

    Each of them, or one in so many of each person, and others of the next.
    """
    pages = [operation for operation in operations() if operation.may_hold_a_list]
    cells = [
        Cell(person=person, operation=operation, about=None)
        for number, person in enumerate(names)
        for place, operation in enumerate(pages)
        if (number + place) % one_in == 0
    ]
    return {cell: answer for cell, answer in again(matrix, cells).items() if answer.status == OK}


def again(matrix: Matrix, cells: Iterable[Cell]) -> dict[Cell, Answer]:
    """Return what these pages say now."""
    return {cell: matrix.ask(cell.person, cell.operation, {}) for cell in cells}


NOTHING_FOR_SOME = ("sealed", "refused", "held", "review")
"""States that are nothing for some watchers, so ordered that for each they follow each other:
their lists are asked once before these and once after them."""


def fill(matrix: Matrix, *, nobodys_lists_one_in: int = 1) -> list[str]:
    """Make the record of every state; then let people be adults of it, and leave.

    With 2, of the two in each work who see no line each is asked for half of their lists.
    Returns the lists that a record changed for somebody for whom it does not exist.
    """
    nobodys = lists(matrix, *SEE_NO_LINE, one_in=nobodys_lists_one_in)
    wrong = _make_records(matrix)
    people.become_adults(matrix.people)
    for cell, answer in again(matrix, nobodys).items():
        # These pages hold their own address, and that is what has changed.
        if cell.operation.name not in {"account", "people"} and answer != nobodys[cell]:
            wrong.append(f"{cell}: changed by all records together")
    people.leave(matrix.people, at=matrix.at)
    world.carry_on(at=matrix.at)
    return wrong


def _make_records(matrix: Matrix) -> list[str]:
    """Make the record of every state, and return the lists of watchers that it must not change."""
    wrong = []
    said: dict[str, dict[Cell, Answer]] = {}
    unseen: dict[str, list[str]] = {}
    others = (state for state in STATES if state not in NOTHING_FOR_SOME)
    for state in (*NOTHING_FOR_SOME, *others):
        hidden_from = {each for each in LISTS_ARE_WATCHED_BY if not may_see(each, state)}
        for person in hidden_from - unseen.keys():
            before = said.get(person)
            said[person] = again(matrix, before) if before else lists(matrix, person)
        for person in unseen.keys() - hidden_from:
            wrong += _changed(matrix, said[person], unseen.pop(person))
        matrix.add(state)
        for person in hidden_from:
            unseen.setdefault(person, []).append(state)
    for person, states in unseen.items():
        wrong += _changed(matrix, said[person], states)
    return wrong


def _changed(matrix: Matrix, said: Mapping[Cell, Answer], states: list[str]) -> list[str]:
    """Return which of these pages say something else since the records of these states came."""
    watched = [cell for cell in said if cell.operation.name not in TELLS_MORE]
    return [
        f"{cell}: changed by a record that is {' or '.join(states)}"
        for cell, answer in again(matrix, watched).items()
        if answer != said[cell]
    ]
