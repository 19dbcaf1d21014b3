"""Why something is taken back, and what follows. Checks it; saves nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firstbell.journey.delivery.models import Recall

Why = Recall.Why

SHORTEST_REASON = 15
"""Letters: shorter is no reason that somebody else could weigh."""


class TakeBackForm(forms.Form):
    """Take it back: why, what of it, and who knows instead."""

    why = forms.ChoiceField(
        label=_("Why do you take it back?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why you take it back")},
    )
    parts = forms.MultipleChoiceField(
        label=_("If something in it is wrong: what?"),
        help_text=_("It is taken out at once, and told again once police have put it right."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    instead = forms.ChoiceField(
        label=_("If it went to a wrong school or desk: who is told instead?"),
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What went wrong, so that somebody else can weigh it"),
        help_text=_("Information governance reads this. Do not write the name of a child."),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=SHORTEST_REASON,
        max_length=1000,
        error_messages={
            "required": _("Write down what went wrong"),
            "min_length": _("Write what went wrong so that somebody else can weigh it"),
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        facts: Sequence[tuple[str, str]],
        others: Sequence[str],
        is_withdrawn: bool,
        is_held: bool,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        reasons = [(Why.WITHDRAWN, Why.WITHDRAWN.label)] if is_withdrawn else []
        reasons.append((Why.WRONG_PLACE, Why.WRONG_PLACE.label))
        if facts and not is_held:
            reasons.append((Why.WRONG_CONTENT, Why.WRONG_CONTENT.label))
            _choices(self.fields["parts"], facts)
        else:
            del self.fields["parts"]
        _choices(self.fields["why"], reasons)
        if is_withdrawn:
            del self.fields["instead"]
        else:
            known = _("Nobody else: %(others)s know already") % {"others": ", ".join(others)}
            choices = [("choose", _("I choose that next, on the child’s page"))]
            _choices(self.fields["instead"], [*choices, ("others", known)] if others else choices)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen reason needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        why = cleaned.get("why")
        if why == Why.WRONG_CONTENT and not cleaned.get("parts"):
            self.add_error("parts", _("Choose what in it is wrong"))
        if why == Why.WRONG_PLACE and "instead" in self.fields and not cleaned.get("instead"):
            self.add_error("instead", _("Say who is told instead"))
        return cleaned


def _choices(field: forms.Field, choices: Sequence[tuple[Any, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types
    field.choices = choices
