"""What is filled in to refer a record, and before a mark is lifted. Checks; saves nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReferralForm(forms.Form):
    """To which service, and for what."""

    service = forms.ChoiceField(
        label=_("Which service?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a service")},
    )
    purpose = forms.CharField(
        label=_("What is it asked to do?"),
        help_text=_("For example: contact her today about safety at home. The service reads this."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        max_length=300,
        error_messages={"required": _("Write what the service is asked to do")},
    )

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types
        field.choices = list(services)


class LiftMarkForm(forms.Form):
    """Has somebody asked?"""

    has_asked = forms.BooleanField(
        label=_("I have asked, and was told that it is safe again"),
        error_messages={
            "required": _("Ask the person, or whoever marked it, and say that you have")
        },
    )
