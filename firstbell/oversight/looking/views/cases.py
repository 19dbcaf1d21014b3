"""One case at a time, opened by break glass: why, what is held of it, who has seen it."""

from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.oversight.looking.access import WHO, NotForThem, cases
from firstbell.oversight.looking.actions import glass
from firstbell.oversight.looking.forms import OpenCaseForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: SignedInRequest) -> HttpResponse:
    """Ask which case and why, and open it."""
    form = OpenCaseForm(request.POST or None, forces=cases.forces())
    if request.method == "POST" and form.is_valid():
        opened = _open(request, form)
        if opened is not None:
            return redirect("case", opened)
    at = clock.now()
    mine = cases.open_glass(request.user, at=at)
    return render(request, "looking/open_case.html", {"form": form, "mine": mine})


def _open(request: SignedInRequest, form: OpenCaseForm) -> UUID | None:
    """Open the case that the form names, or say in the form why it cannot be opened."""
    asked = form.cleaned_data
    try:
        record_id = cases.case_named(asked["force"], asked["reference"]) or uuid4()
        glass.break_glass(
            record_id,
            ground=asked["ground"],
            reason=asked["reason"],
            by=request.user,
            at=clock.now(),
        )
    except glass.NoSuchCase:
        form.add_error("reference", _("There is no case of this reference that could be opened"))
    except glass.CannotOpen:
        form.add_error(None, _("Another case is open to you. Close it first."))
    else:
        return record_id
    return None


@role_required(*WHO)
@require_POST
def close_case(request: SignedInRequest) -> HttpResponse:
    """Close what is open."""
    glass.close_glass(by=request.user, at=clock.now())
    return redirect(f"{reverse('who_looked')}?done=closed")


@role_required(*WHO)
@require_safe
def case(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Show the case that is open."""
    try:
        page = cases.case(request.user, incident_id, at=clock.now())
    except NotForThem as nothing:
        raise Http404 from nothing
    return render(request, "looking/case.html", {"case": page})


@role_required(*WHO)
@require_safe
def who_has_seen(request: SignedInRequest, incident_id: UUID, child_id: UUID) -> HttpResponse:
    """Show who has seen one child's record, as a document to print."""
    try:
        page = cases.who_has_seen(request.user, incident_id, child_id, at=clock.now())
    except NotForThem as nothing:
        raise Http404 from nothing
    shown = {
        "statement": page,
        "incident_id": incident_id,
        "with_names": request.GET.get("names") == "1",
    }
    return render(request, "looking/statement.html", shown)
