"""Which machine may hand over incidents, and in whose name: a token of a sender's own client.

Sign-in of machines uses the real clock, whatever time the rules see.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from oauth2_provider.oauth2_backends import OAuthLibCore

from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import places

SCOPE = "incidents"
"""The one thing that a sender's token allows."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A machine with a valid token; `source` is None when it is no sender's client."""

    source: Agency | None


class _HeaderOnly(OAuthLibCore):  # type: ignore[misc]
    """Reads a token from the header alone: the body is the feed, and is read once, later."""

    def extract_body(self, request: HttpRequest) -> str:  # noqa: ARG002 - the library's signature
        """Return no body."""
        return ""


def machine_of(request: HttpRequest) -> Machine | None:
    """Return the machine that a request's bearer token belongs to, or None without a valid one."""
    if "access_token" in request.GET:
        return None
    valid, granted = _HeaderOnly().verify_request(request, scopes=[])
    if not valid or granted.client is None:
        return None
    allowed = granted.access_token.allow_scopes([SCOPE])
    return Machine(source=places.sender_by_client(granted.client.client_id) if allowed else None)
