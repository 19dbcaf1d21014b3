"""Which providers this installation offers, and which of them opens whose account."""

from django.conf import settings
from django.http import Http404

from firstbell.foundation.accounts.models import User
from firstbell.foundation.accounts.providers import Provider
from firstbell.registry.agencies.queries import identities


def providers() -> tuple[Provider, ...]:
    """Return the providers in the order of the settings."""
    return tuple(settings.OPENID_PROVIDERS)


def provider_of(key: str) -> Provider:
    """Return the provider of that key.

    :raises Http404: if there is none.
    """
    for each in providers():
        if each.key == key:
            return each
    raise Http404


def name_of(issuer: str) -> str:
    """Return the name of a provider as people know it, or its address where it is gone."""
    return {each.issuer: each.name for each in providers()}.get(issuer, issuer)


def ways_of(user: User) -> list[dict[str, object]]:
    """Return each provider with the identity that this person has there, and those that are gone.

    A provider that is gone opens nothing; what is bound to it can still be unbound.
    """
    held = {each.issuer: each for each in identities.identities_of(user)}
    ways: list[dict[str, object]] = [
        {"name": each.name, "key": each.key, "identity": held.pop(each.issuer, None)}
        for each in providers()
    ]
    return ways + [{"name": issuer, "key": "", "identity": held[issuer]} for issuer in held]
