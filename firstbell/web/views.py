"""Pages that belong to nobody's journey: the front page, help, your account, health, metrics."""

from datetime import datetime, timedelta
from hmac import compare_digest

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.journey.reconciliation import figures, promise
from firstbell.registry.agencies.access import working
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.agencies.queries import people
from firstbell.web import navigation, scheme
from firstbell.web.providers.offered import ways_of

TOO_LATE = timedelta(minutes=5)
"""A ledger row that is due this long is not being worked on: the longest back-off is shorter."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send a person to where their morning begins; tell a visitor what this is."""
    if not isinstance(request.user, User):
        return render(request, "web/home.html")
    name = people.first_page_for(request.user, clock.now())
    return redirect(navigation.address_of(name) or navigation.address_of(people.ACCOUNT) or "/")


@require_safe
@role_required()
def account(request: SignedInRequest) -> HttpResponse:
    """List what a person may do today, and how they sign in."""
    at = clock.now()
    held = working.own_roles(request.user, at)
    first = navigation.address_of(people.first_page_for(request.user, at))
    page = {"held": held, "first": first, "person": request.user, "ways": ways_of(request.user)}
    return render(request, "web/account.html", page)


@require_safe
def get_help(request: HttpRequest) -> HttpResponse:
    """Say where to get help, with a way out of the page. Reads no record."""
    return render(request, "web/help.html")


@require_safe
def about_the_scheme(request: HttpRequest) -> HttpResponse:
    """Tell anybody what is shared, with whom and why. Reads no record of a child."""
    sections = scheme.sections(scheme.scheme(at=clock.now()))
    return render(request, "web/about_the_scheme.html", {"sections": sections})


@require_safe
@transaction.non_atomic_requests
def health(_request: HttpRequest) -> HttpResponse:
    """Say in one line whether the promise is being kept. Anybody may ask: no name and no count.

    Fails when the database does not answer or due work is not done. What else is in the way is
    said without failing: these pages can go on.
    """
    at = clock.now()
    try:
        oldest, is_kept = promise.oldest_due_at(at=at), promise.is_kept(at=at)
    except DatabaseError:
        return JsonResponse(
            {"status": "failing", "line": "The database does not answer."}, status=503
        )
    return _health_of(oldest, at, is_kept=is_kept)


def _health_of(oldest: datetime | None, at: datetime, *, is_kept: bool) -> HttpResponse:
    waiting = at - oldest if oldest else timedelta(0)
    is_well = waiting <= TOO_LATE
    seconds = int(waiting.total_seconds())
    if not is_well:
        line = f"The database answers, but work has been due for {seconds} seconds."
    elif is_kept:
        line = "The database answers and due work is done: the promise is being kept."
    else:
        line = "The database answers, but something is in the way: see `firstbell status`."
    answer = {
        "status": "ok" if is_well else "failing",
        "promise": "kept" if is_kept else "in the way",
        "oldest_due_seconds": seconds,
        "line": line,
    }
    return JsonResponse(answer, status=200 if is_well else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give counts and ages to whoever has the token; without one set there is no such page."""
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not compare_digest(given.encode(), wanted.encode()):
        raise Http404
    text = figures.as_text(figures.figures(at=clock.now()))
    return HttpResponse(text, content_type=figures.CONTENT_TYPE)
