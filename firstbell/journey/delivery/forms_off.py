"""What is filled in about days off. Checks it; saves nothing."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from firstbell.core.cover import NoSuchDays, check_days_off
from firstbell.foundation.dates import PlainDateField
from firstbell.journey.delivery.days_off import KeyAdult


class DaysOffForm(forms.Form):
    """From when to when somebody is off; the last day may be left empty for one day."""

    first = PlainDateField(
        label=_("First day off"), error_messages={"required": _("Enter the first day off")}
    )
    last = PlainDateField(
        label=_("Last day off"), required=False, help_text=_("Leave it empty for one day.")
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"first": today})
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Refuse days on which nobody can be off."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and "last" in cleaned:
            cleaned["last"] = last or first
            try:
                check_days_off(first, cleaned["last"], today=self.today)
            except NoSuchDays as wrong:
                raise ValidationError(_SAID[wrong.why]) from wrong
        return cleaned


_SAID = {
    "past": _("The first day off must be today or later"),
    "backwards": _("The last day off must be the first one or later"),
    "too_long": _(
        "Nobody can be off for longer than a year: whoever answers for the place ends their role"
    ),
}


class SomebodyOffForm(DaysOffForm):
    """Which key adult of a place is off: they rang in."""

    field_order = ("who", "first", "last")

    def __init__(self, people: tuple[KeyAdult, ...], data: Any = None, *, today: date) -> None:
        super().__init__(data, today=today)
        self.fields["who"] = forms.ChoiceField(
            label=_("Who is off?"),
            choices=[(str(each.contact_id), f"{each.name}, {each.role}") for each in people],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say who is off")},
        )
        self.order_fields(self.field_order)
