"""What a school, a desk and the hub fill in about home education. Checks it; saves nothing."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from firstbell.core.home_education import is_day_to_leave
from firstbell.core.searching import Sought
from firstbell.foundation.dates import PlainDateField
from firstbell.registry.home_education.actions.reporting import Said
from firstbell.registry.home_education.models import Entry

INLINE = {"class": "govuk-radios--inline"}


class FindForm(forms.Form):
    """Which pupil of the school leaves; every field that is filled must fit."""

    name = forms.CharField(
        label=_("Name of the child"),
        help_text=_("Any part of it. It need not be spelled right."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    born_on = PlainDateField(
        label=_("Date of birth"), help_text=_("For example, 27 3 2015"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a search for nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and self.sought().is_empty:
            raise ValidationError(_("Say whom you look for: two letters of a name will do"))
        return cleaned

    def sought(self) -> Sought:
        """Return what was filled in, as the rules of search take it."""
        given = self.cleaned_data
        return Sought(name=given.get("name") or "", born_on=given.get("born_on"))


def _answer(label: Any, *, help_text: Any = "", required: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=Entry.Answer.choices,
        widget=forms.RadioSelect(attrs=INLINE),
        error_messages={"required": required},
    )


class ReportForm(forms.Form):
    """What the school knows of a child who leaves it to learn at home."""

    last_on = PlainDateField(
        label=_("Last day on your roll"),
        help_text=_("For example, 27 11 2026"),
        error_messages={"required": _("Enter the last day on your roll")},
    )
    reason = forms.ChoiceField(
        label=_("Why do the parents want to educate the child at home?"),
        choices=Entry.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason, or say that none was given")},
    )
    domestic_abuse = _answer(
        _("Are you aware of any domestic abuse incidents in the family?"),
        help_text=_("Do not ask the family because of this form. Answer from what you know."),
        required=_("Say whether you are aware of any domestic abuse incidents"),
    )
    abuse_words = forms.CharField(
        label=_("If yes: what do you know, in a few words?"),
        help_text=_("Leave out names, addresses and schools of others. This is no referral."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    special_school = _answer(
        _("Did a council place the child at a special school?"),
        required=_("Say whether a council placed the child at a special school"),
    )
    protection_plan = _answer(
        _("Is there a child protection plan or a child protection enquiry?"),
        required=_("Say whether there is a child protection plan or enquiry"),
    )
    ehc_plan = _answer(
        _("Is there an education, health and care plan?"),
        required=_("Say whether there is an education, health and care plan"),
    )
    social_worker = _answer(
        _("Does the child have a social worker?"),
        required=_("Say whether the child has a social worker"),
    )
    contact_plan = forms.CharField(
        label=_("How will somebody keep in touch with the child?"),
        help_text=_("Who has seen the child last, and who is to see them next."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say how somebody will keep in touch, or that nobody will")},
    )

    def __init__(self, data: Any = None, *, today: date, **more: Any) -> None:
        super().__init__(data, **more)
        self.today = today

    def clean_last_on(self) -> date:
        """Return the day.

        :raises ValidationError: for a day that lies too far away.
        """
        last_on: date = self.cleaned_data["last_on"]
        if not is_day_to_leave(last_on, today=self.today):
            raise ValidationError(_("The last day must be within the last year or the next term"))
        return last_on

    def clean(self) -> dict[str, Any]:
        """Return all of it; what is known of abuse is said where the answer is yes."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("domestic_abuse") == Entry.Answer.YES and not cleaned.get("abuse_words"):
            self.add_error("abuse_words", _("Say in a few words what you know"))
        return cleaned

    def said(self) -> Said:
        """Return what was filled in, as the action takes it."""
        return Said(**self.cleaned_data)


class AnswerForm(forms.Form):
    """The desk has the report; where it must, does the council agree?"""

    agrees = forms.ChoiceField(
        label=_("Does the council agree that the name leaves the roll?"),
        choices=[("yes", _("Yes")), ("no", _("No: the child stays on the roll"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the council agrees")},
    )
    spoke_to = forms.CharField(
        label=_("With whom at the desk did you speak?"),
        max_length=200,
        error_messages={"required": _("Say with whom you spoke")},
    )
    note = forms.CharField(
        label=_("Note for the school"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, must_be_agreed: bool, is_by_hub: bool) -> None:
        super().__init__(data)
        if not must_be_agreed:
            del self.fields["agrees"]
        if not is_by_hub:
            del self.fields["spoke_to"]

    def clean(self) -> dict[str, Any]:
        """Return all of it; the school hears why, where the council does not agree."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("agrees") == "no" and not cleaned.get("note"):
            self.add_error("note", _("Tell the school why the council does not agree"))
        return cleaned

    @property
    def does_agree(self) -> bool:
        """Whether the council agrees, or need not."""
        return bool(self.cleaned_data.get("agrees", "yes") == "yes")

    def written(self) -> str:
        """Return the note, with who of the desk gave the answer where the hub rang."""
        parts = (self.cleaned_data.get("spoke_to"), self.cleaned_data.get("note"))
        return ". ".join(part for part in parts if part)


class EndForm(forms.Form):
    """Why an entry of the register ends."""

    why = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=Entry.Ending.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it ends")},
    )
    note = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Return all of it; something else is said in words."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("why") == Entry.Ending.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Say in a few words why it ends"))
        return cleaned


class TakeBackForm(forms.Form):
    """Why a report is taken back."""

    reason = forms.CharField(
        label=_("Why do you take the report back?"),
        help_text=_("For example: a wrong child, or the parents have changed their mind."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why you take it back")},
    )
