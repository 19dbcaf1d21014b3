"""Two steps, always: what gets in and what does not."""

import re

import pytest
from django.core import mail
from django.test import Client

from firstbell.cli.ready import one_time_code
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.doors import Role
from tests.people import PASSWORD, ready_person, sign_in

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"
SECOND = "/account/two-steps/authenticate/"
INSIDE = "/your-account/"


@pytest.fixture
def person() -> User:
    return ready_person(Role.HUB_WORKER, email="hana@borough.example")


def is_in(client: Client) -> bool:
    return client.get(INSIDE).status_code == 200


def test_a_known_person_is_in_after_two_steps(client: Client, person: User) -> None:
    sign_in(client, person)

    assert is_in(client)


def test_the_password_alone_opens_nothing(client: Client, person: User) -> None:
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD})

    assert response.headers["Location"] == SECOND
    assert not is_in(client)


def test_a_wrong_code_opens_nothing(client: Client, person: User) -> None:
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    right = one_time_code(person) or ""
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    page = client.post(SECOND, {"code": wrong})

    assert "This code is not right" in page.content.decode()
    assert not is_in(client)


def test_a_code_works_once_even_for_who_saw_it(client: Client, person: User) -> None:
    code = one_time_code(person)
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    client.post(SECOND, {"code": code})
    assert is_in(client)

    other = Client()
    other.post(LOGIN, {"login": person.email, "password": PASSWORD})
    other.post(SECOND, {"code": code})
    assert not is_in(other)


def test_an_unknown_address_and_a_wrong_password_are_told_alike(person: User) -> None:
    unknown = Client().post(LOGIN, {"login": "nobody@borough.example", "password": PASSWORD})
    wrong = Client().post(LOGIN, {"login": person.email, "password": "not the right one"})

    told = [re.findall(r"<li>(.*?)</li>", page.content.decode()) for page in (unknown, wrong)]
    assert told[0] == told[1] == ["The e-mail address or the password is not right."]


def test_guessing_is_stopped_after_five_tries(client: Client, person: User) -> None:
    for _try in range(5):
        client.post(LOGIN, {"login": person.email, "password": "not the right one"})

    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert not client.get(SECOND).content  # the right password came too late


def test_a_disabled_person_stays_out(client: Client, person: User) -> None:
    person.is_active = False
    person.save()

    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    client.post(SECOND, {"code": one_time_code(person)})
    assert not is_in(client)


def test_a_new_password_does_not_pass_by_the_second_step(client: Client, person: User) -> None:
    client.post("/account/password/reset/", {"email": person.email})
    message = mail.outbox[0]
    link = re.search(r"http://localhost:8000(\S+)", str(message.body))
    assert link is not None
    form = client.get(link[1], follow=True).redirect_chain[-1][0]
    new = "another four quiet words"
    client.post(form, {"password1": new, "password2": new})
    assert not is_in(client)

    client.post(LOGIN, {"login": person.email, "password": new})
    assert not is_in(client)
    client.post(SECOND, {"code": one_time_code(person)})
    assert is_in(client)


def test_the_mail_of_a_reset_names_nobody(client: Client, person: User) -> None:
    client.post("/account/password/reset/", {"email": person.email})

    whole = mail.outbox[0].message().as_string()
    assert person.name not in whole
    assert "text/html" in whole


def test_a_reset_for_an_unknown_address_looks_the_same_and_sends_nothing(client: Client) -> None:
    response = client.post("/account/password/reset/", {"email": "nobody@borough.example"})

    assert response.headers["Location"] == "/account/password/reset/done/"
    assert mail.outbox == []


def test_the_only_second_step_cannot_be_removed(client: Client, person: User) -> None:
    sign_in(client, person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    page = client.post("/account/two-steps/code/remove/")

    assert "your only second step" in page.content.decode()
    assert person.authenticator_set.count() == 1  # type: ignore[attr-defined]


def test_signing_out_takes_a_post(client: Client, person: User) -> None:
    sign_in(client, person)

    client.get("/account/logout/")
    assert is_in(client)
    client.post("/account/logout/")
    assert not is_in(client)
