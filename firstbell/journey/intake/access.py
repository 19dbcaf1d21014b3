"""Which machine may hand over incidents, and in whose name: a token of a sender's own client.

Sign-in of machines uses the real clock, whatever time the rules see.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from oauth2_provider.oauth2_backends import OAuthLibCore

from firstbell.journey.intake import proving, queries
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import places

SCOPE = "incidents"
"""The one thing that a sender's token allows."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A machine with a valid token; `source` is None when it is no sender's client."""

    source: Agency | None
    token_checksum: str


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a sender's own machine sent, proved as far as it must prove it."""

    source: Agency
    body: bytes


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
    return Machine(
        source=places.sender_by_client(granted.client.client_id) if allowed else None,
        token_checksum=granted.access_token.token_checksum,
    )


def certificate_of(request: HttpRequest) -> str | None:
    """Return the SHA-256 of the certificate that a machine showed to the proxy, or None.

    Only a trusted proxy can say so; a header that anybody may send is not believed.
    """
    name = settings.CLIENT_CERTIFICATE_HEADER
    told = request.headers.get(name, "") if name and settings.TRUSTED_PROXIES > 0 else ""
    try:
        return proving.fingerprint_of(told) if told else None
    except proving.NoSuchKey:
        return None


def what_is_unproved(
    machine: Machine, request: HttpRequest, body: bytes, *, at: datetime
) -> str | None:
    """Return why a request does not prove to be its source's own, or None when it does.

    What a source must give is what was set for it. `at` is the real time, whatever rules see.
    """
    if machine.source is None:
        return None
    if own := queries.certificates_of(machine.source):
        shown = certificate_of(request)
        if shown is None:
            return "no_certificate"
        is_bound = queries.certificate_bound_to(machine.token_checksum) == shown
        return None if shown in own and is_bound else "wrong_certificate"
    if keys := queries.keys_of(machine.source):
        signed = proving.Signed.from_headers(request.headers)
        return proving.what_is_wrong_with(signed, body, keys=keys, at=at)
    return None
