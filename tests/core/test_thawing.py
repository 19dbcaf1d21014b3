"""Which messages a person says have gone already."""

import pytest

from firstbell.core.thawing import CannotChoose, CannotThaw, check_who_thaws, chosen


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


ALL = ["ada@x.example", "Bo@x.example", "cy@x.example"]


@pytest.mark.parametrize(
    ("named", "able", "alone", "missing"),
    [
        (["Ada@x.example ", "bo@x.example"], ALL, False, None),
        (["ada@x.example"], ALL, False, "two_people"),
        (["ada@x.example", "ADA@x.example"], ALL, False, "two_people"),
        ([], ALL, False, "two_people"),
        (["ada@x.example", "dee@x.example"], ALL, False, "not_able"),
        (["ada@x.example"], ALL, True, "not_alone"),
        (["ada@x.example"], ALL[:1], True, None),
        (["ada@x.example"], ALL[:1], False, "say_alone"),
        ([], ALL[:1], True, "say_alone"),
        ([], [], True, None),
        ([], [], False, "say_alone"),
    ],
)
def test_two_people_thaw_unless_there_are_not_two(
    named: list[str], able: list[str], alone: bool, missing: str | None
) -> None:
    if missing is None:
        check_who_thaws(named, able=able, alone=alone)
        return
    with pytest.raises(CannotThaw) as refused:
        check_who_thaws(named, able=able, alone=alone)
    assert refused.value.code == missing
