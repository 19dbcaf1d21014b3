"""Copies for the child's file: chosen and counted first, then handed over once."""

from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.journey.delivery import access, families
from firstbell.journey.delivery.actions import copying
from firstbell.journey.delivery.copies import Taken, warning, what_is_left_out, whose
from firstbell.journey.delivery.copies.document import document_of
from firstbell.journey.delivery.copies.pdf import pdf_of
from firstbell.journey.delivery.families import Row
from firstbell.journey.delivery.forms import CopyForm
from firstbell.journey.delivery.sheet import Sheet
from firstbell.journey.delivery.views.finding import advice, one_or_404
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*access.READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: SignedInRequest, notification_id: UUID) -> HttpResponse:
    """Choose a copy and take it; below, the copies that were taken before."""
    at = clock.now()
    row = one_or_404(request.user, notification_id, at=at)
    if not (families.is_open_to_read(row) and row.confirmed_at):
        return redirect("notification", row.id)
    form = CopyForm(request.POST if request.method == "POST" else None, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            copy_ = copying.take_copy(notification=row, **form.as_copy(), by=request.user, at=at)
        except copying.CannotCopy:
            return redirect("copies", row.id)
        return redirect("copy", row.id, copy_.id)
    (child,) = access.first_step([row], by=request.user, at=at)
    shown = {
        "form": form,
        "child": child,
        "taken": access.copies_of(row),
        "is_lapsed": "lapsed" in request.GET,
        "notification_id": row.id,
    }
    return render(request, "delivery/copies.html", shown)


@role_required(*access.READERS)
@require_safe
def copy(request: SignedInRequest, notification_id: UUID, copy_id: UUID) -> HttpResponse:
    """Hand over a copy to whoever took it: a page to print, or a file."""
    at = clock.now()
    row = one_or_404(request.user, notification_id, at=at)
    if not (families.is_open_to_read(row) and row.confirmed_at):
        return redirect("notification", row.id)
    try:
        found = access.taken_copy(row, copy_id, by=request.user, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing
    if found is None:
        return redirect(reverse("copies", args=[row.id]) + "?lapsed=1")
    taken, sheet = found
    return _page(request, taken, sheet) if taken.is_on_paper else _file(taken, row, sheet)


def _page(request: SignedInRequest, taken: Taken, sheet: Sheet) -> HttpResponse:
    shown = {
        "sheet": sheet,
        "sections": sheet.incident + sheet.sections,
        "advice": advice(),
        "warning": warning(),
        "marks": f"{whose(taken)} {what_is_left_out(taken)}",
    }
    return render(request, "delivery/printed.html", shown)


def _file(taken: Taken, row: Row, sheet: Sheet) -> HttpResponse:
    if taken.kind == "pdf":
        said = advice()
        lines = tuple(
            filter(None, (said.do_not_approach, said.not_a_referral, said.helpline, said.line))
        )
        answer = HttpResponse(pdf_of(taken, sheet, advice=lines), content_type="application/pdf")
    else:
        answer = HttpResponse(document_of(taken, row, sheet), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{taken.file_name}"'
    return answer
