"""Suspects who work with children: what officers for allegations read, and what they answer."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.journey.allegations import access
from firstbell.journey.allegations.actions import answering
from firstbell.journey.allegations.forms import OutcomeForm, TakeForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*access.WHO)
@require_safe
def lists(request: SignedInRequest) -> HttpResponse:
    """List what waits for an officer, and what was taken."""
    shown = {"lists": access.lists(request.user, at=clock.now())}
    return render(request, "allegations/lists.html", shown)


@role_required(*access.WHO)
@here_and_back
def allegation(request: SignedInRequest, allegation_id: UUID) -> HttpResponse:
    """Show one suspect as the officer is told of them, and let it be taken."""
    page = _page(request, allegation_id)
    form = TakeForm(request.POST if request.method == "POST" else None, is_by_hub=page.is_hub)
    if page.row.state == access.State.WAITING and form.is_valid():
        answering.take(page.row, officer=form.reached(), by=request.user, at=clock.now())
        return redirect("allegation", allegation_id)
    return render(request, "allegations/allegation.html", {"page": page, "form": form})


@role_required(*access.WHO)
@here_and_back
def outcome(request: SignedInRequest, allegation_id: UUID) -> HttpResponse:
    """Enter the first outcome."""
    page = _page(request, allegation_id)
    if page.row.state == access.State.CLOSED:
        return redirect("allegation", allegation_id)
    asks_whom = page.is_hub and page.row.taken_at is None
    form = OutcomeForm(request.POST if request.method == "POST" else None, is_by_hub=asks_whom)
    if form.is_valid():
        answering.close(
            page.row,
            outcome=form.cleaned_data["outcome"],
            referred_to=form.cleaned_data["referred_to"],
            officer=form.reached(),
            by=request.user,
            at=clock.now(),
        )
        return redirect("allegation", allegation_id)
    return render(request, "allegations/outcome.html", {"page": page, "form": form})


def _page(request: SignedInRequest, allegation_id: UUID) -> access.Page:
    try:
        return access.page_of(request.user, allegation_id, at=clock.now())
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
