"""Who leaves: one role at one place, a whole account, or an agency's list of leavers."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods

from firstbell.core.calendars import local_day
from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.access import working
from firstbell.registry.agencies.access.working import NotTheirs
from firstbell.registry.agencies.actions import leaving
from firstbell.registry.agencies.actions.loading import load_leavers
from firstbell.registry.agencies.doors import Ending, SignedInRequest, role_required
from firstbell.registry.agencies.files.table import UnusableFile
from firstbell.web.people.forms import DisableForm, EndForm, LeaversForm
from firstbell.web.people.views import place_page


class Leaves(TypedDict):
    """Why somebody leaves, who says so, and when it takes effect: on a day, or at once."""

    why: Ending
    by: User
    at: datetime
    on: date | None


@role_required(*working.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, membership_id: UUID) -> HttpResponse:
    """End one person's role at one place, now or on a day."""
    membership, member = found = _member(request, membership_id)
    if not member.may_end:
        raise Http404

    def act(leaves: Leaves) -> str:
        ended = leaving.end_membership(membership, **leaves)
        return "leaving" if ended.ends_at and ended.ends_at > leaves["at"] else "ended"

    return _ask_and_do(request, found, EndForm, "people/end.html", act)


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
    membership, member = found = _member(request, membership_id)
    if not member.may_disable:
        raise Http404

    def act(leaves: Leaves) -> str:
        user = leaving.disable_account(membership.user, **leaves)
        return "leaving" if user.is_active else "disabled"

    return _ask_and_do(request, found, DisableForm, "people/disable.html", act)


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


def _ask_and_do(
    request: SignedInRequest,
    found: working.Found,
    asks: type[EndForm | DisableForm],
    template: str,
    act: Callable[[Leaves], str],
) -> HttpResponse:
    """Ask why and from when, and do it; `act` says what the page of the place tells then."""
    at = clock.now()
    membership, member = found
    back = place_page(member.place_id)
    form = asks(request.POST if request.method == "POST" else None, today=local_day(at))
    if not form.is_valid():
        is_last = working.is_last_told(membership, at)
        shown = {"member": member, "back": back, "is_last": is_last, "form": form}
        return render(request, template, shown)
    said = form.cleaned_data
    try:
        done = act({"why": Ending(said["why"]), "by": request.user, "at": at, "on": said["on"]})
    except leaving.HasEnded:
        done = "nothing"
    return redirect(f"{back}?done={done}")


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
