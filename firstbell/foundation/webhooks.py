"""Sign what is posted to another system, in the form of Standard Webhooks 1.0.

Knows how to sign and how to read the secret; who posts what to whom is not known here.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ImproperlyConfigured

PREFIX = "whsec_"

SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, as the specification bounds them."""


def read_secret(text: str) -> bytes:
    """Return the secret that a setting writes, or nothing where it writes none.

    :raises django.core.exceptions.ImproperlyConfigured: if it is no secret; it is not repeated.
    """
    if not text:
        return b""
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        secret = b""
    if not (text.startswith(PREFIX) and SHORTEST <= len(secret) <= LONGEST):
        raise ImproperlyConfigured(
            f"a secret to sign with is {PREFIX} and {SHORTEST} to {LONGEST} bytes in base64"
        )
    return secret


def signed(
    body: bytes, *, message_id: str, at: datetime, secrets: Iterable[bytes]
) -> dict[str, str]:
    """Return the headers that a post of this body carries; `at` is the real time.

    Signed with each secret: for a while after a new one was made, the old one is good as well.
    """
    content = _content(body, message_id, at)
    seals = [hmac.new(each, content, hashlib.sha256).digest() for each in secrets]
    signatures = " ".join(f"v1,{base64.b64encode(each).decode()}" for each in seals)
    return _headers(message_id, at, signatures)


def signed_by_key(
    body: bytes, *, message_id: str, at: datetime, key: Ed25519PrivateKey
) -> dict[str, str]:
    """Return the headers of a post whose receiver knows our public key; `at` is the real time."""
    seal = key.sign(_content(body, message_id, at))
    return _headers(message_id, at, f"v1a,{base64.b64encode(seal).decode()}")


def _content(body: bytes, message_id: str, at: datetime) -> bytes:
    return b".".join([message_id.encode(), _moment(at).encode(), body])


def _moment(at: datetime) -> str:
    return str(int(at.timestamp()))


def _headers(message_id: str, at: datetime, signatures: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": _moment(at),
        "webhook-signature": signatures,
    }
