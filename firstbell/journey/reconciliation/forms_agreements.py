"""What is filled in about an information-sharing agreement. Checks it; saves nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.foundation.dates import PlainDateField

BASES = (
    ("section_49a", gettext_lazy("The duty of section 49A Domestic Abuse Act 2021")),
    ("gateway", gettext_lazy("Another power or duty in law")),
    ("agreement", gettext_lazy("This agreement alone")),
)


def _day(label: Any, help_text: Any = "", *, missing: Any) -> PlainDateField:
    return PlainDateField(label=label, help_text=help_text, error_messages={"required": missing})


def _words(label: Any, help_text: Any = "", *, missing: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class DayOrder(forms.Form):
    """Two days, of which the second is not before the first."""

    def clean(self) -> dict[str, Any]:
        """Refuse a term that runs backwards.

        :raises ValidationError: then.
        """
        cleaned = super().clean() or {}
        first_on, last_on = cleaned.get("first_on"), cleaned.get("last_on")
        if first_on and last_on and last_on < first_on:
            raise ValidationError({"last_on": _("The last day lies before the first")})
        return cleaned


class AgreementForm(DayOrder):
    """A new agreement."""

    title = forms.CharField(
        label=gettext_lazy("What is it called?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter what the agreement is called")},
    )
    purpose = _words(
        gettext_lazy("What is it for?"), missing=gettext_lazy("Say what it is for"), rows=3
    )
    shared = _words(
        gettext_lazy("What is shared?"),
        gettext_lazy("In words that a parent could read. Name no child."),
        missing=gettext_lazy("Say what is shared"),
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("What does the sharing rest on?"),
        choices=BASES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what the sharing rests on")},
    )
    parties = forms.MultipleChoiceField(
        label=gettext_lazy("Who are the parties?"),
        help_text=gettext_lazy("Two or more: who sends, and who is told."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose the parties")},
    )
    first_on = _day(gettext_lazy("First day in force"), missing=gettext_lazy("Enter the first day"))
    last_on = _day(
        gettext_lazy("Last day in force"),
        gettext_lazy("It lapses when this day ends."),
        missing=gettext_lazy("Enter the last day"),
    )
    review_on = _day(
        gettext_lazy("When is it reviewed?"), missing=gettext_lazy("Enter the day of the review")
    )
    note = _words(
        gettext_lazy("Where does the first draft stand?"),
        gettext_lazy("For example: sent to the parties for comment."),
        missing=gettext_lazy("Say where the first draft stands"),
        rows=2,
    )

    def __init__(self, parties: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["parties"].choices = list(parties)  # type: ignore[attr-defined]

    def clean_parties(self) -> list[str]:
        """Ask for two.

        :raises ValidationError: for fewer.
        """
        chosen: list[str] = self.cleaned_data["parties"]
        if len(chosen) < 2:
            raise ValidationError(_("Choose two parties or more"))
        return chosen


class DraftForm(forms.Form):
    """One more draft, or a note of where the agreement stands."""

    drafted_on = _day(gettext_lazy("On which day?"), missing=gettext_lazy("Enter the day"))
    note = _words(
        gettext_lazy("What happened, or where does it stand?"),
        missing=gettext_lazy("Say what happened"),
    )


class SignForm(forms.Form):
    """One party's signature."""

    party = forms.ChoiceField(
        label=gettext_lazy("Which party signed?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the party that signed")},
    )
    name = forms.CharField(
        label=gettext_lazy("Who signed?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the name of who signed")},
    )
    office = forms.CharField(
        label=gettext_lazy("In which office?"),
        help_text=gettext_lazy("For example: Director of Children’s Services."),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter their office")},
    )
    signed_on = _day(gettext_lazy("On which day?"), missing=gettext_lazy("Enter the day"))

    def __init__(self, parties: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["party"].choices = list(parties)  # type: ignore[attr-defined]


class RenewForm(DayOrder):
    """The next term."""

    first_on = _day(gettext_lazy("First day in force"), missing=gettext_lazy("Enter the first day"))
    last_on = _day(
        gettext_lazy("Last day in force"),
        gettext_lazy("It lapses when this day ends."),
        missing=gettext_lazy("Enter the last day"),
    )


class ReviewForm(forms.Form):
    """When it is reviewed next, and who sees to it."""

    review_on = _day(
        gettext_lazy("When is it reviewed next?"), missing=gettext_lazy("Enter the day")
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Who sees to it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who sees to it")},
    )

    def __init__(self, owners: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["owner"].choices = list(owners)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why it ends now."""

    why = forms.CharField(
        label=gettext_lazy("Why does it end?"),
        max_length=300,
        error_messages={"required": gettext_lazy("Say why it ends")},
    )
