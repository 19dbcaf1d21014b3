"""What is filled in about whom or which home somebody is close to. Checks it; saves nothing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstbell.core.identifiers import normal_postcode
from firstbell.foundation.dates import PlainDateField
from firstbell.registry.agencies.queries.contacts import is_known_address

OWN: tuple[tuple[str, Promise], ...] = (
    ("home", _("Your own home")),
    ("person", _("An adult you are close to")),
    ("child", _("A child you are close to")),
    ("address", _("Another home you are close to")),
)
OF_ANOTHER: tuple[tuple[str, Promise], ...] = (
    ("home", _("Their own home")),
    ("person", _("An adult they are close to")),
    ("child", _("A child they are close to")),
    ("address", _("Another home they are close to")),
)
KINDS: Mapping[bool, tuple[tuple[str, Promise], ...]] = {True: OWN, False: OF_ANOTHER}
"""What can be written down, by whether it is of oneself."""


def _words(label: Any, *, wrong: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": wrong},
    )


class _InterestForm(forms.Form):
    """What all have in common: of others, whose it is."""

    def __init__(self, data: Any, *, own_address: str, is_own: bool) -> None:
        super().__init__(data)
        self.own_address = own_address.casefold()
        if not is_own:
            self.fields["whose"] = forms.EmailField(
                label=_("Whose is it? Their e-mail address"),
                max_length=254,
                help_text=_("As the key adults’ file or their account has it."),
                widget=forms.EmailInput(attrs={"autocomplete": "off"}),
                error_messages={
                    "required": _("Enter the e-mail address of the person whose it is"),
                    "invalid": _("Enter an e-mail address, such as name@school.example"),
                },
            )
            self.order_fields(["whose"])

    def clean_whose(self) -> str:
        """Refuse an address that nobody has who is told or signs in, and one's own."""
        whose: str = self.cleaned_data["whose"].strip().casefold()
        if whose == self.own_address:
            raise ValidationError(_("Your own belongs on your own page, under “Your account”"))
        if not is_known_address(whose):
            raise ValidationError(_("Nobody who is told of children or signs in has this address"))
        return whose

    def said(self) -> dict[str, str]:
        """Return what was filled in, as it is kept."""
        named = {key: value for key, value in self.cleaned_data.items() if key != "whose"}
        return {key: str(value).strip() for key, value in named.items() if value}


class HomeForm(_InterestForm):
    """One home: the house and its postcode, for a postcode alone is a whole street."""

    line = _words(
        _("House number or name, and street"),
        wrong=_("Enter the number or name of the house, and the street"),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=10,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": _("Enter the postcode")},
    )

    def clean_postcode(self) -> str:
        """Refuse what is no postcode."""
        found = normal_postcode(self.cleaned_data["postcode"])
        if found is None:
            raise ValidationError(_("Enter a full postcode, such as QX1 2AB"))
        return found


class ChildForm(_InterestForm):
    """One child, by name and birth date."""

    given_names = _words(_("First name"), wrong=_("Enter the first name"))
    surname = _words(_("Last name"), wrong=_("Enter the last name"))
    born_on = PlainDateField(
        label=_("Date of birth"),
        help_text=_("For example, 27 3 2015."),
        error_messages={"required": _("Enter the date of birth")},
    )


class PersonForm(_InterestForm):
    """One adult, by name and at least one thing that tells them from others of that name."""

    given_names = _words(_("First name"), wrong=_("Enter the first name"))
    surname = _words(_("Last name"), wrong=_("Enter the last name"))
    born_on = PlainDateField(
        label=_("Date of birth"), required=False, help_text=_("For example, 27 3 1985.")
    )
    phone = forms.CharField(
        label=_("Telephone number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Enter an e-mail address, such as name@home.example")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of them, without which nobody could be recognised."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(key) for key in ("born_on", "phone", "email")):
            raise ValidationError(
                _("Enter a date of birth, a telephone number or an e-mail address")
            )
        return cleaned


FORM_OF: Mapping[str, type[_InterestForm]] = {
    "home": HomeForm,
    "person": PersonForm,
    "child": ChildForm,
    "address": HomeForm,
}


def form_of(kind: str, data: Any, *, own_address: str, is_own: bool) -> _InterestForm:
    """Return the form of one kind of interest."""
    return FORM_OF[kind](data, own_address=own_address, is_own=is_own)
