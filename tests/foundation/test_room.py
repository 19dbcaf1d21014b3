"""However deep a loop lies, its calls take no memory from the kernel each time."""

import resource
from collections.abc import Callable

import pytest

from firstbell.foundation.room import with_room

CALLS = 1_000
DEPTHS = range(300)


def nothing() -> None:
    """What the loop calls: with a frame of some size, so that some depth is an edge for it."""


nothing.__code__ = nothing.__code__.replace(co_stacksize=200)


def loop_at(depth: int) -> int:
    """Return how many pages of memory the process touched anew in a loop at that depth."""
    if depth:
        return loop_at(depth - 1)
    before = touched()
    for _ in range(CALLS):
        nothing()
    return touched() - before


def touched() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def worst(look: Callable[[int], int]) -> int:
    return max(map(look, DEPTHS))


def test_no_depth_has_an_edge() -> None:
    assert worst(lambda depth: with_room(loop_at, depth)) < CALLS / 10


def test_what_does_not_fit_works_as_ever() -> None:
    def deep(depth: int) -> int:
        return with_room(deep, depth - 1) + 1 if depth else 0

    assert with_room(deep, 200) == 200


def test_it_hands_on_what_it_is_given_and_what_is_raised() -> None:
    assert with_room(dict, [("a", 1)], b=2) == {"a": 1, "b": 2}
    with pytest.raises(ValueError, match="no number"):
        with_room(int, "no number")
