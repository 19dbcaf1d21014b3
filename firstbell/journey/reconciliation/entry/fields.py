"""The fields of an incident that a person types. Checks each alone; what they say together is
checked where every incident is (`intake.validation`). Saves nothing.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise
else:
    from django.utils.functional import Promise

from firstbell.foundation.dates import PlainDateField

Choices = Sequence[tuple[str, str | Promise]]

NOT_SAID = ("", _("Not recorded"))
YES_NO: Choices = (NOT_SAID, ("yes", _("Yes")), ("no", _("No")))
PLACES: Choices = (
    NOT_SAID,
    ("home", _("At home")),
    ("relative", _("At a relative’s home")),
    ("public", _("In a public place")),
    ("other", _("Somewhere else")),
)
SEXES: Choices = (NOT_SAID, ("F", _("Female")), ("M", _("Male")), ("X", _("Other")))
PRESENCES: Choices = (
    ("unknown", _("Not known")),
    ("present", _("Was there")),
    ("resident_not_present", _("Lives there, was not there then")),
    ("elsewhere", _("Was elsewhere")),
)
CHILD_ROLES: Choices = (
    ("affected", _("Affected: saw, heard or lives with it")),
    ("victim", _("Victim")),
    ("causing_harm", _("Causing harm")),
)
ADULT_ROLES: Choices = (
    NOT_SAID,
    ("victim", _("Victim")),
    ("suspect", _("Suspect")),
    ("involved", _("Involved")),
)

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)", re.ASCII)


def text(label: Promise, *, width: int = 20, most: int = 200, **more: Any) -> forms.CharField:
    """Return a line of text, optional."""
    widget = forms.TextInput(attrs={"class": f"govuk-input--width-{width}", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, **more)


def words(label: Promise, *, rows: int = 3, **more: Any) -> forms.CharField:
    """Return several lines of text, optional."""
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=20_000, widget=widget, **more)


def choice(label: Promise, choices: Choices, **more: Any) -> forms.ChoiceField:
    """Return one of some choices, as a list to open."""
    return forms.ChoiceField(label=label, required=False, choices=choices, **more)


def day(label: Promise, **more: Any) -> PlainDateField:
    """Return a date, optional."""
    return PlainDateField(label=label, required=False, **more)


class TimeField(forms.CharField):
    """A time of day as people write it; gives `HH:MM`, or nothing."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(
            attrs={"class": "govuk-input--width-5", "inputmode": "text", "autocomplete": "off"}
        )
        super().__init__(required=False, widget=widget, **more)

    def clean(self, value: Any) -> str:
        """Return the time.

        :raises ValidationError: if it is none.
        """
        said = super().clean(value)
        if not said:
            return ""
        found = _TIME.fullmatch(said)
        if found is None:
            raise ValidationError(_("Enter a time such as 23:50"), code="invalid")
        return f"{int(found[1]):02d}:{found[2]}"


class PersonEntry(forms.Form):
    """What a child and an adult have in common. `was` is the id that the person had before."""

    was = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    given_names = text(_("Given names"))
    surname = text(_("Surname"))
    date_of_birth = day(_("Date of birth"), help_text=_("For example 27 3 2015"))

    MORE: tuple[str, ...] = ()
    """Fields that are folded away, as most records leave them as they are."""

    use_required_attribute = False

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        return [field for field in self if field.name not in (*self.MORE, "was")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [self[name] for name in self.MORE]

    @property
    def more_is_wrong(self) -> bool:
        """Whether a mistake is among the folded fields."""
        return any(name in self.errors for name in self.MORE)

    @property
    def says_something(self) -> bool:
        """Whether anything was filled in; a row left empty is no person."""
        left_alone = {"was", "id", "role", "presence"}
        return any(value for name, value in self.cleaned_data.items() if name not in left_alone)


class AdultEntry(PersonEntry):
    """One adult of the incident."""

    role = choice(_("Part in the incident"), ADULT_ROLES)
    phone = text(_("Telephone"), most=60)
    email = text(_("E-mail"), most=254, width=30)
    id = text(_("Number in this incident"), width=10)

    field_order = ("was", "role", "given_names", "surname", "date_of_birth")


class ChildEntry(PersonEntry):
    """One child of the incident."""

    age_estimate = forms.IntegerField(
        label=_("Age, if the date of birth is not known"),
        required=False,
        min_value=0,
        max_value=120,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )
    school_as_told = text(
        _("School, nursery or college"), width=30, help_text=_("In the words you were told.")
    )
    home_educated = choice(_("Educated at home"), YES_NO)
    seen = choice(_("Seen by police"), YES_NO)
    spoken_to = choice(_("Spoken to"), YES_NO)
    spoken_to_alone = choice(_("Spoken to alone"), YES_NO)
    voice = words(_("What the child said, in the child’s words"))
    presence = choice(_("Where the child was"), PRESENCES)
    sex = choice(_("Sex"), SEXES)
    role = choice(_("Part in the incident"), CHILD_ROLES)
    language = text(_("Language"))
    interpreter = text(_("Interpreter"))
    id = text(_("Number in this incident"), width=10)

    MORE = ("presence", "sex", "role", "language", "interpreter", "id")


class IncidentEntry(forms.Form):
    """What is said of the incident as a whole."""

    reference = forms.CharField(
        label=_("Your reference"),
        help_text=_("The occurrence number. It names the incident for ever."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": _("Enter your reference")},
    )
    status = forms.ChoiceField(
        label=_("What is this?"),
        choices=[
            ("active", _("An incident, as it is known now")),
            ("withdrawn", _("A withdrawal: the incident should not have been sent")),
        ],
        initial="active",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the incident holds or is withdrawn")},
    )
    status_reason = text(_("Why it is withdrawn"), width=30, most=1000)
    belief_on = day(
        _("When it was believed that a child may be a victim: day"),
        help_text=_("The clock of the law runs from here. If you leave it empty, from now."),
    )
    belief_time = TimeField(label=_("Time of that day"))
    occurred_on = day(_("When it happened: day"))
    occurred_time = TimeField(label=_("Time it began"))
    place_kind = choice(_("Kind of place"), PLACES)
    address_lines = words(_("Address"), help_text=_("One line for each part."))
    postcode = text(_("Postcode"), width=10)
    circumstances = words(
        _("What happened"),
        rows=5,
        help_text=_("For those allowed to know. Leave out names of other people."),
    )
    suspect_status = text(_("Custody, as far as a school must know it today"), most=1000, width=30)
    conditions = text(_("Conditions, such as bail"), most=1000, width=30)
    social_care_referral = choice(_("Referred to children’s social care"), YES_NO)

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Return all of it; a time needs its day, and a withdrawal its reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("belief", "occurred"):
            if cleaned.get(f"{name}_time") and not cleaned.get(f"{name}_on"):
                self.add_error(f"{name}_on", _("Enter the day as well as the time"))
            if cleaned.get(f"{name}_on") and not cleaned.get(f"{name}_time"):
                self.add_error(f"{name}_time", _("Enter the time as well as the day"))
        if cleaned.get("status") == "withdrawn" and not cleaned.get("status_reason"):
            self.add_error("status_reason", _("Say why it is withdrawn"))
        return cleaned
