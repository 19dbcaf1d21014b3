"""Rolls that were held because they would take many pupils off: a person confirms or refuses."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.journey.reconciliation.access import rolls
from firstbell.journey.reconciliation.forms_looking import RollForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.people.actions import confirming

DONE = ("confirm", "refuse", "nothing")


@role_required(*rolls.WHO)
@require_safe
def held_rolls(request: SignedInRequest) -> HttpResponse:
    """List the rolls that wait for a person."""
    done = request.GET.get("done", "")
    shown = {"rolls": rolls.held_rolls(), "done": done if done in DONE else ""}
    return render(request, "reconciliation/rolls.html", shown)


@role_required(*rolls.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def held_roll(request: SignedInRequest, roll_id: UUID) -> HttpResponse:
    """Confirm one roll or set it aside."""
    try:
        roll = rolls.held_roll(roll_id)
    except rolls.NotHeldHere:
        return redirect(f"{reverse('held_rolls')}?done=nothing")
    form = RollForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "reconciliation/roll.html", {"roll": roll, "form": form})
    answer = form.cleaned_data["answer"]
    settle = confirming.confirm_roll if answer == "confirm" else confirming.refuse_roll
    try:
        settle(roll_id, by=request.user, at=clock.now())
    except confirming.NotHeld:
        answer = "nothing"
    return redirect(f"{reverse('held_rolls')}?done={answer}")
