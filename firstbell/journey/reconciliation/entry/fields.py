"""The form of an incident: every field that a feed can have. Checks each alone; what they say
together is checked where every incident is (`intake.validation`). Saves nothing.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firstbell.journey.reconciliation.entry.kinds import (
    ADULT_ROLES,
    CHILD_ROLES,
    GRADES,
    PLACES,
    PRESENCES,
    SEXES,
    WITHHELD,
    YES_NO,
    TimeField,
    choice,
    day,
    several,
    text,
    whole,
    words,
)


class Foldable(forms.Form):
    """A form of which some fields are folded away, as most records leave them as they are."""

    MORE: tuple[str, ...] = ()
    HIDDEN: tuple[str, ...] = ()

    use_required_attribute = False

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        return [field for field in self if field.name not in (*self.MORE, *self.HIDDEN)]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [self[name] for name in self.MORE]

    @property
    def more_is_wrong(self) -> bool:
        """Whether a mistake is among the folded fields."""
        return any(name in self.errors for name in self.MORE)


class PersonEntry(Foldable):
    """What a child and an adult have in common. `was` is the id that the person had before."""

    was = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    given_names = text(_("Given names"))
    surname = text(_("Surname"))
    date_of_birth = day(_("Date of birth"), help_text=_("For example 27 3 2015"))
    address_lines = words(_("Address"), help_text=_("One line for each part."))
    postcode = text(_("Postcode"), width=10)
    uprn = text(_("UPRN of the address"), width=20)
    safe = choice(
        _("Must this address go no further than the hub?"),
        YES_NO,
        help_text=_("Yes for a refuge, and for wherever somebody must not be found."),
    )

    HIDDEN = ("was",)

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
    employer = text(_("Employer, or where they volunteer"), width=30)
    works_with_children = choice(
        _("Works or volunteers with children"),
        YES_NO,
        help_text=_("Of a suspect: the council’s officer for allegations is then told."),
    )
    work_role = text(_("In which role"), width=30)
    work_postcode = text(_("Postcode of where they work"), width=10)
    pregnant = choice(_("Pregnant"), YES_NO)
    id = text(_("Number in this incident"), width=10)

    MORE = (
        "address_lines", "postcode", "uprn", "safe", "employer", "works_with_children", "work_role",
        "work_postcode", "pregnant", "id",
    )  # fmt: skip

    field_order = ("was", "role", "given_names", "surname", "date_of_birth")


class ChildEntry(PersonEntry):
    """One child of the incident."""

    age_estimate = whole(_("Age, if the date of birth is not known"), most=120)
    school_as_told = text(
        _("School, nursery or college"), width=30, help_text=_("In the words you were told.")
    )
    home_educated = choice(_("Educated at home"), YES_NO)
    seen = choice(_("Seen by police"), YES_NO)
    spoken_to = choice(_("Spoken to"), YES_NO)
    spoken_to_alone = choice(_("Spoken to alone"), YES_NO)
    voice = words(_("What the child said, in the child’s words"))
    presence = choice(_("Where the child was"), PRESENCES)
    where_present = words(_("Where exactly, and what the child saw or heard"))
    presentation = words(_("How the child seemed"))
    also_known_as = words(
        _("Other names"),
        rows=2,
        help_text=_("One on each line, surname first: Quillfeather, Wren."),
    )
    relationships = words(
        _("What the adults are to the child"),
        rows=2,
        help_text=_("One on each line, by the adult’s number: A1: mother."),
    )
    upn = text(_("Unique pupil number (UPN)"))
    school_urn = text(_("URN of the school, if you chose it from the register"), width=10, most=7)
    communication_needs = words(_("What the child needs to be understood"), rows=2)
    sex = choice(_("Sex"), SEXES)
    role = choice(_("Part in the incident"), CHILD_ROLES)
    language = text(_("Language"))
    interpreter = text(_("Interpreter"))
    id = text(_("Number in this incident"), width=10)

    MORE = (
        "presence", "where_present", "presentation", "also_known_as", "relationships", "uprn",
        "safe", "upn", "school_urn", "sex", "role", "language", "interpreter",
        "communication_needs", "id",
    )  # fmt: skip


class IncidentEntry(Foldable):
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
    unit = text(_("Team or district that recorded it"), width=30)
    belief_on = day(
        _("When it was believed that a child may be a victim: day"),
        help_text=_("The clock of the law runs from here. If you leave it empty, from now."),
    )
    belief_time = TimeField(label=_("Time of that day"))
    occurred_on = day(_("When it happened: day"))
    occurred_time = TimeField(label=_("Time it began"))
    ended_on = day(_("When it ended: day"))
    ended_time = TimeField(label=_("Time it ended"))
    reported_on = day(_("When it was reported: day"))
    reported_time = TimeField(label=_("Time it was reported"))
    attended_on = day(_("When officers came: day"))
    attended_time = TimeField(label=_("Time officers came"))
    place_kind = choice(_("Kind of place"), PLACES)
    address_lines = words(_("Address"), help_text=_("One line for each part."))
    postcode = text(_("Postcode"), width=10)
    uprn = text(_("UPRN of the address"), width=20)
    safe = choice(
        _("Must this address go no further than the hub?"),
        YES_NO,
        help_text=_("Yes for a refuge, and for wherever somebody must not be found."),
    )
    circumstances = words(
        _("What happened"),
        rows=5,
        help_text=_("For those allowed to know. Leave out names of other people."),
    )
    suspect_status = text(_("Custody, as far as a school must know it today"), most=1000, width=30)
    conditions = text(_("Conditions, such as bail"), most=1000, width=30)
    social_care_referral = choice(_("Referred to children’s social care"), YES_NO)
    risk_grade = choice(_("Risk"), GRADES)
    risk_tool = text(_("By which tool, such as DASH"))
    graded_on = day(_("When the risk was graded: day"))
    graded_time = TimeField(label=_("Time it was graded"))
    safe_contact = text(_("How the victim may be contacted safely"), most=1000, width=30)
    victim_told = text(_("What the victim was told about this notice"), most=1000, width=30)
    withhold = several(_("Keep from the school"), WITHHELD)
    hold_until_on = day(
        _("Hold the notice back until: day"),
        help_text=_("A hold needs an end, a ground and the name of who approved it."),
    )
    hold_until_time = TimeField(label=_("Time of that day until which it is held"))
    hold_ground = text(_("Ground of the hold"))
    hold_approver = text(_("Who approved the hold"), width=30)

    MORE = (
        "ended_on", "ended_time", "reported_on", "reported_time", "attended_on", "attended_time",
        "uprn", "safe", "risk_grade", "risk_tool", "graded_on", "graded_time", "safe_contact",
        "victim_told", "withhold", "hold_until_on", "hold_until_time", "hold_ground",
        "hold_approver",
    )  # fmt: skip

    TIMES = ("belief", "occurred", "ended", "reported", "attended", "graded", "hold_until")

    def clean(self) -> dict[str, Any]:
        """Return all of it; a time needs its day, and a withdrawal its reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in self.TIMES:
            if cleaned.get(f"{name}_time") and not cleaned.get(f"{name}_on"):
                self.add_error(f"{name}_on", _("Enter the day as well as the time"))
            if cleaned.get(f"{name}_on") and not cleaned.get(f"{name}_time"):
                self.add_error(f"{name}_time", _("Enter the time as well as the day"))
        if cleaned.get("status") == "withdrawn" and not cleaned.get("status_reason"):
            self.add_error("status_reason", _("Say why it is withdrawn"))
        return cleaned
