"""Calls: which school to ring next, who is ringing it, what may be said, and how it went.

Every post may come twice or after a colleague's: it then leads to the page that says how things
stand.
"""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.journey.delivery.actions import calling
from firstbell.journey.reconciliation.access import hub
from firstbell.journey.reconciliation.forms import CallForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.agencies.queries import rules

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*hub.HUB)
@require_safe
def calls(request: SignedInRequest) -> HttpResponse:
    """List the places where something waits, the most urgent first."""
    at = clock.now()
    places = hub.places_to_ring(request.user, at=at)
    shown = {
        "places": places,
        "work": hub.work_of_calls(places, at=at),
        "could_not_claim": "taken" in request.GET,
    }
    return render(request, "reconciliation/calls.html", shown)


@role_required(*hub.HUB)
@here_and_back
def claim(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Take the call to one place, so that nobody else rings there too."""
    try:
        place = hub.place_to_ring(place_id)
    except hub.NotThere as nothing:
        raise Http404 from nothing
    if request.method != "POST":
        return redirect("calls")
    try:
        call = calling.claim_call(**place, by=request.user, at=clock.now())
    except calling.CannotCall:
        return redirect(f"{reverse('calls')}?taken=1")
    return redirect("call", call.id)


@role_required(*hub.HUB)
@here_and_back
def call(request: SignedInRequest, call_id: UUID) -> HttpResponse:
    """Show whom to ask for and what may be said; write down how the call went."""
    at = clock.now()
    try:
        page = hub.one_call(request.user, call_id, at=at)
        ringing = hub.call_to_end(call_id)
    except hub.NotThere as nothing:
        raise Http404 from nothing
    form = CallForm(
        [(person.contact_id, person.name) for person in page.people],
        request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and (page.ended_at or not page.is_mine):
        return redirect("call", call_id)
    if request.method == "POST" and form.is_valid():
        outcome, contact_id = form.outcome()
        try:
            calling.end_call(
                call=ringing,
                outcome=outcome,
                spoke_to=hub.person_at(ringing, contact_id),
                by=request.user,
                at=at,
            )
        except calling.CannotCall:
            form.add_error(
                "outcome", _("That can no longer be recorded. Look at how the call stands now.")
            )
        else:
            return redirect("call", call_id)
    shown = {"call": page, "form": form, "advice": rules.policy() if page.told else None}
    return render(request, "reconciliation/call.html", shown)
