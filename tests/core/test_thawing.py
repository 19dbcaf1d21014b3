"""Which messages a person says have gone already."""

import pytest

from firstbell.core.thawing import CannotChoose, chosen


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("none", set()),
        ("all", {1, 2, 3, 4, 5}),
        ("2", {2}),
        ("1,3-5", {1, 3, 4, 5}),
        ("2-2, 2", {2}),
    ],
)
def test_messages_are_named_by_their_numbers(text: str, numbers: set[int]) -> None:
    assert chosen(text, of=5) == numbers


@pytest.mark.parametrize("text", ["", "0", "6", "5-3", "x", "1;2", "1-", "-1", "²", "1-999999999"])
def test_what_names_no_message_is_refused(text: str) -> None:
    with pytest.raises(CannotChoose):
        chosen(text, of=5)
