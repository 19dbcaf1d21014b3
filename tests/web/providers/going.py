"""How somebody goes to a provider and comes back, as a browser does it."""

import html
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.test import Client

from tests.web.providers.false_provider import FalseProvider

INSIDE = "/your-account/"


def sent_to(page: Any) -> str:
    """Return where a page goes on to by itself."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found is not None, page.content.decode()
    return html.unescape(found[1])


def questions(page: Any) -> dict[str, str]:
    """Return what the provider is asked."""
    return dict(parse_qsl(urlsplit(sent_to(page)).query))


def set_out(client: Client, provider: FalseProvider, **form: str) -> dict[str, str]:
    """Press the button of the sign-in page; return what the provider is asked."""
    asked = questions(client.post(f"/account/provider/start/{provider.key}/", form))
    provider.claims = provider.good_claims(asked["nonce"])
    return asked


def come_back(client: Client, provider: FalseProvider, **told: str) -> Any:
    """Come back from the provider: first without a cookie, then from our own page."""
    landing = Client().get(
        f"/account/provider/back/{provider.key}/",
        {"code": "a-code", **told},
        headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"},
    )
    return client.get(sent_to(landing))


def is_in(client: Client) -> bool:
    """Say whether somebody is signed in, with both steps."""
    return client.get(INSIDE).status_code == 200
