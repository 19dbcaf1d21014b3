"""Calls: by place, claimed by one, nothing of a child said before a key adult is reached."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.actions.calling import CLAIM
from firstbell.journey.delivery.models import Call, Notification
from firstbell.registry.agencies.models import Contact
from tests import world
from tests.journey.reconciliation.conftest import Area
from tests.people import ready_person

CALLS = "/calls/"
CHASED = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
"""Ten past eight, when the school with its bell at 08:45 is to be rung."""


@pytest.fixture
def told(area: Area, monday: datetime) -> Area:
    """The area with one child told to the school and not yet answered."""
    world.a_pupil(area.school)
    world.receive(world.an_incident(), at=monday)
    return area


def text_of(browser: Client, address: str) -> str:
    """Return a page's text, white space put together."""
    response = browser.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def claim(area: Area) -> str:
    """Claim the call to the school and return its address."""
    return area.browser.post(f"/calls/at/{area.school.id}/").headers["Location"]


def test_a_place_stands_with_its_numbers_and_names_no_child(told: Area) -> None:
    text = text_of(told.browser, CALLS)

    assert "Mill Lane Primary School" in text
    assert "1 child waits there, 1 not yet opened." in text
    assert "Ade Lark, designated safeguarding lead" in text
    assert "01632 960002" in text
    assert "01632 960001" in text
    assert "1 hour 35 minutes left" in text
    assert "Wren" not in text
    assert "Tollemarsh" not in text


def test_when_the_chase_is_due_the_place_is_to_be_rung_now(told: Area, settings: Settings) -> None:
    assert "Ring them now" not in text_of(told.browser, CALLS)
    settings.CLOCK_AT = CHASED

    assert "Ring them now" in text_of(told.browser, CALLS)
    assert ">Ring them now</a>" in text_of(told.browser, "/board/")


def test_a_claimed_call_says_what_may_be_said_and_no_child(told: Area) -> None:
    text = text_of(told.browser, claim(told))

    assert "This is Sam Ortolan from the hub." in text
    assert "There is something waiting in Firstbell for Ade Lark. I cannot say more." in text
    assert "Tollemarsh" not in text


def test_one_person_rings_a_place_at_a_time(told: Area, settings: Settings) -> None:
    first = claim(told)
    assert claim(told) == first
    colleague = Client()
    colleague.force_login(ready_person("hub-worker", name="Kit Dunlin"))

    answer = colleague.post(f"/calls/at/{told.school.id}/")
    assert answer.headers["Location"] == "/calls/?taken=1"
    text = text_of(colleague, "/calls/?taken=1")
    assert "That call could not be begun" in text
    assert "Sam Ortolan is ringing there. Leave it to them." in text
    assert "Sam Ortolan is ringing there since" in text_of(colleague, first)
    assert colleague.post(first, {"outcome": "no_answer"}).headers["Location"] == first
    assert Call.objects.get().ended_at is None

    settings.CLOCK_AT = settings.CLOCK_AT + CLAIM + timedelta(minutes=1)
    assert "was never ended" in text_of(colleague, CALLS)
    assert colleague.post(f"/calls/at/{told.school.id}/").headers["Location"] != first


def test_only_after_a_key_adult_was_reached_is_there_something_to_read_out(told: Area) -> None:
    address = claim(told)
    answer = told.browser.post(address, {"outcome": f"reached:{told.key_adult.id}"})
    assert answer.headers["Location"] == address

    text = text_of(told.browser, address)

    assert "Reached a key adult: Ade Lark, 01632 960002" in text
    assert "must tell you the surname and the date of birth" in text
    assert "Wren Tollemarsh" in text
    assert "I hid under the table" in text
    assert Notification.objects.get().state == "phoned"
    entry = AuditEntry.objects.get(action="call.read_out")
    assert entry.detail == {"notifications": [str(Notification.objects.get().id)]}


def test_of_a_school_nobody_confirmed_only_the_first_step_is_read_out(told: Area) -> None:
    Notification.objects.update(reason="as_told")
    address = claim(told)
    told.browser.post(address, {"outcome": f"reached:{told.key_adult.id}"})

    text = text_of(told.browser, address)

    assert "Wren Tollemarsh" in text
    assert "I hid under the table" not in text
    assert "INC-1" not in text


@pytest.mark.parametrize("outcome", ["left_no_detail", "no_answer", "wrong_number"])
def test_any_other_end_tells_nobody_and_stands_among_the_calls_of_the_day(
    told: Area, outcome: str
) -> None:
    first = claim(told)
    for _click in range(2):
        assert told.browser.post(first, {"outcome": outcome}).status_code == 302

    assert "Tollemarsh" not in text_of(told.browser, first)
    assert Notification.objects.get().state == "sent"
    words = str(Call.objects.get().get_outcome_display())
    second = claim(told)
    assert second != first
    assert f"Sam Ortolan: {words}" in text_of(told.browser, second)


