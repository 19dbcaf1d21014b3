"""The log of a helpline: log a call in one form, see one's own, take a wrong one out; figures."""

from contextlib import suppress
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.oversight.helpline import access, actions
from firstbell.oversight.helpline.forms import CallForm
from firstbell.oversight.helpline.words import in_words
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*access.LOGS)
@require_http_methods(["GET", "HEAD", "POST"])
def helpline(request: SignedInRequest) -> HttpResponse:
    """Log a call; below, one's own."""
    at = clock.now()
    desk = _desk(request)
    councils = access.councils()
    form = CallForm(
        request.POST if request.method == "POST" else None,
        councils=councils,
        at=at,
        initial={
            "once": uuid4(),
            "day": localtime(at).date(),
            "council_code": desk.council_code if desk.council_code in councils else "",
        },
    )
    if form.is_valid():
        call_id = form.cleaned_data["once"]
        actions.log_call(call_id, form.said(), desk=desk, by=request.user, at=at)
        return redirect("helpline")
    shown = {"form": form, "calls": access.own_calls(request.user, at=at)}
    return render(request, "helpline/log.html", shown)


@role_required(*access.LOGS)
@require_POST
def take_out(request: SignedInRequest, helpline_call_id: UUID) -> HttpResponse:
    """Take out a call of one's own that was logged wrongly."""
    at = clock.now()
    _desk(request)
    # One that is gone already, is not theirs or stands by now: nothing is taken out.
    with suppress(access.NotTheirs, actions.CannotLog):
        call = access.own_call(request.user, helpline_call_id)
        actions.take_out(call, by=request.user, at=at)
    return redirect("helpline")


@role_required(*access.READ_FIGURES)
@require_safe
def figures(request: SignedInRequest) -> HttpResponse:
    """Show month by month how many calls there were, and what they were about."""
    councils = access.councils()
    found = access.months(at=clock.now())
    months = [(each, in_words(each.figures, councils=councils)) for each in found]
    return render(request, "helpline/figures.html", {"months": months})


def _desk(request: SignedInRequest) -> access.Helpline:
    try:
        return access.desk_of(request.user, at=clock.now())
    except access.NotTheirs as nothing:
        raise Http404 from nothing
