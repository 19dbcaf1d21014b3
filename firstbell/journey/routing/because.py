"""Why somebody was told, and on what basis: in plain words for a reader, a copy and the hub.

Says what was written down when the share was made; decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.journey.routing.models import Route
from firstbell.registry.agreements.models import Agreement

REASONS: Mapping[str, Promise] = {
    Route.Reason.REGISTERED: gettext_lazy("The child is on your roll."),
    Route.Reason.DUAL_REGISTERED: gettext_lazy(
        "The child is on your roll and on another. Each of them is told."
    ),
    Route.Reason.POST_16: gettext_lazy("The young person is a student with you."),
    Route.Reason.HOME_EDUCATED: gettext_lazy(
        "The child learns at home, as police or the school that it left have said."
    ),
    Route.Reason.MISSING_EDUCATION: gettext_lazy(
        "Nobody knows a school that the child goes to, so a person chose your desk."
    ),
    Route.Reason.EARLY_YEARS: gettext_lazy(
        "The child is under school age and on no roll of a school, or its nursery or childminder"
        " cannot be told, or does not see it soon."
    ),
    Route.Reason.CHILDCARE: gettext_lazy(
        "The child is on your list, or was named to us as being with you."
    ),
    Route.Reason.NOT_IN_EDUCATION: gettext_lazy(
        "The young person is 16 or 17 and on no roll that is held."
    ),
    Route.Reason.HIGH_RISK: gettext_lazy(
        "Police graded the risk as high, and the partnership tells health of such cases."
    ),
    Route.Reason.AS_TOLD: gettext_lazy(
        "Your school was named, and a person chose to ask you. No roll says so."
    ),
}

PURPOSES: Mapping[str, Promise] = {
    Route.Purpose.SUPPORT_AT_SCHOOL: gettext_lazy(
        "So that a trained adult at school can support the child today."
    ),
    Route.Purpose.FIND_THE_SCHOOL: gettext_lazy(
        "To find the child’s school, by name and date of birth first, and to support the child."
    ),
    Route.Purpose.EDUCATION_ELSEWHERE: gettext_lazy(
        "So that the council can see to the safety and education of a child who is in no school."
    ),
    Route.Purpose.EARLY_YEARS: gettext_lazy(
        "So that a trained adult can support a small child where it is looked after."
    ),
    Route.Purpose.LOOKED_AFTER: gettext_lazy(
        "So that the virtual school can support a child whom the council looks after."
    ),
    Route.Purpose.HEALTH: gettext_lazy("So that a health professional can support the child."),
    Route.Purpose.VOICE_OF_THE_VICTIM: gettext_lazy(
        "So that the victim is heard and contacted safely."
    ),
    Route.Purpose.HAND_OVER: gettext_lazy("So that the force where the child lives can act."),
}

BASES: Mapping[str, Promise] = {
    Agreement.Basis.SECTION_49A: gettext_lazy(
        "The law: police must have arrangements to tell a child’s school (section 49A Domestic"
        " Abuse Act 2021). Nobody’s consent is asked."
    ),
    Agreement.Basis.GATEWAY: gettext_lazy(
        "The law: agencies that protect children may share what they need for it (Children Act"
        " 2004, sections 10 and 11). Nobody’s consent is asked."
    ),
    Agreement.Basis.AGREEMENT: gettext_lazy(
        "An agreement between you and the police. Without one in force nothing is shared."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Because:
    """Why, to what end, on what basis, and under which agreement."""

    why: str
    purpose: str
    basis: str
    agreement: str

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, as sentences in order; nothing where nothing is known."""
        said = (self.why, self.purpose, self.basis, self.agreement)
        return tuple(each for each in said if each)


def because(*, reason: str, purpose: str, basis: str, agreement: Agreement | None) -> Because:
    """Return what is said to the one who was told."""
    named = (
        _("The agreement: “%(title)s”.") % {"title": agreement.title}
        if agreement and basis == Agreement.Basis.AGREEMENT
        else ""
    )
    return Because(
        why=str(REASONS.get(reason, "")),
        purpose=str(PURPOSES.get(purpose, "")),
        basis=str(BASES.get(basis, "")),
        agreement=named,
    )


def basis_for_the_hub(route: Route) -> tuple[str, str]:
    """Return the basis and purpose of a route as the hub reads them, and what is flagged of it."""
    basis = str(Agreement.Basis(route.basis).label)
    purpose = str(Route.Purpose(route.purpose).label)
    said = _("%(purpose)s. Basis: %(basis)s") % {"purpose": purpose, "basis": basis}
    if route.agreement is None:
        return said, ""
    said = _("%(said)s. Agreement: “%(title)s”") % {"said": said, "title": route.agreement.title}
    flagged = _(
        "That agreement was not in force any more. The law is enough to share; renew it all the"
        " same."
    )
    return said, flagged if route.agreement_had_lapsed else ""
