"""Addresses and UPNs, as far as linkage reads them."""

import pytest

from firstbell.core.linkage import addresses
from firstbell.core.linkage.upns import is_temporary, tidy_upn


@pytest.mark.parametrize(
    ("written", "full", "outward"),
    [
        ("zz9 4qt", "ZZ94QT", "ZZ9"),
        ("ZZ9A4QT", "ZZ9A4QT", "ZZ9A"),
        ("ZZ9", "", "ZZ9"),
        ("near the park", "", ""),
        ("", "", ""),
    ],
)
def test_postcodes_are_read_whole_or_by_their_outward_half(
    written: str, full: str, outward: str
) -> None:
    assert addresses.postcode(written) == full
    assert addresses.outcode(written) == outward


def test_a_house_is_its_numbers_in_whatever_order_or_else_its_name() -> None:
    assert addresses.house("Flat 3, 21 Mill Lane") == addresses.house("21 Mill Lane Flat 3")
    assert addresses.house("Rose Cottage, Mill Lane") == "rose cottage"
    assert addresses.house("") == ""


def test_a_household_is_one_text_for_one_home() -> None:
    assert addresses.household("12 Mill Lane", "zz94qt", "") == "ZZ94QT 12"
    assert addresses.household("", "ZZ9 4QT", "0100") == "uprn 100"
    assert addresses.household("12 Mill Lane", "", "") is None
    assert addresses.household("12 Mill Lane", "", " 000 ") is None


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("B801200005001", "B801200005001"),
        (" n823432113104 ", "N823432113104"),
        ("A801200005001", ""),
        ("B80120000500", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_a_upn_counts_only_with_its_check_letter(written: str, tidy: str) -> None:
    assert tidy_upn(written) == tidy


def test_a_temporary_upn_ends_in_a_letter() -> None:
    [temporary] = {
        found
        for letter in "ABCDEFGHJKLMNPQRTUVWXYZ"
        if (found := tidy_upn(f"{letter}80120000500A"))
    }
    assert is_temporary(temporary)
    assert not is_temporary("B801200005001")
