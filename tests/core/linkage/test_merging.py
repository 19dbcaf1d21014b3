"""Several rows that are one pupil: which speaks first, and what the others add."""

from datetime import date

import pytest

from firstbell.core.linkage import RollPupil
from firstbell.core.linkage.merging import is_registered, one_pupil, rank, records_left_behind

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


AT_HOME = OTHER._replace(
    born_on=date(2010, 1, 19), address_line_1="4 Mill Lane", postcode="QX1 2AB", sex="F"
)
AT_SCHOOL = AT_HOME._replace(upn="B801200005001", middle_names="Ada", urns=("900001",))


@pytest.mark.parametrize(
    "college",
    [
        AT_HOME,
        AT_HOME._replace(surname="TOLLE-MARSH", forename=" wren ", sex=""),
        AT_HOME._replace(address_line_1="4, Mill Ln", postcode="qx12ab"),
    ],
    ids=["the same", "written otherwise", "the home written otherwise"],
)
def test_who_went_to_a_college_without_a_upn_left_a_record_behind(college: RollPupil) -> None:
    assert records_left_behind({1: (AT_SCHOOL, False), 2: (college, True)}) == {1: 2}
    assert records_left_behind({1: (college, False), 2: (AT_SCHOOL, True)}) == {1: 2}


@pytest.mark.parametrize(
    "other",
    [
        AT_HOME._replace(forename="Wrenna"),
        AT_HOME._replace(surname="Tollemarch"),
        AT_HOME._replace(born_on=date(2010, 1, 20)),
        AT_HOME._replace(born_on=None),
        AT_HOME._replace(address_line_1="6 Mill Lane"),
        AT_HOME._replace(address_line_1=""),
        AT_HOME._replace(upn="D801200005002"),
        AT_HOME._replace(sex="M"),
        AT_HOME._replace(middle_names="Bea"),
    ],
    ids=["forename", "surname", "birth date", "no birth date", "home", "no home", "UPN", "sex",
         "middle name"],
)  # fmt: skip
def test_nobody_who_may_be_another_is_taken_for_who_left(other: RollPupil) -> None:
    assert records_left_behind({1: (AT_SCHOOL, False), 2: (other, True)}) == {}


@pytest.mark.parametrize("here", [(True, True), (False, False), (True, False, True)])
def test_of_two_who_are_both_here_or_both_gone_nobody_says_which(here: tuple[bool, ...]) -> None:
    pupils = {place: (AT_HOME, is_here) for place, is_here in enumerate(here)}
    assert records_left_behind(pupils) == {}


def test_two_records_left_behind_are_those_of_one_pupil() -> None:
    pupils = {1: (AT_SCHOOL, False), 2: (AT_HOME, True), 3: (AT_HOME, False)}
    assert records_left_behind(pupils) == {1: 2, 3: 2}
