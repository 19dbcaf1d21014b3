"""What an officer for allegations, or the hub that rang one, fills in. Saves nothing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from firstbell.journey.allegations.models import Allegation

Outcome = Allegation.Outcome


class TakeForm(forms.Form):
    """The officer has it; the hub says whom it reached."""

    officer = forms.CharField(
        label=_("Which officer did you reach?"),
        help_text=_("Name and council, as they said it. Tell them what stands above, no more."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": _("Enter the officer’s name")},
    )

    def __init__(self, *args: Any, is_by_hub: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_by_hub:
            del self.fields["officer"]

    def reached(self) -> str:
        """Return whom the hub reached; an officer of the desk answers for themselves."""
        return str(self.cleaned_data.get("officer") or "")


class OutcomeForm(TakeForm):
    """The first outcome, from a closed list."""

    outcome = forms.ChoiceField(
        label=_("What is the outcome?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the outcome")},
    )
    referred_to = forms.CharField(
        label=_("To whom it was referred"),
        help_text=_("Only if it was referred on: name, and council or body."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the name where it was referred on.

        :raises ValidationError: where it is missing.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        is_on = cleaned.get("outcome") == Outcome.REFERRED_ON
        cleaned["referred_to"] = str(cleaned.get("referred_to") or "") if is_on else ""
        if is_on and not cleaned["referred_to"]:
            raise ValidationError({"referred_to": _now("Enter to whom it was referred")})
        return cleaned
