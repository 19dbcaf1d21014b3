"""How a record is restricted or sealed, and who is let into its circle. Checks; saves nothing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.registry.circles.models import Restriction
from firstbell.registry.circles.queries.members import Person

WHY_NOT = {
    "guarded_already": gettext_lazy("Somebody has restricted or sealed it meanwhile"),
    "lifted_already": gettext_lazy("It was lifted meanwhile"),
    "nobody_of_the_hub": gettext_lazy(
        "Somebody of the hub must be in the circle, so that the child is not left to chance"
    ),
    "contact_without_a_number": gettext_lazy(
        "The person to ask has no telephone number: choose somebody else, or let them add one"
    ),
    "contact_stays": gettext_lazy("The person to ask stays in the circle"),
    "nobody_to_stand_in": gettext_lazy(
        "Choose somebody to stand in, or put a second person of the hub into the circle"
    ),
    "stand_in_is_in_the_circle": gettext_lazy("Who stands in is somebody outside the circle"),
    "stand_in_is_no_manager": gettext_lazy("Who stands in is a hub manager"),
    "not_oneself": gettext_lazy("Nobody lets themselves in: choose somebody else"),
    "cannot_be_let_in": gettext_lazy("This person cannot be let in: choose somebody else"),
    "may_not_lift": gettext_lazy("A hub manager or an officer of the force may ask for this"),
    "nobody_asked": gettext_lazy("Nobody asks for this any more"),
    "needs_another_agency": gettext_lazy("A second person of another agency must agree"),
}
"""What is in the way, by the code of `CannotGuard`, as a person is told it."""


def _label(person: Person) -> str:
    where = ", ".join(person.places)
    return _("%(name)s, %(where)s") % {"name": person.name, "where": where or _("the hub")}


class GuardForm(forms.Form):
    """Restricted or sealed, on what ground, who is let in, and whom others may ask."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What should others see?"),
        choices=[
            (
                Restriction.Kind.RESTRICTED,
                gettext_lazy("That something is here, and whom to ask (restricted)"),
            ),
            (Restriction.Kind.SEALED, gettext_lazy("Nothing at all (sealed)")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what others should see")},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("For somebody who works for one of the agencies, seal it."),
        choices=Restriction.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say why")},
    )
    circle = forms.MultipleChoiceField(
        label=gettext_lazy("Who may read it besides you?"),
        help_text=gettext_lazy("They still read only what their role lets them read."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    contact = forms.ChoiceField(
        label=gettext_lazy("Whom may others ask?"),
        help_text=gettext_lazy(
            "They are let in too. If it is restricted, others see this name and number."
        ),
        error_messages={"required": gettext_lazy("Choose the person to ask")},
    )
    stand_in = forms.ChoiceField(
        label=gettext_lazy("If it is sealed and nobody let in answers: which manager is told?"),
        help_text=gettext_lazy(
            "They are told whom to ring and nothing of the record. Choose nobody where two people "
            "of the hub are let in, or where no manager may know."
        ),
        required=False,
    )

    def __init__(
        self, *args: Any, people: Sequence[Person], managers: Sequence[Person], **kwargs: Any
    ) -> None:
        """Ask about these people; `kwargs["initial"]["contact"]` is who fills it in."""
        super().__init__(*args, **kwargs)
        me = str(self.initial.get("contact", ""))
        named = [(str(each.user_id), _label(each)) for each in people]
        self._choices("circle", [each for each in named if each[0] != me])
        self._choices("contact", named)
        standing_in = [(str(each.user_id), _label(each)) for each in managers]
        self._choices("stand_in", [("", _("Nobody")), *standing_in])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types
        field.choices = choices

    def people(self) -> frozenset[UUID]:
        """Return the ids of all who are let in by name, once the form is valid."""
        return frozenset(map(UUID, [*self.cleaned_data["circle"], self.cleaned_data["contact"]]))

    def refuse(self, code: str) -> None:
        """Say at the field that it belongs to what is in the way."""
        field = {
            "nobody_of_the_hub": "circle",
            "contact_without_a_number": "contact",
            "guarded_already": None,
        }.get(code, "stand_in")
        self.add_error(field, ValidationError(WHY_NOT[code], code=code))


class MemberForm(forms.Form):
    """One more person for a circle."""

    user = forms.ChoiceField(
        label=gettext_lazy("Who is let in?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a person"),
            "invalid_choice": gettext_lazy("Choose a person of the list"),
        },
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types
        field.choices = [(str(each.user_id), _label(each)) for each in people]


class RefillForm(MemberForm):
    """The one person who is let into a circle that nobody is left in."""

    def refuse(self, code: str) -> None:
        """Say why the person who was chosen cannot be it."""
        self.add_error("user", ValidationError(WHY_NOT[code], code=code))
