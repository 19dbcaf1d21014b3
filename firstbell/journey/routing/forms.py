"""What a hub worker fills in where the rules stop. Checks it; saves nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

HOW: dict[str, Promise] = {
    "told_by_telephone": gettext_lazy("Told by telephone"),
    "handed_over": gettext_lazy("Handed to a named person in another force or council"),
    "moved_abroad": gettext_lazy("Moved abroad"),
    "over_age": gettext_lazy("In no school, college or nursery, and need not be"),
    "answered": gettext_lazy("Police answered in another way"),
    "other": gettext_lazy("Something else"),
}
"""How a person settles a child whom Firstbell tells nobody about."""

NEEDS_A_NAME = frozenset({"told_by_telephone", "handed_over"})


class SearchForm(forms.Form):
    """Which school? A name, a town or its number."""

    words = forms.CharField(
        label=gettext_lazy("Look for a school"),
        help_text=gettext_lazy("Its name, with the town if you know it, or its URN."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter a name, a town or a URN")},
    )


class SchoolForm(forms.Form):
    """The school chosen, by its number."""

    urn = forms.RegexField(
        regex=r"^\d{1,9}$",
        label=gettext_lazy("Which school is asked?"),
        error_messages={
            "required": gettext_lazy("Choose the school to ask"),
            "invalid": gettext_lazy("Choose the school to ask"),
        },
    )


class DeskForm(forms.Form):
    """Which desk is told about a child without a school?"""

    desk = forms.ChoiceField(
        label=gettext_lazy("Which desk?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the desk to tell")},
    )

    def __init__(self, desks: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["desk"].choices = list(desks)  # type: ignore[attr-defined]


class PracticeForm(forms.Form):
    """Which practice does the family go to?"""

    practice = forms.ChoiceField(
        label=gettext_lazy("Which practice?"),
        help_text=gettext_lazy("Its code, as the contacts name it. Only those with somebody."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the practice to tell")},
    )

    def __init__(self, practices: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["practice"].choices = list(practices)  # type: ignore[attr-defined]


class ReleaseForm(forms.Form):
    """What is let go on."""

    why = forms.CharField(max_length=14)


class SettleForm(forms.Form):
    """A person's word for why nobody is told here, and who took it over."""

    how = forms.ChoiceField(
        label=gettext_lazy("How was it settled?"),
        choices=list(HOW.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how it was settled")},
    )
    who = forms.CharField(
        label=gettext_lazy("Who was told or took it over"),
        help_text=gettext_lazy(
            "Their name and where they work, where somebody was told. Not the child’s name."
        ),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Anything that others must know"),
        max_length=60,
        required=False,
        widget=forms.TextInput(),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a name where somebody was told, and for words where none fits.

        :raises ValidationError: when they are missing.
        """
        cleaned = super().clean() or {}
        if cleaned.get("how") in NEEDS_A_NAME and not cleaned.get("who"):
            raise ValidationError({"who": _("Enter who was told or took it over")})
        if cleaned.get("how") == "other" and not cleaned.get("note"):
            raise ValidationError({"note": _("Say in a few words what happened")})
        return cleaned

    def outcome(self) -> str:
        """Return what was said, as one line that is kept."""
        said = [str(HOW[self.cleaned_data["how"]])]
        said += [self.cleaned_data[key] for key in ("who", "note") if self.cleaned_data[key]]
        return ": ".join(said)[:200]
