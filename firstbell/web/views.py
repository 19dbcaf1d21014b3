"""Pages that belong to nobody's journey: the front page, help, your account, health."""

from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.foundation.events import queries as ledger
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
    """Say in one line whether the database answers and due work is done in time. Names nobody."""
    at = clock.now()
    try:
        oldest = ledger.oldest_due_at(at=at)
    except DatabaseError:
        return JsonResponse(
            {"status": "failing", "line": "The database does not answer."}, status=503
        )
    return _health_of(oldest, at)


def _health_of(oldest: datetime | None, at: datetime) -> HttpResponse:
    waiting = at - oldest if oldest else timedelta(0)
    is_well = waiting <= TOO_LATE
    seconds = int(waiting.total_seconds())
    line = (
        "The database answers and due work is done."
        if is_well
        else f"The database answers, but work has been due for {seconds} seconds."
    )
    answer = {
        "status": "ok" if is_well else "failing",
        "oldest_due_seconds": seconds,
        "line": line,
    }
    return JsonResponse(answer, status=200 if is_well else 503)
