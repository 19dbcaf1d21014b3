"""What an officer and a control room fill in. Checks it; saves nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firstbell.core.identifiers import normal_postcode

REFERENCE = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}


class ReferenceForm(forms.Form):
    """To which live incident is the officer on the way?"""

    reference = forms.CharField(
        label=_("Your control room’s reference"),
        help_text=_("The log or incident number that sent you there, as it was given to you."),
        max_length=200,
        widget=forms.TextInput(attrs={**REFERENCE, "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the reference of the incident that you are sent to")},
    )

    def say_not_there(self) -> None:
        """Say the one thing that is said whatever the reason is."""
        self.add_error(
            "reference",
            _("No incident of this reference can be looked up by you: check the number, or ask "
              "your control room whether it is still open"),
        )  # fmt: skip


class OpenForm(forms.Form):
    """Which incident is live, and to which door do officers go?"""

    reference = forms.CharField(
        label=_("Reference of the control room"),
        help_text=_("The log or incident number. Without one nothing can be opened."),
        max_length=200,
        widget=forms.TextInput(attrs={**REFERENCE, "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the control room’s reference")},
    )
    line = forms.CharField(
        label=_("House and street"),
        help_text=_("Number or name of the house first, for example Flat 3, 21 Mill Lane."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the house and the street")},
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=10,
        widget=forms.TextInput(attrs={**REFERENCE, "class": "govuk-input--width-10"}),
        error_messages={"required": _("Enter the postcode")},
    )
    surname = forms.CharField(
        label=_("Surname of the family, if the caller said it"),
        help_text=_("It keeps another family’s children off the officer’s page."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )

    def clean_postcode(self) -> str:
        """Refuse what is no whole postcode."""
        said = str(self.cleaned_data["postcode"])
        if not normal_postcode(said):
            raise forms.ValidationError(_("Enter a whole postcode, for example QX1 2AB"))
        return said

    def say_there_already(self) -> None:
        """Say that the reference was used, which names another door."""
        self.add_error("reference", _("This reference was opened before: check the number"))

    def as_message(self, *, source: str, opened_at: str) -> dict[str, Any]:
        """Return what was filled in as a machine would say it."""
        said = self.cleaned_data
        return {
            "source": source,
            "reference": str(said["reference"]).strip(),
            "opened_at": opened_at,
            "address": {"lines": [said["line"]], "postcode": said["postcode"]},
            "people": [{"surname": said["surname"]}] if said["surname"] else [],
        }
