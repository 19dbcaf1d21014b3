"""What is filled in about people who come and go. Checks it; saves nothing."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from firstbell.foundation.dates import PlainDateField
from firstbell.registry.agencies.access.working import PlacePage

LARGEST_LIST = 1024 * 1024
"""Bytes of a list of leavers: some ten thousand lines."""


class InviteForm(forms.Form):
    """Whom to ask in, and as what."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As colleagues know them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the person’s name")},
    )
    email = forms.EmailField(
        label=_("Their own work e-mail address"),
        max_length=254,
        help_text=_("Never a shared mailbox: whoever opens it could join."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Enter their e-mail address"),
            "invalid": _("Enter an e-mail address, such as name@school.example"),
        },
    )

    def __init__(self, page: PlacePage, data: Any = None) -> None:
        super().__init__(data)
        self.page, roles = page, page.roles
        self.fields["role"] = forms.ChoiceField(
            label=_("What will they do here?"),
            choices=[(role.value, role.label) for role in roles],
            widget=forms.RadioSelect,
            initial=roles[0].value if len(roles) == 1 else None,
            error_messages={"required": _("Say what they will do here")},
        )

    def clean(self) -> dict[str, Any]:
        """Refuse whoever has the role here already: an invitation would change nothing."""
        cleaned = super().clean() or {}
        held = self.page.holds(email=cleaned.get("email", ""), role=cleaned.get("role", ""))
        if held is not None and held.is_asleep:
            raise ValidationError(
                _("%(name)s is here already, asleep: confirm them instead"),
                params={"name": held.name},
            )
        if held is not None:
            raise ValidationError(
                _("%(name)s has this role here already"), params={"name": held.name}
            )
        return cleaned


class _LeavingForm(forms.Form):
    on = PlainDateField(
        label=_("From which day?"),
        required=False,
        help_text=_("The first day on which they do not work there. Empty: at once."),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean_on(self) -> date | None:
        """Refuse a day that has passed: what they did since is on the trail as theirs."""
        on: date | None = self.cleaned_data["on"]
        if on is not None and on < self.today:
            raise ValidationError(_("Enter today or a later day, or leave it empty"))
        return on


class EndForm(_LeavingForm):
    """Why and from when somebody is no longer in one role at one place."""

    why = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[
            ("left", _("They leave this place")),
            ("moved", _("They do other work now")),
            ("mistake", _("They should never have had it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it ends")},
    )
    field_order = ("why", "on")


class DisableForm(_LeavingForm):
    """Why and from when an account opens nothing any more."""

    why = forms.ChoiceField(
        label=_("Why is the account disabled?"),
        choices=[
            ("left", _("They have left: all that they may do here ends")),
            ("security", _("It may be in wrong hands: what they may do comes back with it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it is disabled")},
    )
    field_order = ("why", "on")


class FindForm(forms.Form):
    """A place by the number or code that other systems use for it."""

    code = forms.CharField(
        label=_("URN of a school, or code of a desk or agency"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter a URN or a code")},
    )


class LeaversForm(forms.Form):
    """An agency's list of leavers."""

    file = forms.FileField(
        label=_("The list, as a CSV"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv", "class": "govuk-file-upload"}),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty. Its first line names the columns."),
        },
    )

    def clean_file(self) -> Any:
        """Refuse a file larger than any real list."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LIST:
            raise ValidationError(_("The file must be smaller than 1 MB"))
        return file


class AnswerForm(forms.Form):
    """What the second person says."""

    answer = forms.ChoiceField(
        label=_("Do you agree?"),
        choices=[("agree", _("Yes, I agree")), ("refuse", _("No, I refuse"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you agree")},
    )
