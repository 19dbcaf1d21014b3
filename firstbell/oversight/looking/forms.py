"""What a reviewer says of a reading, and why somebody opens a case that is not theirs."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstbell.foundation.dates import PlainDateField
from firstbell.oversight.looking.models import UnusualReading
from firstbell.registry.circles.models import BreakGlass

MOST_PAGES = 200
"""Pages of the trail that anybody turns; whoever looks for more asks for a shorter period."""

LONGEST_PERIOD = timedelta(days=366)

SHORTEST_REASON = 20
"""Letters: shorter is no reason that somebody else could review."""


class FindingForm(forms.Form):
    """Was it in order?"""

    finding = forms.ChoiceField(
        label=_("Was it in order?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was in order")},
    )
    note = forms.CharField(
        label=_("What you found out, and from whom"),
        help_text=_("Do not write anything about a child here."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Write down what you found out")},
    )

    def __init__(self, *args: object, choices: Any, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["finding"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types
        field.choices = choices


READING_CHOICES = UnusualReading.Finding.choices
GLASS_CHOICES = BreakGlass.Finding.choices


class OpenCaseForm(forms.Form):
    """Which case, and why."""

    force = forms.ChoiceField(label=_("Police force"))
    reference = forms.CharField(
        label=_("The force’s reference of the incident"),
        max_length=200,
        error_messages={"required": _("Enter the reference of one incident")},
    )
    ground = forms.ChoiceField(
        label=_("Why do you open it?"),
        choices=BreakGlass.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why you open it")},
    )
    reason = forms.CharField(
        label=_("The reason, so that somebody else can judge it"),
        help_text=_("For example, the number of the request that you answer. No name of a child."),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=SHORTEST_REASON,
        max_length=1000,
        error_messages={
            "required": _("Write down the reason"),
            "min_length": _("Write the reason so that somebody else can judge it"),
        },
    )

    def __init__(self, *args: object, forces: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["force"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types
        field.choices = forces


class TrailForm(forms.Form):
    """Whose entries, of which days, of which kind."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("Leave it empty for everybody."),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Enter an e-mail address such as name@example.org")},
    )
    since_on = PlainDateField(label=_("From"))
    until_on = PlainDateField(label=_("To, and on that day"))
    kind = forms.ChoiceField(label=_("What was done"))
    number = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST_PAGES
    )

    def __init__(
        self, *args: object, kinds: Sequence[tuple[str, Promise]], today: date, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types
        field.choices = [("everything", _("Everything")), *kinds]
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or that is not over.

        The last day may be today.
        """
        said = super().clean() or {}
        since, until = said.get("since_on"), said.get("until_on")
        if since and until and until < since:
            self.add_error("until_on", _("The last day must not be before the first"))
        elif since and until and until - since > LONGEST_PERIOD:
            self.add_error("until_on", _("Ask for a year at most"))
        elif until and until > self.today:
            self.add_error("until_on", _("The last day must not be after today"))
        return said
