"""What a request asks the database once: until something is done, and never beyond the request."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest

from firstbell.foundation import acting

pytestmark = pytest.mark.django_db

WHAT = ("answer", UUID(int=1))


class Asked:
    """Counts how often it was asked."""

    times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


@acting.as_system
def something_is_done() -> None:
    """An action."""


def test_within_a_request_it_is_asked_once_until_something_is_done(monday: datetime) -> None:
    ask = Asked()
    with acting.for_person(None, at=monday):
        assert [acting.asked_once(WHAT, ask), acting.asked_once(WHAT, ask)] == [1, 1]
        assert acting.asked_once(("answer", UUID(int=2)), ask) == 2
        something_is_done()
        assert acting.asked_once(WHAT, ask) == 3


def test_whoever_is_shown_other_rows_asks_for_themselves(monday: datetime) -> None:
    ask = Asked()
    with acting.for_person(uuid4(), at=monday):
        acting.asked_once(WHAT, ask)
        with acting.as_the_system(savepoint=False):
            assert acting.asked_once(WHAT, ask) == 2
        assert acting.asked_once(WHAT, ask) == 1


def test_what_the_system_finds_is_the_same_for_whoever_asks(monday: datetime) -> None:
    ask = Asked()

    def found() -> int:
        return acting.asked_once(WHAT, ask, by_the_system=True)

    with acting.for_person(uuid4(), at=monday, stands_back_from=lambda: {UUID(int=found())}):
        with acting.as_the_system(savepoint=False):
            assert found() == 1
        assert found() == 1
        something_is_done()
        assert found() == 2


def test_outside_a_request_and_in_the_next_it_is_asked_anew(monday: datetime) -> None:
    ask = Asked()
    assert [acting.asked_once(WHAT, ask), acting.asked_once(WHAT, ask)] == [1, 2]
    for expected in (3, 4):
        with acting.for_person(None, at=monday):
            assert acting.asked_once(WHAT, ask) == expected
