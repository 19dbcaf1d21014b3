"""Hand-overs of the hub: the list, one child to offer or to answer for, receipts, other areas.

Every post may come twice, late, or after a colleague's: it then leads to the page that says how
things stand.
"""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.journey.handover import access
from firstbell.journey.handover.actions import answering, keys, offering, passing_on, siblings
from firstbell.journey.handover.forms import (
    ACCEPT,
    AnswerForm,
    AreaForm,
    HeardForm,
    NewAreaForm,
    OfferForm,
    ToldForm,
)
from firstbell.journey.handover.showing import AreaLine, ReceiptPage
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.circles.doors import or_a_stub

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

DONE = ("accepted", "refused", "offered", "asked_back", "heard", "told", "nothing")
"""What the list may say was done just before it opened."""


@role_required(*access.HUB)
@require_safe
def hand_overs(request: SignedInRequest) -> HttpResponse:
    """List what other areas offer us, what we offer them, and what is answered."""
    done = request.GET.get("done", "")
    shown = {
        "lists": access.lists(request.user, at=clock.now()),
        "done": done if done in DONE else "",
    }
    return render(request, "handover/hand_overs.html", shown)


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def offer_child(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Choose to which area a child is offered; or see how an offer stands."""
    at = clock.now()
    try:
        row = access.child(request.user, child_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing
    page = access.offer_page(row, by=request.user, at=at)
    form = OfferForm(page.areas, request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            offering.offer(
                child=row, sibling_id=UUID(form.cleaned_data["area"]), by=request.user, at=at
            )
        except offering.CannotOffer as why:
            refused = why.code
        else:
            return _list("offered")
    shown = {"page": page, "form": form, "refused": refused}
    return render(request, "handover/offer.html", shown)


@role_required(*access.HUB)
@or_a_stub
@require_POST
def withdraw_offer(request: SignedInRequest, offer_id: UUID) -> HttpResponse:
    """Ask to have a child back that nobody has accepted yet."""
    at = clock.now()
    try:
        row = access.offer(request.user, offer_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing
    offering.withdraw(offer_id=row.id, by=request.user, at=at)
    return _list("asked_back")


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def offer_heard(request: SignedInRequest, offer_id: UUID) -> HttpResponse:
    """Write down what a named person of the other area said."""
    at = clock.now()
    try:
        page = access.heard_page(request.user, offer_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing
    form = HeardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        offering.hear_by_voice(
            offer_id=offer_id,
            is_accepted=said["answer"] == ACCEPT,
            who=said["who"],
            reason=said["reason"],
            by=request.user,
            at=at,
        )
        return _list("heard")
    return render(request, "handover/heard.html", {"page": page, "form": form})


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def withdrawal_told(request: SignedInRequest, offer_id: UUID) -> HttpResponse:
    """Write down who of the other area was told that police have withdrawn the incident."""
    at = clock.now()
    try:
        page = access.word_page(request.user, offer_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing
    form = ToldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        who = form.cleaned_data["who"]
        passing_on.told_by_voice(offer_id=offer_id, who=who, by=request.user, at=at)
        return _list("told")
    return render(request, "handover/withdrawal_told.html", {"page": page, "form": form})


@role_required(*access.HUB)
@here_and_back
def arrival(request: SignedInRequest, arrival_id: UUID) -> HttpResponse:
    """Show one child whom another area offers, and take the answer."""
    at = clock.now()
    try:
        row = access.arrival(request.user, arrival_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, row.id, form, at=at)
        except answering.CannotAnswer:
            return _list("nothing")
        except answering.CannotTakeIn:
            form.add_error("answer", _("This cannot be received here. Refuse it, or ring them."))
    page = access.arrival_page(row, by=request.user, at=at)
    if page is None:
        return _list("nothing")
    return render(request, "handover/arrival.html", {"page": page, "form": form})


def _answer(
    request: SignedInRequest, arrival_id: UUID, form: AnswerForm, *, at: datetime
) -> HttpResponse:
    as_role = access.role_at_the_hub(request.user, at=at)
    said = form.cleaned_data
    if said["answer"] == ACCEPT:
        answering.accept(arrival_id=arrival_id, by=request.user, as_role=as_role, at=at)
        return _list("accepted")
    answering.refuse(
        arrival_id=arrival_id,
        reason=said["reason"],
        note=said["note"],
        by=request.user,
        as_role=as_role,
        at=at,
    )
    return _list("refused")


@role_required(*access.HUB)
@or_a_stub
@require_safe
def receipt(request: SignedInRequest, hand_over_id: UUID) -> HttpResponse:
    """Show the receipt of a hand-over, to read and to print."""
    page = _receipt_or_404(request, hand_over_id)
    return render(request, "handover/receipt.html", {"page": page})


@role_required(*access.HUB)
@or_a_stub
@require_safe
def receipt_file(request: SignedInRequest, hand_over_id: UUID) -> HttpResponse:
    """Give the receipt as a plain text: the same bytes at both ends."""
    page = _receipt_or_404(request, hand_over_id)
    answer = HttpResponse(
        "\n".join(filter(None, (page.printed, page.later))),
        content_type="text/plain; charset=utf-8",
    )
    answer["Content-Disposition"] = 'attachment; filename="receipt.txt"'
    return answer


def _receipt_or_404(request: SignedInRequest, hand_over_id: UUID) -> ReceiptPage:
    try:
        return access.receipt(request.user, hand_over_id, at=clock.now())
    except access.NotForThem as nothing:
        raise Http404 from nothing


@role_required(*access.MANAGERS)
@here_and_back
def areas(request: SignedInRequest) -> HttpResponse:
    """List the other areas and say what our own key is; a post makes it."""
    if request.method == "POST":
        keys.own_key(at=clock.now())
        return redirect("areas")
    shown = {"areas": access.areas(), "key": access.our_key()}
    return render(request, "handover/areas.html", shown)


@role_required(*access.MANAGERS)
@here_and_back
def add_area(request: SignedInRequest) -> HttpResponse:
    """Let children be handed to another area, and be received from it."""
    form = NewAreaForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            siblings.add_sibling(
                code=form.cleaned_data["code"],
                name=form.cleaned_data["name"],
                way=siblings.Way(form.way()),
                by=request.user,
                at=clock.now(),
                **form.said(),
            )
        except siblings.CannotSet as why:
            form.add_error(None, str(why))
        else:
            return redirect("areas")
    return render(request, "handover/area.html", {"form": form})


@role_required(*access.MANAGERS)
@here_and_back
def change_area(request: SignedInRequest, area_id: UUID) -> HttpResponse:
    """Change how children are handed to another area: its address, its key, whom to ring."""
    page = _area_or_404(area_id)
    begin = {
        "url": page.url,
        "key": f"whpk_{page.keys[0]}" if page.keys else "",
        "lauas": " ".join(page.lauas),
        "force_pfa": page.force_pfa,
        "contact": page.contact,
        "phone": page.phone,
    }
    form = AreaForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            siblings.change_sibling(
                sibling_id=area_id,
                way=siblings.Way(form.way()),
                by=request.user,
                at=clock.now(),
                **form.said(),
            )
        except siblings.CannotSet as why:
            form.add_error(None, str(why))
        else:
            return redirect("areas")
    return render(request, "handover/area.html", {"form": form, "page": page})


@role_required(*access.MANAGERS)
@require_POST
def end_area(request: SignedInRequest, area_id: UUID) -> HttpResponse:
    """Hand nothing more to an area and hear it no more."""
    page = _area_or_404(area_id)
    try:
        siblings.end_sibling(sibling_id=area_id, by=request.user, at=clock.now())
    except siblings.CannotSet as why:
        form = AreaForm(None)
        return render(request, "handover/area.html", {"form": form, "page": page, "why": str(why)})
    return redirect("areas")


def _area_or_404(area_id: UUID) -> AreaLine:
    try:
        return access.area(area_id)
    except access.NotForThem as nothing:
        raise Http404 from nothing


def _list(done: str) -> HttpResponse:
    return redirect(f"{reverse('hand_overs')}?done={done}")
