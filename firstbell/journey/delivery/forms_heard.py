"""What difference did it make? Checks it; saves nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firstbell.journey.delivery.models_beside import Feedback


class DifferenceForm(forms.Form):
    """Whose word it is and what they say; without overt support the school alone is asked."""

    whose = forms.ChoiceField(
        label=_("Whose word is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whose word it is")},
    )
    is_safe_to_ask = forms.BooleanField(
        label=_("It was safe to ask them: nobody who could harm them saw or heard it"),
        help_text=_("Only for the child or the family. Your name and this day are kept with it."),
        required=False,
    )
    difference = forms.ChoiceField(
        label=_("What difference did the notification make?"),
        choices=Feedback.Difference.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what difference it made")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("As they said it. Leave out names of others."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, is_overt: bool) -> None:
        super().__init__(data)
        choices = list(Feedback.Whose.choices)
        field = self.fields["whose"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as it stands above
        field.choices = choices if is_overt else choices[:1]
        if not is_overt:
            del self.fields["is_safe_to_ask"]

    def clean(self) -> dict[str, Any]:
        """Return all of it; a child or a family is heard only where it was safe to ask."""
        cleaned: dict[str, Any] = super().clean() or {}
        whose = cleaned.get("whose")
        if whose and whose != Feedback.Whose.SCHOOL and not cleaned.get("is_safe_to_ask"):
            self.add_error("is_safe_to_ask", _("Note this only if it was safe to ask them"))
        return {"is_safe_to_ask": False, **cleaned}
