"""What a second step rests on lies sealed in the database; what lay there before still works."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.accounts.models import User
from firstbell.foundation.sealing import CannotUnseal
from firstbell.registry.agencies.doors import Role
from tests.people import KEY, PASSWORD, ready_person, sign_in

pytestmark = pytest.mark.django_db

SECOND = "/account/two-steps/authenticate/"


@pytest.fixture
def person() -> User:
    return ready_person(Role.HUB_WORKER)


def kept(person: User, type_: Authenticator.Type) -> Authenticator:
    return Authenticator.objects.get(user=person, type=type_)


def code_now() -> str:
    figures: str = format_hotp_value(hotp_value(KEY, int(time.time()) // 30))
    return figures


def test_the_key_of_one_time_codes_is_sealed_and_works(client: Client, person: User) -> None:
    row = kept(person, Authenticator.Type.TOTP)

    assert KEY not in str(row.data)
    sign_in(client, person)
    assert client.get("/your-account/").status_code == 200


def test_recovery_codes_are_sealed_and_each_works_once(client: Client, person: User) -> None:
    codes = RecoveryCodes.activate(person)
    seed = str(kept(person, Authenticator.Type.RECOVERY_CODES).data["seed"])
    (code, *_others) = codes.get_unused_codes()

    assert seed.startswith("sealed:")
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert client.post(SECOND, {"code": code}).status_code == 302
    assert client.get("/your-account/").status_code == 200
    other = Client()
    other.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert other.post(SECOND, {"code": code}).status_code == 200


def test_a_key_that_was_kept_before_anything_was_sealed_still_works(person: User) -> None:
    row = kept(person, Authenticator.Type.TOTP)
    row.data = {"secret": KEY}
    row.save()

    assert TOTP(row).validate_code(code_now())


def test_without_the_secret_key_the_rows_alone_are_no_use(person: User, settings: Settings) -> None:
    settings.SECRET_KEY = "another key, as on another machine"

    with pytest.raises(CannotUnseal):
        TOTP(kept(person, Authenticator.Type.TOTP)).validate_code(code_now())
