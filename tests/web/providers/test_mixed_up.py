"""Mixed-up, false and stale answers of a provider, one a row: nobody is ever signed in by one.

Ade is bound to one identity and Bo to another. In each row something is wrong, and the sign-in
that follows must be nobody's: not the attacker's, and not another's (security.md, C10).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.accounts.models import Identity, Session, User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.doors import Role
from tests.people import ready_person
from tests.web.providers.conftest import bind
from tests.web.providers.false_provider import (
    CLIENT,
    EC_KEY,
    OTHER_KEY,
    RSA_KEY,
    SECRET,
    SHORT_KEY,
    FalseProvider,
    by_hand,
    false_provider,
    public,
    signed,
)
from tests.web.providers.going import come_back, is_in, set_out

pytestmark = pytest.mark.django_db

Token = Callable[[dict[str, Any]], object]


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is wrong, and the reason that the trail must hold."""

    name: str
    why: str
    claims: Callable[[dict[str, Any]], dict[str, Any]] = lambda told: told
    token: Token = signed
    keys: Callable[[], list[dict[str, Any]]] = lambda: [public(RSA_KEY, "one")]
    told: dict[str, str] | None = None
    description: dict[str, Any] | None = None
    status: int = 200


def says(name: str, why: str, /, **claims: Any) -> Case:
    """Return a case in which the token says something else."""
    return Case(name=name, why=why, claims=lambda told: {**told, **claims})


def lacks(name: str, why: str, claim: str) -> Case:
    """Return a case in which the token does not say something."""
    return Case(
        name=name,
        why=why,
        claims=lambda told: {key: value for key, value in told.items() if key != claim},
    )


def later(name: str, why: str, **seconds: float) -> Case:
    """Return a case in which times of the token lie elsewhere, in seconds from now."""
    return Case(
        name=name,
        why=why,
        claims=lambda told: {
            **told,
            **{claim: int(time.time() + by) for claim, by in seconds.items()},
        },
    )


def made(name: str, token: Token, *keys: dict[str, Any]) -> Case:
    """Return a case in which the token is signed in another way."""
    return Case(
        name=name,
        why="not_signed",
        token=token,
        keys=lambda: list(keys) or [public(RSA_KEY, "one")],
    )


def answers(name: str, why: str, **told: str) -> Case:
    """Return a case in which the browser brings something else back."""
    return Case(name=name, why=why, told=told)


def with_public_key_as_secret(claims: dict[str, Any]) -> str:
    """Return a token whose 'secret' is the public key, as everybody knows it."""
    import hashlib
    import hmac
    import json
    from base64 import urlsafe_b64encode

    from cryptography.hazmat.primitives import serialization as form

    known = RSA_KEY.public_key().public_bytes(
        form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo
    )
    parts = [
        urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "HS256", "kid": "one", "typ": "JWT"}, claims)
    ]
    seal = hmac.new(known, ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, urlsafe_b64encode(seal).decode().rstrip("=")])


def changed(claims: dict[str, Any]) -> str:
    """Return a token whose claims were changed after it was signed."""
    head, _, seal = signed(claims).split(".")
    return f"{head}.{by_hand({**claims, 'sub': 'bo'}, {}).split('.')[1]}.{seal}"


OWN_KEY: dict[str, Any] = {"jwk": public(OTHER_KEY, "one")}

