"""`firstbell.core.conflicts`: the reader who is an adult of the incident."""

from datetime import date

import pytest

from firstbell.core.conflicts import (
    Adult,
    Ground,
    Reader,
    born_as_read,
    conflict,
    numbers_of,
    text_names,
)

BORN = date(1988, 4, 9)
READER = Reader(
    name="Zoë Quillfeather-Marsh",
    email="z.quill@mill.example",
    phones=("01632 960123 ext. 4", "+44 7700 900456"),
    born_on=BORN,
)


@pytest.mark.parametrize(
    ("adult", "ground"),
    [
        pytest.param(Adult(email="Z.Quill@Mill.example "), "email", id="e-mail-in-capitals"),
        pytest.param(Adult(phone="07700900456"), "phone", id="mobile-without-country"),
        pytest.param(Adult(phone="00447700 900 456"), "phone", id="mobile-with-country"),
        pytest.param(Adult(phone="(01632) 960123"), "phone", id="office"),
        pytest.param(
            Adult(given_names="Zoe Ann", surname="Quillfeather-Marsh", born_on=BORN),
            "name_and_birth_date",
            id="name-without-its-mark",
        ),
        pytest.param(
            Adult(given_names="Zoe", surname="Marsh", born_on=BORN),
            "name_and_birth_date",
            id="half-of-a-double-name",
        ),
        pytest.param(
            Adult(given_names="Zoe", surname="Quillfeather-Marsh", born_on=date(1988, 4, 10)),
            None,
            id="another-birth-date",
        ),
        pytest.param(
            Adult(given_names="Zoe", surname="Quillfeather-Marsh"), None, id="no-birth-date"
        ),
        pytest.param(Adult(given_names="Zoe", born_on=BORN), None, id="no-surname"),
        pytest.param(
            Adult(given_names="Zoë", surname="Oakhollow", born_on=BORN),
            "near_name",
            id="maiden-name",
        ),
        pytest.param(
            Adult(given_names="Zoe", surname="Marsh", born_on=date(1988, 9, 4)),
            "near_name",
            id="day-and-month-changed-over",
        ),
        pytest.param(
            Adult(given_names="Zoe", surname="Oakhollow", born_on=date(1988, 9, 4)),
            None,
            id="changed-over-and-another-surname",
        ),
        pytest.param(
            Adult(given_names="Ida", surname="Marsh", born_on=BORN), None, id="a-twin-perhaps"
        ),
        pytest.param(Adult(phone="960123"), None, id="too-short-to-tell"),
        pytest.param(Adult(), None, id="nothing-known"),
    ],
)
def test_conflict(adult: Adult, ground: Ground | None) -> None:
    assert conflict(adult, READER) == ground


def test_a_short_form_of_the_first_name_after_a_title_is_the_same_person() -> None:
    reader = Reader(name="Dr Kate Fenwick", born_on=BORN)

    assert conflict(Adult(given_names="Katherine", surname="Fen", born_on=BORN), reader) == (
        "near_name"
    )
    assert conflict(Adult(given_names="Kate", surname="Fen"), reader) is None


def test_a_birth_date_may_be_meant_the_other_way_round() -> None:
    assert born_as_read(BORN) == (BORN, date(1988, 9, 4))
    assert born_as_read(date(1988, 4, 13)) == (date(1988, 4, 13),)
    assert born_as_read(date(1988, 4, 4)) == (date(1988, 4, 4),)
    assert born_as_read(None) == ()


def test_two_people_without_e_mail_or_telephone_are_not_one() -> None:
    assert conflict(Adult(email="", phone=""), Reader(name="", email="")) is None


def test_every_number_of_a_free_text_counts() -> None:
    assert numbers_of("home 01632 960001, work 01632 960002") == {"1632960001", "1632960002"}


@pytest.mark.parametrize(
    "text",
    [
        "Write to Z.QUILL@mill.example.",
        "Rings from 07700 900456.",
        "Zoe Quillfeather-Marsh, 1988-04-09",
    ],
)
def test_a_text_that_holds_an_address_a_number_or_name_and_birth_date_names_the_reader(
    text: str,
) -> None:
    assert text_names(text, READER)


@pytest.mark.parametrize(
    "text", ["", "Zoe Quillfeather-Marsh", "1988-04-09", "Zoe Marsh, 1988-04-09", "07700 900457"]
)
def test_less_than_that_names_nobody(text: str) -> None:
    assert not text_names(text, READER)


def test_nobody_is_named_who_is_not_known() -> None:
    assert not text_names("z.quill@mill.example, 07700 900456, 1988-04-09", Reader(name="Zoe"))
