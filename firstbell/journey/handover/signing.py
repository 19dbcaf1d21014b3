"""What is signed with a key: packages, receipts and withdrawals, each for its own kind alone.

A signature over a package is none over a receipt: what is signed begins with what it is. Our own
key is kept by `actions.keys`.
"""

import base64
import binascii
from collections.abc import Iterable
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Kind = Literal["package", "receipt", "withdrawal"]


def public_of(key: Ed25519PrivateKey) -> str:
    """Return the public key in base64."""
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def sealed(text: str, *, kind: Kind, key: Ed25519PrivateKey) -> str:
    """Return the signature over a text of one kind, in base64."""
    return base64.b64encode(key.sign(_content(text, kind))).decode()


def is_sealed(text: str, seal: str, *, kind: Kind, keys: Iterable[str]) -> bool:
    """Say whether one of these public keys signed the text, as a text of this kind."""
    try:
        signature = base64.b64decode(seal, validate=True)
    except (binascii.Error, ValueError):
        return False
    return any(_verifies(key, signature, _content(text, kind)) for key in keys)


def _verifies(key: str, signature: bytes, content: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _content(text: str, kind: Kind) -> bytes:
    return f"firstbell hand-over {kind} 1\n{text}".encode(errors="backslashreplace")
