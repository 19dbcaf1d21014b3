"""Names that are one by custom: what a line of the table may hold, and what it says of two."""

import pytest

from firstbell.core.linkage.families import LOOKALIKES, SHORT_FORM_OF, SPELLING_OF, TABLE, sections
from firstbell.core.linkage.names import Likeness, fold, likeness


@pytest.mark.parametrize(
    ("said", "borne"),
    [
        ("Tunde", "Babatunde"),
        ("Temi", "Temitope"),
        ("Emeka", "Chukwuemeka"),
        ("Kojo", "Kwadwo"),
        ("Abdi", "Abdirahman"),
        ("Cabdiraxmaan", "Abdirahman"),
        ("Xasan", "Hassan"),
        ("Ayşe", "Aisha"),
        ("Olek", "Aleksander"),
        ("Tomek", "Tomasz"),
        ("Nelu", "Ionuț"),
        ("Dima", "Dmytro"),
        ("Simi", "Simran"),
        ("Neve", "Niamh"),
        ("Guto", "Gruffydd"),
        ("Reub", "Reuben"),
    ],
)
def test_what_people_are_called_is_their_name(said: str, borne: str) -> None:
    assert likeness(fold(said), fold(borne)) == Likeness.FAMILY
    assert likeness(fold(borne), fold(said)) == Likeness.FAMILY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Temitope", "Temitayo"),
        ("Abdirahman", "Abdirashid"),
        ("Amandeep", "Amanpreet"),
        ("Chukwuemeka", "Chukwuebuka"),
        ("Michał", "Mikołaj"),
        ("Mohamed", "Mohamud"),
        ("Eoin", "Owen"),
        ("Krishna", "Krish"),
        ("Sahra", "Sarah"),
        ("Alexander", "Alexandra"),
        ("Chidinma", "Chidimma"),
        ("Omolola", "Omolara"),
        ("Ellie", "Eli"),
        ("Francis", "Francesca"),
        ("Yvonne", "Yvette"),
        ("Tunde", "Ayo"),
        ("Lena", "Olenka"),
    ],
)
def test_names_that_brothers_and_sisters_bear_and_two_short_forms_are_not_one(
    one: str, other: str
) -> None:
    assert likeness(fold(one), fold(other)) < Likeness.FAMILY
    assert likeness(fold(other), fold(one)) == likeness(fold(one), fold(other))


def test_a_name_stands_as_names_are_compared_and_once_in_its_family() -> None:
    told = [*SPELLING_OF, *SHORT_FORM_OF, *(name for pair in LOOKALIKES for name in pair)]
    lines = [
        line.replace("|", " ").split()
        for heading, own in sections(TABLE).items()
        for line in own
        if heading != "lookalikes"
    ]

    assert [name for name in told if fold(name) != name] == []
    assert [line for line in lines if len(line) != len(set(line)) or len(line) == 1] == []


def test_no_two_names_look_alike_and_are_one() -> None:
    assert [pair for pair in sorted(LOOKALIKES) if likeness(*pair) != Likeness.LOOKALIKE] == []
