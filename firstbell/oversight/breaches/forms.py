"""What information governance writes about a breach. Checks it; saves nothing."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from firstbell.core import breaches as rules_of
from firstbell.core.breaches import Decision, Risk
from firstbell.core.calendars import LONDON
from firstbell.foundation.dates import PlainDateField
from firstbell.oversight.breaches.models import BreachRecord

SHORTEST = 20
"""Letters: a shorter reason is none that the ICO could judge."""

WRONG = {
    "ico_must_be_told": (
        "tell_ico",
        _("With such a risk the ICO must be told: Article 33(1) UK GDPR"),
    ),
    "people_must_be_told": (
        "tell_people_why",
        _(
            "With a high risk they must be told, unless Article 34(3) UK GDPR holds: "
            "write down which of its conditions, and why"
        ),
    ),
}
"""What the law does not allow, by field."""


def _text(label: Any, missing: Any, *, required: bool = True, **more: Any) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        min_length=SHORTEST,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing, "min_length": missing},
        **more,
    )


def _yes_or_no(label: Any, missing: Any, **more: Any) -> Any:
    return forms.ChoiceField(
        label=label,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        error_messages={"required": missing, "invalid_choice": missing},
        **more,
    )


class DecideForm(forms.Form):
    """The risk, and who is told, with reasons."""

    risk = forms.ChoiceField(
        label=_("What may it mean for the child and the family?"),
        choices=BreachRecord.Risk.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Weigh the risk")},
    )
    risk_why = _text(
        _("Why do you judge it so?"),
        _("Write down why, so that the ICO could judge it"),
        help_text=_(
            "Think of who the wrong reader is to the family, whether an address or the child’s "
            "words were in it, and what they say became of it. Do not write the name of a child."
        ),
    )
    tell_ico = _yes_or_no(_("Tell the ICO?"), _("Say whether the ICO is told"))
    tell_ico_why = _text(_("Why, or why not?"), _("Write down why the ICO is told or not"))
    tell_people = _yes_or_no(
        _("Tell the people concerned?"),
        _("Say whether the people concerned are told"),
        help_text=_("Only by a way that is safe for them: ask the hub first."),
    )
    tell_people_why = _text(
        _("Why not, if they are not told"),
        _("Write down why the people concerned are not told"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what the law leaves no choice about, and "no" without a reason."""
        said: dict[str, Any] = super().clean() or {}
        if {"risk", "tell_ico", "tell_people"} - said.keys():
            return said
        why_not = said.get("tell_people_why", "")
        decision = Decision(
            risk=Risk(said["risk"]),
            tell_ico=said["tell_ico"] == "yes",
            tell_people=said["tell_people"] == "yes",
            tells_why_not_people=bool(why_not),
        )
        wrong = rules_of.wrong_with(decision)
        for code in wrong:
            self.add_error(*WRONG[code])
        is_silent = not (decision.tell_people or why_not or "tell_people_why" in self.errors)
        if is_silent and decision.risk != Risk.NO_BREACH:
            self.add_error("tell_people_why", _("Write down why the people concerned are not told"))
        return said

    def as_decision(self) -> dict[str, Any]:
        """Return what was decided, as the action takes it, once the form is valid."""
        said = dict(self.cleaned_data)
        return {
            **said,
            "tell_ico": said["tell_ico"] == "yes",
            "tell_people": said["tell_people"] == "yes",
        }


class ToldForm(forms.Form):
    """When somebody was told, and how."""

    told_on = PlainDateField(
        label=_("On which day"), error_messages={"required": _("Enter the day")}
    )
    told_time = forms.TimeField(
        label=_("At what time"),
        help_text=_("For example 14:30"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={
            "required": _("Enter the time"),
            "invalid": _("Enter a time, such as 14:30"),
        },
    )

    def __init__(self, data: Any = None, *, now: datetime, due_at: datetime, **more: Any) -> None:
        super().__init__(data, **more)
        self.now, self.due_at = now, due_at

    def clean(self) -> dict[str, Any]:
        """Refuse an instant that has not come."""
        said: dict[str, Any] = super().clean() or {}
        if self.told_at(said) and self.told_at(said) > self.now:
            self.add_error("told_time", ValidationError(_("This time has not come yet")))
        return said

    def told_at(self, said: dict[str, Any]) -> Any:
        """Return the instant that was written, or None."""
        if not (said.get("told_on") and said.get("told_time")):
            return None
        return make_aware(datetime.combine(said["told_on"], said["told_time"]), LONDON)


class IcoForm(ToldForm):
    """The ICO was told."""

    reference = forms.CharField(
        label=_("The ICO’s number for it"),
        max_length=100,
        error_messages={"required": _("Enter the number that the ICO gave it")},
    )
    late_why = _text(
        _("If it was told after the 72 hours: why"),
        _("It was told after the 72 hours: write down why, as Article 33(1) asks"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask why, where it was late."""
        said = super().clean()
        told_at = self.told_at(said)
        if told_at and rules_of.is_late(told_at, due_at=self.due_at) and not said.get("late_why"):
            self.add_error(
                "late_why",
                _("It was told after the 72 hours: write down why, as Article 33(1) asks"),
            )
        return said


class PeopleForm(ToldForm):
    """The people concerned were told."""

    how = _text(
        _("Who told them, how, and that it was safe"),
        _("Write down who told them and how"),
        help_text=_("Do not write a name, an address or a number of theirs here."),
    )


class CloseForm(forms.Form):
    """What was done so that it does not happen again."""

    remedy = _text(
        _("What was done so that it does not happen again?"),
        _("Write down what was done, also where nothing was needed"),
        help_text=_("UK GDPR Article 33(5) asks for the remedial action taken."),
    )
