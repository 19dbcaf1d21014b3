"""The hub's own rota: who is on call on which night and weekend, and putting somebody on it."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from firstbell.foundation import clock
from firstbell.journey.reconciliation.access import rota as door
from firstbell.journey.reconciliation.forms_rota import RotaForm
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required
from firstbell.registry.agencies.queries import people
from firstbell.registry.cover.actions import rota as actions

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

DONE = {
    "named": _("Kept. They are on call for these shifts."),
    "removed": _("Taken off. Name somebody else for this shift."),
}
"""What the page says above itself after something was done."""


@role_required(*door.HUB)
@here_and_back
def rota(request: SignedInRequest) -> HttpResponse:
    """Show who is on call; a hub manager puts somebody on."""
    at = clock.now()
    shifts = door.rota(at=at)
    manages = people.has_role(request.user, Role.HUB_MANAGER, at=at)
    if request.method == "POST" and not manages:
        raise Http404
    staff = door.staff(at=at)
    form = RotaForm(shifts, staff, request.POST if request.method == "POST" else None)
    if form.is_valid():
        ticked = form.cleaned_data["shifts"]
        actions.put_on_call(
            next(each for each in staff if str(each.id) == form.cleaned_data["who"]),
            shifts=[each.span for each in shifts if each.key in ticked],
            by=request.user,
            at=at,
        )
        return redirect(f"{reverse('rota')}?done=named")
    shown = {
        "shifts": shifts,
        "open": sum(each.is_open for each in shifts),
        "now": door.now(at=at),
        "manages": manages,
        "form": form,
        "said": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "reconciliation/rota.html", shown)


@role_required(Role.HUB_MANAGER)
@here_and_back
def off_call(request: SignedInRequest, on_call_id: UUID) -> HttpResponse:
    """Take a shift from somebody."""
    at: datetime = clock.now()
    if request.method == "POST":
        if not door.is_on_the_rota(on_call_id):
            raise Http404
        actions.take_off_call(on_call_id, by=request.user, at=at)
        return redirect(f"{reverse('rota')}?done=removed")
    return redirect("rota")
