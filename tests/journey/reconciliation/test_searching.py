"""Who finds whom: as heard, through the door, written down without the words."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.models import Notification
from firstbell.registry.agencies.models import Agency, Establishment
from firstbell.registry.circles.models import Restriction
from tests import world
from tests.people import ready_person


@pytest.fixture
def school(db: None, monday: datetime, settings: Settings) -> Establishment:
    settings.CLOCK_AT = monday
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    world.receive(world.an_incident(adults=[world.an_adult(phone="07700 900123")]), at=monday)
    return school


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def answer(person: User, **sought: Any) -> str:
    fields = {"name": "", **sought}
    if day := fields.pop("born_on", None):
        fields |= dict(zip(("born_on_2", "born_on_1", "born_on_0"), day.split("-"), strict=True))
    return browser_of(person).post("/search/", fields).content.decode()


@pytest.fixture
def hub(school: Establishment) -> User:
    return ready_person("hub-worker", agency=Agency.objects.get(kind="council"))


@pytest.mark.parametrize(
    "sought",
    [
        {"name": "ren tolemarsh"},
        {"name": "Tollemarsh", "born_on": "2016-05-04"},
        {"born_on": "2016-04-05"},
        {"number": "inc-1"},
    ],
)
def test_the_hub_finds_a_child_by_what_was_heard(hub: User, sought: dict[str, Any]) -> None:
    page = answer(hub, **sought)

    assert "Wren Tollemarsh" in page
    assert f"/children/{world.the_child().id}/" in page


def test_the_hub_finds_an_adult_by_their_number_and_comes_to_the_child(hub: User) -> None:
    page = answer(hub, number="07700 900123")

    assert "Maro Tollemarsh" in page
    assert f"/children/{world.the_child().id}/" in page


def test_what_does_not_fit_is_not_found(hub: User) -> None:
    page = answer(hub, name="Wren", born_on="2015-05-04")

    assert "Nobody among the records" in page
    assert "Tollemarsh" not in page


def test_a_search_for_nothing_is_refused_and_finds_nothing(hub: User) -> None:
    page = answer(hub, name="?")

    assert "Say whom you look for" in page
    assert not AuditEntry.objects.filter(action="search.done").exists()


def test_an_officer_finds_what_their_own_force_sent(school: Establishment) -> None:
    own, other = world.a_force("OTHER-POLICE"), Agency.objects.get(code="EASTMARSH-POLICE")
    theirs, not_theirs = (
        ready_person("police-sender", agency=other),
        ready_person("police-sender", agency=own),
    )

    assert f"/feeds/incidents/{world.the_incident().id}/" in answer(theirs, name="Tollemarsh")
    assert "Nobody among the records" in answer(not_theirs, name="Tollemarsh")


def test_a_key_adult_finds_only_whom_their_school_confirmed(
    school: Establishment, monday: datetime
) -> None:
    person = ready_person("key-adult", establishment=school)
    elsewhere = ready_person("key-adult", establishment=world.a_school(990002, "Otter Bridge High"))
    assert "Nobody among the records" in answer(person, name="Wren")

    Notification.objects.update(confirmed_at=monday, opened_at=monday, state="opened")

    assert "Wren Tollemarsh" in answer(person, name="Wren")
    assert "Nobody among the records" in answer(elsewhere, name="Wren")
    page = answer(person, postcode="ZZ1 4QX", number="INC-1")
    assert "Say whom you look for" in page


def test_what_is_sealed_restricted_or_ones_own_is_not_found(hub: User, monday: datetime) -> None:
    manager = ready_person("hub-manager", agency=Agency.objects.get(kind="council"))
    guard = Restriction.objects.create(
        record_id=world.the_incident().id,
        kind="sealed",
        ground="employee",
        contact=manager,
        made_by=manager,
        made_at=monday,
    )
    assert "Nobody among the records" in answer(hub, name="Tollemarsh")
    Restriction.objects.filter(id=guard.id).update(kind="restricted")
    assert "Nobody among the records" in answer(hub, name="Tollemarsh")
    Restriction.objects.filter(id=guard.id).update(lifted_at=monday)
    assert "Wren" in answer(hub, name="Tollemarsh")

    User.objects.filter(id=hub.id).update(phone="07700 900123")

    assert "Nobody among the records" in answer(hub, name="Tollemarsh")


def test_a_search_is_written_down_by_what_it_found_and_not_by_its_words(hub: User) -> None:
    answer(hub, name="Tolemarsh", born_on="2016-05-04")

    entry = AuditEntry.objects.get(action="search.done")

    assert entry.by == hub
    assert entry.detail == {
        "by": ["name", "born_on"],
        "found": 1,
        "children": [str(world.the_child().id)],
    }


def test_no_name_comes_into_an_address(hub: User) -> None:
    page = browser_of(hub).get("/search/?name=Tollemarsh").content.decode()

    assert "Tollemarsh" not in page
    assert 'method="post"' in page


def test_more_than_a_page_is_said(hub: User, monday: datetime) -> None:
    children = [world.a_child(f"C{number}", given_names=f"Wren{number}") for number in range(60)]
    world.receive(world.an_incident("INC-60", children=children), at=monday)

    page = answer(hub, name="Tollemarsh")

    assert "50 people found" in page
    assert "There are more than are shown" in page


@pytest.mark.parametrize("incidents", [1, 3])
def test_a_search_takes_as_many_queries_for_three_as_for_one(
    hub: User, monday: datetime, incidents: int, django_assert_num_queries: Any
) -> None:
    for number in range(2, incidents + 1):
        world.receive(
            world.an_incident(f"INC-{number}", adults=[world.an_adult(phone="07700 900123")]),
            at=monday,
        )
    browser = browser_of(hub)
    with django_assert_num_queries(30):
        found = browser.post("/search/", {"name": "Tollemarsh"}).content.decode()
    assert found.count("(adult)") == incidents
