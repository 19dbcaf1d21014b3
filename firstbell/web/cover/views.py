"""Holiday cover: a school's own page, the certificate of the area, and a shared officer."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.core.calendars import local_day
from firstbell.foundation import clock
from firstbell.journey.reconciliation.access import cover as area
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required
from firstbell.registry.agencies.queries import people
from firstbell.registry.cover import access
from firstbell.registry.cover.actions import naming
from firstbell.web.cover.forms import NameForm, ShareForm

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

DONE = {
    "named": _("Named. They are told first on these days."),
    "removed": _("Taken back. Name somebody else for these days."),
    "nobody": _("Kept. The council is asked to find an officer who covers."),
    "shared": _("Named. The officer is a key adult there for these days alone."),
}
"""What a page says above itself after something was done."""


@role_required(*access.WHO)
@here_and_back
def holiday(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Show who covers the next holiday of a school, and name somebody."""
    at = clock.now()
    page = _page(request, place_id)
    form = NameForm(page, request.POST if request.method == "POST" else None, today=local_day(at))
    if page.request_id and form.is_valid():
        days = naming.Days(first_on=form.cleaned_data["first"], last_on=form.cleaned_data["last"])
        who = access.contact_of(page, UUID(form.cleaned_data["who"]))
        try:
            naming.name_cover(who, days=days, by=request.user, at=at)
        except naming.CannotCover:
            form.add_error(None, _("They are no key adult there on all of these days"))
        else:
            return _back(place_id, "named")
    shown = {"page": page, "form": form, "said": DONE.get(request.GET.get("done", ""))}
    return render(request, "cover/holiday.html", shown)


@role_required(*access.WHO)
@here_and_back
def nobody_there(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Say that nobody of the school can cover."""
    page = _page(request, place_id)
    if request.method == "POST" and page.request_id:
        naming.say_nobody(page.request_id, by=request.user, at=clock.now())
        return _back(place_id, "nobody")
    return redirect("holiday_cover", place_id)


@role_required(*access.WHO)
@here_and_back
def remove(request: SignedInRequest, turn_id: UUID) -> HttpResponse:
    """Take a turn back."""
    at = clock.now()
    try:
        turn = access.turn_for(request.user, turn_id, at=at)
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    if request.method != "POST":
        return redirect("holiday_cover", turn.establishment_id)
    naming.remove_turn(turn.id, by=request.user, at=at)
    return _back(turn.establishment_id, "removed")


@role_required(*access.HUB)
@require_safe
def certificate(request: SignedInRequest) -> HttpResponse:
    """Show which schools of the area cover which days of their next holiday."""
    council = request.GET.get("council", "")
    page = area.certificate(council=council, at=clock.now())
    manages = people.has_role(request.user, Role.HUB_MANAGER, at=clock.now())
    shown = {"page": page, "said": DONE.get(request.GET.get("done", "")), "may_share": manages}
    return render(request, "cover/certificate.html", shown)


@role_required(Role.HUB_MANAGER)
@here_and_back
def share(request: SignedInRequest) -> HttpResponse:
    """Let one officer of the council cover several schools."""
    at = clock.now()
    page = area.to_share(request.user, at=at)
    if request.method == "POST" and _is_done_already(request, page):
        return redirect(f"{reverse('cover')}?done=shared")
    form = ShareForm(page, request.POST if request.method == "POST" else None)
    if form.is_valid():
        officer = area.officer(UUID(form.cleaned_data["officer"]))
        for each in page.schools:
            if str(each.place_id) in form.cleaned_data["schools"]:
                for first_on, last_on in each.open:
                    naming.share_officer(
                        each.school,
                        officer,
                        days=naming.Days(first_on=first_on, last_on=last_on),
                        by=request.user,
                        at=at,
                    )
        return redirect(f"{reverse('cover')}?done=shared")
    return render(request, "cover/share.html", {"page": page, "form": form})


def _is_done_already(request: SignedInRequest, page: area.SharePage) -> bool:
    """Say whether every school that was ticked has been covered meanwhile: a second press."""
    ticked = set(request.POST.getlist("schools"))
    return bool(ticked) and ticked.isdisjoint(str(each.place_id) for each in page.schools)


def _page(request: SignedInRequest, place_id: UUID) -> access.HolidayPage:
    try:
        return access.holiday_of(request.user, place_id, at=clock.now())
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs


def _back(place_id: UUID, done: str) -> HttpResponse:
    return redirect(f"{reverse('holiday_cover', args=[place_id])}?done={done}")
