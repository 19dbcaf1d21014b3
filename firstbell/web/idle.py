"""A person who does nothing for a while is signed out, and what they were writing is kept.

Enforced here, by the real clock and whatever the browser says. What arrives too late is not
done: it is kept as a draft, and after signing in again the person finds it in the form.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.foundation import acting, clock
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.agencies.queries import rules
from firstbell.web import drafting, passkeys

Next = Callable[[HttpRequest], HttpResponseBase]

LONGEST_DAY = timedelta(hours=8)
"""Who signed in so long ago signs in again, however much they did: a working day."""

LONGEST_IDLE = timedelta(hours=1)
"""No partnership lets an unattended screen stay open for longer."""

WRITE_EVERY = 30
"""Seconds between two notes in the session of when a person last did something."""

BEGAN, SEEN, IDLE = "began", "seen", "idle"
"""What a session holds: when it began and was last used, in seconds of the real clock, and for
how many seconds it may lie unused: the rule as it was when the person signed in."""

NOBODY_SIGNED_IN = ("/static/", "/health", "/api/", "/oauth/")


class IdleTimeout:
    """End the session of a person who did nothing for too long, before anything else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(NOBODY_SIGNED_IN) or not isinstance(request.user, User):
            return self.get_response(request)
        at = time.time()
        if BEGAN not in request.session:
            _begin(request, request.user, at)
        elif seconds_left(request, at) <= 0:
            return _ended(request, request.user)
        elif _is_theirs(request) and at - request.session[SEEN] >= WRITE_EVERY:
            request.session[SEEN] = at
        return self.get_response(request)


def _begin(request: HttpRequest, user: User, at: float) -> None:
    policy = rules.policy()
    request.session[BEGAN] = request.session[SEEN] = at
    request.session[IDLE] = min(policy.idle, LONGEST_IDLE).total_seconds()
    passkeys.note_if_asked(request, user, policy)


def seconds_left(request: HttpRequest, at: float) -> float:
    """Return how long a person may do nothing from now on; nothing left, or less: it is over."""
    session = request.session
    if BEGAN not in session:
        return LONGEST_IDLE.total_seconds()
    by_day = session[BEGAN] + LONGEST_DAY.total_seconds()
    return float(min(session[SEEN] + session[IDLE], by_day) - at)


def _is_theirs(request: HttpRequest) -> bool:
    """Say whether a person did this; what a page asks by itself keeps nobody signed in."""
    asks_itself = request.method == "GET" and (
        "HX-Request" in request.headers or request.path == reverse("stay_signed_in")
    )
    return not asks_itself


def _ended(request: HttpRequest, user: User) -> HttpResponseBase:
    """Keep what came too late, sign the person out, and ask them to sign in again."""
    at = clock.now()
    with acting.as_the_system():
        if request.method == "POST" and _is_from_our_form(request):
            drafting.keep(request, user, at=at)
        audit.record(
            "person.signed_out",
            subject_kind="user",
            subject_id=user.id,
            by=user,
            at=at,
            detail={"why": "idle"},
        )
        logout(request)
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    door = f"{reverse('account_login')}?{urlencode({'next': back, 'ended': 'idle'})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": door})
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return JsonResponse({"seconds": 0}, status=401)
    return redirect(door)


def _is_from_our_form(request: HttpRequest) -> bool:
    """Say whether the form was one of ours: what another site sends is nobody's draft."""

    def page(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    return CsrfViewMiddleware(page).process_view(request, page, (), {}) is None


@role_required()
@require_http_methods(["GET", "POST"])
def stay_signed_in(request: SignedInRequest) -> HttpResponse:
    """Say how many seconds are left; a POST is the person's word that they are still there."""
    at = time.time()
    if request.method == "POST":
        request.session[SEEN] = at
    return JsonResponse({"seconds": max(0, int(seconds_left(request, at)))})
