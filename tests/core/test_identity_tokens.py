"""What a token must say: each claim alone, at its bounds. Whole answers are in `tests/web`."""

import math
from typing import Any

import pytest

from firstbell.core.identity_tokens import Asked, Fault, Identity, NotBelieved, believed

NOW = 1_800_000_000.0
ASKED = Asked(
    issuer="https://id.example",
    client_id="firstbell",
    nonce="n-1",
    began=NOW - 30,
    is_afresh=True,
    acr=("urn:two",),
    amr=("mfa", "otp"),
)
GOOD = {
    "iss": "https://id.example",
    "aud": "firstbell",
    "sub": "ade",
    "nonce": "n-1",
    "iat": NOW - 1,
    "exp": NOW + 60,
}


def told(asked: Asked = ASKED, **claims: Any) -> Identity | Fault:
    """Return whom these claims name, or why they name nobody. A claim that is None is left out."""
    whole = {key: value for key, value in {**GOOD, **claims}.items() if value is not None}
    try:
        return believed(whole, asked=asked, now=NOW)
    except NotBelieved as doubt:
        return doubt.fault


def test_what_fits_is_believed() -> None:
    named = Identity(issuer="https://id.example", subject="ade", took_two_steps=False)

    assert told() == named
    assert told(aud=["firstbell"], azp="firstbell", nbf=NOW, auth_time=NOW - 10) == named


@pytest.mark.parametrize(
    ("claims", "fault"),
    [
        ({"iss": "https://id.example/"}, Fault.ISSUER),
        ({"aud": ["firstbell", "other"]}, Fault.AUDIENCE),
        ({"aud": {"firstbell": 1}}, Fault.AUDIENCE),
        ({"azp": "other"}, Fault.PARTY),
        ({"nonce": "n-2"}, Fault.NONCE),
        ({"nonce": None}, Fault.NONCE),
        ({"exp": None}, Fault.TIMES),
        ({"iat": None}, Fault.TIMES),
        ({"exp": math.nan}, Fault.TIMES),
        ({"exp": 10**400}, Fault.TIMES),
        ({"exp": 10**13}, Fault.TIMES),
        ({"exp": True}, Fault.TIMES),
        ({"exp": NOW - 60}, Fault.EXPIRED),
        ({"iat": NOW + 61}, Fault.EARLY),
        ({"nbf": NOW + 61}, Fault.EARLY),
        ({"nbf": "soon"}, Fault.EARLY),
        ({"iat": NOW - 91}, Fault.OLD),
        ({"auth_time": NOW - 91}, Fault.STALE),
        ({"auth_time": "then"}, Fault.STALE),
        ({"sub": None}, Fault.SUBJECT),
        ({"sub": ""}, Fault.SUBJECT),
        ({"sub": " "}, Fault.SUBJECT),
        ({"sub": "a" * 256}, Fault.SUBJECT),
        ({"sub": "é"}, Fault.SUBJECT),
        ({"sub": "a\n"}, Fault.SUBJECT),
    ],
)
def test_what_does_not_fit_is_not(claims: dict[str, Any], fault: Fault) -> None:
    assert told(**claims) is fault


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - 59},
        {"iat": NOW + 60},
        {"nbf": NOW + 60},
        {"iat": NOW - 90},
        {"auth_time": NOW - 90},
        {"sub": "a" * 255},
    ],
)
def test_clocks_may_differ_by_a_minute_and_no_more(claims: dict[str, Any]) -> None:
    assert isinstance(told(**claims), Identity)


def test_an_older_sign_in_will_do_where_none_anew_was_asked() -> None:
    straight_through = Asked(
        issuer=ASKED.issuer, client_id="firstbell", nonce="n-1", began=NOW - 30, is_afresh=False
    )

    assert isinstance(told(straight_through, auth_time=NOW - 9_000), Identity)


@pytest.mark.parametrize(
    ("claims", "took"),
    [
        ({"acr": "urn:two"}, True),
        ({"acr": "urn:one"}, False),
        ({"acr": ["urn:two"]}, False),
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"amr": [["mfa"], 7]}, False),
        ({}, False),
    ],
)
def test_two_steps_count_by_the_words_that_the_settings_name(
    claims: dict[str, Any], took: bool
) -> None:
    named = told(**claims)

    assert isinstance(named, Identity)
    assert named.took_two_steps is took


def test_where_the_settings_name_no_words_nothing_counts() -> None:
    plain = Asked(
        issuer=ASKED.issuer, client_id="firstbell", nonce="n-1", began=NOW, is_afresh=True
    )

    named = told(plain, acr="urn:two", amr=["mfa"])

    assert isinstance(named, Identity)
    assert not named.took_two_steps
