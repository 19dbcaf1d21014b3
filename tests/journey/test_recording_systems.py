"""Which recording systems schools use: they say it, and the take-up is counted, never guessed."""

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.models import Post, Webhook
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.cover.actions import checking, recordkeeping
from firstbell.registry.cover.models import RecordKeeping
from tests import world
from tests.people import ready_person
from tests.web.people.staff import browser_of, key_adult, words_of


@pytest.fixture
def schools(db: None, monday: datetime, settings: Settings) -> list[Establishment]:
    settings.CLOCK_AT = monday
    world.a_partnership()
    found = [world.a_school(990001 + number, f"School {number}") for number in range(3)]
    for each in found:
        world.a_key_adult(each)
    checking.look(at=monday)
    return found


def connected(school: Establishment, at: datetime, *, taken: bool) -> None:
    webhook = Webhook.objects.create(
        establishment=school,
        url="https://x.example",
        made_by=ready_person("hub-manager"),
        made_at=at,
    )
    state = Post.State.TAKEN if taken else Post.State.WAITING
    Post.objects.create(webhook=webhook, state=state, made_at=at)


def test_a_school_says_it_and_the_business_unit_sees_how_many_are_told(
    schools: list[Establishment], monday: datetime
) -> None:
    one, two, _three = schools
    lead = browser_of(key_adult(one, "Lou Lead", role="dsl"))
    page = f"/contacts/at/{one.id}/records/"
    assert "Nobody has said how" in words_of(lead.get(f"/contacts/at/{one.id}/"))
    assert "Enter what the system is called" in words_of(lead.post(page, {"keeping": "system"}))
    assert "Say how the safeguarding records are kept" in words_of(lead.post(page))
    assert not RecordKeeping.objects.exists()

    answer = {"keeping": "system", "system": "  SafeNote "}
    for _twice in range(2):
        said = lead.post(page, answer, follow=True)
    assert "keeps its safeguarding records in SafeNote." in words_of(said)
    assert AuditEntry.objects.filter(action="recordkeeping.said").count() == 1
    assert lead.get(f"/contacts/at/{two.id}/records/").status_code == 404

    hub = browser_of(ready_person("hub-worker", name="Sam Ortolan"))
    hub.post(f"/contacts/at/{two.id}/records/", {"keeping": "paper", "system": "ignored"})
    connected(one, monday, taken=True)
    figures = words_of(browser_of(ready_person("business-unit")).get("/recording-systems/"))
    assert (
        "Schools with key adults: 3. Of these the system is told that something waits: 1."
        in figures
    )
    assert "2 of 3 have said" in figures
    assert "SafeNote 1 1 1 On paper 1 0 0 Not said 1 0 0" in figures
    assert "By kind Kind With key adults Told Kind not said 3 1" in figures


def test_a_desk_keeps_no_records_of_its_own_here(
    schools: list[Establishment], monday: datetime
) -> None:
    desk = world.a_desk()
    world.a_key_adult(desk)
    checking.look(at=monday)
    officer = browser_of(ready_person("desk-officer", desk=desk))

    assert "safeguarding records" not in words_of(officer.get(f"/contacts/at/{desk.id}/"))
    assert officer.get(f"/contacts/at/{desk.id}/records/").status_code == 404


@pytest.mark.parametrize("said", [1, 3])
def test_the_figures_take_the_same_queries_however_many_schools_there_are(
    schools: list[Establishment],
    monday: datetime,
    said: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = ready_person("business-unit")
    for number, school in enumerate(schools[:said]):
        recordkeeping.say(
            school.id, keeping="system", system=f"System {number}", by=person, at=monday
        )
        connected(school, monday, taken=False)
    browser = browser_of(person)
    browser.get("/recording-systems/")

    with django_assert_num_queries(19):
        browser.get("/recording-systems/")


def test_without_key_adults_there_is_nothing_to_count(db: None) -> None:
    page = browser_of(ready_person("business-unit")).get("/recording-systems/")

    assert "No school has key adults yet" in words_of(page)
