"""A date as people write it: day, month and year in three boxes.

A calendar to click through is slow for a birth date and fails on old computers. Forms of every
app use this field; how it looks is the page's business.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DayMonthYear(forms.MultiWidget):
    """Three boxes. `parts` in the template's context names each."""

    template_name = "django/forms/widgets/day_month_year.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = [forms.TextInput(attrs={"inputmode": "numeric"}) for _box in range(3)]
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> Sequence[int | None]:
        """Return the three boxes of a date."""
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name the three boxes for the template."""
        context = super().get_context(name, value, attrs)
        context["parts"] = list(
            zip((_("Day"), _("Month"), _("Year")), context["widget"]["subwidgets"], strict=True)
        )
        return context


class PlainDateField(forms.MultiValueField):
    """A date typed as three numbers; gives a `date`, or None when optional and empty."""

    widget = DayMonthYear

    def __init__(self, **kwargs: Any) -> None:
        numbers = [forms.IntegerField(min_value=1, max_value=top) for top in (31, 12, 9999)]
        not_a_date = _("Enter a real date, such as 27 3 2015")
        kwargs.setdefault("error_messages", {}).setdefault("incomplete", not_a_date)
        self.not_a_date = not_a_date
        super().__init__(numbers, **kwargs)

    def clean(self, value: Any) -> date | None:
        """Return the date, or say how to write one.

        :raises ValidationError: once, whichever box is wrong.
        """
        try:
            cleaned: date | None = super().clean(value)
        except ValidationError as wrong:
            if self.required and not any(value or []):
                raise
            raise ValidationError(self.not_a_date, code="invalid") from wrong
        return cleaned

    def compress(self, data_list: Sequence[int | None]) -> date | None:
        """Return the date that three numbers make.

        :raises ValidationError: if there is no such day, or none is that long ago.
        """
        if not data_list:
            return None
        if None in data_list:
            raise ValidationError(self.not_a_date, code="invalid")
        day, month, year = (int(part or 0) for part in data_list)
        try:
            made = date(year, month, day)
        except ValueError as wrong:
            raise ValidationError(self.not_a_date, code="invalid") from wrong
        if year < 1900:
            raise ValidationError(self.not_a_date, code="invalid")
        return made
