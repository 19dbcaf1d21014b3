"""Which establishments the words of a child or parent may mean."""

import pytest

from firstbell.core.linkage.schools import MOST_MEANT, School, schools_meant, urns_in

SCHOOLS = [
    School("900001", "St Mary's Catholic Primary School", "Harbour Road", "", "Sedgewick"),
    School("900002", "Saint Mary's Church of England Infant School", "Mill Lane", "", "Otterby"),
    School("900003", "Lantern Academy", "Mill Lane", "", "Sedgewick"),
    School("900004", "Mill Lane Nursery", "Mill Lane", "", "Sedgewick"),
    School("900005", "Ravenscar High School", "Quarry Street", "", "Sedgewick"),
]


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("St Mary's", ("900001", "900002")),
        ("saint marys in Otterby", ("900002",)),
        ("St Mary's infants", ("900002",)),
        ("the academy on Mill Lane", ("900003",)),
        ("Mill Ln", ("900002", "900003", "900004")),
        ("Ravenscra high", ("900005",)),
        ("Ravenscar primary", ("900005",)),
        ("goes to 900004, year 2", ("900004",)),
        ("St Nowhere's", ()),
        ("the primary school", ()),
        ("", ()),
    ],
)
def test_an_establishment_is_meant_when_it_holds_every_telling_word(
    told: str, meant: tuple[str, ...]
) -> None:
    assert schools_meant(told, SCHOOLS) == meant


def test_words_that_fit_very_many_establishments_say_nothing() -> None:
    many = [School(str(910000 + n), "Hilltop Primary School") for n in range(MOST_MEANT + 1)]
    assert schools_meant("Hilltop", many) == ()
    assert len(schools_meant("Hilltop", many[1:])) == MOST_MEANT


def test_numbers_in_a_text_are_read_as_urns_only_at_six_digits() -> None:
    assert urns_in("urn 900001 and 900001 or 1234567") == ("900001",)
