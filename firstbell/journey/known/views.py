"""Known or not: what services are asked, who is followed, what came of it; and the figures."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.journey.known import access
from firstbell.journey.known.actions import following
from firstbell.journey.known.forms import AnswerForm, OfferForm, OutcomeForm
from firstbell.journey.known.words import in_words
from firstbell.registry.agencies.doors import SignedInRequest, role_required

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*access.WHO)
@require_safe
def lists(request: SignedInRequest) -> HttpResponse:
    """List what waits for an answer, and who is followed."""
    shown = {"lists": access.lists(request.user, at=clock.now())}
    return render(request, "known/lists.html", shown)


@role_required(*access.WHO)
@here_and_back
def answer(request: SignedInRequest, question_id: UUID) -> HttpResponse:
    """Ask a service about one child, and enter its yes or no."""
    at = clock.now()
    try:
        page = access.question_for(request.user, question_id, at=at)
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if page.question.answer:
        return render(request, "known/answered.html", {"page": page})
    if form.is_valid():
        said = form.cleaned_data["answer"]
        following.answer(page.question, said=said, is_by_hub=page.is_hub, by=request.user, at=at)
        return redirect("known")
    return render(request, "known/question.html", {"page": page, "form": form})


@role_required(*access.WHO)
@require_safe
def follow_up(request: SignedInRequest, follow_up_id: UUID) -> HttpResponse:
    """Show a child who is followed, and what was said so far."""
    return render(request, "known/follow_up.html", {"page": _page(request, follow_up_id)})


@role_required(*access.HUB)
@require_POST
def settle_words(request: SignedInRequest, follow_up_id: UUID, number: int) -> HttpResponse:
    """Let early help read what a school wrote that may name somebody else, or keep it back."""
    try:
        view = access.view_to_settle(_page(request, follow_up_id), number)
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    let_go = request.POST.get("let_go") == "yes"
    following.settle_words(view, let_go=let_go, by=request.user, at=clock.now())
    return redirect("follow_up", follow_up_id)


@role_required(*access.WHO)
@here_and_back
def offer(request: SignedInRequest, follow_up_id: UUID) -> HttpResponse:
    """Enter what became of the offer of help."""
    page = _page(request, follow_up_id)
    form = OfferForm(request.POST if request.method == "POST" else None)
    if page.follow_up.outcome:
        return redirect("follow_up", follow_up_id)
    if form.is_valid():
        said = form.cleaned_data["offer"]
        following.enter_offer(page.follow_up, offer=said, by=request.user, at=clock.now())
        return redirect("follow_up", follow_up_id)
    return render(request, "known/offer.html", {"page": page, "form": form})


@role_required(*access.WHO)
@here_and_back
def outcome(request: SignedInRequest, follow_up_id: UUID) -> HttpResponse:
    """Choose the outcome, which is the one way off the list."""
    page = _page(request, follow_up_id)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if page.follow_up.outcome:
        return redirect("follow_up", follow_up_id)
    if form.is_valid():
        said = form.cleaned_data["outcome"]
        try:
            following.close(page.follow_up, outcome=said, by=request.user, at=clock.now())
        except following.CannotFollow as missing:
            form.say_missing(str(missing))
        else:
            return redirect("follow_up", follow_up_id)
    return render(request, "known/outcome.html", {"page": page, "form": form})


@role_required(*access.READ_FIGURES)
@require_safe
def figures(request: SignedInRequest) -> HttpResponse:
    """Show month by month how many children nobody knew, and what came of it."""
    months = [(each, in_words(each.figures)) for each in access.months(at=clock.now())]
    return render(request, "known/figures.html", {"months": months})


def _page(request: SignedInRequest, follow_up_id: UUID) -> access.FollowUpPage:
    try:
        return access.follow_up_for(request.user, follow_up_id, at=clock.now())
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
