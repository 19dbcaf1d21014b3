"""In what a school keeps its safeguarding records: its key adults say it, or the hub for them."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from firstbell.foundation import clock
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.cover import checks
from firstbell.registry.cover.actions import recordkeeping
from firstbell.registry.cover.models import RecordKeeping

SYSTEM = RecordKeeping.Keeping.SYSTEM


class KeepingForm(forms.Form):
    """In a system, and in which; or on paper."""

    keeping = forms.ChoiceField(
        label=_("How are the safeguarding records kept?"),
        choices=RecordKeeping.Keeping.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the safeguarding records are kept")},
    )
    system = forms.CharField(
        label=_("What is the system called?"),
        help_text=_("If there is one. Its name only: no address, no account, no password."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the name where there is a system.

        :raises ValidationError: where it is missing.
        """
        cleaned = super().clean() or {}
        cleaned["system"] = " ".join(str(cleaned.get("system") or "").split())
        if cleaned.get("keeping") == SYSTEM and not cleaned["system"]:
            raise ValidationError({"system": _now("Enter what the system is called")})
        return cleaned


@role_required(*checks.READERS, *checks.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def at_place(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Ask in what a school keeps its safeguarding records."""
    at = clock.now()
    try:
        page = checks.page_of(request.user, place_id, at=at)
    except checks.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    if not page.is_school:
        raise Http404
    said = {"keeping": page.keeping, "system": page.system} if page.keeping else None
    form = KeepingForm(request.POST if request.method == "POST" else None, initial=said)
    if form.is_valid():
        recordkeeping.say(
            place_id,
            keeping=form.cleaned_data["keeping"],
            system=form.cleaned_data["system"],
            by=request.user,
            at=at,
        )
        return redirect(f"{reverse('contacts_at', args=[place_id])}?done=records")
    return render(request, "cover/recordkeeping.html", {"page": page, "form": form})
