"""This morning: what waits and the next thing to do. Names no child."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.foundation import clock
from firstbell.journey.delivery import access, asked_back, days_off
from firstbell.registry.agencies.doors import SignedInRequest, role_required

A_PAGE = 25


@role_required(*access.READERS)
@require_safe
def this_morning(request: SignedInRequest) -> HttpResponse:
    """Show what waits, most urgent first, and what was answered lately."""
    at = clock.now()
    morning = access.this_morning(request.user, at=at)
    shown = {
        "morning": morning,
        "asked": asked_back.asked_of(request.user, at=at),
        "days": days_off.days_of(request.user, at=at),
    }
    return render(request, "delivery/this_morning.html", shown)


@role_required(*access.READERS)
@require_safe
def answered(request: SignedInRequest) -> HttpResponse:
    """List all that was answered or taken back, the newest first."""
    lines = access.answered(request.user, at=clock.now())
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "delivery/answered.html", {"page": page, "lines": list(page)})
