"""A message about a hand-over as a file: sealed so that only the area that it is for can open it.

Encrypted with age to the very key by which that area signs; what it says is what would have gone
over the line.
"""

import base64

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pydantic import ValidationError

from firstbell.journey.handover.wire import HandOverMessage, written


class CannotOpen(ValueError):
    """A file is no message that is for us."""


def closed(message: HandOverMessage) -> bytes:
    """Return a message as a file that its receiver alone can open."""
    raw = base64.b64decode(message.sent_to)
    key = Ed25519PublicKey.from_public_bytes(raw)
    line = key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    recipient = pyrage.ssh.Recipient.from_str(line)
    sealed: bytes = pyrage.encrypt(written(message).encode(), [recipient])
    return sealed


def opened(content: bytes, *, key: Ed25519PrivateKey) -> HandOverMessage:
    """Return the message that a file holds.

    :raises CannotOpen: if it is for somebody else, or no message.
    """
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    try:
        said = pyrage.decrypt(content, [pyrage.ssh.Identity.from_buffer(pem)])
        return HandOverMessage.model_validate_json(said)
    except (pyrage.DecryptError, ValidationError):
        raise CannotOpen("this file is no message of a hand-over that is for us") from None
