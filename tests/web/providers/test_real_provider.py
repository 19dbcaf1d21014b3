"""Signing in at a real provider, by its own pages: what the table of false ones cannot show."""

import html
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.core.identity_tokens import Identity as Proven
from firstbell.foundation.accounts.models import Identity
from firstbell.foundation.accounts.providers import read
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions import identities
from firstbell.registry.agencies.doors import Role
from tests.people import ready_person
from tests.web.providers.going import sent_to
from tests.web.providers.real_provider import real_provider, settings_file

pytestmark = pytest.mark.django_db

BACK = "http://localhost:8000/account/provider/back/real/"


def signs_in_there(address: str, name: str) -> str:
    """Go through the provider's pages; return the address that it sends the browser back to."""
    browser = requests.Session()
    page = browser.get(address, timeout=20)
    for _page in range(2):  # sign in, and agree
        action = re.search(r'action="([^"]+)"', page.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
        assert action is not None, page.text
        assert prompt is not None, page.text
        form = {"prompt": prompt[1], "login": name, "password": "any"}
        page = browser.post(html.unescape(action[1]), form, timeout=20, allow_redirects=False)
        while page.is_redirect:
            there = urljoin(page.url, page.headers["Location"])
            if there.startswith(BACK):
                return str(there)
            page = browser.get(there, timeout=20, allow_redirects=False)
    raise AssertionError("the provider did not send anybody back")


def goes_there_and_back(client: Client, name: str) -> Any:
    there = sent_to(client.post("/account/provider/start/real/"))
    back = urlsplit(signs_in_there(there, name))
    landing = client.get(back.path, dict(parse_qsl(back.query)))
    return client.get(sent_to(landing))


def test_a_real_provider_signs_in_whoever_is_bound_and_nobody_else(
    client: Client, tmp_path: Path, monday: datetime, settings: Settings
) -> None:
    cache.clear()
    settings.CLOCK_AT = monday
    settings.BASE_URL = "http://localhost:8000"
    ade = ready_person(Role.HUB_WORKER, email="private@elsewhere.example")
    with real_provider(BACK) as issuer:
        settings.OPENID_PROVIDERS = read(str(settings_file(issuer, tmp_path)), {})
        proven = Proven(issuer=issuer, subject="ade", took_two_steps=False)
        identities.link(ade, proven=proven, provider="real", by=ade, at=monday)

        known = goes_there_and_back(client, "ade")
        stranger = goes_there_and_back(Client(), "eve")

    assert known.headers["Location"] == "/account/two-steps/authenticate/"
    assert stranger.status_code == 400
    assert Identity.objects.get().last_used_at == monday
    refused = AuditEntry.objects.get(action="sign_in.failed")
    assert refused.detail == {"provider": "real", "why": "unknown_identity"}
