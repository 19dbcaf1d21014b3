"""What whoever asks for a school place and the desk fill in. Checks it; saves nothing."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from firstbell.core.admissions import Found, Kept, found_in, is_the_familys
from firstbell.foundation.dates import PlainDateField
from firstbell.journey.admissions.actions.asking import Said
from firstbell.journey.admissions.models import PlaceRequest
from firstbell.registry.agencies.models import Establishment

INLINE = {"class": "govuk-radios--inline"}

WHAT = {
    "name": _("a name"),
    "birth_date": _("a date of birth"),
    "postcode": _("a postcode"),
    "address": _("a place where the family lived or lives"),
    "school": _("a school"),
    "contact": _("a telephone number or an e-mail address"),
    "council": _("a council where the family lived"),
}
"""What the words that were found seem to be."""

LONGEST_AHEAD = timedelta(days=366)


class AskForm(forms.Form):
    """What an admissions desk has to know to find a place, and nothing that leads to the family."""

    council = forms.ChoiceField(
        label=_("Which council is to find the place?"),
        help_text=_("The one for the area where the family is now."),
        widget=forms.Select,
        error_messages={"required": _("Choose the council")},
    )
    year_group = forms.ChoiceField(
        label=_("Which year group?"),
        choices=PlaceRequest.Year.choices,
        widget=forms.Select,
        error_messages={"required": _("Choose the year group")},
    )
    ehc_plan = forms.ChoiceField(
        label=_("Is there an education, health and care plan?"),
        choices=PlaceRequest.Answer.choices,
        widget=forms.RadioSelect(attrs=INLINE),
        error_messages={"required": _("Say whether there is an education, health and care plan")},
    )
    needs = forms.CharField(
        label=_("What about the child bears on the place?"),
        help_text=_(
            "Health, learning, language, faith, a brother or sister who needs the same school. "
            "No name, no former school, no address, nothing of what happened."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    area = forms.CharField(
        label=_("Where can the school be, and how far can the child travel?"),
        help_text=_(
            "In words, such as “half an hour by bus from the middle of the town, not the north "
            "side”. Never the address or the street where the family is."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say where the school can be")},
    )
    contact_name = forms.CharField(
        label=_("Whom does the council ring?"),
        help_text=_("You, or a colleague. Never the family."),
        max_length=200,
        error_messages={"required": _("Enter the name of whoever the council rings")},
    )
    contact_phone = forms.CharField(
        label=_("Telephone number"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "type": "tel"}),
        error_messages={"required": _("Enter the number that the council rings")},
    )
    contact_email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        councils: Sequence[tuple[str, str]],
        kept_for: Callable[[str], Kept],
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        choices = [("", said("Choose a council")), *councils]
        self.fields["council"].choices = choices  # type: ignore[attr-defined]
        self._kept_for = kept_for

    def clean(self) -> dict[str, Any]:
        """Return all of it; a text that leads to the family is refused with its words."""
        cleaned: dict[str, Any] = super().clean() or {}
        kept = self._kept_for(cleaned.get("council") or "")
        for name in ("needs", "area"):
            if found := found_in(cleaned.get(name) or "", kept):
                self.add_error(name, _not_to_be_said(found))
        theirs = is_the_familys(
            name=cleaned.get("contact_name") or "",
            phone=cleaned.get("contact_phone") or "",
            email=cleaned.get("contact_email") or "",
            kept=kept,
        )
        for part in theirs:
            self.add_error(
                f"contact_{part}", _("This is the family’s own. The council rings you instead")
            )
        return cleaned

    def said(self) -> Said:
        """Return what was filled in, as the action takes it."""
        return Said(**self.cleaned_data)

    def as_told(self) -> list[tuple[str, str]]:
        """Return what the desk will read beside name and birth date, label by label."""
        given = self.cleaned_data
        contact = (given["contact_name"], given["contact_phone"], given["contact_email"])
        council = dict(self.fields["council"].choices)[given["council"]]  # type: ignore[attr-defined]
        return [
            (said("Goes to"), said("Admissions desk, %(council)s") % {"council": council}),
            (said("Year group"), str(PlaceRequest.Year(given["year_group"]).label)),
            (
                said("Education, health and care plan"),
                str(PlaceRequest.Answer(given["ehc_plan"]).label),
            ),
            (said("What bears on the place"), given["needs"] or said("Nothing")),
            (said("Where, and how far"), given["area"]),
            (said("Whom the council rings"), ", ".join(filter(None, contact))),
        ]


def _not_to_be_said(found: Sequence[Found]) -> ValidationError:
    listed = "; ".join(
        said("“%(words)s” seems to be %(what)s") % {"words": each.words, "what": WHAT[each.kind]}
        for each in found
    )
    return ValidationError(said("Take this out: %(listed)s") % {"listed": listed})


class _ByTheHub(forms.Form):
    spoke_to = forms.CharField(
        label=_("With whom at the desk did you speak?"),
        max_length=200,
        error_messages={"required": _("Say with whom you spoke")},
    )
    note = forms.CharField(
        label=_("Note for whoever asked"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, is_by_hub: bool, **more: Any) -> None:
        super().__init__(data, **more)
        if not is_by_hub:
            del self.fields["spoke_to"]
        self.order_fields([*(name for name in self.fields if name != "note"), "note"])

    def written(self) -> str:
        """Return the note, with who of the desk said it where the hub rang."""
        parts = (self.cleaned_data.get("spoke_to"), self.cleaned_data.get("note"))
        return ". ".join(part for part in parts if part)


class AcknowledgeForm(_ByTheHub):
    """The desk has the request; how does it handle it?"""

    handled = forms.ChoiceField(
        label=_("How is it handled?"),
        choices=PlaceRequest.Handled.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it is handled")},
    )


class AnswerForm(_ByTheHub):
    """A school and the first day there, or why there is no place."""

    found = forms.ChoiceField(
        label=_("Is there a place?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect(attrs=INLINE),
        error_messages={"required": _("Say whether there is a place")},
    )
    school = forms.CharField(
        label=_("If yes: at which school?"),
        help_text=_("Its name, with the town if you know it, or its URN."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    starts_on = PlainDateField(
        label=_("The first day there"), help_text=_("For example, 7 12 2026"), required=False
    )
    refusal = forms.ChoiceField(
        label=_("If no: why not?"),
        choices=PlaceRequest.Refusal.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        is_by_hub: bool,
        meant: Callable[[str], list[Establishment]],
        today: date,
        **more: Any,
    ) -> None:
        super().__init__(data, is_by_hub=is_by_hub, **more)
        self._meant, self._today = meant, today
        self.chosen: Establishment | None = None

    def clean(self) -> dict[str, Any]:
        """Return all of it: with one school and a day, or with a reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("found") == "yes":
            self._clean_place(cleaned)
        elif cleaned.get("found") == "no":
            if not cleaned.get("refusal"):
                self.add_error("refusal", _("Choose why there is no place"))
            in_words = {PlaceRequest.Refusal.MISSING, PlaceRequest.Refusal.OTHER}
            if cleaned.get("refusal") in in_words and not cleaned.get("note"):
                self.add_error("note", _("Say in a few words what it is"))
        return cleaned

    def _clean_place(self, cleaned: dict[str, Any]) -> None:
        words, day = cleaned.get("school") or "", cleaned.get("starts_on")
        schools = self._meant(words) if words else []
        if not words:
            self.add_error("school", _("Enter the school"))
        elif len(schools) == 1:
            self.chosen = schools[0]
        elif schools:
            listed = "; ".join(f"{each.name} ({each.urn})" for each in schools)
            self.add_error(
                "school",
                said("Which one? Enter its number: %(listed)s") % {"listed": listed},
            )
        else:
            self.add_error("school", _("No open school of this name or number is known here"))
        if day is None:
            if "starts_on" not in self.errors:
                self.add_error("starts_on", _("Enter the first day there"))
        elif not self._today - LONGEST_AHEAD <= day <= self._today + LONGEST_AHEAD:
            self.add_error("starts_on", _("The first day must be within a year"))


class EndForm(forms.Form):
    """Why a request ends."""

    why = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[
            each for each in PlaceRequest.Ending.choices if each[0] != PlaceRequest.Ending.ON_ROLL
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it ends")},
    )
