"""Who looked: unusual readings and opened cases, each to be reviewed by somebody else."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
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

T = TypeVar("T")

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
    page = _theirs(reviews.unusual_reading, request, row_id, at=at)
    review = partial(unusual.review_reading, row_id)
    return _to_review(request, page, review, READING_CHOICES, "looking/unusual.html", at=at)


@keeps_draft()
@role_required(*WHO)
@here_and_back
def drawn_look(request: SignedInRequest, look_id: UUID) -> HttpResponse:
    """Show one look before a door that was drawn, and take what the checker found."""
    at = clock.now()
    page = _theirs(reviews.drawn_look, request, look_id, at=at)
    review = partial(checking.check_look, look_id)
    return _to_review(request, page, review, READING_CHOICES, "looking/look.html", at=at)


@keeps_draft()
@role_required(*WHO)
@here_and_back
def broken_glass(request: SignedInRequest, glass_id: UUID) -> HttpResponse:
    """Show one case that somebody opened and take what the reviewer found."""
    at = clock.now()
    page = _theirs(reviews.broken_glass, request, glass_id, at=at)
    review = partial(glass.review_glass, glass_id)
    return _to_review(request, page, review, GLASS_CHOICES, "looking/glass.html", at=at)


def _theirs(find: Callable[..., T], request: SignedInRequest, id_: UUID, *, at: datetime) -> T:
    try:
        return find(request.user, id_, at=at)
    except NotForThem as nothing:
        raise Http404 from nothing


def _to_review(
    request: SignedInRequest,
    page: Any,
    review: Callable[..., object],
    choices: Any,
    template: str,
    *,
    at: datetime,
) -> HttpResponse:
    """Show what is to be reviewed; take the finding once, and say so if somebody else's counts."""
    form = filled(FindingForm(request.POST or None, choices=choices), request)
    if request.method == "POST" and form.is_valid():
        try:
            review(**form.cleaned_data, by=request.user, at=at)
        except CannotReview:
            return _done("meanwhile")
        return _done("reviewed")
    return render(request, template, {"page": page, "line": page.line, "form": form})


def _done(what: str) -> HttpResponse:
    return redirect(f"{reverse('who_looked')}?done={what}")
