"""What a small provider fills in about a child who comes to it. Checks it; saves nothing."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from firstbell.core.attending import AFTERNOON, AWAY, MORNING, WHOLE, Attendance
from firstbell.core.identifiers import normal_postcode
from firstbell.foundation.dates import PlainDateField
from firstbell.registry.people.actions.typing_in import Said

SESSIONS = (
    (AWAY, _("Does not come")),
    (WHOLE, _("All day")),
    (MORNING, _("Morning")),
    (AFTERNOON, _("Afternoon")),
)
DAYS = (
    ("monday", _("On Mondays")),
    ("tuesday", _("On Tuesdays")),
    ("wednesday", _("On Wednesdays")),
    ("thursday", _("On Thursdays")),
    ("friday", _("On Fridays")),
    ("saturday", _("On Saturdays")),
    ("sunday", _("On Sundays")),
)


class DaysForm(forms.Form):
    """On which days a child comes."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label in DAYS:
            self.fields[name] = forms.ChoiceField(label=label, choices=SESSIONS, initial=AWAY)

    def clean(self) -> dict[str, Any]:
        """Refuse a week on which the child never comes."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self._days().strip(AWAY):
            raise ValidationError(_("Choose at least one day on which the child comes"))
        return cleaned

    def attends(self) -> Attendance:
        """Return the days that were chosen."""
        return Attendance(self._days())

    def _days(self) -> str:
        return "".join(self.cleaned_data.get(name) or AWAY for name, _label in DAYS)


class ChildForm(DaysForm):
    """A child who is new on the list."""

    forename = forms.CharField(
        label=_("First name"),
        max_length=100,
        error_messages={"required": _("Enter the child’s first name")},
    )
    surname = forms.CharField(
        label=_("Surname"),
        max_length=100,
        error_messages={"required": _("Enter the child’s surname")},
    )
    born_on = PlainDateField(
        label=_("Date of birth"),
        help_text=_("For example, 27 3 2024"),
        error_messages={"required": _("Enter the child’s date of birth")},
    )
    address_line_1 = forms.CharField(
        label=_("Home: number and street"), max_length=200, required=False
    )
    postcode = forms.CharField(
        label=_("Home: postcode"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_born_on(self) -> date:
        """Return the day.

        :raises ValidationError: for one that lies ahead.
        """
        born_on: date = self.cleaned_data["born_on"]
        if born_on > self.today:
            raise ValidationError(_("The date of birth must be in the past"))
        return born_on

    def clean_postcode(self) -> str:
        """Return the postcode as it is written, or nothing.

        :raises ValidationError: for one that is none.
        """
        written: str = self.cleaned_data["postcode"]
        normal = normal_postcode(written)
        if written and normal is None:
            raise ValidationError(_("Write the postcode like AB1 2CD, or leave it blank"))
        return normal or ""

    def said(self) -> Said:
        """Return what was filled in, as the action takes it."""
        given = self.cleaned_data
        return Said(
            forename=given["forename"],
            surname=given["surname"],
            born_on=given["born_on"],
            address_line_1=given["address_line_1"],
            postcode=given["postcode"],
            attends=self.attends(),
        )
