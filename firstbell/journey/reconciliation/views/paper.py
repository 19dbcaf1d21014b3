"""The hub's morning sheets: fetch one, see the password that opens it, enter what was done."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.journey.delivery.actions.on_paper import OnPaper
from firstbell.journey.reconciliation.access import paper
from firstbell.journey.reconciliation.access.paper import PlaceToEnter
from firstbell.journey.reconciliation.actions import entering, sheets
from firstbell.journey.reconciliation.forms_paper import PaperCallForm
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*paper.HUB)
@here_and_back
def morning_sheets(request: SignedInRequest) -> HttpResponse:
    """List the hub's sheets; make one more as things stand now."""
    at = clock.now()
    if request.method == "POST":
        for hub in paper.hubs_of(request.user, at=at):
            sheets.make_now(hub=hub, by=request.user, at=at)
        return redirect("morning_sheets")
    shown = {
        "sheets": paper.sheets_of(request.user, at=at),
        "unseen": paper.unseen_passwords(request.user, at=at),
        "is_lapsed": "lapsed" in request.GET,
    }
    return render(request, "reconciliation/sheets.html", shown)


@role_required(*paper.HUB)
@require_safe
def sheet_file(request: SignedInRequest, sheet_id: UUID) -> HttpResponse:
    """Hand over the sealed file of one sheet."""
    at = clock.now()
    try:
        sheet = paper.sheet_for(request.user, sheet_id, at=at)
    except paper.NotThere as nothing:
        raise Http404 from nothing
    document = paper.document_of(request.user, sheet, at=at)
    if document is None:
        return redirect(reverse("morning_sheets") + "?lapsed=1")
    sheets.record_fetched(sheet, by=request.user, at=at)
    answer = HttpResponse(document, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{sheet.file_name}"'
    return answer


@role_required(*paper.HUB)
@here_and_back
def sheet_password(request: SignedInRequest) -> HttpResponse:
    """Show the password of the hub's sheets once asked; it is in no address and no message."""
    at = clock.now()
    shown = []
    if request.method == "POST":
        shown = [
            (hub.name, sheets.show_password(hub=hub, by=request.user, at=at))
            for hub in paper.hubs_of(request.user, at=at)
        ]
    page = {"passwords": shown, "may_replace": paper.may_replace(request.user, at=at)}
    return render(request, "reconciliation/sheet_password.html", page)


@role_required(Role.HUB_MANAGER)
@here_and_back
def new_sheet_password(request: SignedInRequest) -> HttpResponse:
    """Let a hub manager replace the password, after somebody has left or it was seen."""
    if request.method == "POST":
        at = clock.now()
        for hub in paper.hubs_of(request.user, at=at):
            sheets.replace_password(hub=hub, by=request.user, at=at)
        return redirect("sheet_password")
    return render(request, "reconciliation/new_sheet_password.html")


@role_required(*paper.HUB)
@require_safe
def enter_from_paper(request: SignedInRequest, sheet_id: UUID) -> HttpResponse:
    """List the places of one sheet, to enter the calls that were made from it."""
    at = clock.now()
    try:
        sheet = paper.sheet_for(request.user, sheet_id, at=at)
    except paper.NotThere as nothing:
        raise Http404 from nothing
    places = paper.places_to_enter(request.user, sheet, at=at)
    return render(
        request, "reconciliation/enter_from_paper.html", {"sheet": sheet, "places": places}
    )


@role_required(*paper.HUB)
@here_and_back
def enter_call(request: SignedInRequest, sheet_id: UUID, place_id: UUID) -> HttpResponse:
    """Enter one call from paper, with the time at which it happened."""
    at = clock.now()
    try:
        sheet = paper.sheet_for(request.user, sheet_id, at=at)
        where = paper.place_as_said(sheet, place_id)
    except paper.NotThere as nothing:
        raise Http404 from nothing
    places = paper.places_to_enter(request.user, sheet, at=at)
    place = next((each for each in places if each.place_id == place_id), None)
    if place is None:
        raise Http404
    form = _form(request, sheet, place, at=at)
    if request.method == "POST" and form.is_valid():
        outcome, contact_id = form.went()
        rung_by = paper.caller(sheet, UUID(form.cleaned_data["rung_by"]), at=at)
        said = OnPaper(
            call_id=form.cleaned_data["once"],
            place=where,
            outcome=outcome,
            spoke_to=paper.person(where, contact_id),
            rung_by=rung_by or request.user,
            happened_at=form.happened_at(),
        )
        try:
            entry, is_news = entering.enter_call(
                sheet=sheet, said=said, lines=form.cleaned_data["lines"], by=request.user, at=at
            )
        except entering.CannotEnter:
            form.add_error("at_time", _("The call was after the sheet was made, and before now"))
        else:
            page = reverse("entered_from_paper", args=[sheet.id, entry.id])
            return redirect(page if is_news else f"{page}?known=1")
    shown = {"form": form, "place": place, "sheet": sheet}
    return render(request, "reconciliation/enter_call.html", shown)


def _form(
    request: SignedInRequest, sheet: paper.Sheet, place: PlaceToEnter, *, at: datetime
) -> PaperCallForm:
    return PaperCallForm(
        request.POST if request.method == "POST" else None,
        lines=[(each.number, f"{each.number}: {each.name}") for each in place.lines],
        people=place.people,
        days=paper.days_of(sheet, at=at),
        callers=paper.callers(sheet, at=at),
        me=request.user.id,
    )


@role_required(*paper.HUB)
@require_safe
def entered_from_paper(request: SignedInRequest, sheet_id: UUID, entry_id: UUID) -> HttpResponse:
    """Say what an entry has changed, line by line."""
    at = clock.now()
    try:
        sheet = paper.sheet_for(request.user, sheet_id, at=at)
        entered = paper.entered(request.user, sheet, entry_id, at=at)
    except paper.NotThere as nothing:
        raise Http404 from nothing
    shown = {"entered": entered, "sheet": sheet, "is_known": "known" in request.GET}
    return render(request, "reconciliation/entered_from_paper.html", shown)
