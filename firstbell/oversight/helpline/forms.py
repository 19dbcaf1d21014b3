"""What is logged of a call: a day, an hour and choices. There is no field for a word."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from firstbell.core.calendars import instant, local_day
from firstbell.core.helpline import can_be_logged
from firstbell.foundation.dates import PlainDateField
from firstbell.oversight.helpline.actions import Said
from firstbell.oversight.helpline.models import HelplineCall

INLINE = {"class": "govuk-radios--inline"}


def _one_of(label: Any, choices: Any, *, required: Any, inline: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect(attrs=INLINE if inline else {}),
        error_messages={"required": required},
    )


def _out_of(label: Any, choices: Any, *, required: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", _("Choose")), *choices],
        widget=forms.Select,
        error_messages={"required": required},
    )


class CallForm(forms.Form):
    """One call, in under a minute."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    day = PlainDateField(label=_("Which day?"), error_messages={"required": _("Enter the day")})
    began = forms.TimeField(
        label=_("When did it begin?"),
        help_text=_("For example, 14:30"),
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        widget=forms.TimeInput(
            format="%H:%M", attrs={"class": "govuk-input--width-5", "autocomplete": "off"}
        ),
        error_messages={
            "required": _("Enter when it began"),
            "invalid": _("Enter a time such as 14:30"),
        },
    )
    length = _one_of(
        _("How long was it?"),
        HelplineCall.Length.choices,
        required=_("Choose how long it was"),
        inline=True,
    )
    caller = _out_of(
        _("Who rang?"),
        HelplineCall.Caller.choices,
        required=_("Choose who rang"),
    )
    place_kind = _out_of(
        _("From what kind of place?"),
        HelplineCall.PlaceKind.choices,
        required=_("Choose the kind of place, or “not said”"),
    )
    council_code = forms.ChoiceField(
        label=_("In which council’s area?"), required=False, widget=forms.Select
    )
    after_notification = _one_of(
        _("Was it after a notification?"),
        HelplineCall.After.choices,
        required=_("Say whether it was after a notification"),
        inline=True,
    )
    about = _out_of(
        _("What was it mostly about?"),
        HelplineCall.About.choices,
        required=_("Choose what it was mostly about"),
    )
    advice = forms.MultipleChoiceField(
        label=_("What did you advise on?"),
        choices=HelplineCall.Advice.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    outcome = _out_of(
        _("How did it end?"), HelplineCall.Outcome.choices, required=_("Choose how it ended")
    )

    def __init__(
        self, data: Any = None, *, councils: Mapping[str, str], at: datetime, **more: Any
    ) -> None:
        super().__init__(data, **more)
        elsewhere = ("", said("Another council’s, or not said"))
        self.fields["council_code"].choices = [*councils.items(), elsewhere]  # type: ignore[attr-defined]
        self._at = at

    def clean(self) -> dict[str, Any]:
        """Return all of it, with the instant; a call can be logged for a week."""
        cleaned: dict[str, Any] = super().clean() or {}
        day, began = cleaned.get("day"), cleaned.get("began")
        if isinstance(day, date) and isinstance(began, time):
            began_at = instant(day, began)
            today = local_day(self._at)
            if began_at > self._at or not can_be_logged(day, today=today):
                raise ValidationError(_("A call is logged within a week of it"))
            cleaned["began_at"] = began_at
        return cleaned

    def said(self) -> Said:
        """Return what was filled in, as the action takes it."""
        given = self.cleaned_data
        return Said(
            began_at=given["began_at"],
            length=given["length"],
            caller=given["caller"],
            place_kind=given["place_kind"],
            council_code=given["council_code"],
            after_notification=given["after_notification"],
            about=given["about"],
            advice=tuple(given["advice"]),
            outcome=given["outcome"],
        )
