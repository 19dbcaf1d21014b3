"""Children who may live there and were not recorded: the list, one question, and "cannot say yet".

A post may come twice, late, or after a colleague's: it then leads to the page that says how the
question was answered.
"""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.journey.linkage import access_unrecorded as access
from firstbell.journey.linkage.actions import unrecorded as actions
from firstbell.journey.linkage.forms_unrecorded import CANNOT_SAY, AnswerForm, UnsureForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

SAY = {
    "lives_there": actions.say_lives_there,
    "not_there": actions.say_not_there,
    "known": actions.say_known,
}

DONE = (*SAY, CANNOT_SAY)
"""What a page may say was done just before it opened."""


@role_required(*access.HUB)
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """List every open question by the time left. Names no child."""
    shown = {"lines": access.queue(request.user, at=clock.now()), "done": _done(request)}
    return render(request, "linkage/unrecorded_queue.html", shown)


@role_required(*access.HUB)
@here_and_back
def question(request: SignedInRequest, question_id: UUID) -> HttpResponse:
    """Ask whether one child lives there, and take the answer."""
    at = clock.now()
    row = _or_404(request, question_id, at)
    if not access.is_open(row):
        return render(
            request, "linkage/unrecorded_answered.html", {"answered": access.answered(row)}
        )
    page = access.question(row, by=request.user, at=at)
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted, can_be_added=page.can_be_added)
    if not form.is_valid():
        shown = {"page": page, "form": form, "done": _done(request)}
        return render(request, "linkage/unrecorded.html", shown)
    answer = form.cleaned_data["answer"]
    if answer == CANNOT_SAY:
        return redirect("unrecorded_unsure", question_id)
    try:
        SAY[answer](row, by=request.user, at=at)
    except actions.AlreadyAnswered:
        return redirect("unrecorded", question_id)
    return _next(request, row, at, done=answer)


@role_required(*access.HUB)
@here_and_back
def unsure(request: SignedInRequest, question_id: UUID) -> HttpResponse:
    """Take why it cannot be said yet, who is asked, and until when."""
    at = clock.now()
    row = _or_404(request, question_id, at)
    if not access.is_open(row):
        return redirect("unrecorded", question_id)
    form = UnsureForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        shown = {"form": form, "question_id": question_id}
        return render(request, "linkage/unrecorded_unsure.html", shown)
    said = form.cleaned_data
    try:
        actions.say_unsure(
            row, why=said["why"], asks=said["asks"], until=form.until(at), by=request.user, at=at
        )
    except actions.AlreadyAnswered:
        return redirect("unrecorded", question_id)
    return _next(request, row, at, done=CANNOT_SAY)


def _or_404(request: SignedInRequest, question_id: UUID, at: datetime) -> access.Row:
    try:
        return access.one(request.user, question_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing


def _next(request: SignedInRequest, row: access.Row, at: datetime, *, done: str) -> HttpResponse:
    """Go on to the next question, or back to the list when there is none."""
    following = access.next_of(request.user, after=row, at=at)
    page = reverse("unrecorded", args=[following]) if following else reverse("unrecorded_queue")
    return redirect(f"{page}?done={done}")


def _done(request: SignedInRequest) -> str:
    done = request.GET.get("done", "")
    return done if done in DONE else ""
