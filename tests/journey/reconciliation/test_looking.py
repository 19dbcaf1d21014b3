"""What was kept back: words that may name others, and readers who are adults of the incident."""

from datetime import datetime
from typing import Any

import pytest

from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Waiting
from firstbell.registry.agencies.models import Agency
from tests import world
from tests.journey.hub import Hub, signed_in, trail, words_of

WORDS = "He threw a plate at Maro by the sink."


@pytest.fixture
def kept_back(hub: Hub, monday: datetime) -> Hub:
    """What police wrote names the mother, so the school reads the rest without it."""
    world.a_pupil(hub.school)
    world.receive(world.an_incident(circumstances=WORDS), at=monday)
    assert world.the_notification().withheld == ["circumstances"]
    return hub


def mark(hub: Hub) -> str:
    page = hub.get("texts", world.the_child().id)
    return str(page.context["page"].texts[0].mark)


def shown(key: str = "circumstances") -> Any:
    return world.the_notification().content.get(key)


def test_the_words_stand_as_police_wrote_them_with_what_they_seem_to_say(kept_back: Hub) -> None:
    page = kept_back.text("texts", world.the_child().id)

    assert "He threw a plate at <mark>Maro</mark>" in page
    assert "[somebody’s name]" in page
    assert "Mill Lane Primary School" in page
    assert trail("texts.read") == 1


def test_words_that_are_let_go_reach_the_school(kept_back: Hub) -> None:
    child = world.the_child()

    answer = kept_back.post(
        "texts", child.id, circumstances="let_go", **{"mark-circumstances": mark(kept_back)}
    )

    assert answer.headers["Location"] == f"/children/{child.id}/?done=texts"
    assert shown() == WORDS
    assert not Waiting.objects.filter(why="free_text", closed_at=None).exists()


def test_words_that_are_kept_back_stay_back_and_can_go_later(kept_back: Hub) -> None:
    child = world.the_child()

    kept_back.post("texts", child.id, circumstances="keep")

    assert shown() is None
    assert not Waiting.objects.filter(why="free_text", closed_at=None).exists()
    kept_back.post(
        "texts", child.id, circumstances="let_go", **{"mark-circumstances": mark(kept_back)}
    )
    assert shown() == WORDS


def test_words_that_changed_while_they_were_read_are_not_let_go(
    kept_back: Hub, monday: datetime
) -> None:
    child, read = world.the_child(), mark(kept_back)
    world.receive(
        world.an_incident(revision=2, circumstances="He asked for Maro at 9 Quiet Yard."), at=monday
    )

    page = words_of(
        kept_back.post("texts", child.id, circumstances="let_go", **{"mark-circumstances": read})
    )

    assert "Police have changed these words while you read" in page
    assert shown() is None


def test_every_text_must_be_answered(kept_back: Hub) -> None:
    page = words_of(kept_back.post("texts", world.the_child().id))

    assert "Say whether “What happened” may go" in page
    assert Waiting.objects.filter(why="free_text", closed_at=None).exists()


def test_a_child_without_such_words_says_so(hub: Hub, monday: datetime) -> None:
    world.a_pupil(hub.school)
    world.receive(world.an_incident(), at=monday)

    assert "No words of this child are kept back" in hub.text("texts", world.the_child().id)
    assert "No conflict is known" in hub.text("conflict", world.the_child().id)


@pytest.fixture
def in_conflict(hub: Hub, monday: datetime) -> Hub:
    """The victim is the school's first key adult; a deputy is there too, and is told."""
    world.a_key_adult(hub.school, "Bo Wicken")
    world.a_pupil(hub.school)
    first = hub.school.contacts.get(order=1)
    world.receive(world.an_incident(adults=[world.an_adult(email=first.email)]), at=monday)
    assert world.the_notification().state == "sent"
    return hub


def test_a_conflict_says_who_is_kept_out_and_who_is_told_instead(in_conflict: Hub) -> None:
    assert "Somebody there is kept out." in in_conflict.text("child", world.the_child().id)
    page = in_conflict.text("conflict", world.the_child().id)

    assert "<strong>Ade Lark</strong>: the victim has the same e-mail address." in page
    assert "they stay kept out" in page
    assert "<strong>Bo Wicken (Deputy safeguarding lead)</strong>" in page
    assert trail("conflict.read") == 1


def test_the_hub_may_let_go_on_what_waits_because_nobody_is_left(
    hub: Hub, monday: datetime
) -> None:
    alone = hub.school.contacts.get()
    world.a_pupil(hub.school)
    world.receive(world.an_incident(adults=[world.an_adult(email=alone.email)]), at=monday)
    child = world.the_child()
    assert world.the_notification().state == "held"

    hub.post("release_child", child.id, why="conflict")
    world.carry_on(at=monday)

    # The one who is left is still not told: it is the hub's to ring somebody.
    assert world.the_notification().state == "raised"
    assert Waiting.objects.get(closed_at=None).why == "no_recipient"


def test_where_nobody_else_is_the_page_says_to_ring(hub: Hub, monday: datetime) -> None:
    world.a_pupil(hub.school)
    first = hub.school.contacts.get()
    world.receive(world.an_incident(adults=[world.an_adult(email=first.email)]), at=monday)

    page = hub.text("conflict", world.the_child().id)

    assert "Nobody else here can be told" in page
    assert "01632 960001" in page


@pytest.mark.parametrize("role", ["key-adult", "police-sender", "administrator"])
def test_who_is_not_of_the_hub_finds_nothing(role: str, kept_back: Hub) -> None:
    place: dict[str, dict[str, object]] = {
        "key-adult": {"establishment": kept_back.school},
        "police-sender": {"agency": Agency.objects.get(code="EASTMARSH-POLICE")},
    }
    _, browser = signed_in(role, **place.get(role, {}))
    child = world.the_child().id

    assert browser.get(f"/children/{child}/texts/").status_code == 404
    assert browser.post(f"/children/{child}/texts/", {"circumstances": "let_go"}).status_code == 404
    assert browser.get(f"/children/{child}/conflict/").status_code == 404
    assert Notification.objects.get().withheld == ["circumstances"]


def test_a_hub_worker_who_is_an_adult_of_the_incident_finds_nothing(
    hub: Hub, monday: datetime
) -> None:
    adult = world.an_adult(email=hub.person.email)
    world.receive(world.an_incident(adults=[adult], circumstances=WORDS), at=monday)
    child = world.the_child()

    assert hub.get("texts", child.id).status_code == 404
    assert hub.post("texts", child.id, circumstances="let_go").status_code == 404
    assert hub.get("conflict", child.id).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_words_take_as_many_queries_for_three_texts_as_for_one(
    many: int, hub: Hub, monday: datetime, django_assert_num_queries: Any
) -> None:
    world.a_pupil(hub.school)
    texts: dict[str, Any] = dict.fromkeys(
        ("circumstances", "conditions", "suspect_status")[:many], WORDS
    )
    world.receive(world.an_incident(**{"circumstances": "A door was broken.", **texts}), at=monday)

    with django_assert_num_queries(TEXTS):
        page = hub.get("texts", world.the_child().id)
    assert len(page.context["page"].texts) == many


TEXTS = 31
