"""Who looked: unusual readings and opened cases, each to be reviewed by somebody else."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.oversight.looking.access import WHO, NotForThem, reviews
from firstbell.oversight.looking.actions import CannotReview, checking, glass, unusual
from firstbell.oversight.looking.forms import GLASS_CHOICES, READING_CHOICES, FindingForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required

DONE = ("reviewed", "meanwhile", "closed")

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*WHO)
@require_safe
def who_looked(request: SignedInRequest) -> HttpResponse:
    """List what waits for a reviewer."""
    done = request.GET.get("done", "")
    page = reviews.who_looked(request.user, at=clock.now())
    return render(
        request,
        "looking/who_looked.html",
        {"page": page, "done": done if done in DONE else ""},
    )


@keeps_draft()
@role_required(*WHO)
@here_and_back
def unusual_reading(request: SignedInRequest, row_id: UUID) -> HttpResponse:
    """Show one unusual reading and take what the reviewer found."""
    at = clock.now()
    try:
        page = reviews.unusual_reading(request.user, row_id, at=at)
    except NotForThem as nothing:
        raise Http404 from nothing
    form = filled(FindingForm(request.POST or None, choices=READING_CHOICES), request)
    if request.method == "POST" and form.is_valid():
        try:
            unusual.review_reading(row_id, **form.cleaned_data, by=request.user, at=at)
        except CannotReview:
            return _done("meanwhile")
        return _done("reviewed")
    return render(request, "looking/unusual.html", {"page": page, "line": page.line, "form": form})


@keeps_draft()
@role_required(*WHO)
@here_and_back
def drawn_look(request: SignedInRequest, look_id: UUID) -> HttpResponse:
    """Show one look before a door that was drawn, and take what the checker found."""
    at = clock.now()
    try:
        page = reviews.drawn_look(request.user, look_id, at=at)
    except NotForThem as nothing:
        raise Http404 from nothing
    form = filled(FindingForm(request.POST or None, choices=READING_CHOICES), request)
    if request.method == "POST" and form.is_valid():
        try:
            checking.check_look(look_id, **form.cleaned_data, by=request.user, at=at)
        except CannotReview:
            return _done("meanwhile")
        return _done("reviewed")
    return render(request, "looking/look.html", {"page": page, "line": page.line, "form": form})


@keeps_draft()
@role_required(*WHO)
@here_and_back
def broken_glass(request: SignedInRequest, glass_id: UUID) -> HttpResponse:
    """Show one case that somebody opened and take what the reviewer found."""
    at = clock.now()
    try:
        page = reviews.broken_glass(request.user, glass_id, at=at)
    except NotForThem as nothing:
        raise Http404 from nothing
    form = filled(FindingForm(request.POST or None, choices=GLASS_CHOICES), request)
    if request.method == "POST" and form.is_valid():
        try:
            glass.review_glass(glass_id, **form.cleaned_data, by=request.user, at=at)
        except CannotReview:
            return _done("meanwhile")
        return _done("reviewed")
    return render(request, "looking/glass.html", {"page": page, "line": page.line, "form": form})


def _done(what: str) -> HttpResponse:
    return redirect(f"{reverse('who_looked')}?done={what}")
