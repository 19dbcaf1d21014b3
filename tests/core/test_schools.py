"""`firstbell.core.schools`: which establishments the words of a report may mean."""

import pytest

from firstbell.core.schools import School, meant_by, tokens

SCHOOLS = [
    School(urn=900001, name="St Wenna's Catholic Primary School", street="Quarry Hill"),
    School(urn=900002, name="St Brychan's Church of England Primary School", street="Mill Lane"),
    School(urn=900003, name="Harrowfen Academy", street="Mill Lane", town="Eastmarsh"),
    School(urn=900004, name="Harrowfen Junior School", street="Fen Road", town="Eastmarsh"),
    School(urn=900005, name="Tansy Green Primary School", former_names=("Dunnock Infant School",)),
    School(urn=900006, name="Queen Ethelreda Grammar School", postcode="ZE9 4QQ"),
    School(urn=900007, name="Eastmarsh Pupil Referral Unit", town="Eastmarsh"),
    *(
        School(urn=900100 + n, name=f"{word} Primary School", town="Eastmarsh")
        for n, word in enumerate(["Larch", "Rowan", "Alder", "Hazel", "Willow", "Aspen"])
    ),
]


def first(words: str) -> int:
    return meant_by(words, SCHOOLS)[0].urn


@pytest.mark.parametrize(
    ("words", "urn"),
    [
        pytest.param("St Wennas", 900001, id="without-the-apostrophe"),
        pytest.param("goes to saint wenna’s RC primary, year 4", 900001, id="in-a-sentence"),
        pytest.param("St Brycans C of E", 900002, id="misspelt"),
        pytest.param("the academy on Mill Lane", 900003, id="by-its-street"),
        pytest.param("Harrowfen juniors", 900004, id="by-its-kind-between-two"),
        pytest.param("Dunnock infants", 900005, id="by-its-former-name"),
        pytest.param("QEGS", 900006, id="by-its-initials"),
        pytest.param("the one at ze94qq", 900006, id="by-its-postcode"),
        pytest.param("the one at ZE9 4QQ", 900006, id="by-its-postcode-with-a-blank"),
        pytest.param("URN 900104", 900104, id="by-its-number"),
        pytest.param("Tans", 900005, id="by-the-beginning-of-its-name"),
        pytest.param("the PRU", 900007, id="by-a-kind-that-is-rare"),
    ],
)
def test_words_lead_to_the_school_that_they_mean(words: str, urn: int) -> None:
    assert first(words) == urn


@pytest.mark.parametrize("words", ["", "unknown", "primary school", "his school, year 3", "????"])
def test_words_that_say_nothing_lead_nowhere(words: str) -> None:
    assert meant_by(words, SCHOOLS) == ()


def test_a_town_alone_does_not_bring_a_school_before_one_that_is_named() -> None:
    assert first("Rowan in Eastmarsh") == 900101


def test_two_that_are_alike_are_both_shown() -> None:
    assert {each.urn for each in meant_by("Harrowfen", SCHOOLS)} == {900003, 900004}


def test_of_two_that_explain_the_same_words_the_shorter_name_comes_first() -> None:
    pair = [
        School(urn=1, name="Larch and Rowan Primary School"),
        School(urn=2, name="Larch Primary School"),
    ]

    assert [each.urn for each in meant_by("Larch primary", pair)] == [2, 1]


def test_abbreviations_are_one_word_with_what_they_stand_for() -> None:
    assert tokens("St. Wenna's C. of E. Prim. Sch.") == tokens("Saint Wennas CofE Primary School")


def test_nothing_is_meant_where_there_are_no_schools() -> None:
    assert meant_by("Harrowfen", []) == ()


def test_little_words_of_a_name_count_for_nothing() -> None:
    pair = [School(urn=1, name="The Larch by the Fen"), School(urn=2, name="Rowan School")]

    assert [each.urn for each in meant_by("the one by the larch", pair)] == [1]
    assert meant_by("by the", pair) == ()
