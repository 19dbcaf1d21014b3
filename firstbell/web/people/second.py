"""The second of two people: see what another asked for, and agree or refuse."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.registry.agencies.access import second
from firstbell.registry.agencies.access.working import MANAGERS, NotTheirs
from firstbell.registry.agencies.actions import granting
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.agencies.queries import people
from firstbell.web.people.forms import AnswerForm
from firstbell.web.people.passing_on import pass_on

DONE = {
    "agreed": _("Agreed. The account is enabled; they can sign in again."),
    "refused": _("Refused. Nothing was opened."),
    "sent": _("Agreed. The link is on its way to them. It works once, for fourteen days."),
}
"""What the list says above itself after an answer."""

NOT_DONE = {
    "late": _("Nothing was changed: somebody has answered meanwhile, or it is too old."),
    "not-you": _("You cannot be the second person for this. It waits for somebody else."),
}
"""What it says when nothing was done."""


@role_required(*second.WHO_AGREES)
@require_safe
def grants(request: SignedInRequest) -> HttpResponse:
    """List what waits for a second person."""
    done = request.GET.get("done", "")
    found = second.asked_for(request.user, clock.now())
    manages = people.has_role(request.user, *MANAGERS, at=clock.now())
    said = {"said": DONE.get(done) or NOT_DONE.get(done), "is_done": done in DONE}
    return render(request, "people/grants.html", {"grants": found, "manages": manages} | said)


@role_required(*second.WHO_AGREES)
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    """Show one thing that waits for a second person, and take their answer."""
    at = clock.now()
    try:
        asked = second.one_asked_for(request.user, grant_id, at)
    except NotTheirs as not_theirs:
        raise Http404 from not_theirs
    if request.method == "POST" and not asked.may_answer:
        granting.note_attempt(grant_id, by=request.user, at=at)
        return redirect(f"{reverse('grants')}?done=not-you")
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "people/grant.html", {"asked": asked, "form": form})
    list_ = reverse("grants")
    try:
        if form.cleaned_data["answer"] == "refuse":
            granting.refuse(grant_id, by=request.user, at=at)
            return redirect(f"{list_}?done=refused")
        agreed = granting.agree(grant_id, by=request.user, at=at)
    except granting.MayNot:
        granting.note_attempt(grant_id, by=request.user, at=at)
        return redirect(f"{list_}?done=not-you")
    except granting.AlreadyAnswered:
        return redirect(f"{list_}?done=late")
    if agreed is None or agreed.secret is None:
        return redirect(f"{list_}?done=agreed")
    return pass_on(request, agreed.invitation.email, agreed.secret, back=list_)


@role_required(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_to_enable(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Ask that a disabled account opens again; a second person agrees."""
    at = clock.now()
    try:
        account = second.disabled_account(request.user, user_id, at)
    except NotTheirs as not_theirs:
        raise Http404 from not_theirs
    if request.method != "POST":
        return redirect("people")
    try:
        granting.ask_to_enable(account, by=request.user, at=at)
    except (granting.MayNot, granting.AlreadyAnswered):
        return redirect("people")
    return redirect(f"{reverse('people')}?done=asked")
