"""An identity provider on the sign-in page, for the table of addresses. Nobody asks it anything."""

from collections.abc import Mapping
from uuid import UUID

from firstbell.foundation.accounts.providers import WELL_KNOWN, Provider
from tests.permissions.world import World

PROVIDER = Provider(
    key="invented",
    name="Invented Sign-in",
    issuer="https://id.example",
    discovery=f"https://id.example{WELL_KNOWN}",
    client_id="firstbell",
    secret="nobody's",
)


def key(_world: World) -> Mapping[str, object]:
    """Name the provider."""
    return {"key": PROVIDER.key}


def invitation(world: World) -> Mapping[str, object]:
    """Name an invitation and the provider to join by."""
    return {"secret": world.invitation_secret, "key": PROVIDER.key}


def identity(_world: World) -> Mapping[str, object]:
    """Name an identity that nobody has: changing how one signs in asks for a step first."""
    return {"identity_id": UUID(int=1)}
