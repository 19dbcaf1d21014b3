"""What a hub worker fills in about a call that was made from paper. Checks it; saves nothing."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.core.calendars import instant
from firstbell.journey.reconciliation.entry.kinds import TimeField
from firstbell.journey.reconciliation.forms import REACHED


class PaperCallForm(forms.Form):
    """One call as it stands on paper: about which lines, when, by whom, and how it went."""

    use_required_attribute = False

    lines = forms.TypedMultipleChoiceField(
        label=gettext_lazy("About which lines?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one line")},
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("How did the call go?"),
        help_text=gettext_lazy("Only a key adult of this list counts as told."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how the call went")},
    )
    on = forms.ChoiceField(
        label=gettext_lazy("On which day?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the day of the call")},
    )
    at_time = TimeField(
        label=gettext_lazy("At what time?"),
        help_text=gettext_lazy("When it happened, as on the paper. For example 7:55"),
        error_messages={"required": gettext_lazy("Write the time that stands on the paper")},
    )
    rung_by = forms.ChoiceField(
        label=gettext_lazy("Who rang?"),
        error_messages={"required": gettext_lazy("Choose who rang")},
    )
    # Chosen by the page, so that a second click enters no second call.
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        lines: Sequence[tuple[int, str]],
        people: Sequence[tuple[UUID, str]],
        days: Sequence[date],
        callers: Sequence[tuple[str, str]],
        me: UUID,
    ) -> None:
        first = {"once": uuid4(), "on": days[0].isoformat(), "rung_by": str(me)}
        super().__init__(data, initial={**first, "lines": [number for number, _name in lines]})
        self.fields["at_time"].required = True
        told = [
            (f"{REACHED}:{id_}", _("Spoke to %(name)s") % {"name": name}) for id_, name in people
        ]
        choices: dict[str, Sequence[tuple[Any, Any]]] = {
            "lines": lines,
            "outcome": [
                *told,
                ("left_no_detail", gettext_lazy("Left word that something waits, no detail")),
                ("no_answer", gettext_lazy("No answer")),
                ("wrong_number", gettext_lazy("Wrong number")),
            ],
            "on": [(day.isoformat(), date_format(day, "l j F")) for day in days],
            "rung_by": callers,
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types
            field.choices = list(offered)

    def clean_at_time(self) -> time:
        """Return the time of the call."""
        return time.fromisoformat(self.cleaned_data["at_time"])

    def happened_at(self) -> datetime:
        """Return when the call was, once the form is valid."""
        day: date = date.fromisoformat(self.cleaned_data["on"])
        at: time = self.cleaned_data["at_time"]
        return instant(day, at)

    def went(self) -> tuple[str, UUID | None]:
        """Return the outcome, and the key adult reached, once the form is valid."""
        outcome, _colon, person = str(self.cleaned_data["outcome"]).partition(":")
        return outcome, UUID(person) if person else None
