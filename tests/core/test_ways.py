"""Ways to reach somebody are found again in a text, however they are spelt there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.ways import Ways, by_address, by_email, by_phone, without

HERE = "[left out]"

ADDRESS = by_address({"lines": ["Flat 2", "14 Lantern Row", "Eastmarsh"], "postcode": "QX1 2AB"})


@pytest.mark.parametrize(
    "said",
    ["07700 900123", "07700900123", "+44 7700 900123", "0044 7700-900-123", "(07700) 900 123"],
)
def test_a_number_is_found_in_every_spelling(said: str) -> None:
    assert without(f"Ring {said} after nine.", by_phone("07700 900 123"), instead=HERE) == (
        f"Ring {HERE} after nine."
    )


def test_every_number_of_a_field_is_found() -> None:
    ways_ = by_phone("07700 900123 or 01632 960003, ask for Jo")

    assert without("01632 960003", ways_, instead=HERE) == HERE
    assert without("07700 900123", ways_, instead=HERE) == HERE


def test_another_number_stays() -> None:
    assert without("Ring 07700 900999.", by_phone("07700 900123"), instead=HERE) == (
        "Ring 07700 900999."
    )


def test_a_number_too_short_to_be_one_is_found_as_it_is_written() -> None:
    assert without("Extension 4471, not 44710", by_phone("4471"), instead=HERE) == (
        f"Extension {HERE}, not 44710"
    )


def test_an_email_address_is_found_whatever_its_capitals() -> None:
    text = "Write to Maro.T@Post.Example today"

    assert without(text, by_email("maro.t@post.example"), instead=HERE) == f"Write to {HERE} today"


@pytest.mark.parametrize(
    "said", ["14 Lantern Row", "14, lantern  row", "LANTERN ROW", "QX12AB", "qx1 2ab", "Flat 2"]
)
def test_an_address_is_found_by_its_lines_and_its_postcode(said: str) -> None:
    assert without(f"She went to {said}.", ADDRESS, instead=HERE) == f"She went to {HERE}."


@pytest.mark.parametrize("said", ["Eastmarsh", "the row", "QX1 2AC", "114 Lantern"])
def test_what_is_no_part_of_it_stays(said: str) -> None:
    assert without(said, ADDRESS, instead=HERE) == said


def test_a_line_of_a_number_alone_hides_no_other_word() -> None:
    assert without("a mews", by_address({"lines": ["3 Mews"]}), instead=HERE) == "a mews"


def test_an_address_of_no_lines_or_of_another_shape_is_nothing() -> None:
    assert not by_address({"lines": None, "postcode": None})
    assert not by_address({"lines": "14 Lantern Row"})
    assert not Ways()


def test_two_together_are_both_taken_out() -> None:
    both = by_email("m@post.example") | by_phone("07700 900123")

    assert both
    assert without("m@post.example 07700 900123", both, instead=HERE) == f"{HERE} {HERE}"


@given(st.text())
def test_nothing_marked_changes_nothing(text: str) -> None:
    assert without(text, Ways(), instead=HERE) == text


@given(
    before=st.text(alphabet="abc ,.", max_size=20), after=st.text(alphabet="abc ,.", max_size=20)
)
def test_a_number_never_stays_whatever_is_around_it(before: str, after: str) -> None:
    shown = without(f"{before}07700 900123{after}", by_phone("07700 900123"), instead=HERE)

    assert "900123" not in shown


def test_what_stands_instead_is_taken_as_it_is() -> None:
    assert without("m@post.example", by_email("m@post.example"), instead=r"\1") == r"\1"
