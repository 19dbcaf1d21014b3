"""One invented family, and ways to record its children wrongly."""

from datetime import date
from typing import Any

from firstbell.core.linkage import RecordedChild, RollPupil

BORN = date(2014, 3, 2)
NIGHT = date(2026, 11, 21)

PUPIL = RollPupil(
    pupil_id="p1",
    surname="Thornbury",
    forename="Elizabeth",
    middle_names="Rose",
    born_on=BORN,
    sex="F",
    upn="B801200005001",
    address_line_1="12 Mill Lane",
    postcode="ZZ9 4QT",
    uprn="10000000001",
    urns=("900001",),
)

CHILD = RecordedChild(
    child_id="c1",
    given_names="Elizabeth",
    surname="Thornbury",
    born_on=BORN,
    on=NIGHT,
    sex="F",
    address_line_1="12 Mill Lane",
    postcode="ZZ9 4QT",
)

TWIN = PUPIL._replace(pupil_id="p2", forename="Grace", middle_names="", upn="")


def child(**told: Any) -> RecordedChild:
    """The child as recorded, but for what is told here."""
    return CHILD._replace(**told)


def pupil(**rolled: Any) -> RollPupil:
    """The pupil as on the roll, but for what is given here."""
    return PUPIL._replace(**rolled)
