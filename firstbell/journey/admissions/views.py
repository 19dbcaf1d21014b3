"""School places: whoever looks after a family asks, the admissions desk answers, the list shows it.

Before it is sent, the page shows all that the desk will read and who will be able to read it.
"""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.core.admissions import Kept, year_group
from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.journey.admissions import access
from firstbell.journey.admissions.actions import answering, asking
from firstbell.journey.admissions.forms import AcknowledgeForm, AnswerForm, AskForm, EndForm
from firstbell.journey.admissions.kept import kept_of
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.circles.doors import or_a_stub

A_PAGE = 25

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*access.WHO)
@require_safe
def lists(request: SignedInRequest) -> HttpResponse:
    """List what waits for this person, what waits for others, and what has ended."""
    found = access.lists(request.user, at=clock.now())
    ended = Paginator(found.ended, A_PAGE).get_page(request.GET.get("page"))
    shown = {"lists": found, "page": ended}
    return render(request, "admissions/lists.html", shown)


@role_required(*access.ASKS)
@or_a_stub
@require_safe
def children(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Choose the child of a record for whom a place is asked."""
    at = clock.now()
    who = _asker(request, incident_id)
    found = access.children_of(who, by=request.user, at=at)
    shown = {"children": found, "incident_id": incident_id, "is_advocate": who.service is not None}
    return render(request, "admissions/children.html", shown)


@keeps_draft(but=("check", "save"))
@role_required(*access.ASKS)
@or_a_stub
@here_and_back
def ask(request: SignedInRequest, incident_id: UUID, child_id: UUID) -> HttpResponse:
    """Ask what the desk has to know, show what it will read and who reads it, and send it."""
    at = clock.now()
    who = _asker(request, incident_id)
    try:
        child = access.child_of(who, child_id)
    except access.NotForThem as nothing:
        raise Http404 from nothing
    if there := access.open_request(child):
        return redirect("place_request", there)

    def kept_for(council: str) -> Kept:
        return kept_of(child, receiving=council, at=at)

    empty = AskForm(
        request.POST if request.method == "POST" else None,
        councils=access.councils_to_ask(),
        kept_for=kept_for,
        initial={
            "year_group": year_group(child.born_on, on=localdate(at)),
            "contact_name": request.user.name,
            "contact_phone": request.user.phone,
            "contact_email": request.user.email,
        },
    )
    form = filled(empty, request)
    shown = {"form": form, "child": child, "incident_id": incident_id}
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return render(request, "admissions/ask.html", shown)
    if "save" not in request.POST:
        shown["readers"] = access.will_read(who, form.cleaned_data["council"], at=at)
        shown["told"] = form.as_told()
        return render(request, "admissions/check.html", shown)
    sent = asking.ask(child, form.said(), service=who.service, by=request.user, at=at)
    return redirect("place_request", sent.id)


@role_required(*access.WHO)
@require_safe
def place_request(request: SignedInRequest, place_request_id: UUID) -> HttpResponse:
    """Show one request, what came of it, and what this person may do."""
    return render(request, "admissions/request.html", {"page": _page(request, place_request_id)})


@role_required(*access.ANSWERS)
@here_and_back
def acknowledge(request: SignedInRequest, place_request_id: UUID) -> HttpResponse:
    """Say that the desk has a request."""
    page = _page(request, place_request_id)
    if not page.may_acknowledge:
        return redirect("place_request", place_request_id)
    posted = request.POST if request.method == "POST" else None
    form = AcknowledgeForm(posted, is_by_hub=not page.is_of_the_desk)
    if form.is_valid():
        answering.acknowledge(
            page.request,
            handled=form.cleaned_data["handled"],
            note=form.written(),
            by=request.user,
            at=clock.now(),
        )
        return redirect("place_request", place_request_id)
    return render(request, "admissions/acknowledge.html", {"page": page, "form": form})


@role_required(*access.ANSWERS)
@here_and_back
def answer(request: SignedInRequest, place_request_id: UUID) -> HttpResponse:
    """Say at which school there is a place, or why there is none."""
    at = clock.now()
    page = _page(request, place_request_id)
    if not page.may_answer:
        return redirect("place_request", place_request_id)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        is_by_hub=not page.is_of_the_desk,
        meant=lambda words: access.schools_meant(page.request.desk, words),
        today=localdate(at),
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            if form.chosen is not None:
                answering.place(
                    page.request,
                    school=form.chosen,
                    starts_on=given["starts_on"],
                    note=form.written(),
                    by=request.user,
                    at=at,
                )
            else:
                answering.refuse(
                    page.request,
                    refusal=given["refusal"],
                    note=form.written(),
                    by=request.user,
                    at=at,
                )
        except answering.CannotAnswer:
            form.add_error(None, access.MEANWHILE)
        else:
            return redirect("place_request", place_request_id)
    return render(request, "admissions/answer.html", {"page": page, "form": form})


@role_required(*access.ASKS)
@here_and_back
def end(request: SignedInRequest, place_request_id: UUID) -> HttpResponse:
    """End a request."""
    page = _page(request, place_request_id)
    if not page.may_end:
        return redirect("place_request", place_request_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        asking.end(page.request, why=why, by=request.user, at=clock.now())
        return redirect("place_request", place_request_id)
    return render(request, "admissions/end.html", {"page": page, "form": form})


def _asker(request: SignedInRequest, incident_id: UUID) -> access.Asker:
    try:
        return access.asker(request.user, incident_id, at=clock.now())
    except access.NotForThem as nothing:
        raise Http404 from nothing


def _page(request: SignedInRequest, place_request_id: UUID) -> access.Page:
    try:
        return access.page_of(request.user, place_request_id, at=clock.now())
    except access.NotForThem as nothing:
        raise Http404 from nothing
