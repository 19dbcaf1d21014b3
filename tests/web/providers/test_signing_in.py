"""Signing in at a provider: how many steps it takes, what is asked, and what is written down."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.cli.ready import one_time_code
from firstbell.foundation.accounts.models import Identity, Session, User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions import joining, leaving
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Ending, Membership
from tests.people import PASSWORD, ready_person
from tests.web.providers.conftest import bind
from tests.web.providers.false_provider import FalseProvider
from tests.web.providers.going import come_back, is_in, questions, sent_to, set_out

pytestmark = pytest.mark.django_db

SECOND = "/account/two-steps/authenticate/"


def whys() -> list[object]:
    """Return why sign-ins failed, as the trail has it."""
    return [
        each.detail.get("why")
        for each in AuditEntry.objects.filter(action="sign_in.failed").order_by("id")
    ]


def counts_its_steps(provider: FalseProvider, settings: Settings, **more: object) -> None:
    settings.OPENID_PROVIDERS = (provider.settings(second_step_by_amr=("mfa",), **more),)


def test_the_provider_and_our_code_are_two_steps(
    client: Client, provider: FalseProvider, ade: User
) -> None:
    asked = set_out(client, provider)

    after = come_back(client, provider, state=asked["state"])
    assert after.headers["Location"] == SECOND
    assert not is_in(client)
    client.post(SECOND, {"code": one_time_code(ade)})
    assert is_in(client)


def test_a_provider_that_asks_for_two_steps_is_enough(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    counts_its_steps(provider, settings)
    asked = set_out(client, provider, next="/search/")
    provider.claims["amr"] = ["pwd", "mfa"]

    after = come_back(client, provider, state=asked["state"])

    assert after.headers["Location"] == "/search/"
    assert is_in(client)


@pytest.mark.parametrize("amr", [["pwd"], [], "mfa", None, [["mfa"]], {"mfa": 1}])
def test_a_provider_that_did_not_ask_for_two_steps_is_not_enough(
    amr: object, client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    counts_its_steps(provider, settings)
    asked = set_out(client, provider)
    provider.claims["amr"] = amr

    assert come_back(client, provider, state=asked["state"]).headers["Location"] == SECOND
    assert not is_in(client)


def test_a_level_of_the_provider_is_asked_for_and_counts(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    settings.OPENID_PROVIDERS = (provider.settings(second_step_by_acr=("urn:two", "urn:three")),)
    asked = set_out(client, provider)
    assert asked["acr_values"] == "urn:two urn:three"
    provider.claims["acr"] = "urn:three"

    come_back(client, provider, state=asked["state"])

    assert is_in(client)


def test_a_known_reader_needs_two_steps_at_most(
    provider: FalseProvider, ade: User, monday: datetime, settings: Settings
) -> None:
    """A step is a time that a person gives something: a password, a code, a sign-in elsewhere."""
    bo = ready_person(Role.HUB_WORKER, email="bo@borough.example")

    def steps(client: Client, person: User, *, at_provider: bool) -> int:
        if at_provider:
            asked = set_out(client, provider)
            provider.claims["amr"] = ["mfa"]
            after = come_back(client, provider, state=asked["state"])
        else:
            after = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
        given = 1
        while after.headers.get("Location") == SECOND and given < 9:
            after = client.post(SECOND, {"code": one_time_code(person)})
            given += 1
        assert is_in(client)
        return given

    assert steps(Client(), bo, at_provider=False) == 2
    assert steps(Client(), ade, at_provider=True) == 2
    counts_its_steps(provider, settings)
    assert steps(Client(), ade, at_provider=True) == 1


def test_what_the_provider_is_asked(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    settings.BASE_URL = "https://bell.example"
    first, second = set_out(client, provider), set_out(Client(), provider)

    assert first["redirect_uri"] == "https://bell.example/account/provider/back/dfe/"
    assert first["response_type"] == "code"
    assert first["scope"] == "openid"
    assert first["code_challenge_method"] == "S256"
    assert first["prompt"] == "login"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]
    assert first["state"] != first["nonce"]


def test_the_code_is_redeemed_with_what_was_kept_back(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    asked = set_out(client, provider)
    come_back(client, provider, state=asked["state"])

    told = provider.asked[0]
    assert told["code"] == ["a-code"]
    assert 43 <= len(told["code_verifier"][0]) <= 128
    assert told["redirect_uri"] == [asked["redirect_uri"]]
    assert "client_secret" not in told
    assert provider.authorized[0].startswith("Basic ")

    settings.OPENID_PROVIDERS = (provider.settings(client_authentication="client_secret_post"),)
    asked = set_out(client, provider)
    come_back(client, provider, state=asked["state"])
    assert provider.asked[1]["client_id"] == ["firstbell"]
    assert provider.authorized[1] == ""


def test_every_way_in_is_on_the_sign_in_page(client: Client, provider: FalseProvider) -> None:
    page = client.get("/account/login/?next=/search/").content.decode()

    assert "Sign in with Eastmarsh Sign-in" in page
    form = page.partition('action="/account/provider/start/dfe/"')[2].partition("</form>")[0]
    assert 'name="next" value="/search/"' in form


def test_no_provider_no_button(client: Client, db: None) -> None:
    assert "organisation" not in client.get("/account/login/").content.decode()


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "/\\x"])
def test_nobody_is_sent_elsewhere_afterwards(
    away: str, client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    counts_its_steps(provider, settings)
    asked = set_out(client, provider, next=away)
    provider.claims["amr"] = ["mfa"]

    assert come_back(client, provider, state=asked["state"]).headers["Location"] == "/"


def test_the_way_there_is_a_page_of_ours_and_no_redirect(
    client: Client, provider: FalseProvider
) -> None:
    page = client.post("/account/provider/start/dfe/")

    assert page.status_code == 200
    assert urlsplit(sent_to(page)).netloc == f"127.0.0.1:{provider.port}"
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]


def test_the_way_back_takes_nothing_and_needs_no_cookie(provider: FalseProvider, ade: User) -> None:
    landing = Client().get("/account/provider/back/dfe/", {"code": 'a"b', "state": "x&y"})

    assert sent_to(landing) == "/account/provider/in/dfe/?code=a%22b&state=x%26y"
    assert landing.cookies == {}
    assert provider.paths == []


@pytest.mark.parametrize("why", list(Ending))
def test_whoever_has_left_is_told_as_strangers_are(
    why: Ending, client: Client, provider: FalseProvider, ade: User, monday: datetime
) -> None:
    asked = set_out(Client(), provider)
    stranger = set_out(client, provider)
    provider.claims["sub"] = "a stranger"
    as_stranger = come_back(client, provider, state=stranger["state"])
    leaving.disable_account(ade, why=why, by=None, at=monday)

    asked = set_out(client, provider)
    told = come_back(client, provider, state=asked["state"])

    assert told.status_code == as_stranger.status_code == 400
    assert body(told) == body(as_stranger)
    assert not is_in(client)
    assert whys() == ["unknown_identity", "account_closed"]


def body(page: object) -> str:
    text = page.content.decode()  # type: ignore[attr-defined]
    return str(text.partition("<main")[2])


def test_a_membership_that_has_ended_opens_nothing(
    client: Client, provider: FalseProvider, ade: User, monday: datetime, settings: Settings
) -> None:
    leaving.end_membership(Membership.objects.get(user=ade), why=Ending.LEFT, by=None, at=monday)

    asked = set_out(client, provider)
    told = come_back(client, provider, state=asked["state"])

    assert "You are not signed in" in told.content.decode()
    assert whys() == ["account_closed"]


def test_whoever_is_asked_back_may_come_in_to_accept(
    client: Client, provider: FalseProvider, ade: User, monday: datetime
) -> None:
    leaving.end_membership(Membership.objects.get(user=ade), why=Ending.LEFT, by=None, at=monday)
    joining.invite(email=ade.email, name=ade.name, role=Role.HUB_WORKER, by=None, at=monday)

    asked = set_out(client, provider)

    assert come_back(client, provider, state=asked["state"]).headers["Location"] == SECOND


def test_an_account_that_closes_on_a_day_opens_nothing_from_then_on(
    client: Client, provider: FalseProvider, ade: User, monday: datetime, settings: Settings
) -> None:
    User.objects.filter(id=ade.id).update(disabled_at=monday + timedelta(hours=1))
    asked = set_out(client, provider)
    assert come_back(client, provider, state=asked["state"]).status_code == 302

    settings.CLOCK_AT = monday + timedelta(hours=2)
    asked = set_out(client, provider)
    assert come_back(client, provider, state=asked["state"]).status_code == 400


def test_one_step_is_not_enough_for_whoever_has_no_other(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    """An account that rests on the provider's two steps is not opened by one of them."""
    counts_its_steps(provider, settings)
    ade.authenticator_set.all().delete()  # type: ignore[attr-defined]
    asked = set_out(client, provider)
    provider.claims["amr"] = ["mfa"]
    come_back(client, provider, state=asked["state"])
    assert is_in(client)
    client.post("/account/logout/")

    asked = set_out(client, provider)
    told = come_back(client, provider, state=asked["state"])

    assert told.status_code == 400
    assert whys() == ["one_step"]


