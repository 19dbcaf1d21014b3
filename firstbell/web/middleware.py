"""What holds for every answer: headers that browsers obey, methods, sizes, and two steps."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import redirect, render

from firstbell.foundation import acting, clock, logs
from firstbell.foundation.accounts.models import User
from firstbell.foundation.marks import shown_bytes
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.web import passkeys
from firstbell.web.sign_in import has_two_steps

Next = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""What every answer carries, errors and assets included."""

FORGET = '"cache", "cookies", "storage"'
"""What a browser is told to forget when somebody signs out: school computers are shared."""

OK = 200

METHODS = ("GET", "HEAD", "POST")
"""Nothing here is asked in any other way, and nobody else's page may ask what is allowed."""

LARGEST_PAGE = 2 * 1024 * 1024
"""Bytes that may be sent to a page: an incident with many people typed in fits ten times."""

OPEN_TO_ONE_STEP = ("/account/", "/static/", "/health", "/api/", "/oauth/", "/join/", "/help")
"""Paths that a person who has not yet set up a second step may open: sign-in itself, and help."""


class SecurityHeaders:
    """Refuse framing, foreign scripts and styles, and any caching of what a person may read.

    Outermost, so that no answer goes without: assets and errors are made further in. Names the
    request by an id of chance, which the log and the answer carry.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with logs.of_request() as request_id:
            response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = request_id
        if settings.SECURE_HSTS_SECONDS:
            # Django's own would wait for a request over TLS, which ends in front of us.
            lasting = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
            response.headers["Strict-Transport-Security"] = lasting
        if request.path.startswith("/static/") and response.status_code == OK:
            response.headers.setdefault("Cache-Control", "no-cache")
        else:
            response.headers["Cache-Control"] = "no-store"
        if _signs_out(request):
            response.headers["Clear-Site-Data"] = FORGET
        return response


def _signs_out(request: HttpRequest) -> bool:
    route = request.resolver_match
    return request.method == "POST" and route is not None and route.url_name == "account_logout"


class Declared:
    """Refuse methods that nothing here answers, and bodies larger than any page sends."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if not request.path.startswith("/api/") and _length(request) > LARGEST_PAGE:
            return render(request, "413.html", status=413)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """Return how long the body says that it is; Django reads no further than that."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 19 else 0


class NothingUnseen:
    """Show a mark in a page for what nobody would see: a name must not read backwards."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if isinstance(response, HttpResponse) and is_page:
            response.content = shown_bytes(response.content)
        return response


class TwoSteps:
    """Send a person who lacks a step of signing in to it before anything else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        lacking = _lacking(request)
        return redirect(lacking) if lacking else self.get_response(request)


def _lacking(request: HttpRequest) -> str:
    """Return the name of the page that a person must see first, or nothing."""
    # The path first: `/health` must answer when the database, and so the session, does not.
    if request.path.startswith("/account/"):
        is_shut = isinstance(request.user, User) and passkeys.is_shut(request, request.user)
        return "passkey_needed" if is_shut else ""
    if request.path.startswith(OPEN_TO_ONE_STEP) or not isinstance(request.user, User):
        return ""
    if passkeys.is_owed(request, request.user):
        return "passkey_needed"
    return "" if has_two_steps(request, request.user) else "mfa_activate_totp"


class ForWhom:
    """Let the request act for the person who is signed in, in one transaction with all it reads.

    Row level security shows that person's rows alone, and a visitor none. Assets and the health
    page act for nobody and ask the database nothing.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(("/static/", "/health")):
            return self.get_response(request)
        user = request.user if isinstance(request.user, User) else None
        with acting.for_person(
            user.id if user else None,
            at=clock.now(),
            stands_back_from=lambda: stands_back_from(user) if user else (),
        ):
            if acting.stands_still() and request.method == "POST" and not _may_be_done(request):
                return _frozen(request)
            return self.get_response(request)


WHILE_FROZEN = re.compile(
    r"/account/|/record/[^/]+/(restrict|unsafe)/$|/people/in/[^/]+/(end|disable)/$"
)
"""What may be done to a frozen copy: sign in and out, and close again what was closed since."""


def _may_be_done(request: HttpRequest) -> bool:
    return WHILE_FROZEN.match(request.path) is not None


def _frozen(request: HttpRequest) -> HttpResponse:
    """Refuse what would be written: whoever thaws this copy has not looked yet."""
    if request.path.startswith(("/api/", "/oauth/")):
        refusal = {"detail": "This copy was restored and is frozen. Send it again later."}
        answer: HttpResponse = JsonResponse(refusal, status=503)
    else:
        answer = render(request, "503.html", status=503)
    answer.headers["Retry-After"] = "300"
    return answer
