"""Is this the same child? The list, one child beside the pupils it may be, and the decision.

Every post may come twice, late, or after a colleague's: it then leads to the page that says how
things stand. A post that reached the sign-in page first comes back as a GET and changes nothing.
"""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.journey.linkage import access
from firstbell.journey.linkage.actions import review as actions
from firstbell.journey.linkage.forms import AskForm, ThisOneForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.circles.doors import or_a_stub

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

DONE = ("this_one", "none_of_these", "ask_the_sender", "asked_already", "reconsidered")
"""What a page may say was done just before it opened."""


@role_required(*access.HUB)
@require_safe
def review_queue(request: SignedInRequest) -> HttpResponse:
    """List every child under review by the time left. Names no child."""
    lines, stubs = access.queue_with_stubs(request.user, at=clock.now())
    shown = {"lines": lines, "stubs": stubs, "done": _done(request)}
    return render(request, "linkage/queue.html", shown)


@role_required(*access.HUB)
@or_a_stub
@require_safe
def review(request: SignedInRequest, link_id: UUID) -> HttpResponse:
    """Show the recorded child beside the pupils that it may be."""
    at = clock.now()
    return _page(request, _link_or_404(request, link_id, at), at)


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def this_one(request: SignedInRequest, link_id: UUID) -> HttpResponse:
    """Say which of the pupils the child is, and go on to the next child."""
    at = clock.now()
    link = _link_or_404(request, link_id, at)
    if request.method != "POST" or not access.is_open(link):
        return redirect("review", link_id)
    form = ThisOneForm(access.pupils_shown(link), request.POST)
    if not form.is_valid():
        return _page(request, link, at, form=form)
    try:
        actions.decide_this_one(link=link, pupil_id=form.pupil_id(), by=request.user, at=at)
    except (actions.AlreadyDecided, actions.NotACandidate):
        return redirect("review", link_id)
    return _next(request, link_id, at, done="this_one")


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def none_of_these(request: SignedInRequest, link_id: UUID) -> HttpResponse:
    """Say that the child is none of the pupils, and go on to choose who is told instead."""
    at = clock.now()
    link = _link_or_404(request, link_id, at)
    if request.method != "POST" or not access.is_open(link):
        return redirect("review", link_id)
    try:
        actions.decide_none_of_these(link=link, by=request.user, at=at)
    except actions.AlreadyDecided:
        return redirect("review", link_id)
    return _next(request, link_id, at, done="none_of_these")


@keeps_draft()
@role_required(*access.HUB)
@or_a_stub
@here_and_back
def ask(request: SignedInRequest, link_id: UUID) -> HttpResponse:
    """Ask the police what is missing, and go on to the next child."""
    at = clock.now()
    link = _link_or_404(request, link_id, at)
    if request.method != "POST" or not access.is_open(link):
        return redirect("review", link_id)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, link, at, form=form)
    try:
        actions.ask_the_sender(link=link, question=form.question(), by=request.user, at=at)
    except actions.AlreadyDecided:
        return redirect("review", link_id)
    except actions.AlreadyAsked:
        return redirect(f"{reverse('review', args=[link_id])}?done=asked_already")
    return _next(request, link_id, at, done="ask_the_sender")


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def not_this_pupil(request: SignedInRequest, link_id: UUID) -> HttpResponse:
    """Say that a link is wrong: show once more what it rests on, then let a person look again."""
    at = clock.now()
    link = _link_or_404(request, link_id, at)
    if access.is_withdrawn(link):
        return redirect("review", link_id)
    if request.method == "POST":
        form = ThisOneForm(access.pupils_shown(link), request.POST)
        if form.is_valid():
            try:
                actions.reconsider(link=link, pupil_id=form.pupil_id(), by=request.user, at=at)
            except actions.AlreadyDecided:
                return redirect("review", link_id)
            return redirect(f"{reverse('review', args=[link_id])}?done=reconsidered")
    shown = access.linked_pupil(link, by=request.user, at=at)
    if shown is None:
        return redirect("review", link_id)
    return render(request, "linkage/not_this_pupil.html", {"linked": shown})


def _link_or_404(request: SignedInRequest, link_id: UUID, at: datetime) -> access.Row:
    try:
        return access.link(request.user, link_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing


def _page(
    request: SignedInRequest,
    link: access.Row,
    at: datetime,
    *,
    form: ThisOneForm | AskForm | None = None,
) -> HttpResponse:
    """Show one review, with what is missing in a form; or how the child stands."""
    if not access.is_open(link):
        shown = {"decided": access.decided(link), "done": _done(request)}
        return render(request, "linkage/decided.html", shown)
    page = access.review(link, by=request.user, at=at)
    ask_form = filled(
        form if isinstance(form, AskForm) else AskForm(missing=page.missing),
        request,
        address=reverse("review_ask", args=[link.id]),
    )
    shown = {"page": page, "form": form, "ask_form": ask_form, "done": _done(request)}
    return render(request, "linkage/review.html", shown)


def _next(request: SignedInRequest, link_id: UUID, at: datetime, *, done: str) -> HttpResponse:
    """Go on to the next child to decide, or back to the list when there is none."""
    following = access.next_in_queue(request.user, after=link_id, at=at)
    page = reverse("review", args=[following]) if following else reverse("review_queue")
    return redirect(f"{page}?done={done}")


def _done(request: SignedInRequest) -> str:
    done = request.GET.get("done", "")
    return done if done in DONE else ""
