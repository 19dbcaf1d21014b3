"""Whoever needs a passkey by their role comes no further without having shown one."""

from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.test import Client

from firstbell.foundation.accounts.models import User
from firstbell.foundation.accounts.second_steps import has_second_step
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.agencies.actions.second_steps import clear_second_step
from tests import world
from tests.people import ready_person

pytestmark = pytest.mark.django_db

NEEDED = "/account/two-steps/passkeys/needed/"
ADD = "/account/two-steps/passkeys/add/"


@pytest.fixture
def manager() -> User:
    return ready_person("hub-manager", agency=world.a_partnership())


def asked_of(whom: str) -> None:
    set_rule(key="passkey_required_for", value=whom, by=None, at=world.LONG_AGO)


def browser_of(person: User, **record: Any) -> Client:
    """Return a browser in which a person came in by a way that the session remembers."""
    client = Client()
    client.force_login(person)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, person, **record)
    request.session.save()
    return client


def by_code(person: User) -> Client:
    return browser_of(person, method="mfa", type="totp")


def leads_to(client: Client, path: str) -> str:
    return str(client.get(path).headers.get("Location", ""))


def holds_a_passkey(person: User) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})


@pytest.mark.parametrize(
    ("whom", "role", "is_needed"),
    [
        ("nobody", "administrator", False),
        ("strongest", "administrator", True),
        ("strongest", "information-governance", True),
        ("strongest", "hub-worker", False),
        ("hub_and_police", "hub-worker", True),
        ("hub_and_police", "business-unit", False),
        ("everyone", "business-unit", True),
    ],
)
def test_the_rule_says_whose_role_needs_one(whom: str, role: str, is_needed: bool) -> None:
    person = ready_person(role, agency=world.a_partnership())
    asked_of(whom)

    client = by_code(person)

    assert (leads_to(client, "/your-account/") == NEEDED) is is_needed


def test_whoever_has_shown_theirs_goes_on(manager: User) -> None:
    asked_of("strongest")
    holds_a_passkey(manager)

    client = browser_of(manager, method="mfa", type="webauthn")

    assert client.get("/board/").status_code == 200
    assert leads_to(client, NEEDED) == "/your-account/"


def test_two_steps_at_a_provider_stand_in_for_it(manager: User) -> None:
    asked_of("strongest")

    two = browser_of(manager, method="provider", provider="council", two_steps=True)
    one = browser_of(manager, method="provider", provider="council", two_steps=False)

    assert two.get("/board/").status_code == 200
    assert leads_to(one, "/board/") == NEEDED


@pytest.mark.parametrize("path", [ADD, "/account/two-steps/", "/account/password/change/"])
def test_a_code_opens_nothing_to_whoever_holds_a_passkey(manager: User, path: str) -> None:
    asked_of("strongest")
    holds_a_passkey(manager)
    client = by_code(manager)

    assert leads_to(client, path) == NEEDED
    assert "Show your passkey" in client.get(NEEDED).content.decode()


def test_whoever_holds_none_yet_is_led_to_add_one(manager: User) -> None:
    asked_of("strongest")
    client = by_code(manager)

    page = client.get(NEEDED).content.decode()

    assert "Add a passkey" in page
    assert leads_to(client, ADD) != NEEDED


def test_who_has_no_second_step_at_all_is_led_there_too(manager: User) -> None:
    asked_of("strongest")
    Authenticator.objects.filter(user=manager).delete()

    assert leads_to(browser_of(manager, method="password"), "/") == NEEDED


def test_help_is_open_and_a_visitor_is_sent_to_sign_in(manager: User) -> None:
    asked_of("everyone")

    assert by_code(manager).get("/help/").status_code == 200
    assert leads_to(Client(), NEEDED).startswith("/account/login/")


def test_a_lost_second_step_is_cleared_with_every_session_and_stands_on_the_trail(
    manager: User,
) -> None:
    holds_a_passkey(manager)
    client = by_code(manager)

    ended = clear_second_step(manager, why="telephone stolen", at=world.SATURDAY_NIGHT)

    assert ended == 1
    assert leads_to(client, "/board/").startswith("/account/login/")
    assert not has_second_step(manager)
    entry = AuditEntry.objects.get(action="person.second_step_cleared")
    assert (entry.subject_id, entry.detail) == (str(manager.id), {"why": "telephone stolen"})