CASES = [
    # Who says it.
    says("another issuer", "wrong_issuer", iss="https://elsewhere.example"),
    says("the issuer with a slash", "wrong_issuer", iss="http://127.0.0.1/"),
    says("the issuer as a list", "wrong_issuer", iss=["http://127.0.0.1"]),
    lacks("no issuer", "wrong_issuer", "iss"),
    # For whom.
    says("for another client", "wrong_audience", aud="another"),
    says("for others as well", "wrong_audience", aud=[CLIENT, "another"]),
    says("for nobody", "wrong_audience", aud=[]),
    says("for our name and more", "wrong_audience", aud=f"{CLIENT} another"),
    lacks("no audience", "wrong_audience", "aud"),
    says("given to another party", "wrong_party", azp="another"),
    # In answer to what.
    says("another nonce", "wrong_nonce", nonce="another"),
    says("an empty nonce", "wrong_nonce", nonce=""),
    says("a nonce that is no text", "wrong_nonce", nonce=0),
    says("a nonce in letters of others", "wrong_nonce", nonce="é"),
    lacks("no nonce", "wrong_nonce", "nonce"),
    # When.
    later("expired", "expired", exp=-120, iat=-30),
    later("expired long ago", "expired", exp=-86_400, iat=-90_000),
    later("not yet", "not_yet", iat=600, exp=900),
    later("not to be used yet", "not_yet", nbf=600),
    later("made before it was asked", "made_before", iat=-300),
    later("signed in before it was asked", "signed_in_before", auth_time=-300),
    says("an end that is no number", "no_times", exp="tomorrow"),
    says("an end that never comes", "no_times", exp=float("inf")),
    says("an end that is a truth", "no_times", exp=True),
    lacks("no end", "no_times", "exp"),
    lacks("no beginning", "no_times", "iat"),
    says("a start that is no number", "not_yet", nbf="now"),
    says("a sign-in that is no number", "signed_in_before", auth_time="now"),
    # Whom.
    lacks("nobody", "no_subject", "sub"),
    says("an empty subject", "no_subject", sub=""),
    says("a blank subject", "no_subject", sub="  "),
    says("a subject that is a number", "no_subject", sub=7),
    says("a subject that is a list", "no_subject", sub=["ade"]),
    says("a subject with a look-alike letter", "no_subject", sub="\u0430de"),
    says("a subject with a hidden mark", "no_subject", sub="ade\u0000"),
    says("a subject without end", "no_subject", sub="a" * 256),
    says(
        "a stranger with Ade's address",
        "unknown_identity",
        sub="eve",
        email="ade@borough.example",
        email_verified=True,
    ),
    says("Ade's address as the subject", "unknown_identity", sub="ade@borough.example"),
    says("Ade in capitals", "unknown_identity", sub="ADE"),
    says("Ade with a space", "unknown_identity", sub="ade "),
    says("Ade's account as the subject", "unknown_identity", sub="Ade Lark", name="Ade Lark"),
    # By whose hand.
    made("no signature", lambda claims: by_hand(claims, {"alg": "none", "kid": "one"})),
    made("none in capitals", lambda claims: by_hand(claims, {"alg": "NONE", "kid": "one"})),
    made("none with a signature", lambda claims: by_hand(claims, {"alg": "none"}, b"x" * 256)),
    made("an empty signature", lambda claims: by_hand(claims, {"alg": "RS256", "kid": "one"})),
    made("another key", lambda claims: signed(claims, OTHER_KEY)),
    made("another key by its own name", lambda claims: signed(claims, OTHER_KEY, kid="two")),
    made("a key that it brings along", lambda claims: signed(claims, OTHER_KEY, **OWN_KEY)),
    made(
        "a key that it says where to find",
        lambda claims: signed(
            claims, OTHER_KEY, jku="https://elsewhere.example/keys", kid="theirs"
        ),
    ),
    made("the public key as a secret", with_public_key_as_secret),
    made("our own secret", lambda claims: signed(claims, SECRET.ljust(32), "HS256")),
    made(
        "a published secret",
        lambda claims: signed(claims, "s" * 32, "HS256"),
        {"kty": "oct", "k": "c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M", "kid": "one"},
    ),
    made("a key for another use", signed, public(RSA_KEY, "one", use="enc")),
    made("a key for another signature", signed, public(RSA_KEY, "one", alg="PS256")),
    made("two keys of one name", signed, public(RSA_KEY, "one"), public(OTHER_KEY, "one")),
    made(
        "a key of another kind",
        lambda claims: signed(claims, EC_KEY, "ES256"),
        public(RSA_KEY, "one"),
    ),
    made("no key at all", signed, {"kty": "RSA", "kid": "one"}),
    made("changed afterwards", changed),
    made("an access token", lambda claims: signed(claims, typ="at+jwt")),
    made("a sign-out token", lambda claims: signed(claims, typ="logout+jwt")),
    made("something that we must understand", lambda claims: signed(claims, crit=["exp"])),
    made("no token", lambda _claims: "not.a.token"),
    made("a token without end", lambda claims: signed({**claims, "pad": "x" * 20_000})),
    made("claims that are a list", lambda _claims: by_hand(["sub"], {"alg": "RS256"})),  # type: ignore[arg-type]
    Case(name="a number for a token", why="code_refused", token=lambda _claims: 7),
    Case(name="null for a token", why="code_refused", token=lambda _claims: None),
    Case(name="a code that is refused", why="code_refused", status=400),
    Case(name="a client that is refused", why="code_refused", status=401),
    Case(name="sent elsewhere for a token", why="provider_away", status=302),
    Case(name="a provider that fails", why="provider_away", status=500),
    # What the browser brings.
    answers("another state", "unknown_state", state="another"),
    answers("an empty state", "unknown_state", state=""),
    answers("a state in letters of others", "unknown_state", state="é"),
    answers("from another provider", "mixed_up", iss="https://elsewhere.example"),
    answers("from no provider", "mixed_up", iss=""),
    answers("no code", "no_code", code=""),
    answers("refused there", "refused_there", error="access_denied"),
    answers("refused there, with a code", "refused_there", error="login_required"),
    Case(
        name="does not name itself as it says it does",
        why="mixed_up",
        description={"authorization_response_iss_parameter_supported": True},
    ),
]


