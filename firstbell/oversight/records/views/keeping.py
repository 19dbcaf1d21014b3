"""What has come to its end: let it go, keep it for longer, hold it; and the log of what went."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.oversight.looking.access.cases import forces
from firstbell.oversight.records.access import NotForThem, keeping
from firstbell.oversight.records.actions import deciding
from firstbell.oversight.records.forms import EraseForm, ExtendForm, HoldForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

SAID = {
    "approved": gettext_lazy("They go within minutes, unless something stands against it by then."),
    "extended": gettext_lazy("They are kept for longer."),
    "meanwhile": gettext_lazy("Nothing was changed: it was decided meanwhile."),
    "held": gettext_lazy("The record is held."),
    "lift_asked": gettext_lazy("Somebody else must agree before the hold is lifted."),
    "lifted": gettext_lazy("The hold is lifted."),
    "erasure_asked": gettext_lazy("Somebody else must agree before anything is erased."),
    "erasure_agreed": gettext_lazy("It is erased within minutes, unless something stops it."),
    "erasure_refused": gettext_lazy("Nothing is erased."),
}
"""What a page says after something was done, by the code in its address."""


def done(request: SignedInRequest) -> str:
    """Return what was done before this page came, in words."""
    return str(SAID.get(request.GET.get("done", ""), ""))


@role_required(*keeping.WHO)
@require_safe
def ended(request: SignedInRequest) -> HttpResponse:
    """Count by class what has come to its end."""
    shown = {"classes": keeping.classes(at=clock.now()), "done": done(request)}
    return render(request, "records/ended.html", shown)


@role_required(*keeping.WHO)
@require_safe
def periods(request: SignedInRequest) -> HttpResponse:
    """Show how long each class is kept, from when, and where that comes from."""
    return render(request, "records/periods.html", {"classes": keeping.classes(at=clock.now())})


@role_required(*keeping.WHO)
@here_and_back
def ended_class(request: SignedInRequest, kind: str) -> HttpResponse:
    """List one class; what was chosen is approved or kept for longer after a second page."""
    at = clock.now()
    try:
        page = keeping.one_class(kind, at=at)
    except NotForThem as nothing:
        raise Http404 from nothing
    if request.method != "POST":
        return render(request, "records/class.html", {"page": page, "done": done(request)})
    ids = _ids(request.POST.getlist("record"))
    chosen = keeping.waiting_among(kind, ids)
    if not chosen:
        return _back_to(kind, "meanwhile") if ids else _nothing_chosen(request, page)
    shown = {"page": page, "chosen": chosen}
    if request.POST.get("do") == "extend":
        return _extend(request, kind, shown, [each.id for each in chosen])
    if request.POST.get("sure") != "yes":
        return render(request, "records/approve.html", shown)
    deciding.approve(kind, [each.id for each in chosen], by=request.user, at=at)
    return _back_to(kind, "approved")


def _extend(
    request: SignedInRequest, kind: str, shown: dict[str, object], ids: list[UUID]
) -> HttpResponse:
    form = ExtendForm(request.POST if "reason" in request.POST else None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "records/extend.html", {**shown, "form": form})
    deciding.extend(
        kind,
        ids,
        longer=form.longer(),
        reason=form.cleaned_data["reason"],
        by=request.user,
        at=clock.now(),
    )
    return _back_to(kind, "extended")


def _nothing_chosen(request: SignedInRequest, page: keeping.ClassPage) -> HttpResponse:
    return render(request, "records/class.html", {"page": page, "is_empty_choice": True})


def _back_to(kind: str, what: str) -> HttpResponse:
    return redirect(f"{reverse('ended_class', args=[kind])}?done={what}")


def _ids(texts: list[str]) -> list[UUID]:
    """Return the ids among what was sent; what is none names nothing."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@role_required(*keeping.WHO)
@require_safe
def disposal_log(request: SignedInRequest) -> HttpResponse:
    """List what went, by whose word."""
    return render(request, "records/log.html", {"lines": keeping.disposals()})


@role_required(*keeping.WHO)
@require_safe
def disposal(request: SignedInRequest, disposal_id: UUID) -> HttpResponse:
    """Show one line of the log with its records."""
    try:
        line, records = keeping.one_disposal(disposal_id)
    except NotForThem as nothing:
        raise Http404 from nothing
    return render(request, "records/disposal.html", {"line": line, "records": records})


@role_required(*keeping.WHO)
@require_safe
def holds(request: SignedInRequest) -> HttpResponse:
    """List the legal holds."""
    shown = {"holds": keeping.holds(request.user), "done": done(request)}
    return render(request, "records/holds.html", shown)


@role_required(*keeping.WHO)
@here_and_back
def new_hold(request: SignedInRequest) -> HttpResponse:
    """Ask which record must stay and why, and hold it."""
    form = HoldForm(request.POST or None, forces=forces())
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            found = keeping.record_named(request.user, asked["force"], asked["reference"])
        except NotForThem:
            form.add_error("reference", _("There is no incident of this reference"))
        else:
            deciding.hold(found, reason=asked["reason"], by=request.user, at=clock.now())
            return redirect(f"{reverse('legal_holds')}?done=held")
    return render(request, "records/new_hold.html", {"form": form})


@role_required(*keeping.WHO)
@require_POST
def lift_hold(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """Ask that a hold be lifted, or lift it as the second person."""
    try:
        row = keeping.hold_to_lift(hold_id)
    except NotForThem as nothing:
        raise Http404 from nothing
    if row.lift_asked_by_id in (None, request.user.id):
        deciding.ask_to_lift(row, by=request.user, at=clock.now())
        return redirect(f"{reverse('legal_holds')}?done=lift_asked")
    deciding.lift(row, by=request.user, at=clock.now())
    return redirect(f"{reverse('legal_holds')}?done=lifted")


@role_required(*keeping.WHO)
@require_safe
def erasures(request: SignedInRequest) -> HttpResponse:
    """List who is to be erased by right, and what became of it."""
    shown = {"lines": keeping.erasures(request.user), "done": done(request)}
    return render(request, "records/erasures.html", shown)


@role_required(*keeping.WHO)
@here_and_back
def ask_to_erase(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Ask that children of the case that is open be erased."""
    at = clock.now()
    try:
        children = keeping.children_to_erase(request.user, incident_id, at=at)
    except NotForThem as nothing:
        raise Http404 from nothing
    form = EraseForm(request.POST or None, children=children)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            for child_id in form.cleaned_data["children"]:
                deciding.ask_to_erase(UUID(child_id), reason=reason, by=request.user, at=at)
        except deciding.CannotDecide:
            return redirect(f"{reverse('erasures')}?done=meanwhile")
        return redirect(f"{reverse('erasures')}?done=erasure_asked")
    shown = {"form": form, "incident_id": incident_id}
    return render(request, "records/ask_to_erase.html", shown)


@role_required(*keeping.WHO)
@require_POST
def decide_erasure(request: SignedInRequest, row_id: UUID) -> HttpResponse:
    """Agree that a child is erased, as a second person, or say no."""
    is_agreed = request.POST.get("answer") == "agree"
    act = deciding.agree_to_erase if is_agreed else deciding.refuse_to_erase
    try:
        act(keeping.erasure(row_id), by=request.user, at=clock.now())
    except NotForThem as nothing:
        raise Http404 from nothing
    except deciding.CannotDecide:
        return redirect(f"{reverse('erasures')}?done=meanwhile")
    what = "erasure_agreed" if is_agreed else "erasure_refused"
    return redirect(f"{reverse('erasures')}?done={what}")
