"""Let somebody into a circle that nobody is left in, from outside it; before: who will read it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.journey.reconciliation.access import refilling as door
from firstbell.journey.reconciliation.forms_guarding import RefillForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.circles.actions import refilling
from firstbell.registry.circles.actions.restricting import CannotGuard


@role_required(*door.WHO)
@require_safe
def empty_circles(request: SignedInRequest) -> HttpResponse:
    """List the circles of which this person is told that nobody is left."""
    shown = {
        "circles": door.empty_ones(request.user, at=clock.now()),
        "done": request.GET.get("done", ""),
    }
    return render(request, "reconciliation/empty_circles.html", shown)


@role_required(*door.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def refill(request: SignedInRequest, guard_id: UUID) -> HttpResponse:
    """Ask who is let in, show who will read the record then, and let them in."""
    at = clock.now()
    try:
        circle = door.empty(request.user, guard_id, at=at)
    except door.NotForThem as nothing:
        if request.method == "POST":
            return _back("meanwhile")
        raise Http404 from nothing
    form = RefillForm(
        request.POST if request.method == "POST" else None,
        people=door.may_be_let_in(request.user, at=at),
    )
    shown: dict[str, object] = {"form": form, "circle": circle}
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return render(request, "reconciliation/refill.html", shown)
    user = door.person(circle, UUID(form.cleaned_data["user"]), by=request.user, at=at)
    if user is None:
        form.refuse("cannot_be_let_in")
        return render(request, "reconciliation/refill.html", shown)
    if "save" not in request.POST:
        shown["readers"] = door.will_read(circle, user)
        shown["is_manager"] = door.is_manager(user, at=at)
        return render(request, "reconciliation/refill_check.html", shown)
    try:
        refilling.refill(guard_id, user=user, by=request.user, at=at)
    except CannotGuard as trouble:
        if trouble.code == "attended_already":
            return _back("meanwhile")
        form.refuse(trouble.code)
        return render(request, "reconciliation/refill.html", shown)
    return _back("refilled")


def _back(done: str) -> HttpResponse:
    return redirect(f"{reverse('empty_circles')}?done={done}")
