"""What was kept back: words that may name others, and readers who are adults of the incident.

Every post may come twice, late, or after a colleague's, and a revision may have changed the
words meanwhile: only what was on the page can be let go.
"""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.journey.delivery.actions.screening import settle_texts
from firstbell.journey.reconciliation.access import looking
from firstbell.journey.reconciliation.forms_looking import TextsForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.circles.doors import or_a_stub


@role_required(*looking.HUB)
@or_a_stub
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show the words that were kept back as police wrote them; let each go or keep it back."""
    at = clock.now()
    row = _child_or_404(request, child_id, at)
    have_changed = False
    form = None
    if request.method == "POST":
        now = looking.marks_of(row)
        form = TextsForm([(key, key, mark) for key, mark in now.items()], request.POST)
        if form.is_valid():
            let_go = form.let_go()
            have_changed = any(now[key] != mark for key, mark in let_go.items())
            if not have_changed:
                settle_texts(child=row, let_go=list(let_go), by=request.user, at=at)
                return redirect(f"{reverse('child', args=[child_id])}?done=texts")
    page = looking.texts(row, by=request.user, at=at)
    fields = [(text.key, text.label, text.mark) for text in page.texts]
    form = TextsForm(fields, request.POST if form and not have_changed else None)
    pairs = [(text, form[text.key], form[f"mark-{text.key}"]) for text in page.texts]
    shown = {"page": page, "form": form, "pairs": pairs, "have_changed": have_changed}
    return render(request, "reconciliation/texts.html", shown)


@role_required(*looking.HUB)
@or_a_stub
@require_safe
def conflict(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show which reader seems to be an adult of the incident, and who would be told instead."""
    at = clock.now()
    row = _child_or_404(request, child_id, at)
    page = looking.conflicts(row, by=request.user, at=at)
    return render(request, "reconciliation/conflict.html", {"page": page})


def _child_or_404(request: SignedInRequest, child_id: UUID, at: datetime) -> looking.Row:
    try:
        return looking.child(request.user, child_id, at=at)
    except looking.NotForThem as nothing:
        raise Http404 from nothing
