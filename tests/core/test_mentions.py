"""`firstbell.core.mentions`: what keeps a free text back, and what may stand."""

import dataclasses
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.mentions import Mention, Others, Person, names_others

CHILD = Person(given_names="Quilla Rue", surname="Zantlow", born_on=date(2016, 5, 4))
OTHERS = Others(
    child=CHILD,
    people=(
        Person(given_names="Theobald", surname="Zantlow", born_on=date(1989, 3, 7)),
        Person(given_names="Mirelle Ann-Sofi", surname="van der Quist", also=("Mimi Quist",)),
        Person(given_names="Ívarr", surname="O'Grindle"),
        Person(given_names="Elizabeth"),
        Person(given_names="J"),
        Person(given_names="Marek"),
        Person(given_names="Saeed Jola", born_on=date(2026, 6, 1)),
    ),
    schools=("Nettlewick Community Primary School", "The Academy", "St Osk's Nursery"),
    written_on=date(2026, 11, 20),
)

NAMES_SOMEBODY = [
    # what it is, the text, what must be found, where it is
    ("given name", "She hid because Theobald shouted.", "name", "Theobald"),
    ("small letters", "then theobald left", "name", "theobald"),
    ("capitals", "THEOBALD THREW A CUP", "name", "THEOBALD"),
    ("possessive", "It was Theobald’s cup.", "name", "Theobald’s"),
    ("a slip of the pen", "Theobold shouted", "name", "Theobold"),
    ("short form", "Liz was crying", "name", "Liz"),
    ("part of a double name", "with Sofi upstairs", "name", "Sofi"),
    ("double name run together", "with Annsofi upstairs", "name", "Annsofi"),
    ("alias", "everyone calls her mimi", "name", "mimi"),
    ("surname with particles", "at the house of Quist", "name", "Quist"),
    ("accents", "Ivarr came home", "name", "Ivarr"),
    ("apostrophe", "the OGrindle family", "name", "OGrindle"),
    ("surname that the child shares", "Zantlow came home drunk", "name", "Zantlow"),
    ("usual name of nobody listed", "then Oliver came in", "name", "Oliver"),
    ("short form of nobody listed", "Josie's room", "name", "Josie's"),
    ("title and a stranger", "Mr Okonjo heard it", "name", "Okonjo"),
    ("kinship and a stranger", "her friend Suki saw it", "name", "Suki"),
    ("kinship at the end of a line", "her friend\nSuki saw it", "name", "Suki"),
    ("birth date in figures", "male 07/03/1989 arrested", "birth_date", "07/03/1989"),
    ("short birth date", "male, 7.3.89", "birth_date", "7.3.89"),
    ("birth date in words", "born on the 7th of March 1989", "birth_date", "7th of March 1989"),
    ("month first", "March 7th, 1989", "birth_date", "March 7th, 1989"),
    ("short month", "7 Mar '89", "birth_date", "7 Mar '89"),
    ("machine date", "1989-03-07", "birth_date", "1989-03-07"),
    ("eight figures", "07031989", "birth_date", "07031989"),
    ("eight figures, year first", "19890307", "birth_date", "19890307"),
    ("a stranger's birth date", "male 12-12-1971", "birth_date", "12-12-1971"),
    ("everyday word with a capital", "then Said left", "name", "Said"),
    ("everyday word where nothing has a capital", "then said left", "name", "said"),
    ("a baby's, known", "the baby, 1.6.26", "birth_date", "1.6.26"),
    ("a baby's, called one", "baby DOB: 02/06/2026", "birth_date", "02/06/2026"),
    ("postcode", "moved to zz9 4xy today", "postcode", "zz9 4xy"),
    ("postcode without space", "ZZ94XY", "postcode", "ZZ94XY"),
    ("street with a number", "at 14 quince tree road", "address", "14 quince tree road"),
    ("street of another kind", "at 14b Larkspur Way", "address", "14b Larkspur Way"),
    ("street without a number", "seen on Larkspur Lane", "address", "Larkspur Lane"),
    ("flat", "taken to flat 3b", "address", "flat 3b"),
    ("telephone", "ring 07700 900123 first", "contact", "07700 900123"),
    ("e-mail", "write to a.b@example.test", "contact", "a.b@example.test"),
    ("school", "picked up from Wexmoor High School", "school", "Wexmoor High School"),
    ("nursery", "the baby goes to Tiny Turnips Nursery", "school", "Tiny Turnips Nursery"),
    ("school of many words", "Church of Elm Academy", "school", "Elm Academy"),
    ("saint with a dot", "at St. Osk School", "school", "St. Osk School"),
    ("saint in small letters", "at st osk's primary", "school", "st osk's primary"),
    ("given school, short", "walks from nettlewick at 3", "school", "nettlewick"),
]  # fmt: skip

