"""Section 49A in a month: the figures a chief officer answers with, and what is behind them."""

from datetime import datetime
from itertools import accumulate, repeat
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.core.duty import Month
from firstbell.foundation import clock
from firstbell.journey.intake.asking import NotForThem
from firstbell.journey.reconciliation.access import duty as door
from firstbell.registry.agencies.doors import SignedInRequest, role_required

MONTHS = 24
"""How many months may be chosen; an older one by its address."""


@role_required(*door.READERS)
@require_safe
def duty(request: SignedInRequest) -> HttpResponse:
    """Show what became of the children of a month: one figure first, then by step and place."""
    at = clock.now()
    month = _month(request, at)
    try:
        page = door.figures(request.user, code=request.GET.get("force", ""), month=month, at=at)
    except NotForThem as nothing:
        raise Http404 from nothing
    now = Month.of(at)
    shown = {
        "page": page,
        "months": list(accumulate(repeat(now, MONTHS), lambda later, _now: later.before)),
        "later": month.next if month < now else None,
        "query": urlencode({"month": str(month), "force": page.force.code}),
        "at": at,
    }
    return render(request, "reconciliation/duty.html", shown)


@role_required(*door.READERS)
@require_safe
def behind(request: SignedInRequest) -> HttpResponse:
    """Show the incidents behind one figure: references, and no names."""
    at = clock.now()
    asked = {name: request.GET.get(name, "") for name in ("fates", "by", "row")}
    month = _month(request, at)
    try:
        page = door.behind(
            request.user,
            code=request.GET.get("force", ""),
            month=month,
            number=request.GET.get("page"),
            at=at,
            **asked,
        )
    except NotForThem as nothing:
        raise Http404 from nothing
    whose = {"month": str(month), "force": page.force.code}
    shown = {
        "page": page,
        "back": urlencode(whose),
        "query": "&" + urlencode({**whose, **asked}),
    }
    return render(request, "reconciliation/duty_behind.html", shown)


def _month(request: SignedInRequest, at: datetime) -> Month:
    """Return the month that is asked for; without one, or with something else, the present one."""
    try:
        return Month.read(request.GET.get("month", ""))
    except ValueError:
        return Month.of(at)
