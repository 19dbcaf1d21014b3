"""Deliveries of police that were refused whole, for the hub that has to ring."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.journey.reconciliation.access import refused_whole as door
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*door.HUB)
@require_safe
def refused_whole(request: SignedInRequest) -> HttpResponse:
    """List what nobody has put right yet."""
    shown = {"deliveries": door.deliveries(request.user)}
    return render(request, "reconciliation/refused_whole.html", shown)
