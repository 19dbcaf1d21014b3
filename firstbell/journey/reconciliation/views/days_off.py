"""Who is off in the area, and writing down that a key adult rang in."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.core.calendars import local_day
from firstbell.foundation import clock
from firstbell.journey.delivery import days_off as door
from firstbell.journey.delivery.forms_off import SomebodyOffForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.cover.actions import absences


@role_required(*door.HUB)
@require_safe
def who_is_off(request: SignedInRequest) -> HttpResponse:
    """List everybody who is off today or later."""
    found = door.off_in_the_area(at=clock.now())
    shown = {
        "now": [each for each in found if each.is_now],
        "coming": [each for each in found if not each.is_now],
        "done": request.GET.get("done"),
    }
    return render(request, "reconciliation/who_is_off.html", shown)


@role_required(*door.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def off_at(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Say that a key adult of one place is off: they rang in."""
    at = clock.now()
    try:
        place = door.place_days(place_id, at=at)
    except door.NotTheirs as nothing:
        raise Http404 from nothing
    form = SomebodyOffForm(
        place.people, request.POST if request.method == "POST" else None, today=local_day(at)
    )
    if form.is_valid():
        who = door.key_adult(UUID(form.cleaned_data["who"]))
        absences.be_off(
            email=who.email,
            name=who.name,
            first_on=form.cleaned_data["first"],
            last_on=form.cleaned_data["last"],
            by=request.user,
            at=at,
        )
        return redirect(f"{reverse('off_at', args=[place_id])}?done=kept")
    shown = {"place": place, "form": form, "done": request.GET.get("done")}
    return render(request, "reconciliation/off_at.html", shown)
