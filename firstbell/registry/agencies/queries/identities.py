"""Whose identity at a provider it is, and whether that person may come in by it.

Found by issuer and subject together. Nothing here knows an e-mail address: one that merely
matches is nobody's way in.
"""

from datetime import datetime

from firstbell.foundation.accounts.models import Identity, User
from firstbell.registry.agencies.models import Invitation
from firstbell.registry.agencies.queries import people


def identity_of(*, issuer: str, subject: str) -> Identity | None:
    """Return who is bound to this identity, with their account, or None."""
    return Identity.objects.select_related("user").filter(issuer=issuer, subject=subject).first()


def identities_of(user: User) -> list[Identity]:
    """Return the identities that are bound to an account, oldest first."""
    return list(Identity.objects.filter(user=user).order_by("linked_at", "id"))


def may_come_in(user: User, *, at: datetime) -> bool:
    """Say whether a provider's word may open this account: it is in use, or asked in anew."""
    if not user.is_active or (user.disabled_at is not None and user.disabled_at <= at):
        return False
    asked_in = people.works(Invitation.objects.filter(email=user.email.lower()), at)
    return bool(people.memberships_of(user, at)) or asked_in.exists()
