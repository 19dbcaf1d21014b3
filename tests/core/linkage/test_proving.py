"""Bounds on wrong links, and the line that keeps to one."""

from math import inf

import pytest

from firstbell.core.linkage.proving import bound_from, lowest_line, shift_to_the_odds, upper_bound


@pytest.mark.parametrize(
    ("wrong", "links", "bound"),
    [(0, 2_995, 0.001), (0, 10, 0.2589), (1, 10, 0.3942), (5, 10_000, 0.00105), (3, 3, 1.0),
     (0, 0, 1.0)],
)  # fmt: skip
def test_the_bound_is_clopper_and_pearsons(wrong: int, links: int, bound: float) -> None:
    assert upper_bound(wrong, links) == pytest.approx(bound, rel=0.002)


def test_fewer_links_without_an_error_prove_less() -> None:
    assert upper_bound(0, 1_000) > upper_bound(0, 3_000) > upper_bound(0, 10_000)


RANKED = [(8.0, True)] * 400 + [(5.0, True)] * 300 + [(4.0, False)] * 2 + [(3.0, True)] * 100


def test_the_lowest_line_that_keeps_the_bound_is_found() -> None:
    assert bound_from(RANKED, 5.0) == pytest.approx(upper_bound(0, 700))
    assert bound_from(RANKED, 3.0) == pytest.approx(upper_bound(2, 802))
    assert lowest_line(RANKED, [2.0, 3.0, 4.0, 4.5, 6.0], at_most=0.005) == 4.5
    assert lowest_line(RANKED, [2.0, 3.0, 4.0, 4.5, 6.0], at_most=0.1) == 2.0


def test_where_too_little_was_counted_no_line_keeps_the_bound() -> None:
    assert lowest_line(RANKED, [2.0, 4.5, 6.0], at_most=0.001) == inf
    assert lowest_line([], [0.0], at_most=0.5) == inf


def test_weights_are_shifted_to_say_what_was_counted() -> None:
    assert shift_to_the_odds([(1.0, True)] * 80 + [(1.0, False)] * 20) == 1.0
    assert shift_to_the_odds([(3.0, True)] * 50 + [(3.0, False)] * 50) == -3.0
    mixed = [(6.0, True)] * 64 + [(6.0, False)] + [(-6.0, False)] * 64 + [(-6.0, True)]
    assert abs(shift_to_the_odds(mixed)) <= 0.1
