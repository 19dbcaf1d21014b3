"""People for tests: anybody with an account and a second step, signed in with one line.

    person = ready_person("key-adult", establishment=school)
    client.force_login(person)            # or sign_in(client, person) through the real pages

Sign-in through the pages takes a code once; a person made here has never used one.
"""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client, override_settings

from firstbell.cli import ready
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.doors import Role

PASSWORD = "a quiet field of barley"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SINCE = datetime(2026, 9, 1, tzinfo=UTC)

_numbers = count(1)


class QuickHasher(PBKDF2PasswordHasher):
    """The product's own hash, but a weak one, which is quick: for people who do not exist."""

    iterations = 1


def ready_person(role: str | Role, *, email: str = "", name: str = "", **place: Any) -> User:
    """Return a person in a role at a place, since 1 September 2026."""
    number = next(_numbers)
    with override_settings(IS_DEMO=True, PASSWORD_HASHERS=["tests.people.QuickHasher"]):
        return ready.ready_person(
            email=email or f"person{number}@people.example",
            name=name or f"Person Number{number}",
            role=Role(role),
            password=PASSWORD,
            key=KEY,
            at=SINCE,
            **place,
        )


def sign_in(client: Client, person: User) -> None:
    """Sign in through the pages, in two steps, as a person does."""
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    answer = client.post(
        "/account/two-steps/authenticate/", {"code": ready.one_time_code(person) or ""}
    )
    assert answer.status_code == 302, "the second step was refused"
