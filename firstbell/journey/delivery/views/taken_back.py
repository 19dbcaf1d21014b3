"""What was taken back from this reader: say what became of it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.journey.delivery import asked_back
from firstbell.journey.delivery.actions import recalling
from firstbell.journey.delivery.forms_recalls import BecameOfItForm
from firstbell.journey.delivery.taken_back import READERS
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@keeps_draft()
@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def what_became_of_it(request: SignedInRequest, recall_id: UUID) -> HttpResponse:
    """Show what was taken back, by times and numbers alone, and take the answer."""
    at = clock.now()
    try:
        page = asked_back.asked_back(request.user, recall_id, at=at)
    except asked_back.NotForThem as nothing:
        raise Http404 from nothing
    form = filled(BecameOfItForm(request.POST or None), request)
    here = reverse("what_became_of_it", args=[recall_id])
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "is_heard_by_hub": False}
        try:
            recalling.answer(recall_id=recall_id, **said, by=request.user, at=at)
        except recalling.CannotAnswer:
            return redirect(f"{here}?meanwhile=1")
        return redirect(here)
    shown = {"page": page, "form": form, "is_meanwhile": "meanwhile" in request.GET}
    return render(request, "delivery/taken_back.html", shown)