@pytest.fixture
def bo(provider: FalseProvider, ade: User, monday: datetime) -> User:
    """Somebody else, at the same provider."""
    person = ready_person(Role.HUB_WORKER, email="bo@borough.example")
    bind(person, provider, "bo", monday)
    return person


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nobody_is_signed_in_by_what_is_wrong(
    case: Case, client: Client, provider: FalseProvider, ade: User, bo: User
) -> None:
    provider.description = case.description or {}
    asked = set_out(client, provider)
    provider.claims = case.claims(provider.claims)
    provider.token, provider.keys, provider.status = case.token, case.keys(), case.status

    page = come_back(client, provider, **{"state": asked["state"], **(case.told or {})})

    assert page.status_code == (503 if case.why == "provider_away" else 400)
    refused = AuditEntry.objects.get(action="sign_in.failed")
    assert refused.detail == {"provider": "dfe", "why": case.why}
    assert refused.by_id is None
    assert not is_in(client)
    assert not Session.objects.exclude(user=None).exists()
    assert "account_login" not in client.session  # not even a first step was taken
    assert Identity.objects.count() == 2


def test_there_are_forty_cases_and_their_names_are_their_own() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)


def test_each_case_is_refused_for_what_is_wrong_in_it_alone(
    client: Client, provider: FalseProvider, ade: User, bo: User
) -> None:
    """The same way with nothing wrong leads to the second step."""
    asked = set_out(client, provider)

    after = come_back(client, provider, state=asked["state"])

    assert after.headers["Location"] == "/account/two-steps/authenticate/"


@pytest.mark.parametrize(
    ("token", "key"),
    [
        (lambda claims: signed(claims, EC_KEY, "ES256"), public(EC_KEY, "one")),
        (lambda claims: signed(claims, RSA_KEY, "PS256"), public(RSA_KEY, "one")),
        (lambda claims: signed(claims, RSA_KEY, "RS512"), public(RSA_KEY, "one", alg="RS512")),
    ],
    ids=["ES256", "PS256", "RS512"],
)
def test_other_kinds_of_signature_are_believed(
    token: Token, key: dict[str, Any], client: Client, provider: FalseProvider, ade: User
) -> None:
    asked = set_out(client, provider)
    provider.token, provider.keys = token, [public(OTHER_KEY, "two"), key]

    assert come_back(client, provider, state=asked["state"]).status_code == 302


def test_a_short_key_is_not_believed(client: Client, provider: FalseProvider, ade: User) -> None:
    asked = set_out(client, provider)
    made_before = signed_with_short_key(provider.claims)
    provider.token, provider.keys = lambda _claims: made_before, [public(SHORT_KEY, "one")]

    assert come_back(client, provider, state=asked["state"]).status_code == 400


def signed_with_short_key(claims: dict[str, Any]) -> str:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return signed(claims, SHORT_KEY)


