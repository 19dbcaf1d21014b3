"""What a reader fills in: is this child ours, what did we do. Checks it; saves nothing.

The kinds of support are listed with the discreet ones first: a child who is watched over without
noticing is not asked about home in front of others.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstbell.foundation.dates import PlainDateField
from firstbell.journey.delivery.models import Copy

DISCREET: tuple[tuple[str, Promise], ...] = (
    ("watched", _("Kept an eye out, said nothing")),
    ("told_teacher", _("Told the class teacher or tutor only what is needed")),
    ("gate", _("Met the child at the gate, as on any day")),
    ("breakfast", _("Offered breakfast or a drink")),
    ("kit", _("Lent uniform, kit or equipment without asking why")),
    ("deadline", _("Changed a lesson, seat, deadline or detention")),
    ("late", _("Let a late arrival or absence pass without remark")),
    ("place", _("Made a quiet place or a job with an adult available")),
    ("collection", _("Checked who may collect the child")),
)
OVERT: tuple[tuple[str, Promise], ...] = (
    ("talked", _("Talked with the child")),
    ("trusted_adult", _("Told the child which adult to go to")),
    ("counsellor", _("Offered the counsellor, nurse or mentor")),
    ("helpline", _("Gave the child a helpline or a way to ask for help")),
    ("social_care", _("Spoke to children’s social care or made a referral")),
    ("other", _("Something else, said in the note")),
)
KINDS: dict[str, Promise] = dict(DISCREET + OVERT)
SILENT_OR_OVERT = (
    ("silent", _("Silent: the child did not notice, or need not know why")),
    ("overt", _("Overt: the child knows that we know something")),
)

Answers = dict[UUID, bool]


class AnswerForm(forms.Form):
    """Is each of these children on the roll? A field for each, named after its notification."""

    def __init__(
        self, children: Sequence[tuple[UUID, str]], data: Any = None, *, question: str
    ) -> None:
        super().__init__(data)
        self.ids = [id_ for id_, _name in children]
        for id_, name in children:
            self.fields[f"child-{id_}"] = forms.ChoiceField(
                label=question % {"name": name},
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
                error_messages={
                    "required": _("Say yes or no for %(name)s") % {"name": name},
                    "invalid_choice": _("Say yes or no for %(name)s") % {"name": name},
                },
            )

    def answers(self) -> Answers:
        """Return each answer by notification, once the form is valid."""
        return {id_: self.cleaned_data[f"child-{id_}"] == "yes" for id_ in self.ids}


class SupportForm(forms.Form):
    """What was done for the child."""

    discreet = forms.MultipleChoiceField(
        label=_("Discreet support"),
        help_text=_("Choose all that apply."),
        choices=DISCREET,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    overt = forms.MultipleChoiceField(
        label=_("Support that the child knows of"),
        help_text=_("Choose all that apply."),
        choices=OVERT,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    manner = forms.ChoiceField(
        label=_("Silent or overt"),
        choices=SILENT_OR_OVERT,
        initial="silent",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was silent or overt")},
    )
    given_by = forms.CharField(
        label=_("Who gave the support"),
        help_text=_("Name or job, such as “class teacher”."),
        max_length=200,
        error_messages={"required": _("Say who gave the support")},
    )
    given_on = PlainDateField(
        label=_("When"), error_messages={"required": _("Enter the day on which it was given")}
    )
    follow_up_on = PlainDateField(
        label=_("Look at it again on"), required=False, help_text=_("For example 7 12 2026")
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        help_text=_("Only what somebody who helps this child later must know."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, today: date, **more: Any) -> None:
        super().__init__(data, **more)
        self.today = today
        self.fields["given_on"].initial = today

    def clean_given_on(self) -> date:
        """Return the day.

        :raises ValidationError: for a day to come.
        """
        given_on: date = self.cleaned_data["given_on"]
        if given_on > self.today:
            raise ValidationError(_("The day on which it was given cannot be in the future"))
        return given_on

    def clean(self) -> dict[str, Any]:
        """Return all of it, or say what does not go together."""
        cleaned: dict[str, Any] = super().clean() or {}
        given_on, again_on = cleaned.get("given_on"), cleaned.get("follow_up_on")
        if given_on and again_on and again_on < given_on:
            self.add_error("follow_up_on", _("This day is before the support was given"))
        chosen = [*cleaned.get("discreet", []), *cleaned.get("overt", [])]
        if not chosen and not {"discreet", "overt"} & set(self.errors):
            self.add_error("discreet", _("Choose at least one thing that was done"))
        if "other" in cleaned.get("overt", []) and not cleaned.get("note"):
            self.add_error("note", _("Say in a few words what was done"))
        return cleaned

    def as_support(self) -> dict[str, Any]:
        """Return what was written, as the action takes it, once the form is valid."""
        said = dict(self.cleaned_data)
        kinds = said.pop("discreet") + said.pop("overt")
        is_overt = said.pop("manner") == "overt"
        return {**said, "kinds": kinds, "is_overt": is_overt}


class CopyForm(forms.Form):
    """A copy for the child's file: what goes into it, and in which form."""

    words = forms.ChoiceField(
        label=_("What goes into it"),
        choices=[
            (
                "without",
                _("Without the child’s words and the circumstances. Enough for most files"),
            ),
            ("with", _("Everything that you can read here")),
        ],
        initial="without",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what goes into the copy")},
    )
    kind = forms.ChoiceField(
        label=_("In which form"),
        choices=[each for each in Copy.Kind.choices if each[0] != Copy.Kind.SHEET],
        initial=Copy.Kind.PAGE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the form of the copy")},
    )
    # Chosen by the page, so that a second click takes no second copy.
    once = forms.UUIDField(widget=forms.HiddenInput)

    def as_copy(self) -> dict[str, Any]:
        """Return what was chosen, as the action takes it, once the form is valid."""
        said = self.cleaned_data
        return {
            "copy_id": said["once"],
            "kind": said["kind"],
            "with_words": said["words"] == "with",
        }
