"""What became of something that was taken back: asked of whoever had it. Saves nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firstbell.journey.delivery.models import Recall

YES = Recall.Said.YES


class BecameOfItForm(forms.Form):
    """Was it read, kept, passed on, and is everything deleted?"""

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["was_read"] = _question(
            _("Did anybody read it?"), _("Say whether anybody read it")
        )
        self.fields["was_kept"] = _question(
            _("Was any of it printed, saved, photographed or written down?"),
            _("Say whether any of it was kept"),
        )
        self.fields["was_passed_on"] = _question(
            _("Was any of it passed on or told to anybody?"),
            _("Say whether any of it was passed on"),
        )
        self.fields["is_deleted"] = _question(
            _("Is everything that was kept destroyed or deleted now?"),
            _("Say whether everything that was kept is destroyed or deleted"),
            help_text=_("Choose “Yes” if nothing was kept. Look in downloads and in the printer."),
        )
        self.fields["said"] = forms.CharField(
            label=_("To whom it was passed on, and anything else that helps to put it right"),
            help_text=_("Do not write the name of a child here."),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def clean(self) -> dict[str, Any]:
        """Ask to whom it was passed on, where it was."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("was_passed_on") == YES and not cleaned.get("said"):
            self.add_error("said", _("Say to whom it was passed on"))
        return cleaned


def _question(label: Any, missing: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Recall.Said.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        error_messages={"required": missing, "invalid_choice": missing},
        **more,
    )
