"""What each request leaves on the trail by itself: where it came from, and whether it was refused.

Doors and actions write what was read and done. What was refused is written here, after the
transaction of the request: a page that is not there for this person raises, and what it wrote
is undone. Nothing of the request is kept but opaque ids from its address.
"""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import origin
from firstbell.foundation.audit.refusals import record_refusal

Next = Callable[[HttpRequest], HttpResponseBase]

REFUSALS = {401: "token.refused", 403: "door.refused", 404: "door.refused", 429: "sign_in.locked"}
"""What an answer's status says was refused. A page that asks to sign in first refuses nothing."""

OF_ROUTES = {("join", 404): "invitation.refused"}
"""Where a refusal has a name of its own."""


class Trail:
    """Say where the request comes from, and write down that it was refused.

    Stands before everything that opens a transaction, so that a refusal outlives its request.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        came = origin.Origin(
            came_from=address_of(request), session_key=lambda: request.session.session_key
        )
        with origin.of(came):
            response = self.get_response(request)
            route = request.resolver_match
            if route is not None and response.status_code in REFUSALS:
                origin.goes_through(route.view_name)
                _refused(request, response.status_code)
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Name the route, once it is known."""
        if request.resolver_match is not None:
            origin.goes_through(request.resolver_match.view_name)


def _refused(request: HttpRequest, status: int) -> None:
    route = request.resolver_match
    asked = opaque_ids(route.kwargs) if route else {}
    name = route.view_name if route else ""
    record_refusal(
        OF_ROUTES.get((name, status), REFUSALS[status]),
        subject_kind="address",
        subject_id=next(iter(asked.values()), ""),
        by=request.user if isinstance(request.user, User) else None,
        at=clock.now(),
        detail={"status": status, "asked": asked},
    )


def opaque_ids(arguments: dict[str, Any]) -> dict[str, str]:
    """Return the ids among a route's arguments: numbers of ours. Words and secrets stay out."""
    return {name: str(value) for name, value in arguments.items() if isinstance(value, UUID | int)}


def address_of(request: HttpRequest) -> str:
    """Return the network address that a request comes from, or nothing when there is none.

    X-Forwarded-For is believed only as far as our own proxies wrote it (`TRUSTED_PROXIES`):
    everything before that, anybody can send.
    """
    told = [request.META.get("REMOTE_ADDR", "")]
    passed_on = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(passed_on):
        told.insert(0, passed_on[-settings.TRUSTED_PROXIES].strip())
    for address in told:
        try:
            return str(ip_address(address))
        except ValueError:
            continue
    return ""
