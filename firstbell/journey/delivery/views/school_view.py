"""How is the child at school? Asked of the schools of a child whom no service knows."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.journey.delivery import access, families
from firstbell.journey.delivery.views.finding import one_or_404
from firstbell.journey.known import queries as known
from firstbell.journey.known.actions import following
from firstbell.journey.known.forms import ViewForm
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required


@keeps_draft()
@role_required(Role.KEY_ADULT)
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: SignedInRequest, notification_id: UUID) -> HttpResponse:
    """Say how the child is; who offers the family help reads it."""
    at = clock.now()
    row = one_or_404(request.user, notification_id, at=at)
    if row.establishment is None:
        raise Http404
    follow_up, said = known.view_asked(row.child_id, row.establishment.id)
    if follow_up is None or not (families.is_open_to_read(row) and row.confirmed_at):
        return redirect("notification", row.id)
    before = {"view": said.view, "words": said.words} if said else {}
    form = ViewForm(request.POST if request.method == "POST" else None, initial=before)
    if form.is_valid():
        following.say_view(
            follow_up,
            establishment=row.establishment,
            **form.cleaned_data,
            by=request.user,
            at=at,
        )
        return redirect("notification", row.id)
    (sheet,) = access.sheets([row], by=request.user, at=at)
    shown = {"form": filled(form, request), "sheet": sheet}
    return render(request, "delivery/school_view.html", shown)
