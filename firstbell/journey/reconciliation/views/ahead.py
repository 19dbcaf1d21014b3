"""What the next morning will ask of the hub, and the hand-over on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.foundation import clock
from firstbell.journey.delivery.days_off import off_in_the_area
from firstbell.journey.reconciliation.access import forecast as ahead
from firstbell.journey.reconciliation.access import hub, rota
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*hub.HUB)
@require_safe
def forecast(request: SignedInRequest) -> HttpResponse:
    """Show the next morning: children by bell, schools with nobody, callers needed."""
    at = clock.now()
    shown = {"forecast": ahead.forecast(request.user, at=at), "now": rota.now(at=at)}
    return render(request, "reconciliation/forecast.html", shown)


@role_required(*hub.HUB)
@require_safe
def hand_over(request: SignedInRequest) -> HttpResponse:
    """Show what is open, whose step it is and by when, for whoever comes next: made to print."""
    at = clock.now()
    shown = {
        "board": hub.morning_board(request.user, show="open", at=at),
        "calls": hub.calls_made_today(request.user, at=at),
        "off": [each for each in off_in_the_area(at=at) if each.is_now],
        "shifts": rota.rota(at=at)[:3],
        "forecast": ahead.forecast(request.user, at=at),
    }
    return render(request, "reconciliation/hand_over.html", shown)