def test_a_call_without_an_outcome_is_asked_for_one(told: Area) -> None:
    address = claim(told)

    page = told.browser.post(address, {}).content.decode()

    assert "Say how the call went" in page
    assert 'href="#id_outcome_0"' in page


def test_whom_a_conflict_keeps_out_is_neither_named_nor_told(area: Area, monday: datetime) -> None:
    world.a_pupil(area.school)
    world.a_key_adult(area.school, "Maro Tollemarsh", email="maro@school.example")
    adult = world.an_adult(email="maro@school.example")
    world.receive(world.an_incident(adults=[adult]), at=monday)
    Notification.objects.update(state="raised")

    kept_out = Contact.objects.get(name="Maro Tollemarsh")

    assert "Maro Tollemarsh" not in text_of(area.browser, CALLS)
    address = claim(area)
    page = area.browser.post(address, {"outcome": f"reached:{kept_out.id}"})
    assert page.status_code == 200
    assert Notification.objects.get().state == "raised"


@pytest.mark.parametrize("number", [1, 3])
def test_the_calls_take_as_many_queries_for_one_place_as_for_three(
    area: Area,
    monday: datetime,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    children = []
    for each in range(number):
        school = world.a_school(990010 + each, f"School {'ABC'[each]}")
        world.a_key_adult(school)
        name = ("Wren", "Ivo", "Ash")[each]
        world.a_pupil(school, forename=name)
        children.append(world.a_child(f"C{each}", given_names=name))
    world.receive(world.an_incident(children=children), at=monday)

    with django_assert_num_queries(40):
        area.browser.get(CALLS)


@pytest.mark.parametrize("number", [1, 3])
def test_a_call_takes_as_many_queries_for_one_child_as_for_three(
    area: Area,
    monday: datetime,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    children = []
    for each, name in enumerate(("Wren", "Ivo", "Ash")[:number]):
        world.a_pupil(area.school, forename=name)
        children.append(world.a_child(f"C{each}", given_names=name))
    world.receive(world.an_incident(children=children), at=monday)
    address = claim(area)
    area.browser.post(address, {"outcome": f"reached:{area.key_adult.id}"})

    with django_assert_num_queries(45):
        area.browser.get(address)


def test_a_place_that_is_none_is_not_there(area: Area) -> None:
    nowhere = "00000000-0000-4000-8000-000000000000"

    for address in (f"/calls/at/{nowhere}/", f"/calls/{nowhere}/"):
        assert area.browser.get(address).status_code == 404
        assert area.browser.post(address).status_code == 404


def test_a_hub_worker_neither_rings_nor_reads_out_an_incident_that_they_are_an_adult_of(
    area: Area, monday: datetime
) -> None:
    world.a_pupil(area.school)
    own = world.an_adult(email=area.worker.email.upper())
    world.receive(world.an_incident(adults=[own]), at=monday)

    assert "Mill Lane Primary School" not in text_of(area.browser, CALLS)
    assert claim(area) == "/calls/?taken=1"

    colleague = Client()
    colleague.force_login(ready_person("hub-worker", name="Kit Dunlin"))
    address = colleague.post(f"/calls/at/{area.school.id}/").headers["Location"]
    colleague.post(address, {"outcome": f"reached:{area.key_adult.id}"})

    assert "Wren Tollemarsh" in text_of(colleague, address)
    assert area.browser.get(address).status_code == 404


def test_a_caller_who_turns_out_to_be_an_adult_of_it_has_told_nobody_of_that_incident(
    area: Area, monday: datetime
) -> None:
    world.a_pupil(area.school)
    world.a_pupil(area.school, forename="Ivo", born_on=date(2013, 2, 3))
    ivo = world.a_child("C2", given_names="Ivo", date_of_birth="2013-02-03")
    world.receive(world.an_incident(), world.an_incident("INC-2", children=[ivo]), at=monday)
    address = claim(area)
    own = world.an_adult(email=area.worker.email)
    later = world.an_incident("INC-2", children=[ivo], adults=[own], revision=2)
    world.receive(later, at=monday)

    area.browser.post(address, {"outcome": f"reached:{area.key_adult.id}"})

    text = text_of(area.browser, address)
    assert "Wren" in text
    assert "Ivo" not in text
    assert Notification.objects.get(incident__reference="INC-1").state == "phoned"
    assert Notification.objects.get(incident__reference="INC-2").state == "sent"
