"""The morning board: who is not going to make it, and who has each child."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.foundation import clock
from firstbell.journey.handover import access as handover
from firstbell.journey.reconciliation.access import hub, rota
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*hub.HUB)
@require_safe
def morning_board(request: SignedInRequest) -> HttpResponse:
    """Show every open child of the area by minutes left, or one group of them."""
    at = clock.now()
    board = hub.morning_board(request.user, show=request.GET.get("show", ""), at=at)
    offered = handover.waiting_arrivals(request.user)
    shown = {"board": board, "now": rota.now(at=at), "offered": offered}
    return render(request, "reconciliation/board.html", shown)
