"""Look-ups before the door: a reference and its answer; live incidents opened by hand."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.journey.lookup import access
from firstbell.journey.lookup.actions import saying
from firstbell.journey.lookup.forms import OpenForm, ReferenceForm
from firstbell.journey.lookup.message import check
from firstbell.registry.agencies.doors import SignedInRequest, role_required

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*access.WHO)
@here_and_back
def look_up(request: SignedInRequest) -> HttpResponse:
    """Ask for the reference of the live incident, and go to the answer.

    Whatever the reason, what cannot be looked up is not there; so the trail counts each try.
    """
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = access.named(request.user, form.cleaned_data["reference"], at=clock.now())
        except access.NotTheirs:
            form.say_not_there()
            return render(request, "lookup/look_up.html", {"form": form}, status=404)
        return redirect("before_the_door", found)
    shown = {"form": form, "ended": request.GET.get("done") == "closed"}
    return render(request, "lookup/look_up.html", shown)


@role_required(*access.WHO)
@require_safe
def before_the_door(request: SignedInRequest, live_id: UUID) -> HttpResponse:
    """Say what officers may know of the home before they knock."""
    try:
        page = access.before_the_door(request.user, live_id, at=clock.now())
    except access.NotTheirs as nothing:
        raise Http404 from nothing
    return render(request, "lookup/before_the_door.html", {"page": page})


@role_required(*access.WHO)
@require_safe
def live_incidents(request: SignedInRequest) -> HttpResponse:
    """List the live incidents that this person opened by hand."""
    opened = access.opened_by_hand(request.user, at=clock.now())
    shown = {"opened": opened, "is_new": request.GET.get("done") == "opened"}
    return render(request, "lookup/live_incidents.html", shown)


@role_required(*access.WHO)
@here_and_back
def open_live_incident(request: SignedInRequest) -> HttpResponse:
    """Open a live incident by hand, where the force's own system does not."""
    at = clock.now()
    forces = access.forces_of(request.user, at=at)
    if not forces:
        raise Http404
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.as_message(source=forces[0].code, opened_at=at.isoformat())
        try:
            saying.say(checked=check(said), source=forces[0], by=request.user, at=at)
        except saying.CannotTake:
            form.say_there_already()
        else:
            return redirect(f"{reverse('live_incidents')}?done=opened")
    return render(request, "lookup/open.html", {"form": form, "force": forces[0]})


@role_required(*access.WHO)
@here_and_back
def close(request: SignedInRequest, live_id: UUID) -> HttpResponse:
    """End a live incident: nobody can look it up any more."""
    at = clock.now()
    try:
        page = access.to_close(request.user, live_id, at=at)
    except access.NotTheirs as nothing:
        raise Http404 from nothing
    if request.method == "POST":
        saying.close(live_id, by=request.user, at=at)
        return redirect(f"{reverse('look_up')}?done=closed")
    return render(request, "lookup/close.html", {"page": page})
