"""What a reviewer fills in: which pupil it is, or what the police should say. Saves nothing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHAT_POLICE_COULD_SAY: dict[str, Promise] = {
    "date_of_birth": gettext_lazy("The date of birth"),
    "given_names": gettext_lazy("The full first name"),
    "other_names": gettext_lazy("Any other name that the child goes by"),
    "address": gettext_lazy("Where the child lives"),
    "school": gettext_lazy("Which school or nursery the child goes to"),
    "sex": gettext_lazy("Whether the child is a boy or a girl"),
    "siblings": gettext_lazy("Which of the brothers and sisters this is"),
}
"""What would most often settle a review, by code."""


class ThisOneForm(forms.Form):
    """Which of the pupils shown is the child?"""

    pupil = forms.ChoiceField(
        label=gettext_lazy("Which pupil is this child?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the pupil who is this child"),
            "invalid_choice": gettext_lazy(
                "The pupils shown have changed meanwhile: look again and choose"
            ),
        },
    )

    def __init__(self, pupils: Sequence[UUID], data: Any = None) -> None:
        super().__init__(data)
        self.fields["pupil"].choices = [(str(id_), "") for id_ in pupils]  # type: ignore[attr-defined]

    def pupil_id(self) -> UUID:
        """Return the pupil chosen."""
        return UUID(self.cleaned_data["pupil"])


class AskForm(forms.Form):
    """What should police say? What is missing comes first, in ready words."""

    missing = forms.MultipleChoiceField(
        label=gettext_lazy("What would settle it?"),
        choices=list(WHAT_POLICE_COULD_SAY.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("Anything else to ask"),
        help_text=gettext_lazy(
            "Police see this question beside the child. Do not write what the school’s roll says."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )

    def __init__(self, data: Any = None, *, missing: Sequence[str] = ()) -> None:
        super().__init__(data, initial={"missing": list(missing)})

    def clean(self) -> dict[str, Any]:
        """Ask for one thing at least.

        :raises ValidationError: when nothing is asked.
        """
        cleaned = super().clean() or {}
        if not cleaned.get("missing") and not cleaned.get("words") and not self.errors:
            raise ValidationError(
                {"missing": _("Choose what is missing, or ask in your own words")}
            )
        return cleaned

    def question(self) -> str:
        """Return the question in full sentences."""
        things = [str(WHAT_POLICE_COULD_SAY[code]) for code in self.cleaned_data["missing"]]
        asked = _("Please add: %(things)s.") % {"things": "; ".join(things)} if things else ""
        return f"{asked} {self.cleaned_data['words']}".strip()
