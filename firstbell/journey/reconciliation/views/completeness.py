"""The weekly report on a force's own records: what was missing, by unit."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.core.weekly import Week
from firstbell.foundation import clock
from firstbell.journey.reconciliation.access import completeness
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required


@role_required(Role.POLICE_SENDER)
@require_safe
def weekly(request: SignedInRequest) -> HttpResponse:
    """Show one week; without one, or with something else, the week that is over."""
    at = clock.now()
    try:
        week = Week.read(request.GET.get("week", ""))
    except ValueError:
        week = Week.of(at).before
    try:
        page = completeness.weekly(request.user, week=week, at=at)
    except completeness.NotForThem as nothing:
        raise Http404 from nothing
    later = week.next if week < Week.of(at) else None
    return render(request, "reconciliation/completeness.html", {"page": page, "later": later})