def test_two_steps_at_the_provider_end_with_the_session(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    counts_its_steps(provider, settings)
    asked = set_out(client, provider)
    provider.claims["amr"] = ["mfa"]
    come_back(client, provider, state=asked["state"])
    client.post("/account/logout/")

    answer = client.post("/account/login/", {"login": ade.email, "password": PASSWORD})

    assert answer.headers["Location"] == SECOND
    assert not is_in(client)


def test_every_sign_in_is_on_the_trail_and_nothing_of_the_token_is(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    counts_its_steps(provider, settings)
    asked = set_out(client, provider)
    provider.claims |= {"amr": ["mfa"], "email": "private@elsewhere.example", "name": "Private"}
    come_back(client, provider, state=asked["state"])

    entry = AuditEntry.objects.get(action="person.signed_in")
    assert entry.detail == {"provider": "dfe"}
    assert entry.by_id == ade.id
    assert Session.objects.filter(user=ade).exists()
    session = dict(client.session)
    everything = f"{session}{list(AuditEntry.objects.values())}{list(Identity.objects.values())}"
    for word in ("secret-access", "private@", "Private", "eyJ", asked["nonce"], asked["state"]):
        assert word not in everything, word
    assert Identity.objects.get().last_used_at is not None


def test_a_session_is_a_new_one_after_signing_in(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    counts_its_steps(provider, settings)
    asked = set_out(client, provider)
    before = client.cookies["session"].value
    provider.claims["amr"] = ["mfa"]
    come_back(client, provider, state=asked["state"])

    assert client.cookies["session"].value != before


def test_whoever_is_signed_in_already_is_not_changed_into_another(
    client: Client, provider: FalseProvider, ade: User, monday: datetime
) -> None:
    other = ready_person(Role.HUB_WORKER, email="bo@borough.example")
    asked = set_out(client, provider)
    client.force_login(other)

    come_back(client, provider, state=asked["state"])

    assert client.session["_auth_user_id"] == str(other.id)
    assert client.post("/account/provider/start/dfe/").headers["Location"] == "/"


def test_setting_out_again_and_again_is_stopped(client: Client, provider: FalseProvider) -> None:
    answers = [client.post("/account/provider/start/dfe/").status_code for _try in range(31)]

    assert answers == [200] * 30 + [429]


def test_starting_takes_a_post_and_a_token(provider: FalseProvider) -> None:
    guarded = Client(enforce_csrf_checks=True)

    assert guarded.get("/account/provider/start/dfe/").status_code == 405
    assert guarded.post("/account/provider/start/dfe/").status_code == 403


@pytest.mark.parametrize("path", ["start", "back", "in"])
def test_a_provider_that_is_not_there_is_no_page(path: str, client: Client, db: None) -> None:
    answer = client.get if path != "start" else client.post

    assert answer(f"/account/provider/{path}/dfe/").status_code == 404


def test_another_identity_at_the_same_provider_opens_its_own_account(
    client: Client, provider: FalseProvider, ade: User, monday: datetime, settings: Settings
) -> None:
    counts_its_steps(provider, settings)
    bo = ready_person(Role.HUB_WORKER, email="bo@borough.example")
    bind(bo, provider, "bo", monday)
    asked = set_out(client, provider)
    provider.claims |= {"sub": "bo", "amr": ["mfa"], "email": ade.email}

    come_back(client, provider, state=asked["state"])

    assert client.session["_auth_user_id"] == str(bo.id)


def test_a_provider_that_may_let_people_straight_through_is_not_told_to_ask(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    settings.OPENID_PROVIDERS = (provider.settings(asks_again=False),)

    page = client.post("/account/provider/start/dfe/")

    assert "prompt" not in questions(page)
