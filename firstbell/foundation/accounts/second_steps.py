"""What counts as a second step of signing in, and who has one. Asks nobody for it."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

from firstbell.foundation.accounts.models import User

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""What counts as a second step. Recovery codes alone do not: they only replace a lost one."""


def has_second_step(user: User) -> bool:
    """Say whether this person has a one-time code or a passkey set up."""
    return bool(is_mfa_enabled(user, SECOND_STEPS))