MAY_STAND = [
    "",
    "Mum shouted at dad. Mummy and Daddy were fighting and nan came.",
    "Quilla said she was scared. Quilla's hands shook.",
    "Quilla Zantlow was in bed; Quilla Rue Zantlow slept.",
    "The child was spoken to alone at 23:10 on 19/11/2026, log 1442 of 19 November 2026.",
    "On bail until 14 December 2026 with conditions not to contact the victim.",
    "Seen by police on 3/10/26. 31/02/2026 is no day.",
    "2 children in the road outside. 2 children standing close. It took 10 minutes.",
    "She likes school and her school bag was packed. No school was named.",
    "In custody; to appear at the Magistrates Court.",
    "Miss Quilla was seen by her friend and her sister.",
    "In the upstairs bedroom. At School tomorrow. The Academy was not named.",
    "MARAC not required. Victim Female, Suspect Male. Her Mother Told Police that Dad Left.",
    "She lives with her mother and her friend.\n\nPolice left the neighbour\n\nThe door was shut.",
    "Summer holidays. Read to each night. Rose early.",
    "Has a sister. School is fine. Uses signs. Primary carer is her nan.",
    "He said it was an elizabethan house and said more. Jol.",
]


@pytest.mark.parametrize(
    ("text", "kind", "where"), [pytest.param(*case[1:], id=case[0]) for case in NAMES_SOMEBODY]
)
def test_a_text_that_names_somebody_else_is_found_out(text: str, kind: str, where: str) -> None:
    found = names_others(text, others=OTHERS)

    assert (kind, where) in [(each.kind, text[each.start : each.end]) for each in found]


@pytest.mark.parametrize("text", MAY_STAND)
def test_a_text_about_the_child_alone_may_stand(text: str) -> None:
    found = names_others(text, others=OTHERS)

    assert [(each.kind, text[each.start : each.end]) for each in found] == []


def test_a_first_name_that_the_father_has_too_is_found_out() -> None:
    others = Others(
        child=Person(given_names="Theo", surname="Zantlow"),
        people=(Person(given_names="Theo", surname="Zantlow"),),
    )

    assert names_others("Theo hit her", others=others)


def test_a_child_may_be_called_by_any_form_of_its_own_names() -> None:
    others = Others(child=Person(given_names="Daniel", surname="Zantlow", also=("Spud",)))

    assert names_others("Danny Zantlow slept. Spud is Daniel's name at home.", others=others) == ()


def test_without_a_day_to_compare_with_every_date_is_taken_for_a_birth_date() -> None:
    found = names_others("seen on 19/11/2026", others=Others(child=CHILD))

    assert found == (Mention(kind="birth_date", start=8, end=18),)


def test_a_school_may_read_its_own_name_and_no_other() -> None:
    others = dataclasses.replace(OTHERS, recipient="Nettlewick Community Primary School")

    assert names_others("She likes Nettlewick Primary.", others=others) == ()
    assert names_others("She likes Nettlewick Primary.", others=OTHERS)
    assert names_others("She likes Wexmoor Primary.", others=others)


@pytest.mark.parametrize(
    "piece", ["a", "A", "1 ", "a.", "1/", "Aa ", "dob ", "brother ", "1 Aa ", "St ", "7 Mar ", " "]
)
def test_a_long_text_of_any_kind_is_read_in_good_time(piece: str) -> None:
    began = perf_counter()
    names_others(piece * (20_000 // len(piece)), others=OTHERS)

    assert perf_counter() - began < 5


def test_a_surname_of_little_words_only_still_counts() -> None:
    others = Others(child=CHILD, people=(Person(surname="Da"),))

    assert names_others("then Da left", others=others)


def test_what_is_found_says_where_and_never_repeats_the_text() -> None:
    assert {*Mention.__dataclass_fields__} == {"kind", "start", "end"}


@given(
    st.text(max_size=80),
    st.sampled_from(["Theobald", "THEOBALD", "theobald"]),
    st.text(max_size=80),
)
def test_no_text_around_it_hides_a_name(before: str, name: str, after: str) -> None:
    assert names_others(f"{before} {name} {after}", others=OTHERS)


@given(st.text())
def test_what_is_found_lies_in_the_text_in_order(text: str) -> None:
    found = names_others(text, others=OTHERS)

    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)
