"""Whom somebody looks for: a name as heard, a birth date, and for some a place or a number."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firstbell.core.searching import Sought
from firstbell.foundation.dates import PlainDateField


class SearchForm(forms.Form):
    """Everything that is filled must fit."""

    name = forms.CharField(
        label=_("Name, as you heard it"),
        help_text=_("Any part of it. It need not be spelled right."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    born_on = PlainDateField(
        label=_("Date of birth"), help_text=_("For example, 27 3 2015"), required=False
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
    )
    number = forms.CharField(
        label=_("Reference, UPN or telephone number"),
        help_text=_("All of it: the force’s reference of an incident, say."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )

    def __init__(self, *args: Any, by_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_place:
            del self.fields["postcode"], self.fields["number"]

    def clean(self) -> dict[str, Any]:
        """Refuse a search for nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and self.sought().is_empty:
            raise forms.ValidationError(_("Say whom you look for: two letters of a name will do"))
        return cleaned

    def sought(self) -> Sought:
        """Return what was filled in, as the rules of search take it."""
        given = self.cleaned_data
        return Sought(
            name=given.get("name") or "",
            born_on=given.get("born_on"),
            postcode=given.get("postcode") or "",
            number=given.get("number") or "",
        )
