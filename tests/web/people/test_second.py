"""The second of two people: what waits is seen by those who may agree, and one answer counts."""

from datetime import datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions import granting, leaving
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Ending, Grant, Membership
from tests.people import ready_person
from tests.web.people.staff import Staff, browser_of, make_staff, words_of


@pytest.fixture
def staff(db: None, monday: datetime, settings: Settings) -> Staff:
    settings.CLOCK_AT = monday
    settings.SMTP_URL = ""
    return make_staff()


@pytest.fixture
def asked(staff: Staff, monday: datetime) -> Grant:
    grant = granting.invite(
        email="new.manager@council.example",
        name="New Manager",
        role=Role.HUB_MANAGER,
        agency=staff.council,
        by=staff.administrator,
        at=monday,
    ).grant
    assert grant is not None
    return grant


def address(grant: Grant) -> str:
    return f"/people/asked/{grant.id}/"


def test_a_second_person_agrees_and_the_link_lets_the_invited_in(
    staff: Staff, asked: Grant, client: Client
) -> None:
    browser = browser_of(staff.manager)
    listed = words_of(browser.get("/people/asked/"))
    assert "New Manager" in listed
    assert "asked by Ada Minn, Administrator" in listed
    assert "1 request waits for a second person" in words_of(browser.get("/people/"))

    answer = browser.post(address(asked), {"answer": "agree"})
    secret = answer.content.decode().partition("/join/")[2].partition("/")[0]
    client.post(f"/join/{secret}/", {"password": "three unlikely words"})

    held = Membership.objects.get(user__email="new.manager@council.example")
    assert held.role == Role.HUB_MANAGER
    assert "Nothing waits for a second person" in words_of(browser.get("/people/asked/"))


def test_the_first_pages_of_those_who_may_agree_say_that_it_waits(
    staff: Staff, asked: Grant
) -> None:
    officer = ready_person("information-governance")
    worker = ready_person("hub-worker", agency=staff.council)
    said = "1 request waits for you as the second person"

    assert said in words_of(browser_of(staff.manager).get("/board/"))
    assert said in words_of(browser_of(officer).get("/who-looked/"))
    assert said not in words_of(browser_of(worker).get("/board/"))

    granting.refuse(asked.id, by=officer, at=asked.asked_at)
    assert said not in words_of(browser_of(staff.manager).get("/board/"))


def test_who_asked_sees_it_and_cannot_answer(staff: Staff, asked: Grant) -> None:
    browser = browser_of(staff.administrator)
    page = browser.get(address(asked))
    assert "You cannot be the second person" in words_of(page)
    assert "Send my answer" not in words_of(page)

    answer = browser.post(address(asked), {"answer": "agree"}, follow=True)

    assert "You cannot be the second person for this" in words_of(answer)
    asked.refresh_from_db()
    assert asked.answer == ""
    assert AuditEntry.objects.filter(action="grant.attempted", by=staff.administrator).count() == 1


def test_information_governance_may_be_the_second_person(staff: Staff, asked: Grant) -> None:
    browser = browser_of(ready_person("information-governance"))

    assert "To agree to" in words_of(browser.get("/people/asked/"))
    refused = browser.post(address(asked), {"answer": "refuse"}, follow=True)

    assert "Refused. Nothing was opened." in words_of(refused)
    asked.refresh_from_db()
    assert asked.answer == "refused"
    place = words_of(browser_of(staff.administrator).get(f"/people/at/{staff.council.id}/"))
    assert "New Manager" in place
    assert "Refused by" in place


def test_one_answer_counts(staff: Staff, asked: Grant) -> None:
    browser = browser_of(staff.manager)
    assert "Say whether you agree" in words_of(browser.post(address(asked)))
    browser.post(address(asked), {"answer": "refuse"})

    assert browser.post(address(asked), {"answer": "agree"}).status_code == 404
    asked.refresh_from_db()
    assert asked.answer == "refused"


def disabled(person: User, at: datetime) -> str:
    leaving.disable_account(person, why=Ending.SECURITY, by=None, at=at)
    return f"/people/disabled/{person.id}/"


def test_an_account_is_enabled_again_by_two(staff: Staff, monday: datetime) -> None:
    path = disabled(staff.deputy, monday)
    first, second = browser_of(staff.manager), browser_of(staff.administrator)
    for _click in range(2):
        assert first.post(path).headers["Location"] == "/people/?done=asked"
    grant = Grant.objects.get()
    staff.deputy.refresh_from_db()
    assert not staff.deputy.is_active
    first.post(address(grant), {"answer": "agree"})
    staff.deputy.refresh_from_db()
    assert not staff.deputy.is_active, "one person alone"

    answer = second.post(address(grant), {"answer": "agree"}, follow=True)

    assert "The account is enabled" in words_of(answer)
    staff.deputy.refresh_from_db()
    assert staff.deputy.is_active


def test_who_may_not_manage_somebody_does_not_learn_that_they_are_disabled(
    staff: Staff, monday: datetime
) -> None:
    path = disabled(staff.administrator, monday)
    browser = browser_of(staff.manager)

    assert "Ada Minn" not in words_of(browser.get("/people/"))
    assert browser.post(path).status_code == 404
    assert browser_of(staff.lead).post(disabled(staff.deputy, monday)).status_code == 404
    assert not Grant.objects.exists()
