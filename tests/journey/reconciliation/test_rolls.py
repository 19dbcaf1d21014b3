"""Rolls that were held: who may settle them, and that each is settled once."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.people.models import Roll
from tests import world
from tests.journey.hub import signed_in, words_of


@pytest.fixture
def manager(db: None, monday: datetime, settings: Settings) -> Client:
    settings.CLOCK_AT = monday
    council = world.a_partnership()
    return signed_in("hub-manager", agency=council)[1]


def held(number: int, at: datetime) -> Roll:
    school = world.a_school(990100 + number, f"Held School {number}")
    Roll.objects.create(establishment=school, state="current", loaded_at=world.LONG_AGO, pupils=40)
    return Roll.objects.create(
        establishment=school, state="held", loaded_at=at, pupils=12, would_remove=28
    )


def address(roll: Roll) -> str:
    return reverse("held_roll", args=[roll.id])


def test_a_held_roll_says_how_many_pupils_would_go(manager: Client, monday: datetime) -> None:
    roll = held(1, monday)

    assert "28 pupils would go" in words_of(manager.get("/rolls/"))
    page = words_of(manager.get(address(roll)))
    assert "Held School 1" in page
    assert '<dd class="govuk-summary-list__value">12</dd>' in page


def test_without_one_the_page_says_what_would_come(manager: Client) -> None:
    assert "No roll is held" in words_of(manager.get("/rolls/"))


@pytest.mark.parametrize(("answer", "state"), [("confirm", "current"), ("refuse", "refused")])
def test_a_roll_is_settled_once(answer: str, state: str, manager: Client, monday: datetime) -> None:
    roll = held(1, monday)

    first = manager.post(address(roll), {"answer": answer})
    second = manager.post(address(roll), {"answer": "refuse"})

    assert first.headers["Location"] == f"/rolls/?done={answer}"
    assert second.headers["Location"] == "/rolls/?done=nothing"
    roll.refresh_from_db()
    assert roll.state == state
    assert AuditEntry.objects.filter(action__startswith="roll.").count() == 1


def test_without_an_answer_nothing_is_settled(manager: Client, monday: datetime) -> None:
    roll = held(1, monday)

    assert "Say whether this roll stands" in words_of(manager.post(address(roll)))
    roll.refresh_from_db()
    assert roll.state == "held"


@pytest.mark.parametrize("role", ["hub-worker", "key-adult", "police-sender", "business-unit"])
def test_others_find_nothing(role: str, manager: Client, monday: datetime) -> None:
    roll = held(1, monday)
    place: dict[str, dict[str, Any]] = {
        "key-adult": {"establishment": roll.establishment},
        "police-sender": {"agency": world.a_force()},
    }
    _, browser = signed_in(role, **place.get(role, {}))

    assert browser.get("/rolls/").status_code == 404
    assert browser.get(address(roll)).status_code == 404
    assert browser.post(address(roll), {"answer": "confirm"}).status_code == 404
    roll.refresh_from_db()
    assert roll.state == "held"


def test_an_administrator_may_settle_one_too(manager: Client, monday: datetime) -> None:
    roll = held(1, monday)
    _, browser = signed_in("administrator")

    assert browser.get(address(roll)).status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    many: int, manager: Client, monday: datetime, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        held(number, monday)

    with django_assert_num_queries(ROLLS):
        page = manager.get("/rolls/")
    assert len(page.context["rolls"]) == many


ROLLS = 18
