"""`firstbell.core.feedback`: who may be asked what difference it made, and figures about nobody."""

import pytest

from firstbell.core.feedback import WHOSE, Figures, figures, may_be_heard


@pytest.mark.parametrize(
    ("whose", "support", "overt", "safe", "missing"),
    [
        ("school", False, True, True, "support"),
        ("school", True, False, False, ""),
        ("child", False, False, False, "support"),
        ("child", True, False, True, "overt"),
        ("family", True, False, True, "overt"),
        ("child", True, True, False, "safe"),
        ("family", True, True, True, ""),
    ],
)
def test_a_family_is_asked_only_where_it_knows_and_it_is_safe(
    whose: str, support: bool, overt: bool, safe: bool, missing: str
) -> None:
    found = may_be_heard(whose, has_support=support, is_overt=overt, is_safe_to_ask=safe)

    assert found == missing


def test_no_figure_is_about_few_and_every_total_is_right() -> None:
    said = [("school", "much")] * 12 + [("school", "none")] * 6 + [("child", "some")] * 2

    found = figures(said, least=5)

    assert found.whole == 20
    assert sum(number for row in found.rows for number in row.numbers) == 20
    assert all(n == 0 or n >= 5 for row in found.rows for n in row.numbers)
    assert [row.whose for row in found.rows] == [None]


def test_those_who_are_many_stand_by_themselves() -> None:
    said = [(whose, "much") for whose in WHOSE for _each in range(5)]

    assert [row.whose for row in figures(said, least=5).rows] == list(WHOSE)


def test_a_month_with_few_says_nothing_and_one_with_none_says_none() -> None:
    assert figures([("child", "much")] * 4, least=5) == Figures(whole=None)
    assert figures([], least=5).whole == 0
