"""Binding an identity to an account, unbinding it, and joining by it."""

from datetime import datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation import clock
from firstbell.foundation.accounts.models import Identity, User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.history import past_of
from firstbell.registry.agencies.actions import identities, joining
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Invitation, Membership
from tests.people import PASSWORD, ready_person, sign_in
from tests.smtp import Mailbox
from tests.web.providers.conftest import bind
from tests.web.providers.false_provider import FalseProvider
from tests.web.providers.going import come_back, is_in, questions, sent_to, set_out
from tests.world import carry_on

pytestmark = pytest.mark.django_db

LINK = "/your-account/provider/dfe/"


@pytest.fixture
def bo(provider: FalseProvider, monday: datetime, settings: Settings) -> User:
    """Bo, who signs in with a password and a code."""
    settings.CLOCK_AT = monday
    return ready_person(Role.HUB_WORKER, email="bo@borough.example", name="Bo Heron")


def proven_again(client: Client, person: User) -> None:
    sign_in(client, person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def ask_to_link(client: Client, provider: FalseProvider, subject: str) -> dict[str, str]:
    asked = questions(client.post(LINK))
    provider.claims = provider.good_claims(asked["nonce"], sub=subject)
    return asked


def test_a_person_binds_an_identity_and_signs_in_by_it(
    client: Client, provider: FalseProvider, bo: User
) -> None:
    proven_again(client, bo)
    assert "Also sign in with Eastmarsh Sign-in" in client.get("/your-account/").content.decode()
    asked = ask_to_link(client, provider, "bo")
    assert come_back(client, provider, state=asked["state"]).headers["Location"] == "/your-account/"

    page = client.get("/your-account/").content.decode()
    assert "Also sign in with" not in page
    assert "Added on 23 November 2026" in page
    entry = AuditEntry.objects.get(action="identity.linked")
    identity = Identity.objects.get()
    assert entry.detail == {"identity": str(identity.id), "provider": "dfe"}
    assert (entry.by_id, entry.subject_id) == (bo.id, str(bo.id))
    other = Client()
    asked = set_out(other, provider)
    provider.claims["sub"] = "bo"
    assert come_back(other, provider, state=asked["state"]).status_code == 302


def test_binding_asks_for_the_password_once_more(
    client: Client, provider: FalseProvider, bo: User
) -> None:
    sign_in(client, bo)

    asked_again = client.post(LINK)
    assert asked_again.headers["Location"].startswith("/account/reauthenticate/")
    assert provider.paths == []
    gone_on = client.post(asked_again.headers["Location"], {"password": PASSWORD, "next": LINK})
    assert sent_to(gone_on).startswith(f"{provider.issuer}/auth?")


def test_binding_takes_both_steps_and_a_token(provider: FalseProvider, bo: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bo)
    assert client.post(LINK).status_code == 403
    assert Client().post(LINK).headers["Location"].startswith("/account/login/")
    bo.authenticator_set.all().delete()  # type: ignore[attr-defined]
    other = Client()
    other.force_login(bo)
    assert other.post(LINK).headers["Location"] == "/account/two-steps/code/set-up/"


def test_an_identity_of_somebody_else_is_not_taken_over(
    client: Client, provider: FalseProvider, ade: User, bo: User
) -> None:
    proven_again(client, bo)
    asked = ask_to_link(client, provider, "ade")

    page = come_back(client, provider, state=asked["state"])

    assert page.status_code == 400
    assert "cannot be added" in page.content.decode()
    assert Identity.objects.get().user_id == ade.id
    refused = AuditEntry.objects.get(action="sign_in.failed")
    assert refused.detail["why"] == "linked_elsewhere"
    assert refused.by_id == bo.id


def test_one_account_has_one_identity_at_a_provider(
    client: Client, provider: FalseProvider, ade: User
) -> None:
    proven_again(client, ade)
    asked = ask_to_link(client, provider, "another")
    assert come_back(client, provider, state=asked["state"]).status_code == 400

    asked = ask_to_link(client, provider, "ade")
    assert come_back(client, provider, state=asked["state"]).status_code == 302
    assert Identity.objects.get().subject == "ade"
    assert AuditEntry.objects.filter(action="identity.linked").count() == 1


def test_an_answer_binds_nothing_to_whoever_signed_in_since(
    client: Client, provider: FalseProvider, ade: User, bo: User
) -> None:
    proven_again(client, bo)
    asked = ask_to_link(client, provider, "bo")
    session = client.session
    kept = session["provider_asked"]
    client.force_login(ade)
    session = client.session
    session["provider_asked"] = kept
    session.save()

    page = come_back(client, provider, state=asked["state"])

    assert page.status_code == 400
    assert Identity.objects.count() == 1
    assert AuditEntry.objects.get(action="sign_in.failed").detail["why"] == "another_person"


def test_an_address_that_matches_binds_nobody(
    client: Client, provider: FalseProvider, bo: User
) -> None:
    asked = set_out(client, provider)
    provider.claims |= {"sub": "eve", "email": bo.email, "email_verified": True}

    assert come_back(client, provider, state=asked["state"]).status_code == 400
    assert not Identity.objects.exists()
    assert User.objects.count() == 1


def test_unbinding_asks_once_more_and_is_kept(
    client: Client, provider: FalseProvider, ade: User
) -> None:
    identity = Identity.objects.get()
    page = f"/your-account/provider/{identity.id}/unlink/"
    sign_in(client, ade)
    assert client.get(page).headers["Location"].startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert "Stop signing in with Eastmarsh Sign-in" in client.get(page).content.decode()
    assert Identity.objects.exists()

    client.post(page)

    assert not Identity.objects.exists()
    entry = AuditEntry.objects.get(action="identity.unlinked")
    assert (entry.by_id, entry.detail) == (ade.id, {"identity": str(identity.id)})
    assert past_of(Identity).objects.get().subject == "ade"
    other = Client()
    asked = set_out(other, provider)
    assert come_back(other, provider, state=asked["state"]).status_code == 400
    assert client.get(page).status_code == 404


def test_nobody_unbinds_what_is_anothers(
    client: Client, provider: FalseProvider, ade: User, bo: User, monday: datetime
) -> None:
    proven_again(client, bo)
    identity = Identity.objects.get()

    assert client.post(f"/your-account/provider/{identity.id}/unlink/").status_code == 404
    assert not identities.unlink(identity.id, by=bo, at=monday)
    assert Identity.objects.exists()


def test_the_only_way_in_is_not_taken_away(
    client: Client, provider: FalseProvider, ade: User
) -> None:
    ade.set_unusable_password()
    ade.save()
    ade.authenticator_set.all().delete()  # type: ignore[attr-defined]
    identity = Identity.objects.get()
    in_by_provider(client, provider, "ade")
    page = f"/your-account/provider/{identity.id}/unlink/"

    assert "the only way into your account" in client.get(page).content.decode()
    client.post(page)
    assert Identity.objects.exists()


def in_by_provider(client: Client, provider: FalseProvider, subject: str) -> None:
    from django.conf import settings

    settings.OPENID_PROVIDERS = (provider.settings(second_step_by_amr=("mfa",)),)
    asked = set_out(client, provider)
    provider.claims |= {"sub": subject, "amr": ["mfa"]}
    come_back(client, provider, state=asked["state"])
    assert is_in(client)


def test_a_provider_that_is_gone_can_still_be_unbound(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    settings.OPENID_PROVIDERS = ()
    proven_again(client, ade)

    page = client.get("/your-account/").content.decode()

    assert provider.issuer in page
    client.post(f"/your-account/provider/{Identity.objects.get().id}/unlink/")
    assert not Identity.objects.exists()


# ---- joining ----


@pytest.fixture
def invited(provider: FalseProvider, monday: datetime, settings: Settings) -> str:
    """The secret of an invitation, with a provider whose second step counts."""
    settings.CLOCK_AT = monday
    settings.OPENID_PROVIDERS = (provider.settings(second_step_by_amr=("mfa",)),)
    return joining.invite(
        email="cai@borough.example", name="Cai Moss", role=Role.HUB_WORKER, by=None, at=monday
    )[1]


def go_and_prove(
    client: Client, provider: FalseProvider, secret: str, **claims: object
) -> dict[str, str]:
    asked = questions(client.post(f"/join/{secret}/with/dfe/"))
    provider.claims = provider.good_claims(
        asked["nonce"], **{"sub": "cai", "amr": ["mfa"], **claims}
    )
    return asked


def test_an_invited_person_joins_by_the_provider_and_is_in(
    client: Client, provider: FalseProvider, invited: str
) -> None:
    assert "Join with Eastmarsh Sign-in" in client.get(f"/join/{invited}/").content.decode()
    asked = go_and_prove(client, provider, invited)
    assert invited not in str(dict(client.session))

    back = come_back(client, provider, state=asked["state"])
    assert back.headers["Location"] == f"/join/{invited}/"
    page = client.get(f"/join/{invited}/").content.decode()
    assert "From now on you sign in with Eastmarsh Sign-in" in page
    assert "password" not in page.partition("<main")[2].replace("csrf", "")
    assert not User.objects.exists()
    client.post(f"/join/{invited}/", {"phone": "07000 000000"})

    person = User.objects.get()
    assert is_in(client)
    assert person.email == "cai@borough.example"
    assert person.phone == "07000 000000"
    assert not person.has_usable_password()
    assert Membership.objects.get().user == person
    assert Identity.objects.get().user == person
    written = set(AuditEntry.objects.filter(by_id=person.id).values_list("action", flat=True))
    assert {"invitation.accepted", "identity.linked", "person.signed_in"} <= written


def test_whoever_joins_by_one_step_sets_up_the_second_here(
    client: Client, provider: FalseProvider, invited: str
) -> None:
    asked = go_and_prove(client, provider, invited, amr=["pwd"])
    come_back(client, provider, state=asked["state"])
    client.post(f"/join/{invited}/", {})

    assert client.get("/").headers["Location"] == "/account/two-steps/code/set-up/"
    assert client.get("/account/two-steps/code/set-up/").status_code == 200


def test_what_was_proven_counts_for_that_invitation_alone(
    client: Client, provider: FalseProvider, invited: str, monday: datetime
) -> None:
    _, other = joining.invite(
        email="dee@borough.example", name="Dee", role=Role.HUB_WORKER, by=None, at=monday
    )
    asked = go_and_prove(client, provider, invited)
    come_back(client, provider, state=asked["state"])

    page = client.post(f"/join/{other}/", {})

    assert "Enter a password" in page.content.decode()
    assert not User.objects.exists()


def test_what_was_proven_is_forgotten_after_a_while(
    client: Client, provider: FalseProvider, invited: str
) -> None:
    asked = go_and_prove(client, provider, invited)
    come_back(client, provider, state=asked["state"])
    session = client.session
    session["provider_proven"]["question"]["began"] -= 601
    session.save()

    client.post(f"/join/{invited}/", {})

    assert not User.objects.exists()


def test_an_identity_of_somebody_else_joins_nobody(
    client: Client, provider: FalseProvider, invited: str, monday: datetime
) -> None:
    ade = ready_person(Role.HUB_WORKER, email="ade@borough.example")
    bind(ade, provider, "ade", monday)
    asked = go_and_prove(client, provider, invited, sub="ade")
    come_back(client, provider, state=asked["state"])

    page = client.post(f"/join/{invited}/", {})

    assert "cannot be added" in page.content.decode()
    assert not is_in(client)
    assert User.objects.get() == ade
    assert Invitation.objects.filter(email="cai@borough.example", accepted_at=None).exists()


def test_nobody_gets_into_an_account_that_is_there_by_an_invitation(
    client: Client, provider: FalseProvider, bo: User, monday: datetime
) -> None:
    _, secret = joining.invite(
        email=bo.email, name=bo.name, role=Role.HUB_MANAGER, by=None, at=monday
    )

    answer = client.post(f"/join/{secret}/with/dfe/")

    assert answer.headers["Location"] == f"/join/{secret}/"
    assert "Sign in with it to accept" in client.get(f"/join/{secret}/").content.decode()
    assert client.post("/join/nothing/with/dfe/").status_code == 302
    assert provider.paths == []


def test_no_mail_opens_an_account_that_rests_on_the_provider(
    client: Client, provider: FalseProvider, ade: User, mailbox: Mailbox
) -> None:
    """Whoever reads their mail would set a password and a second step, and be in."""
    ade.set_unusable_password()
    ade.save()
    client.post("/account/password/reset/", {"email": ade.email})
    carry_on(at=clock.now())
    assert len(mailbox.taken) == 1  # their own second step stands behind it

    ade.authenticator_set.all().delete()  # type: ignore[attr-defined]
    answer = client.post("/account/password/reset/", {"email": ade.email})

    carry_on(at=clock.now())
    assert answer.headers["Location"] == "/account/password/reset/done/"
    assert len(mailbox.taken) == 1
