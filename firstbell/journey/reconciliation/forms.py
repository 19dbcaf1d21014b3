"""What a hub worker fills in about a call. Checks it; saves nothing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REACHED = "reached"


class CallForm(forms.Form):
    """How a call went: each key adult who may be told is one answer, the other ends are others."""

    def __init__(self, people: Sequence[tuple[UUID, str]], data: Any = None) -> None:
        super().__init__(data)
        told = [
            (f"{REACHED}:{id_}", _("I spoke to %(name)s") % {"name": name}) for id_, name in people
        ]
        self.fields["outcome"] = forms.ChoiceField(
            label=gettext_lazy("How did the call go?"),
            help_text=gettext_lazy(
                "Only a key adult of this list counts as told. Nobody else may be told anything."
            ),
            choices=[
                *told,
                ("left_no_detail", gettext_lazy("I left word that something waits, no detail")),
                ("no_answer", gettext_lazy("No answer")),
                ("wrong_number", gettext_lazy("Wrong number")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Say how the call went")},
        )

    def outcome(self) -> tuple[str, UUID | None]:
        """Return the outcome, and the key adult reached, once the form is valid."""
        outcome, _colon, person = str(self.cleaned_data["outcome"]).partition(":")
        return outcome, UUID(person) if person else None
