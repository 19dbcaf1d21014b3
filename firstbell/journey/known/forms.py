"""What a service, a school and the hub fill in about a child. Checks it; saves nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firstbell.journey.known.models import FollowUp, Question, SchoolView


class AnswerForm(forms.Form):
    """Does the service know the child?"""

    answer = forms.ChoiceField(
        label=_("Do you know this child or the family?"),
        choices=Question.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say yes or no")},
    )


class ViewForm(forms.Form):
    """How is the child at school?"""

    view = forms.ChoiceField(
        label=_("How is the child at school?"),
        choices=SchoolView.View.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the child is")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("Only what somebody who offers the family help must know."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OfferForm(forms.Form):
    """What became of the offer of help?"""

    offer = forms.ChoiceField(
        label=_("What became of the offer of help?"),
        choices=FollowUp.Offer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of the offer")},
    )


class OutcomeForm(forms.Form):
    """With what outcome does the following end?"""

    outcome = forms.ChoiceField(
        label=_("What is the outcome?"),
        choices=FollowUp.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the outcome")},
    )

    def say_missing(self, missing: str) -> None:
        """Say what has to be entered before this outcome can be chosen."""
        said: dict[str, Any] = {
            "offer": _("Enter first what became of the offer: it does not say so yet"),
            "view": _("The school has not said yet how the child is"),
        }
        self.add_error("outcome", said.get(missing, _("Somebody has chosen an outcome meanwhile")))