def test_an_answer_works_once(client: Client, provider: FalseProvider, ade: User) -> None:
    asked = set_out(client, provider)
    first = come_back(client, provider, state=asked["state"])
    client.post("/account/logout/")

    again = come_back(client, provider, state=asked["state"])

    assert (first.status_code, again.status_code) == (302, 400)


def test_an_answer_that_failed_does_not_work_afterwards(
    client: Client, provider: FalseProvider, ade: User
) -> None:
    asked = set_out(client, provider)
    come_back(client, provider, state="another")

    assert come_back(client, provider, state=asked["state"]).status_code == 400


def test_an_answer_works_in_the_browser_that_asked_alone(
    client: Client, provider: FalseProvider, ade: User
) -> None:
    asked = set_out(Client(), provider)
    assert come_back(client, provider, state=asked["state"]).status_code == 400

    set_out(client, provider)  # of its own, but another
    assert come_back(client, provider, state=asked["state"]).status_code == 400


def test_an_answer_that_comes_too_late_is_none(
    client: Client, provider: FalseProvider, ade: User
) -> None:
    asked = set_out(client, provider)
    session = client.session
    session["provider_asked"] = {**session["provider_asked"], "began": time.time() - 601}
    session.save()

    assert come_back(client, provider, state=asked["state"]).status_code == 400


def test_the_same_subject_and_address_at_another_provider_is_somebody_else(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    with false_provider("entra") as other:
        settings.OPENID_PROVIDERS = (provider.settings(), other.settings(name="Another"))
        asked = set_out(client, other)
        other.claims |= {"sub": "ade", "email": ade.email, "email_verified": True}

        page = come_back(client, other, state=asked["state"])

    assert page.status_code == 400
    assert not is_in(client)


def test_an_answer_to_one_provider_is_none_of_another(
    client: Client, provider: FalseProvider, ade: User, settings: Settings
) -> None:
    with false_provider("entra") as other:
        settings.OPENID_PROVIDERS = (provider.settings(), other.settings(name="Another"))
        asked = set_out(client, provider)
        other.claims = provider.claims
        assert come_back(client, other, state=asked["state"]).status_code == 400

        asked = set_out(client, other)
        other.claims = provider.good_claims(asked["nonce"])
        page = come_back(client, other, state=asked["state"])

    assert page.status_code == 400
    whys = AuditEntry.objects.filter(action="sign_in.failed").order_by("id")
    assert [each.detail["why"] for each in whys] == ["unknown_state", "wrong_issuer"]


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": "ftp://127.0.0.1/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
def test_a_description_that_does_not_fit_is_not_gone_by(
    description: dict[str, Any], client: Client, provider: FalseProvider
) -> None:
    provider.description = description

    page = client.post("/account/provider/start/dfe/")

    assert page.status_code == 503
    assert "http-equiv" not in page.content.decode()


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"x" * 300_000, b"[" * 100_000])
def test_a_provider_that_talks_nonsense_is_away(
    body: bytes, client: Client, provider: FalseProvider
) -> None:
    provider.body = body

    page = client.post("/account/provider/start/dfe/")

    assert page.status_code == 503
    assert "Eastmarsh Sign-in does not answer" in page.content.decode()


def test_a_provider_that_is_away_is_not_asked_at_once_again(
    client: Client, provider: FalseProvider, ade: User
) -> None:
    provider.description = {"issuer": None}
    provider.body = b"nothing"
    for _try in range(3):
        assert client.post("/account/provider/start/dfe/").status_code == 503

    assert len(provider.paths) == 1
    provider.body = None
    cache.clear()
    provider.description = {}
    assert client.post("/account/provider/start/dfe/").status_code == 200


def test_every_refusal_reads_the_same(provider: FalseProvider, ade: User) -> None:
    pages = set()
    for claims in ({"sub": "eve"}, {"aud": "another"}, {"nonce": "another"}, {"exp": 1}):
        client = Client()
        asked = set_out(client, provider)
        provider.claims |= claims
        page = come_back(client, provider, state=asked["state"]).content.decode()
        pages.add(page.partition("<main")[2].partition("</main>")[0])

    assert len(pages) == 1
