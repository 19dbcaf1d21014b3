"""Who works where: look, ask in, confirm, end. The door says whose places these are."""

from contextlib import suppress
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.registry.agencies.access import second, working
from firstbell.registry.agencies.access.working import NotTheirs
from firstbell.registry.agencies.actions import confirming, granting, joining
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.queries.unattended import unattended_for
from firstbell.web.people.forms import FindForm, InviteForm
from firstbell.web.people.passing_on import pass_on

DONE = {
    "confirmed": _("Thank you. They stay until the next time you are asked."),
    "ended": _("Ended. They are signed out, and what they had begun goes to somebody else."),
    "leaving": _("Kept. It ends by itself when that day begins."),
    "staying": _("They stay. Nothing ends on that day."),
    "disabled": _("The account is disabled. They are signed out everywhere."),
    "asked": _("A second person must agree first. Nothing is open until then."),
    "sent": _("The link is on its way to them. It works once, for fourteen days."),
    "withdrawn": _("The invitation is taken back. Its link does not work any more."),
}
"""What a page says above itself after something was done."""

NOT_DONE = {
    "nothing": _("Nothing was changed: it had been done meanwhile."),
    "nobody": _("Nothing was kept: tick who still works here, then confirm."),
}
"""What it says when nothing was."""

PLACES_ON_A_PAGE = 50


@role_required(*working.WHO)
@require_safe
def people_pages(request: SignedInRequest) -> HttpResponse:
    """List the places that somebody answers for; whoever has one alone sees its people at once."""
    at = clock.now()
    lines = working.places_of(request.user, at)
    roles = people.roles_of(request.user, at)
    manages = not roles.isdisjoint(working.MANAGERS)
    if len(lines) == 1 and not manages:
        return _show_place(request, lines[0].place_id)
    pages = Paginator(lines, PLACES_ON_A_PAGE)
    shown = {
        "page": pages.get_page(request.GET.get("page")),
        "late": sum(each.late for each in lines),
        "manages": manages,
        "writes_down": Role.HUB_MANAGER in roles,
        "has_everywhere": working.answers_for_everywhere(request.user, at),
        "grants": len(second.asked_for(request.user, at)),
        "unattended": len(unattended_for(request.user, at)),
        "disabled": second.disabled_accounts(request.user, at),
        "find": FindForm(),
        "not_found": request.GET.get("found") == "no",
    }
    return render(request, "people/people.html", shown | _said(request))


@role_required(*working.WHO)
@require_POST
def find_place(request: SignedInRequest) -> HttpResponse:
    """Go to the page of a place that is named by its URN or code."""
    form = FindForm(request.POST)
    code = form.cleaned_data["code"].strip() if form.is_valid() else ""
    try:
        found = working.place_by_code(request.user, code, clock.now())
    except NotTheirs:
        return redirect(f"{reverse('people')}?found=no")
    return redirect(place_page(found))


@role_required(*working.WHO)
@require_safe
def place(request: SignedInRequest, place_id: UUID | None = None) -> HttpResponse:
    """Show who works at one place, and who was asked in."""
    return _show_place(request, place_id)


def _show_place(request: SignedInRequest, place_id: UUID | None) -> HttpResponse:
    try:
        page = working.page_of(request.user, place_id, clock.now())
    except NotTheirs as not_theirs:
        raise Http404 from not_theirs
    manages = people.has_role(request.user, *working.MANAGERS, at=clock.now())
    shown = {"page": page, "manages": manages}
    return render(request, "people/place.html", shown | _said(request))


@role_required(*working.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, place_id: UUID | None = None) -> HttpResponse:
    """Take the word of somebody who answers for a place that people still work there."""
    at = clock.now()
    try:
        may = working.confirmable(request.user, place_id, at)
    except NotTheirs as not_theirs:
        raise Http404 from not_theirs
    if request.method != "POST":
        return redirect(place_page(place_id))
    confirmed = False
    for membership in (may[id_] for id_ in may if str(id_) in request.POST.getlist("still_here")):
        with suppress(confirming.MayNotConfirm, confirming.CannotWake):
            confirming.confirm(membership, by=request.user, at=at)
            confirmed = True
    return redirect(f"{place_page(place_id)}?done={'confirmed' if confirmed else 'nobody'}")


@role_required(*working.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest, place_id: UUID | None = None) -> HttpResponse:
    """Ask a person in to one role at this place."""
    at = clock.now()
    try:
        page = working.page_of(request.user, place_id, at)
        where = working.place_for(request.user, place_id, at)
    except NotTheirs as not_theirs:
        raise Http404 from not_theirs
    if not page.roles:
        raise Http404
    form = InviteForm(page, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "people/invite.html", {"page": page, "form": form})
    try:
        asked = granting.invite(
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            role=Role(form.cleaned_data["role"]),
            **working.as_keywords(where),
            by=request.user,
            at=at,
        )
    except granting.MayNot as not_theirs:
        raise Http404 from not_theirs
    if asked.secret is None:
        return redirect(f"{place_page(place_id)}?done=asked")
    return pass_on(request, asked.invitation.email, asked.secret, back=place_page(place_id))


@role_required(*working.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back that nobody has used."""
    at = clock.now()
    try:
        invitation = working.invitation_for(request.user, invitation_id, at)
    except NotTheirs as not_theirs:
        raise Http404 from not_theirs
    back = place_page(invitation.establishment_id or invitation.desk_id or invitation.agency_id)
    if request.method != "POST":
        return redirect(back)
    joining.withdraw(invitation, by=request.user, at=at)
    return redirect(f"{back}?done=withdrawn")


def place_page(place_id: UUID | None) -> str:
    return reverse("people_at", args=[place_id]) if place_id else reverse("people_everywhere")


def _said(request: SignedInRequest) -> dict[str, object]:
    """Return what is said above the page, and whether something was done."""
    done = request.GET.get("done", "")
    return {"said": DONE.get(done) or NOT_DONE.get(done), "is_done": done in DONE}
