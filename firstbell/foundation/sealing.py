"""Sealed text: what lies in the database so that only this installation can read it.

Sealed under keys that are derived from the secret key, one for each purpose, so that what was
sealed for one is no use for another. Older secret keys still open what they sealed.
"""

import base64
import binascii

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class CannotUnseal(ValueError):
    """The text was sealed under another key, for another purpose, or was changed since."""


def seal(text: str, *, purpose: str) -> str:
    """Return the text as only `unseal` with the same purpose can read it."""
    return _keys(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Return what was sealed for this purpose.

    :raises CannotUnseal: if it was not sealed so, or was changed.
    """
    try:
        return _keys(purpose).decrypt(_canonical(sealed)).decode()
    except (InvalidToken, UnicodeEncodeError, binascii.Error):
        raise CannotUnseal("this text was not sealed here for this purpose") from None


def _canonical(sealed: str) -> bytes:
    """Return the token, as base64 writes those bytes: its last character may carry idle bits.

    :raises InvalidToken: if those bits say anything.
    """
    token = sealed.encode("ascii")
    if base64.urlsafe_b64encode(base64.urlsafe_b64decode(token)) != token:
        raise InvalidToken
    return token


def _keys(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(secret, purpose)) for secret in secrets])


def _derived(secret: str, purpose: str) -> bytes:
    """Return a key as Fernet takes it: HKDF (RFC 5869) with the purpose as its context."""
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"firstbell {purpose}".encode())
    return base64.urlsafe_b64encode(made.derive(secret.encode()))
