"""See that a provider's own key has signed a token, and return what it says.

The kinds of signature are ours to allow, never the token's to choose: no `none`, nothing with a
shared secret, and a key is used for its own kind alone. A key comes from the provider's published
keys, whatever the token says of others.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

KINDS = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
"""Which signatures are believed, by the kind of key."""

TYPES = (None, "JWT")
"""What a token may call itself: one made for another use is none for signing in."""

SHORTEST = 2048
"""Bits of an RSA key."""

LONGEST = 16 * 1024
"""Characters of a token."""


class NotSigned(ValueError):
    """No key of the provider has signed this."""


def signed_claims(token: str, keys: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the token says.

    :raises NotSigned: if none of these keys has signed it in a way that is allowed.
    """
    if len(token) > LONGEST:
        raise NotSigned("too long")
    try:
        header = jwt.get_unverified_header(token)
        key = _key_for(header, keys)
        # Every claim is checked by the rules, by one clock, and not here.
        checks = dict.fromkeys(("exp", "iat", "nbf", "aud", "iss", "sub", "jti"), False)
        return dict(
            jwt.decode(
                token,
                key=key.key,
                algorithms=[header["alg"]],
                options={f"verify_{name}": on for name, on in checks.items()},  # type: ignore[arg-type]
            )
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, RecursionError):
        raise NotSigned("not signed by a key of the provider") from None


def _key_for(header: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> jwt.PyJWK:
    kind, key_id = header.get("alg"), header.get("kid")
    if header.get("typ") not in TYPES or "crit" in header:
        raise NotSigned("made for another use")
    fitting = [
        each
        for each in keys
        if kind in KINDS.get(str(each.get("kty")), ())
        and each.get("use", "sig") == "sig"
        and each.get("alg", kind) == kind
        and (key_id is None or each.get("kid") == key_id)
    ]
    if len(fitting) != 1:
        raise NotSigned("signed by no key, or by nobody can say which")
    key = jwt.PyJWK(dict(fitting[0]), algorithm=str(kind))
    if isinstance(key.key, RSAPublicKey) and key.key.key_size < SHORTEST:
        raise NotSigned("signed by a key that is too short")
    return key
