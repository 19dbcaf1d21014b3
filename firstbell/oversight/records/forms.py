"""What a person says about records that have come to their end. Checks it; saves nothing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from firstbell.foundation.dates import PlainDateField
from firstbell.oversight.records.models import Passage, SubjectRequest

SHORTEST_REASON = 10
"""Letters: shorter is no reason that somebody else could judge."""

NO_NAMES = _("Do not write anything about a child or a family here.")


def reason_field(label: Any) -> forms.CharField:
    """Return the field of a reason that others will read."""
    return forms.CharField(
        label=label,
        help_text=NO_NAMES,
        min_length=SHORTEST_REASON,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason that somebody else can judge")},
    )


class ExtendForm(forms.Form):
    """For how much longer, and why."""

    days = forms.TypedChoiceField(
        label=_("For how much longer?"),
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("One year"))],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say for how much longer they are kept")},
    )
    reason = reason_field(_("Why they are kept for longer"))

    def longer(self) -> timedelta:
        """Return the length, once the form is valid."""
        return timedelta(days=self.cleaned_data["days"])


class HoldForm(forms.Form):
    """Which record must stay, and why."""

    force = forms.ChoiceField(label=_("Police force"))
    reference = forms.CharField(
        label=_("The force’s reference of the incident"),
        max_length=200,
        error_messages={"required": _("Enter the reference of one incident")},
    )
    reason = reason_field(_("Why it must stay, for example which court or inquiry asked for it"))

    def __init__(self, *args: Any, forces: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        force = self.fields["force"]
        assert isinstance(force, forms.ChoiceField)  # noqa: S101 - for the types
        force.choices = forces


class EraseForm(forms.Form):
    """Which children of the open case are erased by right, and by which request."""

    children = forms.MultipleChoiceField(
        label=_("Who is to be erased?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one child")},
    )
    reason = reason_field(_("Which request was upheld, and by whom"))

    def __init__(self, *args: Any, children: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["children"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the types
        field.choices = children


class ReceiveForm(forms.Form):
    """Who asks, and when that came."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    asker = forms.ChoiceField(
        label=_("Who asks?"),
        choices=SubjectRequest.Asker.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who asks")},
    )
    asker_name = forms.CharField(
        label=_("Name of who asks"),
        max_length=200,
        error_messages={"required": _("Enter the name of who asks")},
    )
    received_on = PlainDateField(
        label=_("When did the request come?"),
        error_messages={"required": _("Enter the day on which the request came")},
    )


class IdentityForm(forms.Form):
    """When it was known who asks."""

    on = PlainDateField(
        label=_("On which day was it checked who asks?"),
        help_text=_("Of a parent: that they have parental responsibility, too."),
        error_messages={"required": _("Enter the day")},
    )


class ReasonForm(forms.Form):
    """Why a request takes longer, or ends without an answer."""

    reason = reason_field(_("Why?"))


class PassageForm(forms.Form):
    """What the asker is given of one passage."""

    decision = forms.ChoiceField(
        label=_("What is the asker given?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the asker is given")},
    )
    reason = forms.ChoiceField(
        label=_("Why is something left out?"),
        help_text=_("Only where something is left out."),
        required=False,
    )

    def __init__(self, *args: Any, has_marks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision, reason = self.fields["decision"], self.fields["reason"]
        assert isinstance(decision, forms.ChoiceField)  # noqa: S101 - for the types
        assert isinstance(reason, forms.ChoiceField)  # noqa: S101 - for the types
        partly = Passage.Decision.WITHOUT_MARKED
        decision.choices = [
            each for each in Passage.Decision.choices if has_marks or each[0] != partly
        ]
        locked = Passage.Reason.SAFE_ADDRESS
        reason.choices = [
            ("", _("Nothing is left out")),
            *(each for each in Passage.Reason.choices if each[0] != locked),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where something is left out."""
        said = super().clean() or self.cleaned_data
        if said.get("decision") not in (None, Passage.Decision.KEEP) and not said.get("reason"):
            self.add_error("reason", _("Say why it is left out"))
        return said
