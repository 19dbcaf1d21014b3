"""Your feeds: what a force handed over, what was refused and how to mend it, what became of it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.journey.intake.actions import mending, waiting
from firstbell.journey.reconciliation.access import police, withdrawals
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required
from firstbell.registry.circles.doors import or_a_stub

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

LEFT_OUT = "left_out_on_purpose"
"""Outcome of the question about a child whom a later revision no longer names."""


@role_required(Role.POLICE_SENDER)
@require_safe
def your_feeds(request: SignedInRequest) -> HttpResponse:
    """Show what is to put right first, then what came and what became of it."""
    try:
        page = police.your_feeds(request.user, number=request.GET.get("page"), at=clock.now())
    except police.NotForThem as nothing:
        raise Http404 from nothing
    waiting = withdrawals.of_my_force(request.user, at=clock.now())
    shown = {"feeds": page, "withdrawals": waiting, "done": request.GET.get("done", "")}
    return render(request, "reconciliation/feeds.html", shown)


@role_required(Role.POLICE_SENDER)
@or_a_stub
@here_and_back
def incident(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Show one incident and what became of each of its children."""
    try:
        page = police.one_incident(request.user, incident_id, at=clock.now())
    except police.NotForThem as nothing:
        raise Http404 from nothing
    shown = {"page": page, "line": page.line, "done": request.GET.get("done", "")}
    return render(request, "reconciliation/incident.html", shown)


@role_required(Role.POLICE_SENDER)
@here_and_back
def left_out(request: SignedInRequest, wait_id: UUID) -> HttpResponse:
    """Say that a child was left out on purpose; putting it back is a correction."""
    at = clock.now()
    try:
        wait = police.vanished_wait(request.user, wait_id, at=at)
    except police.NotForThem as nothing:
        raise Http404 from nothing
    if request.method == "POST":
        waiting.stop_waiting(wait, by=request.user, at=at, outcome=LEFT_OUT)
    return redirect("sent_incident", wait.child.incident_id)


@role_required(Role.POLICE_SENDER)
@here_and_back
def set_aside(request: SignedInRequest, refused_id: UUID) -> HttpResponse:
    """Take something refused from the list, because it came in another way."""
    at = clock.now()
    try:
        refused = police.refused_one(request.user, refused_id, at=at)
    except police.NotForThem as nothing:
        raise Http404 from nothing
    if request.method == "POST":
        mending.set_aside_refused(refused=refused, by=request.user, at=at)
    return redirect("your_feeds")
