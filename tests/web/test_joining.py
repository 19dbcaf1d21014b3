"""From the link of an invitation to the first page, as a person goes through it."""

import time
from datetime import datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions import joining
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Establishment, Invitation, Membership
from firstbell.registry.agencies.queries import people
from tests.people import ready_person
from tests.permissions.world import school_of

pytestmark = pytest.mark.django_db

PASSWORD = "three unlikely words"


@pytest.fixture
def school(monday: datetime, settings: Settings) -> Establishment:
    settings.CLOCK_AT = monday
    return school_of(900001, "Mill Lane Primary", monday)


def link(school: Establishment, at: datetime, email: str = "ada@mill-lane.example") -> str:
    _, secret = joining.invite(
        email=email, name="Ada Wren", role=Role.KEY_ADULT, establishment=school, by=None, at=at
    )
    return f"/join/{secret}/"


def test_a_person_joins_sets_up_both_steps_and_lands_on_their_page(
    client: Client, school: Establishment, monday: datetime
) -> None:
    page = link(school, monday)
    assert "Mill Lane Primary" in client.get(page).content.decode()

    joined = client.post(page, {"password": PASSWORD, "phone": "07000 000000"}, follow=True)
    assert joined.redirect_chain[-1][0] == "/account/two-steps/code/set-up/"
    key = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(key, int(time.time()) // 30))
    set_up = client.post("/account/two-steps/code/set-up/", {"code": code}, follow=True)

    assert set_up.redirect_chain[-1][0] == "/account/two-steps/recovery-codes/"
    home = client.get("/", follow=True)
    assert home.status_code == 200
    assert home.redirect_chain
    assert Membership.objects.get().user.phone == "07000 000000"
    assert AuditEntry.objects.filter(action="person.signed_in").count() == 1


def test_looking_at_the_link_uses_nothing_up(
    client: Client, school: Establishment, monday: datetime
) -> None:
    page = link(school, monday)

    for _look in range(3):
        assert client.get(page).status_code == 200
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "Enter a password of at least 12 characters"),
        ("too short", "too short"),
        ("password1234", "too common"),
        ("ada wren ada", "too similar"),
    ],
)
def test_a_weak_password_is_refused_in_plain_words(
    password: str, said: str, client: Client, school: Establishment, monday: datetime
) -> None:
    response = client.post(link(school, monday), {"password": password})

    assert said in response.content.decode()
    assert "<title>Error:" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("parts", [("31", "2", "1980"), ("1", "", "1980"), ("x", "1", "1980")])
def test_a_birth_date_that_is_none_is_refused_once(
    parts: tuple[str, str, str], client: Client, school: Establishment, monday: datetime
) -> None:
    boxes = dict(zip(("born_on_0", "born_on_1", "born_on_2"), parts, strict=True))
    page = client.post(link(school, monday), {"password": PASSWORD, **boxes}).content.decode()

    assert page.count('class="govuk-error-message"') == 1
    assert 'href="#id_born_on_0"' in page
    assert not User.objects.exists()


def test_a_used_an_old_and_an_unknown_link_answer_alike(
    client: Client, school: Establishment, monday: datetime, settings: Settings
) -> None:
    used = link(school, monday, "one@mill-lane.example")
    Client().post(used, {"password": PASSWORD})
    old = link(school, monday - timedelta(days=14), "two@mill-lane.example")

    pages = [client.get(page) for page in (used, old, "/join/unknown/")]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


@pytest.mark.parametrize("is_known", [False, True])
def test_of_two_answers_at_once_the_later_one_reads_that_the_link_was_used(
    is_known: bool,
    client: Client,
    school: Establishment,
    monday: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = link(school, monday)
    if is_known:
        client.force_login(ready_person(Role.HUB_WORKER, email="ada@mill-lane.example"))
    find = people.open_invitation

    def find_then_lose(secret_hash: str, at: datetime) -> Invitation | None:
        found = find(secret_hash, at)
        Invitation.objects.update(accepted_at=at)
        return found

    monkeypatch.setattr(people, "open_invitation", find_then_lose)
    late = client.post(page, {"password": PASSWORD})

    assert late.status_code == 404
    assert "It was used already" in late.content.decode()
    assert Membership.objects.filter(role=Role.KEY_ADULT).count() == 0


def test_who_got_an_account_meanwhile_is_asked_to_sign_in_to_it(
    client: Client, school: Establishment, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = link(school, monday)
    find = people.person_by_email
    answers = iter([None])
    monkeypatch.setattr(people, "person_by_email", lambda email: next(answers, find(email)))
    ready_person(Role.HUB_WORKER, email="ada@mill-lane.example")
    answers = iter([None])

    late = client.post(page, {"password": PASSWORD})

    assert (late.status_code, late.headers["Location"]) == (302, page)


def test_who_has_an_account_accepts_by_signing_in_to_it(
    client: Client, school: Establishment, monday: datetime
) -> None:
    person = ready_person(Role.HUB_WORKER, email="ada@mill-lane.example")
    page = link(school, monday)

    asked = client.get(page).content.decode()
    assert "/account/login/?next=" in asked
    assert 'name="password"' not in asked
    client.post(page, {"password": "a password of somebody else"})
    assert not person.memberships.filter(role=Role.KEY_ADULT).exists()

    client.force_login(person)
    assert client.post(page).status_code == 302
    assert person.memberships.filter(role=Role.KEY_ADULT, establishment=school).exists()


def test_nobody_accepts_for_another(
    client: Client, school: Establishment, monday: datetime
) -> None:
    client.force_login(ready_person(Role.HUB_WORKER, email="eve@other.example"))
    page = link(school, monday)

    assert "somebody else" in client.post(page).content.decode()
    assert not Membership.objects.filter(role=Role.KEY_ADULT).exists()
