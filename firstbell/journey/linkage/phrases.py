"""What evidence says, in plain words: one phrase for each field and level of `core.linkage`.

Codes go in, sentences for a person come out; nothing of the child stands in any of them.
"""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.core.linkage.levels import Field, Level


class Piece(TypedDict):
    """One piece of evidence as a candidate keeps it."""

    field: str
    level: str
    weight: float


LABELS: Mapping[str, Promise] = {
    Field.REGISTER: gettext_lazy("Before any evidence"),
    Field.UPN: gettext_lazy("UPN"),
    Field.FORENAME: gettext_lazy("First name"),
    Field.MIDDLE_NAMES: gettext_lazy("Middle names"),
    Field.SURNAME: gettext_lazy("Surname"),
    Field.BIRTH: gettext_lazy("Date of birth"),
    Field.SEX: gettext_lazy("Sex"),
    Field.ADDRESS: gettext_lazy("Address"),
    Field.SCHOOL: gettext_lazy("School"),
    Field.NAMESAKES: gettext_lazy("How common the name is"),
    Field.SIBLINGS: gettext_lazy("Brothers and sisters"),
    Field.CONFLICT: gettext_lazy("Contradiction"),
    Field.RIVAL: gettext_lazy("Other pupils"),
}

SAYINGS: Mapping[str, Promise] = {
    Level.PRIOR: gettext_lazy("One pupil among all that it could be"),
    Level.SAME: gettext_lazy("The same"),
    Level.FAMILY: gettext_lazy("Another form of the same name"),
    Level.CLOSE: gettext_lazy("One slip of the pen apart"),
    Level.RUN_TOGETHER: gettext_lazy("The same, written as one word or two"),
    Level.PART: gettext_lazy("One part of a double name"),
    Level.PART_CLOSE: gettext_lazy("Nearly one part of a double name"),
    Level.MIDDLE: gettext_lazy("A middle name is used as first name"),
    Level.SWAPPED: gettext_lazy("The same, the other way round"),
    Level.INITIAL: gettext_lazy("Only the initial is known, and it fits"),
    Level.ADULT: gettext_lazy("The surname of an adult of the incident"),
    Level.MISSING: gettext_lazy("Not known to one of the two"),
    Level.LOOKALIKE: gettext_lazy("A different name that looks alike"),
    Level.DIFFERENT: gettext_lazy("Different"),
    Level.YEAR_SLIP: gettext_lazy("The same day, one year apart"),
    Level.FIRST_OF: gettext_lazy("The same month; the first of it may stand for any day"),
    Level.FIRST_OF_YEAR: gettext_lazy("The same year; the first of January may stand for any day"),
    Level.AGE: gettext_lazy("Fits the age that police were told"),
    Level.AGE_NEAR: gettext_lazy("A year beside the age that police were told"),
    Level.HOUSE: gettext_lazy("The same home"),
    Level.POSTCODE: gettext_lazy("The same postcode, another house"),
    Level.POSTCODE_CLOSE: gettext_lazy("The same house, the postcode one slip apart"),
    Level.LINE: gettext_lazy("The same house and street; no postcode was recorded"),
    Level.DISTRICT: gettext_lazy("The same postcode district"),
    Level.NOT_VALID: gettext_lazy("What police recorded is no UPN"),
    Level.TEMPORARY: gettext_lazy("Different, but one of them was temporary"),
    Level.ONE_HOME: gettext_lazy("Another child of the incident fits a pupil of this home"),
    Level.ONE_HOME_MOVED: gettext_lazy(
        "Another child of the incident fits a pupil of this home; the family may have moved"
    ),
    Level.NAMESAKES: gettext_lazy("These two names often go together"),
    Level.CONTRADICTED: gettext_lazy("The UPN fits, but the name and date of birth do not"),
    Level.NAME_DOUBTFUL: gettext_lazy("The first name differs or is not known"),
    Level.NAMESAKE: gettext_lazy("Lives elsewhere, and a namesake would fit as well"),
    Level.ALIKE: gettext_lazy("A brother or sister of a like first name would fit as well"),
    Level.BEATEN: gettext_lazy("Another pupil fits better"),
    Level.RIVAL_AT_HOME: gettext_lazy("Another pupil of the same home fits nearly as well"),
    Level.RIVAL_ELSEWHERE: gettext_lazy("Another pupil fits nearly as well"),
    Level.CLAIMED: gettext_lazy("Another child of the incident fits this pupil as well"),
}

