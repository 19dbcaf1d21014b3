"""How other systems write a recipient. What people call it is its own word."""

from firstbell.registry.agencies.models import Desk, Establishment


def recipient_code(establishment: Establishment | None, desk: Desk | None) -> str:
    """Return the URN or the desk's code, as other systems write a recipient."""
    return str(establishment.urn) if establishment else (desk.code if desk else "")
