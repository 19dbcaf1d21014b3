"""What the hub answers about a child who was not recorded. Saves nothing."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

CANNOT_SAY = "cannot_say"

ANSWERS = (
    ("lives_there", _("Yes, and the child should have been recorded: add the child")),
    ("not_there", _("No, the child does not live there")),
    ("known", _("Another incident of that night tells of the child already")),
    (CANNOT_SAY, _("I cannot say yet")),
)

HOURS = (
    ("1", _("In an hour")),
    ("2", _("In 2 hours")),
    ("4", _("In 4 hours")),
    ("24", _("This time tomorrow")),
    ("72", _("In three days")),
)


class AnswerForm(forms.Form):
    """Does the child live there? No answer is never one."""

    answer = forms.ChoiceField(
        label=_("Does this child live there?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the child lives there, or that you cannot say")},
    )

    def __init__(self, data: object = None, *, can_be_added: bool = True) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        if not can_be_added:
            self.fields["answer"].choices = ANSWERS[1:]  # type: ignore[attr-defined]


class UnsureForm(forms.Form):
    """Who asks whom, why, and by when."""

    why = forms.CharField(
        label=_("Why can it not be said yet?"),
        max_length=500,
        error_messages={"required": _("Say what stands in the way")},
    )
    asks = forms.CharField(
        label=_("Whom do you ask?"),
        help_text=_(
            "An office or a service, such as the school, social care or the force’s control room."
        ),
        max_length=200,
        error_messages={"required": _("Say whom you ask")},
    )
    hours = forms.ChoiceField(
        label=_("By when will you know?"),
        choices=HOURS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say by when you will know")},
    )

    def until(self, at: datetime) -> datetime:
        """Return when it will be asked again."""
        return at + timedelta(hours=int(self.cleaned_data["hours"]))
