"""Who leaves: one role at one place, a whole account, or an agency's list of leavers."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods

from firstbell.core.calendars import local_day
from firstbell.foundation import clock
from firstbell.registry.agencies.access import working
from firstbell.registry.agencies.access.working import NotTheirs
from firstbell.registry.agencies.actions import leaving
from firstbell.registry.agencies.actions.loading import load_leavers
from firstbell.registry.agencies.doors import Ending, SignedInRequest, role_required
from firstbell.registry.agencies.files.table import UnusableFile
from firstbell.web.people.forms import DisableForm, EndForm, LeaversForm
from firstbell.web.people.views import place_page


@role_required(*working.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, membership_id: UUID) -> HttpResponse:
    """End one person's role at one place, now or on a day."""
    at = clock.now()
    membership, member = _member(request, membership_id)
    if not member.may_end:
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None, today=local_day(at))
    if not form.is_valid():
        shown = _about((membership, member), at) | {"form": form}
        return render(request, "people/end.html", shown)
    try:
        ended = leaving.end_membership(
            membership,
            why=Ending(form.cleaned_data["why"]),
            by=request.user,
            at=at,
            on=form.cleaned_data["on"],
        )
    except leaving.HasEnded:
        return redirect(f"{place_page(member.place_id)}?done=nothing")
    done = "leaving" if ended.ends_at and ended.ends_at > at else "ended"
    return redirect(f"{place_page(member.place_id)}?done={done}")


@role_required(*working.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: SignedInRequest, membership_id: UUID) -> HttpResponse:
    """Take back that somebody leaves on a day to come."""
    membership, member = _member(request, membership_id)
    if not member.may_end:
        raise Http404
    if request.method != "POST":
        return redirect(place_page(member.place_id))
    try:
        leaving.stay(membership, by=request.user, at=clock.now())
    except leaving.HasEnded:
        return redirect(f"{place_page(member.place_id)}?done=nothing")
    return redirect(f"{place_page(member.place_id)}?done=staying")


@role_required(*working.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def disable(request: SignedInRequest, membership_id: UUID) -> HttpResponse:
    """Disable the account of somebody all of whose roles are this manager's to end."""
    at = clock.now()
    membership, member = _member(request, membership_id)
    if not member.may_disable:
        raise Http404
    form = DisableForm(request.POST if request.method == "POST" else None, today=local_day(at))
    if not form.is_valid():
        shown = _about((membership, member), at) | {"form": form}
        return render(request, "people/disable.html", shown)
    try:
        user = leaving.disable_account(
            membership.user,
            why=Ending(form.cleaned_data["why"]),
            by=request.user,
            at=at,
            on=form.cleaned_data["on"],
        )
    except leaving.HasEnded:
        return redirect(f"{place_page(member.place_id)}?done=nothing")
    done = "leaving" if user.is_active else "disabled"
    return redirect(f"{place_page(member.place_id)}?done={done}")


@role_required(*working.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def leavers(request: SignedInRequest) -> HttpResponse:
    """Take in an agency's list of leavers, and say line by line what came of it."""
    if request.method != "POST":
        return render(request, "people/leavers.html", {"form": LeaversForm()})
    form = LeaversForm(request.POST, request.FILES)
    shown: dict[str, object] = {"form": form}
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            outcome = load_leavers(
                content=file.read(), file_name=file.name, by=request.user, at=clock.now()
            )
        except UnusableFile as unusable:
            form.add_error("file", str(unusable))
        else:
            shown |= {"outcome": outcome, "counted": _counted(outcome.counts)}
    return render(request, "people/leavers.html", shown)


def _member(request: SignedInRequest, membership_id: UUID) -> working.Found:
    try:
        return working.member_for(request.user, membership_id, clock.now())
    except NotTheirs as not_theirs:
        raise Http404 from not_theirs


def _about(found: working.Found, at: datetime) -> dict[str, object]:
    membership, member = found
    return {
        "member": member,
        "back": place_page(member.place_id),
        "is_last": working.is_last_told(membership, at),
    }


def _counted(counts: Mapping[str, int]) -> list[str]:
    """Return in words what a list came to; what it came to not at all is left out."""
    words = (
        ("ended", ngettext_lazy("%(n)d role has ended", "%(n)d roles have ended", "n")),
        (
            "disabled",
            ngettext_lazy("%(n)d account is disabled", "%(n)d accounts are disabled", "n"),
        ),
        ("later", ngettext_lazy("%(n)d ends on its day", "%(n)d end on their day", "n")),
        (
            "not found",
            ngettext_lazy(
                "%(n)d line is about nobody here", "%(n)d lines are about nobody here", "n"
            ),
        ),
    )
    return [said % {"n": counts[key]} for key, said in words if counts.get(key)]
