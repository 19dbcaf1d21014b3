"""`firstbell.core.identifiers`: UPNs and postcodes, right and wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.identifiers import (
    CHECK_LETTERS,
    check_letter,
    check_upn,
    normal_postcode,
    place_number,
    place_reference,
)


@pytest.mark.parametrize(
    ("text", "state", "why"),
    [
        ("B801200005001", "valid", ""),
        ("N823432113104", "valid", ""),
        ("P207000016049", "valid", ""),
        (" n823 432113104 ", "valid", ""),
        ("A801200005001", "invalid", "check letter is A, and the rest of it calls for B"),
        ("B80120000500", "invalid", "12 characters, not 13"),
        ("", "invalid", "0 characters, not 13"),
        ("I801200005001", "invalid", "eleven digits"),
        ("B80120000500O", "invalid", "eleven digits"),
        ("B8012000O5001", "invalid", "eleven digits"),
        ("B80120000500١", "invalid", "eleven digits"),
        ("A80120000500A", "invalid", "calls for"),
    ],
)
def test_a_upn_is_told_apart_with_a_reason(text: str, state: str, why: str) -> None:
    found = check_upn(text)

    assert found.state == state
    assert why in found.why
    assert bool(found.why) == (state != "valid")


def test_a_temporary_upn_ends_in_a_letter_that_counts_as_its_place() -> None:
    # 8*2 + 0 + 1*4 + 2*5 + 5*10 + A (0) = 80, and 80 mod 23 is 11: the twelfth letter, M.
    found = check_upn("M80120000500A")

    assert (found.state, found.upn) == ("temporary", "M80120000500A")


@given(st.integers(0, 10**12 - 1), st.integers(1, 22))
def test_a_wrong_check_letter_is_always_found(number: int, off: int) -> None:
    rest = f"{number:012d}"
    right = check_letter(rest)
    wrong = CHECK_LETTERS[(CHECK_LETTERS.index(right) + off) % 23]

    assert check_upn(right + rest).state == "valid"
    assert check_upn(wrong + rest).state == "invalid"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zz99zz", "ZZ9 9ZZ"),
        ("  ZZ9   9ZZ ", "ZZ9 9ZZ"),
        ("ec1a1bb", "EC1A 1BB"),
        ("m1-1ae", "M1 1AE"),
        ("gir 0aa", "GIR 0AA"),
        ("unknown", None),
        ("ZZ9", None),
        ("", None),
    ],
)
def test_a_postcode_is_written_as_the_ons_writes_it(text: str, expected: str | None) -> None:
    assert normal_postcode(text) == expected


@given(st.text(max_size=10))
def test_a_normal_postcode_stays_as_it_is(text: str) -> None:
    found = normal_postcode(text)

    assert found is None or normal_postcode(found) == found


@pytest.mark.parametrize(
    ("text", "number", "called"),
    [
        ("100492", 100_492, "100492"),
        ("EY500123", 810_500_123, "EY500123"),
        ("ey 500 123", 810_500_123, "EY500123"),
        ("EY012345", 810_012_345, "EY012345"),
        ("2634567", 802_634_567, "2634567"),
        ("OF109999", 800_109_999, "OF109999"),
        ("810500123", 810_500_123, "EY500123"),
        ("VC300001", 820_300_001, "VC300001"),
        ("CA000123", 830_000_123, "CA000123"),
    ],
)
def test_a_place_is_kept_under_a_number_and_called_as_its_register_does(
    text: str, number: int, called: str
) -> None:
    assert place_number(text) == number
    assert place_reference(number) == called


@pytest.mark.parametrize(
    "text", ["", "0", "0000000", "EY", "EY0", "EY10000000", "XY123456", "1234567890", "١٢٣", "12a"]
)
def test_what_is_no_number_of_a_place_is_none(text: str) -> None:
    assert place_number(text) is None


@given(st.integers(1, 9_999_999), st.sampled_from(["OF", "EY", "VC", "CA"]))
def test_no_two_references_share_a_number_and_none_is_a_school_s(digits: int, letters: str) -> None:
    number = place_number(f"{letters}{digits}")

    assert number is not None
    assert number > 9_999_999
    assert place_number(place_reference(number)) == number
