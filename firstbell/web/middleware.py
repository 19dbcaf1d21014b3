"""What holds for every page: headers that browsers obey, and two steps to sign in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from firstbell.foundation import acting, clock
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.web.sign_in import has_second_step

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

OPEN_TO_ONE_STEP = ("/account/", "/static/", "/health", "/api/", "/oauth/", "/join/", "/help")
"""Paths that a person who has not yet set up a second step may open: sign-in itself, and help."""


class SecurityHeaders:
    """Refuse framing, foreign scripts and styles, and any caching of what a person may read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response


class TwoSteps:
    """Send a person without a second sign-in step to set one up before anything else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The path first: `/health` must answer when the database, and so the session, does not.
        if (
            not request.path.startswith(OPEN_TO_ONE_STEP)
            and isinstance(request.user, User)
            and not has_second_step(request.user)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


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
            return self.get_response(request)
