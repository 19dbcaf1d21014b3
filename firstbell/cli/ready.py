"""A person with an account and a second step, at once: for the demo and for tests, never live.

It goes through the same invitation as everyone; only the second step is set without the
person. Refused unless the installation says that it is a demo.
"""

import time
from datetime import datetime
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions import joining
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import people


class NotADemo(RuntimeError):
    """Accounts are made ready by somebody else in a demo only."""


@transaction.atomic
def ready_person(
    *, email: str, name: str, role: Role, password: str, key: str, at: datetime, **place: Any
) -> User:
    """Invite a person, accept for them, and set up one-time codes with `key` (base 32).

    `place` is `establishment=`, `desk=` or `agency=`, as for `joining.invite`. A person who has
    an account gets the further membership; their password and key stay.

    :raises NotADemo: unless `FIRSTBELL_DEMO` is set.
    """
    if not settings.IS_DEMO:
        raise NotADemo("set FIRSTBELL_DEMO=1, and only where nobody's real record is")
    _, secret = joining.invite(email=email, name=name, role=role, **place, by=None, at=at)
    known = people.person_by_email(email)
    if known is not None:
        return joining.accept_as(secret=secret, by=known, at=at).user
    user = joining.accept(secret=secret, password=password, at=at).user
    TOTP.activate(user, key)
    return user


def one_time_code(user: User) -> str | None:
    """Return the code that the person's app shows now, or None when they have none set up."""
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if held is None:
        return None
    figures: str = format_hotp_value(
        hotp_value(decrypt(held.data["secret"]), int(time.time()) // app_settings.TOTP_PERIOD)
    )
    return figures
