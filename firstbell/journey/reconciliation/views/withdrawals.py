"""A withdrawal that waits: the second person agrees, or says that the incident stands."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from firstbell.foundation import clock
from firstbell.journey.intake.actions.second_person import CannotAnswer, answer
from firstbell.journey.reconciliation.access import withdrawals
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required


class SecondForm(forms.Form):
    """What the second person says."""

    answer = forms.ChoiceField(
        label=_("Should it be withdrawn?"),
        choices=[
            ("withdraw", _("Yes: I have checked it, and it should not have been sent")),
            ("stands", _("No: it stands")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is withdrawn or stands")},
    )


@role_required(Role.POLICE_SENDER, Role.HUB_WORKER, Role.HUB_MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Show one withdrawal that waits, and take the second person's answer."""
    at = clock.now()
    try:
        asked = withdrawals.one(request.user, incident_id, at=at)
    except withdrawals.NotForThem as nothing:
        raise Http404 from nothing
    form = SecondForm(request.POST if request.method == "POST" else None)
    if not (asked.line.may_answer and form.is_valid()):
        return render(request, "reconciliation/withdrawal.html", {"asked": asked, "form": form})
    back = reverse("your_feeds" if asked.is_of_the_force else "taken_back")
    done = form.cleaned_data["answer"]
    try:
        answer(
            asked.incident,
            agrees=done == "withdraw",
            is_of_the_force=asked.is_of_the_force,
            by=request.user,
            at=at,
        )
    except CannotAnswer:
        done = "meanwhile"
    return redirect(f"{back}?done={done}")
