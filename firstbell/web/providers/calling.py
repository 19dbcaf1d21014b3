"""Speak with a provider: where its pages are, what a code is worth, and with which keys it signs.

Every call is bounded in time and in size, follows no redirect and reads nothing but JSON. One
that fails is remembered for a moment: while a provider is away, nobody's page waits for it. What
it answered is in no log.
"""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import requests
from django.core.cache import cache
from requests.auth import AuthBase, HTTPBasicAuth

from firstbell.foundation.accounts.providers import Provider, is_safe_address

WAIT = (2.0, 4.0)
"""Seconds to wait for a connection and for each part of an answer."""

WHOLE_WAIT = 6.0
"""Seconds that a whole answer may take."""

LARGEST = 256 * 1024
"""Bytes of an answer: keys and endpoints take a few thousand."""

KNOWN_FOR = 300
"""Seconds for which a provider's description is gone by."""

AWAY_FOR = 10
"""Seconds for which a provider that did not answer is not asked again."""

OK = 200


class IsAway(RuntimeError):
    """The provider does not answer, or not as a provider does: nobody signs in by it for now."""


class Refused(RuntimeError):
    """The provider gives nothing for this code."""


class _Nothing(AuthBase):
    """Sends nothing of a `.netrc` along, as `requests` would by itself."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def describe(provider: Provider) -> Mapping[str, Any]:
    """Return what the provider says of itself.

    :raises IsAway: if it says nothing that can be used, or is another than it should be.
    """
    known = cache.get(_name("known", provider))
    if known is not None:
        return dict(json.loads(known))
    told = _ask(provider, "GET", provider.discovery)
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    is_it = told.get("issuer") == provider.issuer
    if not is_it or not all(is_safe_address(told.get(name)) for name in names):
        raise IsAway("the provider's description does not fit the settings")
    kept = {name: told[name] for name in names}
    kept["names_itself"] = told.get("authorization_response_iss_parameter_supported") is True
    cache.set(_name("known", provider), json.dumps(kept), KNOWN_FOR)
    return kept


def keys(provider: Provider) -> list[Mapping[str, Any]]:
    """Return the keys that the provider publishes.

    :raises IsAway: if it publishes none that can be read.
    """
    told = _ask(provider, "GET", describe(provider)["jwks_uri"]).get("keys")
    if not isinstance(told, list) or len(told) > 100:
        raise IsAway("the provider publishes no keys")
    return [each for each in told if isinstance(each, dict)]


def token_for(provider: Provider, *, code: str, verifier: str, back: str) -> str:
    """Return the identity token that a code is worth. Nothing else of the answer is looked at.

    :raises IsAway: if the provider does not answer.
    :raises Refused: if it gives none.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    auth: AuthBase = _Nothing()
    if provider.client_authentication == "client_secret_basic":
        # RFC 6749, 2.3.1: each part as a form encodes it.
        auth = HTTPBasicAuth(quote(provider.client_id, safe=""), quote(provider.secret, safe=""))
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.secret}
    told = _ask(provider, "POST", describe(provider)["token_endpoint"], form=form, auth=auth)
    token = told.get("id_token")
    if not isinstance(token, str):
        raise Refused("no identity token")
    return token


def _ask(
    provider: Provider,
    method: str,
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    auth: AuthBase | None = None,
) -> dict[str, Any]:
    if cache.get(_name("away", provider)):
        raise IsAway("the provider did not answer a moment ago")
    try:
        status, body = _answer(method, address, form, auth or _Nothing())
    except (requests.RequestException, OSError, ValueError, RecursionError):
        status, body = 0, None
    if status != OK and method == "POST" and 400 <= status < 500:
        raise Refused("the provider refused the code")
    if status != OK or not isinstance(body, dict):
        cache.set(_name("away", provider), 1, AWAY_FOR)
        raise IsAway("the provider does not answer")
    return body


def _answer(
    method: str, address: str, form: Mapping[str, str] | None, auth: AuthBase
) -> tuple[int, object]:
    until = time.monotonic() + WHOLE_WAIT
    with requests.request(
        method,
        address,
        data=form,
        auth=auth,
        headers={"Accept": "application/json"},
        timeout=WAIT,
        allow_redirects=False,
        stream=True,
    ) as response:
        whole = b""
        for part in response.iter_content(8192):
            whole += part
            if len(whole) > LARGEST or time.monotonic() > until:
                raise ValueError("the answer is too long")
        return response.status_code, json.loads(whole) if response.status_code == OK else None


def _name(what: str, provider: Provider) -> str:
    return f"provider-{what}-{provider.key}"
