"""What counts as a second step of signing in, and who has one. Asks nobody for it.

At a command there is no browser, so that there a code alone counts: of an app, or a recovery
code.
"""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, is_mfa_enabled

from firstbell.foundation.accounts.models import User
from firstbell.foundation.sealing import CannotUnseal

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""What counts as a second step. Recovery codes alone do not: they only replace a lost one."""


def has_second_step(user: User) -> bool:
    """Say whether this person has a one-time code or a passkey set up."""
    return bool(is_mfa_enabled(user, SECOND_STEPS))


WITH_A_CODE = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]


def who_has_a_code(users: Iterable[User]) -> list[User]:
    """Return which of these people could confirm something by a code that can still be read."""
    return [user for user in users if any(map(_can_be_read, _with_a_code(user)))]


def is_confirmed(user: User, code: str) -> bool:
    """Say whether a code is this person's, now; each code counts once."""
    readable = [each for each in _with_a_code(user) if _can_be_read(each)]
    return any(each.wrap().validate_code(code.strip()) for each in readable)


def _with_a_code(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, type__in=WITH_A_CODE).order_by("type"))


def _can_be_read(held: Authenticator) -> bool:
    """Say whether the secret key is still the one under which it was sealed."""
    try:
        decrypt(held.data.get("secret") or held.data.get("seed") or "")
    except CannotUnseal:
        return False
    return True
