"""What is filled in about the hub's rota. Checks it; saves nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.foundation.accounts.models import User
from firstbell.journey.reconciliation.access.rota import Shift


class RotaForm(forms.Form):
    """Who is on call, and for which shifts; those that have somebody are offered too."""

    def __init__(self, shifts: Sequence[Shift], staff: Sequence[User], data: Any = None) -> None:
        super().__init__(data)
        self.fields["who"] = forms.ChoiceField(
            label=gettext_lazy("Who is on call?"),
            choices=[(str(each.id), each.name) for each in staff],
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Choose who is on call")},
        )
        self.fields["shifts"] = forms.MultipleChoiceField(
            label=gettext_lazy("On which shifts?"),
            choices=[(each.key, words_of(each)) for each in shifts],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": gettext_lazy("Tick at least one shift")},
        )


def words_of(shift: Shift) -> str:
    """Say when a shift is, and whether somebody is on call for it already."""
    first, last = localtime(shift.span.starts_at), localtime(shift.span.ends_at)
    when = _("%(first)s to %(last)s") % {
        "first": date_format(first, "D j M H:i"),
        "last": date_format(last, "H:i" if first.date() == last.date() else "D j M H:i"),
    }
    names = ", ".join(each.name for each in shift.people)
    return f"{when}: {names}" if names else _("%(when)s: nobody yet") % {"when": when}
