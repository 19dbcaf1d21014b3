"""What is wrong and what was, how it was told, and how often each source sends."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.foundation import clock
from firstbell.journey.reconciliation.access import alarms as door
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*door.WHO)
@require_safe
def alarms(request: SignedInRequest) -> HttpResponse:
    """Show the open alarms, those that ended lately, and what is expected of whom."""
    return render(request, "reconciliation/alarms.html", {"page": door.alarms(at=clock.now())})