OF_A_FIELD: Mapping[tuple[str, str], Promise] = {
    (Field.BIRTH, Level.SWAPPED): gettext_lazy("The same, day and month the other way round"),
    (Field.BIRTH, Level.CLOSE): gettext_lazy("One figure apart"),
    (Field.FORENAME, Level.SWAPPED): gettext_lazy("First name and surname the other way round"),
    (Field.SURNAME, Level.SWAPPED): gettext_lazy("First name and surname the other way round"),
    (Field.ADDRESS, Level.DIFFERENT): gettext_lazy("Another place; families move"),
    (Field.SCHOOL, Level.SAME): gettext_lazy("What police were told can mean this school"),
    (Field.SCHOOL, Level.DIFFERENT): gettext_lazy("Police were told another school"),
}
"""Where one level means something of its own in one field."""

DOUBTS: Mapping[str, Promise] = {
    Level.RIVAL_AT_HOME: gettext_lazy(
        "Another pupil of the same home fits nearly as well: a twin, a brother or a sister."
    ),
    Level.RIVAL_ELSEWHERE: gettext_lazy(
        "Another pupil fits nearly as well, such as one of the same name."
    ),
    Level.CLAIMED: gettext_lazy("Another child of this incident fits the same pupil."),
    Level.NAME_DOUBTFUL: gettext_lazy(
        "The first name differs or is not known. It may be a twin, a brother or a sister."
    ),
    Level.CONTRADICTED: gettext_lazy("The UPN fits, but the name and date of birth do not."),
    Level.NAMESAKE: gettext_lazy(
        "The address on the roll is another, and a child of the same name would fit as well."
    ),
    Level.ALIKE: gettext_lazy(
        "The first name agrees only in part and no date of birth says more. It may be a brother or"
        " a sister who is on no roll."
    ),
    Level.BEATEN: gettext_lazy("Several pupils fit equally well."),
}
"""Why a pupil who may be the child was not linked without a person."""

STRONGLY, A_LITTLE = 5.0, 2.0
"""Bits from which evidence speaks strongly, and below which it speaks only a little."""


def label(field: str) -> str:
    """Return what people call a field."""
    return str(LABELS[field]) if field in LABELS else field


def saying(field: str, level: str) -> str:
    """Return what was found in a field, as a sentence without a full stop."""
    if own := OF_A_FIELD.get((field, level)):
        return str(own)
    return str(SAYINGS[level]) if level in SAYINGS else level


def speaks(weight: float) -> str:
    """Return how far evidence of this weight, in bits, speaks for or against the pupil."""
    if weight == 0:
        return _("Says nothing")
    if weight > 0:
        if weight >= STRONGLY:
            return _("Strongly for")
        return _("For") if weight >= A_LITTLE else _("A little for")
    if weight <= -STRONGLY:
        return _("Strongly against")
    return _("Against") if weight <= -A_LITTLE else _("A little against")


def figure(weight: float) -> str:
    """Return a weight as a person reads it: with its sign and one decimal."""
    return f"{weight:+.1f}".replace("-", "−")


def doubts(evidence: Sequence[Piece], *, weight: float, link: float) -> tuple[str, ...]:
    """Return why the leading pupil was not linked by the evidence alone; ``link`` is the line."""
    found = [str(DOUBTS[piece["level"]]) for piece in evidence if piece["level"] in DOUBTS]
    if found:
        return tuple(dict.fromkeys(found))
    if weight < link:
        return (_("Too little agrees to be sure without a person."),)
    return (_("Somebody doubted an earlier link, or police now say something else."),)
