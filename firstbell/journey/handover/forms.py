"""What a person of the hub fills in about hand-overs. Checks it; saves nothing."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.foundation.outward import UnusableAddress, check_address
from firstbell.journey.handover.models import Arrival
from firstbell.journey.intake.proving import NoSuchKey, public_key_of

ACCEPT, REFUSE = "accept", "refuse"

AREA = re.compile(r"[EW]\d{8}")


class OfferForm(forms.Form):
    """To which area is the child offered?"""

    area = forms.ChoiceField(
        label=gettext_lazy("To whom?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose to whom the child is offered")},
    )

    def __init__(self, areas: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Does our hub answer for this child from now on?"""

    answer = forms.ChoiceField(
        label=gettext_lazy("Is this child yours?"),
        choices=[
            (ACCEPT, gettext_lazy("Yes: we accept, and answer for the child from now on")),
            (REFUSE, gettext_lazy("No: we refuse, and the child stays with the sender")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether you accept the child")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("If you refuse: why?"),
        choices=[("", gettext_lazy("Choose a reason")), *Arrival.Reason.choices],
        required=False,
        widget=forms.Select,
    )
    note = forms.CharField(
        label=gettext_lazy("If you refuse: what helps the other hub to find the right one?"),
        help_text=gettext_lazy("They read it. Do not write the child’s name."),
        max_length=200,
        required=False,
        widget=forms.TextInput(),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the child is refused.

        :raises ValidationError: without one.
        """
        cleaned = super().clean() or {}
        if cleaned.get("answer") == REFUSE:
            if not cleaned.get("reason"):
                raise ValidationError({"reason": _("Choose why you refuse the child")})
            if cleaned["reason"] == Arrival.Reason.OTHER and not cleaned.get("note"):
                raise ValidationError({"note": _("Say in a few words why")})
        return cleaned


class HeardForm(forms.Form):
    """What did a named person of the other area say?"""

    answer = forms.ChoiceField(
        label=gettext_lazy("Have they taken the child over?"),
        choices=[
            (ACCEPT, gettext_lazy("Yes: they answer for the child from now on")),
            (REFUSE, gettext_lazy("No: the child stays ours")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether they have taken the child over")},
    )
    who = forms.CharField(
        label=gettext_lazy("Who said so?"),
        help_text=gettext_lazy("Their name, what they are, and the number on which you rang."),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter who said so")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("If they refused: why?"),
        choices=[("", gettext_lazy("Choose a reason")), *Arrival.Reason.choices],
        required=False,
        widget=forms.Select,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where they refused.

        :raises ValidationError: without one.
        """
        cleaned = super().clean() or {}
        if cleaned.get("answer") == REFUSE and not cleaned.get("reason"):
            raise ValidationError({"reason": _("Choose why they refused")})
        return cleaned


class ToldForm(forms.Form):
    """Who of the other area was told that police have withdrawn the incident."""

    who = forms.CharField(
        label=gettext_lazy("Whom did you tell?"),
        help_text=gettext_lazy("Their name and the number on which you reached them."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter whom you told")},
    )


class AreaForm(forms.Form):
    """How children are handed to another area whose hub has a Firstbell."""

    url = forms.CharField(
        label=gettext_lazy("The address of their Firstbell"),
        help_text=gettext_lazy(
            "As their people open it; it begins with https:// Leave it out where children go by"
            " file."
        ),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    key = forms.CharField(
        label=gettext_lazy("Their public key"),
        help_text=gettext_lazy(
            "From their page of other areas; it begins with whpk_. Compare it with them by"
            " telephone. Leave it out where they have no Firstbell: a named person is rung."
        ),
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    force_pfa = forms.CharField(
        label=gettext_lazy("Their police force area"),
        help_text=gettext_lazy(
            "Its ONS code, such as E23000035. It is offered first for children who live there."
        ),
        max_length=9,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    lauas = forms.CharField(
        label=gettext_lazy("Their councils"),
        help_text=gettext_lazy("ONS codes with spaces between them, such as E08000019 E08000018."),
        max_length=600,
        required=False,
        widget=forms.TextInput(),
    )
    contact = forms.CharField(
        label=gettext_lazy("Whom to ring there"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter whom to ring when nobody answers")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Their telephone number"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter a number that is answered")},
    )

    def clean_url(self) -> str:
        """Refuse an address to which nothing is posted."""
        url = str(self.cleaned_data["url"]).strip()
        if not url:
            return ""
        try:
            check_address(url)
        except UnusableAddress as why:
            raise ValidationError(
                _("This address will not do: %(why)s") % {"why": str(why)}
            ) from why
        return url

    def clean_key(self) -> str:
        """Return the key in base64, or refuse what is none."""
        if not self.cleaned_data["key"]:
            return ""
        try:
            return public_key_of(self.cleaned_data["key"])
        except NoSuchKey as why:
            raise ValidationError(_("This key will not do: %(why)s") % {"why": str(why)}) from why

    def clean_force_pfa(self) -> str:
        """Refuse what is no ONS code."""
        code = str(self.cleaned_data["force_pfa"]).strip().upper()
        if code and not AREA.fullmatch(code):
            raise ValidationError(_("Write its ONS code, such as E23000035"))
        return code

    def clean_lauas(self) -> str:
        """Refuse what are no ONS codes."""
        codes = str(self.cleaned_data["lauas"]).upper().replace(",", " ").split()
        if not all(map(AREA.fullmatch, codes)):
            raise ValidationError(_("Write ONS codes, such as E08000019, with spaces between them"))
        return " ".join(codes)

    def clean(self) -> dict[str, Any]:
        """Ask for the key of whoever has an address.

        :raises ValidationError: without it.
        """
        cleaned = super().clean() or {}
        if cleaned.get("url") and cleaned.get("key") == "":
            raise ValidationError({"key": _("Enter their public key")})
        return cleaned

    def way(self) -> str:
        """Return how children are handed to them, by what is known of them."""
        if self.cleaned_data["url"]:
            return "firstbell"
        return "file" if self.cleaned_data["key"] else "person"

    def said(self) -> dict[str, Any]:
        """Return what was filled in, as the actions take it."""
        said = self.cleaned_data
        return {
            "url": said["url"],
            "keys": [said["key"]] if said["key"] else [],
            "lauas": said["lauas"].split(),
            "force_pfa": said["force_pfa"],
            "contact": said["contact"],
            "phone": said["phone"],
        }


class NewAreaForm(AreaForm):
    """The same for an area that is not known yet: its name and a code come first."""

    name = forms.CharField(
        label=gettext_lazy("What the other area is called"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": gettext_lazy("Enter its name")},
    )
    code = forms.CharField(
        label=gettext_lazy("A short code for it"),
        help_text=gettext_lazy(
            "Letters, digits and dashes, such as WESTMARSH. It does not change."
        ),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": gettext_lazy("Enter a code")},
    )
    field_order: Sequence[str] = ("name", "code")
