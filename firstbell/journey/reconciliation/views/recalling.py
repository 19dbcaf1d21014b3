"""Take back what was told, in one act; list what was taken back; write down what was heard of it.

Every post may come twice, late, or after a colleague's: it then leads to the child's page.
"""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.journey.delivery.actions import recalling as acts
from firstbell.journey.delivery.forms_recalls import BecameOfItForm
from firstbell.journey.reconciliation.access import recalling, withdrawals
from firstbell.journey.reconciliation.forms_recalling import TakeBackForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.circles.doors import or_a_stub

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@keeps_draft()
@role_required(*recalling.HUB)
@or_a_stub
@here_and_back
def take_back(request: SignedInRequest, notification_id: UUID) -> HttpResponse:
    """Show what is with whom, and take it back for a reason."""
    at = clock.now()
    try:
        row = recalling.notification(request.user, notification_id, at=at)
    except recalling.NotForThem as nothing:
        raise Http404 from nothing
    page = recalling.to_take_back(row, by=request.user, at=at)
    form = TakeBackForm(
        request.POST or None,
        facts=page.facts,
        others=page.others,
        is_withdrawn=page.is_withdrawn,
        is_held=page.is_held,
    )
    form = filled(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            _take(row, form.cleaned_data, request)
        except acts.CannotTakeBack:
            return _back(page.child_id, "nothing")
        return _back(page.child_id, "taken_back")
    return render(request, "reconciliation/take_back.html", {"page": page, "form": form})


def _take(row: recalling.Row, said: dict[str, Any], request: SignedInRequest) -> None:
    by, at = request.user, clock.now()
    if said["why"] == "wrong_content":
        acts.take_out(notification=row, parts=said["parts"], reason=said["reason"], by=by, at=at)
        return
    acts.take_back(
        notification=row,
        why=said["why"],
        reason=said["reason"],
        is_told_elsewhere=said.get("instead") == "others",
        by=by,
        at=at,
    )


@role_required(*recalling.HUB)
@require_safe
def taken_back(request: SignedInRequest) -> HttpResponse:
    """List what was taken back: what wrong readers have not answered first."""
    lines = recalling.taken_back(request.user, at=clock.now())
    shown = {
        "waiting": [line for line in lines if line.is_open],
        "settled": [line for line in lines if not line.is_open],
        "withdrawals": withdrawals.overdue_at_the_hub(request.user, at=clock.now()),
        "done": request.GET.get("done", ""),
    }
    return render(request, "reconciliation/taken_back.html", shown)


@keeps_draft()
@role_required(*recalling.HUB)
@here_and_back
def heard(request: SignedInRequest, recall_id: UUID) -> HttpResponse:
    """Write down what a wrong reader said by telephone, or that nobody there can say."""
    at = clock.now()
    try:
        line = recalling.recall(request.user, recall_id, at=at)
    except recalling.NotForThem as nothing:
        raise Http404 from nothing
    form = filled(BecameOfItForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "is_heard_by_hub": True}
        try:
            acts.answer(recall_id=recall_id, **said, by=request.user, at=at)
        except acts.CannotAnswer:
            return redirect(f"{reverse('taken_back')}?done=meanwhile")
        return redirect(f"{reverse('taken_back')}?done=heard")
    return render(request, "reconciliation/heard.html", {"line": line, "form": form})


def _back(child_id: UUID, done: str) -> HttpResponse:
    return redirect(f"{reverse('child', args=[child_id])}?done={done}")
