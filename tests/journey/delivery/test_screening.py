"""Texts that may name somebody else: held back until a hub worker has looked, and once only."""

from datetime import datetime, timedelta

import pytest

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.actions.answering import open_notification
from firstbell.journey.delivery.actions.screening import settle_texts
from firstbell.journey.intake.models import Waiting
from tests import world
from tests.journey.delivery.pages import of
from tests.smtp import Mailbox

NAMING = "Maro Tollemarsh was shouted at."
VOICE = "Maro Tollemarsh cried."


@pytest.fixture
def hub(db: None, mailbox: Mailbox, monday: datetime) -> User:
    """A hub worker, before a child two of whose texts name the mother."""
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    child = world.a_child(voice=VOICE)
    world.receive(world.an_incident(circumstances=NAMING, children=[child]), at=monday)
    return world.a_person("hub@council.example", "Kit Marlow")


def question() -> Waiting:
    return Waiting.objects.get(why=Waiting.Why.FREE_TEXT)


def test_the_notification_goes_at_once_without_the_texts(hub: User) -> None:
    assert of().state == "sent"
    assert of().withheld == ["circumstances", "voice"]
    assert NAMING not in str(of().content)
    assert question().closed_at is None


def test_what_is_let_go_is_shown_and_the_rest_stays_back(hub: User, monday: datetime) -> None:
    settle_texts(child=of().child, let_go=["voice"], by=hub, at=monday)

    assert of().content["voice"] == VOICE
    assert of().withheld == ["circumstances"]
    assert (question().closed_by, question().outcome) == (hub, "looked_at")
    entry = AuditEntry.objects.get(action="texts.settled")
    assert (entry.by, entry.detail) == (hub, {"let_go": ["voice"]})


@pytest.mark.parametrize("is_open", [True, False])
def test_a_change_is_marked_for_whoever_has_opened_it_before(
    hub: User, monday: datetime, *, is_open: bool
) -> None:
    if is_open:
        open_notification(notification=of(), by=hub, at=monday)
    later = monday + timedelta(minutes=5)

    settle_texts(child=of().child, let_go=["voice"], by=hub, at=later)

    assert of().amended_at == (later if is_open else None)


def test_keeping_everything_back_settles_the_question_too(hub: User, monday: datetime) -> None:
    settle_texts(child=of().child, let_go=[], by=hub, at=monday)

    assert of().withheld == ["circumstances", "voice"]
    assert question().closed_at == monday


def test_settling_twice_changes_nothing_more(hub: User, monday: datetime) -> None:
    for minutes in (0, 5):
        settle_texts(
            child=of().child, let_go=["voice"], by=hub, at=monday + timedelta(minutes=minutes)
        )

    assert of().content["voice"] == VOICE
    assert question().closed_at == monday


def test_a_key_that_was_not_held_back_lets_nothing_go(hub: User, monday: datetime) -> None:
    settle_texts(child=of().child, let_go=["surname", "nonsense"], by=hub, at=monday)

    assert of().withheld == ["circumstances", "voice"]


def test_a_text_that_has_changed_since_is_looked_at_again(hub: User, monday: datetime) -> None:
    settle_texts(child=of().child, let_go=["circumstances", "voice"], by=hub, at=monday)

    world.receive(
        world.an_incident(
            revision=2,
            circumstances="Maro Tollemarsh was pushed.",
            children=[world.a_child(voice=VOICE)],
        ),
        at=monday + timedelta(minutes=5),
    )

    assert of().withheld == ["circumstances"]
    assert of().content["voice"] == VOICE
    assert Waiting.objects.filter(why=Waiting.Why.FREE_TEXT, closed_at=None).count() == 1
