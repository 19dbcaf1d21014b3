"""A journey that stops for a person: one open row of a kind, one end, and no words in the trail."""

from datetime import timedelta

import pytest

from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.intake import queries
from firstbell.journey.intake.actions import receive_feed, stop_waiting, stop_waiting_of, wait
from firstbell.journey.intake.models import RecordedChild, Waiting
from tests.journey.intake.feeds import AT, feed, force, incident

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=1)


@pytest.fixture
def kid() -> RecordedChild:
    force()
    receive_feed(document=feed(incident()), by=None, at=AT)
    return RecordedChild.objects.get()


def asked(kid: RecordedChild, why: str = "question", question: str = "Which Mirabel?") -> Waiting:
    return wait(
        child=kid, why=why, owner="sender", due_at=LATER, at=AT, detail={"question": question}
    )


def trail() -> list[str]:
    rows = AuditEntry.objects.filter(action__startswith="waiting.").order_by("id")
    return [row.action for row in rows]


def test_asking_twice_is_asking_once(kid: RecordedChild) -> None:
    first = asked(kid)
    second = wait(child=kid, why="question", owner="hub", due_at=AT, at=LATER)

    assert second == first
    assert (second.owner, second.due_at) == ("sender", LATER)
    assert trail() == ["waiting.opened"]
    assert list(queries.open_waiting()) == [first]


def test_a_wait_that_is_over_may_begin_again(kid: RecordedChild) -> None:
    first = asked(kid)
    stop_waiting(first, by=None, at=LATER, outcome="answered")

    second = asked(kid)

    assert second != first
    assert (first.closed_at, first.outcome) == (LATER, "answered")
    assert list(queries.open_waiting()) == [second]


def test_the_first_end_stands(kid: RecordedChild) -> None:
    waiting = asked(kid)
    stop_waiting(waiting, by=None, at=LATER, outcome="first")

    stop_waiting(waiting, by=None, at=LATER + timedelta(hours=1), outcome="second")

    assert (waiting.outcome, waiting.closed_at) == ("first", LATER)
    assert trail() == ["waiting.opened", "waiting.closed"]


def test_a_wait_is_ended_by_its_reason_alone(kid: RecordedChild) -> None:
    asked(kid)
    asked(kid, why="review")

    assert stop_waiting_of(kid, why="question", by=None, at=LATER, outcome="answered")
    assert not stop_waiting_of(kid, why="question", by=None, at=LATER, outcome="answered")

    assert [each.why for each in queries.open_waiting()] == ["review"]


def test_the_trail_holds_neither_question_nor_outcome(kid: RecordedChild) -> None:
    stop_waiting(asked(kid), by=None, at=LATER, outcome="Mirabel moved")

    rows = str(list(AuditEntry.objects.values()))

    assert "Mirabel" not in rows
