"""What an identity provider's token must say before anybody is believed to be whom it names.

After OpenID Connect Core 1.0, 3.1.3.7, and stricter where it leaves a choice: a token is for us
alone, answers the very question that was asked, and was made after it was asked. Whose key has
signed it was seen before. Whom it names is an issuer and a subject together and nothing else:
an e-mail address in a token is not looked at (ASVS 5.0, 6.8.1).
"""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

LEEWAY = 60.0
"""Seconds by which the provider's clock may differ from ours. Ours."""

LATEST = 1e12
"""Seconds since 1970 beyond which nothing is a time."""

LONGEST_SUBJECT = 255
"""Characters of a subject, as OpenID Connect bounds it."""


class Fault(StrEnum):
    """Why a token is not believed: a code for the trail, never shown to whoever tried."""

    ISSUER = "wrong_issuer"
    AUDIENCE = "wrong_audience"
    PARTY = "wrong_party"
    NONCE = "wrong_nonce"
    SUBJECT = "no_subject"
    TIMES = "no_times"
    EXPIRED = "expired"
    EARLY = "not_yet"
    OLD = "made_before"
    STALE = "signed_in_before"


class NotBelieved(ValueError):
    """The token proves nothing to us."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked, of whom, and when, in seconds of the real clock."""

    issuer: str
    client_id: str
    nonce: str
    began: float
    is_afresh: bool
    """Whether the provider was told to ask the person anew, and not to go by an older sign-in."""
    acr: Collection[str] = ()
    amr: Collection[str] = ()
    """Which words of the provider mean that it has asked for two steps. None: it never counts."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is at a provider, and whether they took two steps there."""

    issuer: str
    subject: str
    took_two_steps: bool


def believed(claims: Mapping[str, object], *, asked: Asked, now: float) -> Identity:
    """Return whom a token names, once everything it says fits what was asked.

    :raises NotBelieved: if anything does not.
    """
    if claims.get("iss") != asked.issuer:
        raise NotBelieved(Fault.ISSUER)
    if claims.get("aud") not in (asked.client_id, [asked.client_id]):
        raise NotBelieved(Fault.AUDIENCE)
    if claims.get("azp", asked.client_id) != asked.client_id:
        raise NotBelieved(Fault.PARTY)
    if not _is_same(claims.get("nonce"), asked.nonce):
        raise NotBelieved(Fault.NONCE)
    _check_times(claims, asked, now)
    return Identity(
        issuer=asked.issuer, subject=_subject(claims), took_two_steps=_took_two_steps(claims, asked)
    )


def _is_same(told: object, nonce: str) -> bool:
    return isinstance(told, str) and hmac.compare_digest(told.encode(), nonce.encode())


def _check_times(claims: Mapping[str, object], asked: Asked, now: float) -> None:
    expires, made = _seconds(claims.get("exp")), _seconds(claims.get("iat"))
    if expires is None or made is None:
        raise NotBelieved(Fault.TIMES)
    if now >= expires + LEEWAY:
        raise NotBelieved(Fault.EXPIRED)
    begins = _seconds(claims.get("nbf", made))
    if begins is None or max(made, begins) > now + LEEWAY:
        raise NotBelieved(Fault.EARLY)
    if made < asked.began - LEEWAY:
        raise NotBelieved(Fault.OLD)
    signed_in = _seconds(claims.get("auth_time", made))
    if asked.is_afresh and (signed_in is None or signed_in < asked.began - LEEWAY):
        raise NotBelieved(Fault.STALE)


def _seconds(told: object) -> float | None:
    """Return a time that a token tells; a number that is no time is none."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    # Compared before it is made a float: a whole number may be too large to be one.
    return float(told) if 0 <= told < LATEST else None


def _subject(claims: Mapping[str, object]) -> str:
    subject = claims.get("sub")
    is_one = isinstance(subject, str) and subject.isascii() and subject.isprintable()
    if not is_one or not 0 < len(str(subject).strip()) <= len(str(subject)) <= LONGEST_SUBJECT:
        raise NotBelieved(Fault.SUBJECT)
    return str(subject)


def _took_two_steps(claims: Mapping[str, object], asked: Asked) -> bool:
    ways = claims.get("amr")
    told = {each for each in ways if isinstance(each, str)} if isinstance(ways, list) else set()
    return claims.get("acr") in tuple(asked.acr) or not told.isdisjoint(asked.amr)
