"""Days off of those who read: today in one act, other days by two dates, taken back in one act."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.core.calendars import local_day
from firstbell.foundation import clock
from firstbell.journey.delivery import days_off as door
from firstbell.journey.delivery.access import READERS
from firstbell.journey.delivery.forms_off import DaysOffForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.agencies.queries import people
from firstbell.registry.cover.actions import absences

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*READERS)
@here_and_back
def off_today(request: SignedInRequest) -> HttpResponse:
    """Hand one's own day to whoever comes next, in one act."""
    at = clock.now()
    if request.method == "POST":
        today = local_day(at)
        absences.be_off(
            email=request.user.email,
            name=request.user.name,
            first_on=today,
            last_on=today,
            by=request.user,
            at=at,
        )
    return redirect("this_morning")


@role_required(*READERS)
@here_and_back
def days_off(request: SignedInRequest) -> HttpResponse:
    """Show one's own days off, and take more."""
    at = clock.now()
    form = DaysOffForm(request.POST if request.method == "POST" else None, today=local_day(at))
    if form.is_valid():
        absences.be_off(
            email=request.user.email,
            name=request.user.name,
            first_on=form.cleaned_data["first"],
            last_on=form.cleaned_data["last"],
            by=request.user,
            at=at,
        )
        return redirect(f"{reverse('days_off')}?done=kept")
    shown = {"days": door.days_of(request.user, at=at), "form": form}
    return render(request, "delivery/days_off.html", shown | {"done": request.GET.get("done")})


@role_required(*READERS, *door.HUB)
@here_and_back
def here_after_all(request: SignedInRequest, absence_id: UUID) -> HttpResponse:
    """Take an absence back: one's own, or for the hub anybody's."""
    at = clock.now()
    try:
        absence = door.one_to_take_back(request.user, absence_id, at=at)
    except door.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    back = reverse(_first_page(request))
    if request.method != "POST":
        return redirect(back)
    absences.be_back(absence, by=request.user, at=at)
    return redirect(f"{back}?done=back")


def _first_page(request: SignedInRequest) -> str:
    """Return the name of the page on which this person sees absences."""
    is_hub = people.has_role(request.user, *door.HUB, at=clock.now())
    return "who_is_off" if is_hub else "days_off"
