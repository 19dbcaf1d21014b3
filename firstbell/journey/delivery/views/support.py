"""Support given: what was done for the child, noted for this setting alone."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.journey.delivery import access, families
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.forms import SupportForm
from firstbell.journey.delivery.views.finding import one_or_404
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@keeps_draft()
@role_required(*access.READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedInRequest, notification_id: UUID) -> HttpResponse:
    """Note what was done for one child, below what was noted before."""
    at = clock.now()
    row = one_or_404(request.user, notification_id, at=at)
    if not (families.is_open_to_read(row) and row.confirmed_at):
        return redirect("notification", row.id)
    empty = SupportForm(
        request.POST if request.method == "POST" else None,
        today=localdate(at),
        initial={"given_by": request.user.name},
    )
    form = filled(empty, request)
    if request.method == "POST" and form.is_valid():
        try:
            answering.record_support(notification=row, **form.as_support(), by=request.user, at=at)
        except answering.CannotAnswer:
            return redirect("notification", row.id)
        return redirect(reverse("record_support", args=[row.id]) + "?noted=1")
    (sheet,) = access.sheets([row], by=request.user, at=at)
    is_noted = "noted" in request.GET and request.method == "GET"
    shown = {
        "form": form,
        "sheet": sheet,
        "is_noted": is_noted,
        "readers": access.who_reads_a_note(row, at=at),
    }
    return render(request, "delivery/support.html", shown)
