"""Does what came in a source's name come from it? A signature over the request, or a certificate.

Which of the two a source must give, and which keys or certificates are its own, is set here for
that source; nothing that a request says about itself is asked. A request that was seen before
and comes again is no harm: what it hands over was taken once and gets its first receipt.
"""

import base64
import binascii
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

WINDOW = timedelta(minutes=5)
"""How far the time of a signature may lie from now, either way; as in Standard Webhooks."""

MOST_SIGNATURES = 10
"""How many signatures of one request are looked at: more keys than these nobody changes at once."""

PUBLIC_KEY = "whpk_"
"""What stands before a public key in the form of Standard Webhooks."""

# No full stop: one would let the end of an id be read as the time, and that as the body's start.
_ID = re.compile(r"[A-Za-z0-9_:/+=-]{1,256}")
_TIME = re.compile(r"[0-9]{1,12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class NoSuchKey(ValueError):
    """What was given is no public key or no fingerprint; the message says what would be right."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """The three headers of a signed request, as they came; empty where one is missing."""

    id: str
    timestamp: str
    signatures: str

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> "Signed":
        """Return them from a request's headers, whose names know no capitals."""
        return cls(
            id=headers.get("webhook-id", ""),
            timestamp=headers.get("webhook-timestamp", ""),
            signatures=headers.get("webhook-signature", ""),
        )


def what_is_wrong_with(
    signed: Signed, body: bytes, *, keys: Collection[str], at: datetime
) -> str | None:
    """Return why a signed request is not the source's own, or None when it is.

    `keys` are the source's public keys, in base64. The answer is `not_signed`,
    `signed_at_another_time` or `wrong_signature`.
    """
    if not (signed.id and signed.timestamp and signed.signatures):
        return "not_signed"
    if not _is_now(signed.timestamp, at):
        return "signed_at_another_time"
    if not _ID.fullmatch(signed.id):
        return "wrong_signature"
    content = f"{signed.id}.{signed.timestamp}.".encode() + body
    given = _signatures(signed.signatures)
    is_own = any(_is_signed_by(key, signature, content) for key in keys for signature in given)
    return None if is_own else "wrong_signature"


def _is_now(timestamp: str, at: datetime) -> bool:
    if not _TIME.fullmatch(timestamp):
        return False
    signed_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(timestamp))
    return abs(at - signed_at) <= WINDOW


def _signatures(header: str) -> Sequence[bytes]:
    """Return the Ed25519 signatures that a header lists; others of another kind are passed over."""
    listed = [each.partition(",") for each in header.split(" ")[:MOST_SIGNATURES]]
    return [
        signature
        for kind, _comma, text in listed
        if kind == "v1a" and (signature := _decoded(text)) is not None
    ]


def _decoded(text: str) -> bytes | None:
    """Return what base64 says, if it is written in the one way in which it can be."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def _is_signed_by(key: str, signature: bytes, content: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(signature, content)
    except InvalidSignature:
        return False
    return True


def public_key_of(text: str) -> str:
    """Return a key file's public key as base64: Standard Webhooks' `whpk_…`, or PEM.

    :raises NoSuchKey: if it holds something else, a private key above all.
    """
    said = text.strip()
    if "PRIVATE KEY" in said or said.startswith("whsk_"):
        raise NoSuchKey(
            "this is a private key, which its owner gives to nobody; ask for its public"
        )
    if said.startswith(PUBLIC_KEY):
        raw = _decoded(said.removeprefix(PUBLIC_KEY))
    else:
        raw = _raw_of_pem(said)
    if raw is None or len(raw) != 32:
        raise NoSuchKey("this is no public key of Ed25519, as PEM or in the form whpk_…")
    return base64.b64encode(raw).decode()


def _raw_of_pem(text: str) -> bytes | None:
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, Ed25519PublicKey):
        return None
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint_of(text: str) -> str:
    """Return the SHA-256 of a certificate: from its fingerprint, or from itself as PEM.

    Colons and capitals of a fingerprint do not matter, and a certificate may be URL-encoded.

    :raises NoSuchKey: if it is neither.
    """
    said = text.strip()
    plain = said.replace(":", "").lower()
    if _SHA256.fullmatch(plain):
        return plain
    try:
        certificate = x509.load_pem_x509_certificate(unquote(said).encode())
    except ValueError:
        raise NoSuchKey(
            "this is no SHA-256 fingerprint of a certificate: 64 figures and letters a to f"
        ) from None
    return certificate.fingerprint(hashes.SHA256()).hex()
