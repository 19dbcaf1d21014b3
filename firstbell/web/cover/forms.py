"""What is filled in about holiday cover. Checks it; saves nothing."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from firstbell.foundation.dates import PlainDateField
from firstbell.journey.reconciliation.access.cover import SharePage
from firstbell.registry.cover.access import HolidayPage


class NameForm(forms.Form):
    """Which key adult covers from when to when; the days that are open are filled in."""

    def __init__(self, page: HolidayPage, data: Any = None, *, today: date) -> None:
        first, last = _first_open(page)
        super().__init__(data, initial={"first": first, "last": last})
        self.page, self.today = page, today
        self.fields["who"] = forms.ChoiceField(
            label=_("Who is told first on these days?"),
            choices=[(str(id_), name) for id_, name in page.people],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose who covers")},
        )
        self.fields["first"] = PlainDateField(
            label=_("From"), error_messages={"required": _("Enter the first day")}
        )
        self.fields["last"] = PlainDateField(
            label=_("To"), error_messages={"required": _("Enter the last day")}
        )

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards, have passed, or lie outside the holiday."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is None or last is None:
            return cleaned
        if last < first:
            raise ValidationError(_("The last day must be the first one or later"))
        holiday_first, holiday_last = self.page.first_on, self.page.last_on
        if holiday_first is None or holiday_last is None:
            return cleaned
        if last < self.today or first > holiday_last or last < holiday_first:
            raise ValidationError(_("Enter days of the holiday that are still to come"))
        return cleaned


def _first_open(page: HolidayPage) -> tuple[date | None, date | None]:
    """Return the days to fill in: the whole holiday while nobody is named, else the open ones."""
    if not page.open:
        return None, None
    if not page.turns:
        return page.first_on, page.last_on
    return page.open[0]


class ShareForm(forms.Form):
    """Which officer covers which schools, on every day that nobody of theirs does."""

    def __init__(self, page: SharePage, data: Any = None) -> None:
        super().__init__(data)
        self.fields["officer"] = forms.ChoiceField(
            label=_("Which officer?"),
            choices=[(str(id_), name) for id_, name in page.officers],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose an officer")},
        )
        self.fields["schools"] = forms.MultipleChoiceField(
            label=_("Which schools?"),
            help_text=_("They cover every day there that nobody covers yet."),
            choices=[(str(each.place_id), each.words) for each in page.schools],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Tick at least one school")},
        )
