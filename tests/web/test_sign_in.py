"""Two steps, always: what gets in and what does not."""

import re
from email.message import EmailMessage

import pytest
from django.test import Client

from firstbell.cli.ready import one_time_code
from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.registry.agencies.doors import Role
from tests import world
from tests.people import PASSWORD, ready_person, sign_in
from tests.smtp import Mailbox

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


def sent_links(client: Client, email: str, mailbox: Mailbox) -> list[EmailMessage]:
    """Ask for a link to a new password, and return what was sent because of it."""
    client.post("/account/password/reset/", {"email": email})
    assert mailbox.taken == [], "nothing is sent before the answer"
    world.carry_on(at=clock.now())
    assert mailbox.addresses in ([], [email])
    return [message for _address, message in mailbox.taken]


def text_of(message: EmailMessage) -> str:
    """Return the plain text of a message."""
    (part,) = (each for each in message.walk() if each.get_content_type() == "text/plain")
    return str(part.get_content())


def test_a_new_password_does_not_pass_by_the_second_step(
    client: Client, person: User, mailbox: Mailbox
) -> None:
    (message,) = sent_links(client, person.email, mailbox)
    link = re.search(r"http://localhost:8000(\S+)", text_of(message))
    assert link is not None
    form = client.get(link[1], follow=True).redirect_chain[-1][0]
    new = "another four quiet words"
    client.post(form, {"password1": new, "password2": new})
    assert not is_in(client)

    client.post(LOGIN, {"login": person.email, "password": new})
    assert not is_in(client)
    client.post(SECOND, {"code": one_time_code(person)})
    assert is_in(client)


def test_the_mail_of_a_reset_names_nobody(client: Client, person: User, mailbox: Mailbox) -> None:
    (message,) = sent_links(client, person.email, mailbox)

    whole = message.as_string()
    assert person.name not in whole
    assert "text/html" in whole


def test_a_reset_for_an_unknown_address_sends_nothing_and_fails_nowhere(
    client: Client, mailbox: Mailbox
) -> None:
    assert sent_links(client, "nobody@borough.example", mailbox) == []
    assert Event.objects.get().last_error == ""
    assert Event.objects.get().done_at is not None


def test_a_link_that_the_mail_server_does_not_take_now_is_sent_later(
    client: Client, person: User, mailbox: Mailbox
) -> None:
    mailbox.answers[person.email] = "451 come back later"
    assert sent_links(client, person.email, mailbox) == []
    mailbox.answers.clear()

    world.carry_on(at=Event.objects.get().due_at)

    assert mailbox.addresses == [person.email]
    assert AuditEntry.objects.filter(action="sign_in.link_sent").count() == 1


def test_a_link_for_an_address_refused_for_good_is_given_up(
    client: Client, person: User, mailbox: Mailbox
) -> None:
    mailbox.answers[person.email] = "550 no such mailbox"

    assert sent_links(client, person.email, mailbox) == []
    assert Event.objects.get().done_at is not None
    assert not AuditEntry.objects.filter(action="sign_in.link_sent").exists()


def test_who_left_before_the_link_was_sent_gets_none(
    client: Client, person: User, mailbox: Mailbox
) -> None:
    client.post("/account/password/reset/", {"email": person.email})
    person.is_active = False
    person.save()

    world.carry_on(at=clock.now())

    assert mailbox.taken == []


def test_the_only_second_step_cannot_be_removed(client: Client, person: User) -> None:
    sign_in(client, person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    page = client.post("/account/two-steps/code/remove/")

    assert "your only second step" in page.content.decode()
    assert person.authenticator_set.count() == 1  # type: ignore[attr-defined]


def test_who_gives_the_password_again_stays_in_though_its_hash_is_renewed(
    client: Client, person: User
) -> None:
    client.force_login(person)
    weak = person.password

    client.post("/account/reauthenticate/", {"password": PASSWORD})

    assert User.objects.get().password != weak
    assert client.get("/your-account/").status_code == 200


def test_signing_out_takes_a_post(client: Client, person: User) -> None:
    sign_in(client, person)

    client.get("/account/logout/")
    assert is_in(client)
    client.post("/account/logout/")
    assert not is_in(client)
