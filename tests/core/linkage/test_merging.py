"""Several rows that are one pupil: which speaks first, and what the others add."""

from datetime import date

import pytest

from firstbell.core.linkage import RollPupil
from firstbell.core.linkage.merging import is_registered, one_pupil, rank

DAY = date(2026, 11, 23)
WREN = RollPupil(pupil_id=1, surname="Tollemarsh", forename="Wren", urns=("900001",))
OTHER = WREN._replace(urns=("900002",))


@pytest.mark.parametrize(
    ("entered", "left", "holds"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (date(2026, 11, 24), None, False),
        (None, date(2026, 11, 22), False),
    ],
)
def test_a_registration_holds_from_its_first_to_its_last_day(
    entered: date | None, left: date | None, holds: bool
) -> None:
    assert is_registered(entered, left, on=DAY) is holds


def test_rows_of_the_day_come_first_then_the_main_one_then_the_latest_entered() -> None:
    wanted = [
        rank("M", date(2025, 9, 1), None, on=DAY),
        rank("M", None, None, on=DAY),
        rank("Z", None, None, on=DAY),
        rank("F", None, None, on=DAY),
        rank("S", None, None, on=DAY),
        rank("G", None, None, on=DAY),
        rank("M", None, date(2026, 11, 20), on=DAY),
    ]

    assert sorted(wanted) == wanted
    assert rank("Z", None, None, on=DAY) == rank("C", None, None, on=DAY)
    assert rank("", None, None, on=DAY) == rank("C", None, None, on=DAY)


def test_one_row_is_the_pupil_as_it_is() -> None:
    assert one_pupil([WREN]) is WREN


def test_the_first_row_speaks_and_the_others_fill_blanks() -> None:
    other = OTHER._replace(
        middle_names="Ada", born_on=date(2016, 5, 4), sex="F", upn="A", postcode="QX1 2AB"
    )

    assert one_pupil([WREN, other]) == other._replace(urns=("900001", "900002"))


def test_a_home_is_never_put_together_of_two() -> None:
    main, other = WREN._replace(address_line_1="4 Mill Lane"), OTHER._replace(postcode="QX1 2AB")

    found = one_pupil([main, other])
    assert (found.address_line_1, found.postcode) == ("4 Mill Lane", "")


def test_names_that_only_another_row_has_are_known_too_where_there_is_room() -> None:
    quill = OTHER._replace(surname="Quill", forename="Wrenna")
    sedge = OTHER._replace(surname="Sedge", forename="Renny")
    fourth = OTHER._replace(surname="Lark")

    found = one_pupil([WREN, OTHER._replace(surname="Tolle-Marsh"), quill, sedge, fourth])

    assert (found.surname, found.preferred_surname, found.former_surname) == (
        "Tollemarsh",
        "Quill",
        "Sedge",
    )
    assert (found.forename, found.preferred_forename) == ("Wren", "Wrenna")
