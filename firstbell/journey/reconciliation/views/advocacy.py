"""The advocate's pages: the cases that are referred to their service, and one of them."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.foundation import clock
from firstbell.journey.reconciliation.access import advocacy
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*advocacy.WHO)
@require_safe
def cases(request: SignedInRequest) -> HttpResponse:
    """List the cases that are referred to one's service now."""
    found = advocacy.cases(request.user, at=clock.now())
    return render(request, "reconciliation/referred_cases.html", {"cases": found})


@role_required(*advocacy.WHO)
@require_safe
def case(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Show one case, as far as an advocate may know."""
    try:
        found = advocacy.case(request.user, incident_id, at=clock.now())
    except advocacy.NotForThem as nothing:
        raise Http404 from nothing
    return render(request, "reconciliation/referred_case.html", {"case": found})
