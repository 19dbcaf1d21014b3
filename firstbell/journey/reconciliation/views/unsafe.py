"""Mark a way to reach somebody as not safe, at once; and lift a mark after asking."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.foundation import clock
from firstbell.journey.delivery.actions import sparing
from firstbell.journey.reconciliation.access import unsafe
from firstbell.journey.reconciliation.forms_circles import LiftMarkForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.circles.doors import or_a_stub

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*unsafe.WHO)
@or_a_stub
@here_and_back
def ways(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Show the ways to reach the people of a record, and mark one of them."""
    at = clock.now()
    row = _row_or_404(request, incident_id)
    if request.method == "POST":
        person, kind = request.POST.get("person", ""), request.POST.get("kind", "")
        if (person, kind) not in {(way.person, way.kind) for way in unsafe.ways_of(row)}:
            raise Http404
        sparing.mark_unsafe(row.incident, person=person, kind=kind, by=request.user, at=at)
        return redirect(f"{reverse('ways_to_reach', args=[incident_id])}?done=marked")
    done = request.GET.get("done", "")
    shown = {
        "page": unsafe.page(row, by=request.user, at=at),
        "done": done if done in {"marked", "lifted"} else "",
    }
    return render(request, "reconciliation/ways.html", shown)


@role_required(*unsafe.HUB)
@or_a_stub
@here_and_back
def lift(request: SignedInRequest, incident_id: UUID, mark_id: UUID) -> HttpResponse:
    """Lift a mark, by a person of the hub who has asked."""
    at = clock.now()
    row = _row_or_404(request, incident_id)
    try:
        mark = unsafe.mark_to_lift(row, mark_id)
    except unsafe.NotForThem:
        return redirect("ways_to_reach", incident_id)
    form = LiftMarkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sparing.unmark(mark, by=request.user, at=at)
        return redirect(f"{reverse('ways_to_reach', args=[incident_id])}?done=lifted")
    page = unsafe.page(row, by=request.user, at=at)
    shown = {
        "form": form,
        "page": page,
        "mark": next(m for m in page.marks if m.mark_id == mark_id),
    }
    return render(request, "reconciliation/lift_mark.html", shown)


def _row_or_404(request: SignedInRequest, incident_id: UUID) -> unsafe.Row:
    try:
        return unsafe.record(request.user, incident_id, at=clock.now())
    except unsafe.NotForThem as nothing:
        raise Http404 from nothing
