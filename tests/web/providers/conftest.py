"""A provider to sign in at, and somebody who does."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from firstbell.core.identity_tokens import Identity as Proven
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions import identities
from firstbell.registry.agencies.doors import Role
from tests.people import ready_person
from tests.web.providers.false_provider import FalseProvider, false_provider


@pytest.fixture
def provider(db: None, settings: Settings) -> Iterator[FalseProvider]:
    """A provider whose second step does not count, on the sign-in page."""
    with false_provider() as running:
        settings.OPENID_PROVIDERS = (running.settings(),)
        cache.clear()
        yield running


@pytest.fixture
def ade(provider: FalseProvider, monday: datetime, settings: Settings) -> User:
    """Ade Lark, who signs in at the provider and has a code as their second step."""
    settings.CLOCK_AT = monday
    person = ready_person(Role.HUB_WORKER, email="ade@borough.example", name="Ade Lark")
    bind(person, provider, "ade", monday)
    return person


def bind(person: User, provider: FalseProvider, subject: str, at: datetime) -> None:
    """Bind an identity to an account."""
    proven = Proven(issuer=provider.issuer, subject=subject, took_two_steps=False)
    identities.link(person, proven=proven, provider=provider.key, by=person, at=at)
