"""The kinds of field that an incident's form is made of, and the choices that they offer."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise
else:
    from django.utils.functional import Promise

from firstbell.foundation.dates import PlainDateField

Choices = Sequence[tuple[str, str | Promise]]

NOT_SAID = ("", _("Not recorded"))
YES_NO: Choices = (NOT_SAID, ("yes", _("Yes")), ("no", _("No")))
PLACES: Choices = (
    NOT_SAID,
    ("home", _("At home")),
    ("relative", _("At a relative’s home")),
    ("public", _("In a public place")),
    ("other", _("Somewhere else")),
)
SEXES: Choices = (NOT_SAID, ("F", _("Female")), ("M", _("Male")), ("X", _("Other")))
PRESENCES: Choices = (
    ("unknown", _("Not known")),
    ("present", _("Was there")),
    ("resident_not_present", _("Lives there, was not there then")),
    ("elsewhere", _("Was elsewhere")),
)
CHILD_ROLES: Choices = (
    ("affected", _("Affected: saw, heard or lives with it")),
    ("victim", _("Victim")),
    ("causing_harm", _("Causing harm")),
)
ADULT_ROLES: Choices = (
    NOT_SAID,
    ("victim", _("Victim")),
    ("suspect", _("Suspect")),
    ("involved", _("Involved")),
)

GRADES: Choices = (
    NOT_SAID,
    ("standard", _("Standard")),
    ("medium", _("Medium")),
    ("high", _("High")),
)
WITHHELD: Choices = (
    ("place", _("The kind of place")),
    ("circumstances", _("What happened")),
    ("voice", _("What the child said")),
)

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)", re.ASCII)


def text(label: Promise, *, width: int = 20, most: int = 200, **more: Any) -> forms.CharField:
    """Return a line of text, optional."""
    widget = forms.TextInput(attrs={"class": f"govuk-input--width-{width}", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, **more)


def words(label: Promise, *, rows: int = 3, **more: Any) -> forms.CharField:
    """Return several lines of text, optional."""
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=20_000, widget=widget, **more)


def choice(label: Promise, choices: Choices, **more: Any) -> forms.ChoiceField:
    """Return one of some choices, as a list to open."""
    return forms.ChoiceField(label=label, required=False, choices=choices, **more)


def day(label: Promise, **more: Any) -> PlainDateField:
    """Return a date, optional."""
    return PlainDateField(label=label, required=False, **more)


def whole(label: Promise, *, most: int, **more: Any) -> forms.IntegerField:
    """Return a whole number, optional."""
    widget = forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most, widget=widget, **more
    )


def several(label: Promise, choices: Choices) -> forms.MultipleChoiceField:
    """Return any number of some choices, each with a box."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


class TimeField(forms.CharField):
    """A time of day as people write it; gives `HH:MM`, or nothing."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(
            attrs={"class": "govuk-input--width-5", "inputmode": "text", "autocomplete": "off"}
        )
        super().__init__(required=False, widget=widget, **more)

    def clean(self, value: Any) -> str:
        """Return the time.

        :raises ValidationError: if it is none.
        """
        said = super().clean(value)
        if not said:
            return ""
        found = _TIME.fullmatch(said)
        if found is None:
            raise ValidationError(_("Enter a time such as 23:50"), code="invalid")
        return f"{int(found[1]):02d}:{found[2]}"
