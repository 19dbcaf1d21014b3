"""What a hub worker fills in about words that were kept back, and about a held roll."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LET_GO, KEEP = "let_go", "keep"


class TextsForm(forms.Form):
    """For each text kept back: let it go, or keep it back. Its mark says which words were read."""

    def __init__(self, texts: Sequence[tuple[str, str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.keys = [key for key, _label, _mark in texts]
        for key, label, mark in texts:
            self.fields[key] = forms.ChoiceField(
                label=_("May “%(label)s” go?") % {"label": label},
                choices=[
                    (KEEP, _("Keep it back: it gives somebody away")),
                    (LET_GO, _("Let it go: it gives nobody away")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Say whether “%(label)s” may go") % {"label": label}},
            )
            self.fields[f"mark-{key}"] = forms.CharField(
                widget=forms.HiddenInput, initial=mark, required=False
            )

    def let_go(self) -> dict[str, str]:
        """Return the mark of each text that may go, by key."""
        return {
            key: self.cleaned_data[f"mark-{key}"]
            for key in self.keys
            if self.cleaned_data[key] == LET_GO
        }


class RollForm(forms.Form):
    """Does this roll stand?"""

    answer = forms.ChoiceField(
        label=_("Is this the school’s whole roll?"),
        choices=[
            ("confirm", _("Yes, put it in force: these pupils have left")),
            ("refuse", _("No, set it aside: the roll in force stays")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether this roll stands")},
    )
