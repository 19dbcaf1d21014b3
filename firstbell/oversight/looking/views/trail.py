"""The trail by person, period and kind, page by page. Asked by POST: no address says of whom."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from firstbell.core.calendars import local_day
from firstbell.foundation import clock
from firstbell.oversight.looking.access import trail as door
from firstbell.oversight.looking.forms import TrailForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*door.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def trail(request: SignedInRequest) -> HttpResponse:
    """Show what was asked for; without a question, what was written today."""
    at = clock.now()
    today = local_day(at)
    form = TrailForm(
        request.POST if request.method == "POST" else None,
        initial={"since_on": today, "until_on": today},
        kinds=[(code, words) for code, (words, _which) in door.KINDS.items()],
        today=today,
    )
    if form.is_bound and not form.is_valid():
        return render(request, "looking/trail.html", {"form": form})
    asked = door.Asked(since_on=today, until_on=today)
    if form.is_bound:
        said = form.cleaned_data
        asked = door.Asked(**{**said, "number": said["number"] or 1})
    shown = {"form": form, "asked": asked, "page": door.trail(request.user, asked, at=at)}
    return render(request, "looking/trail.html", shown)
