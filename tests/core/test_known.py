"""`firstbell.core.known`: who counts as known, and that nobody leaves without an outcome."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from firstbell.core.known import (
    Figures,
    Said,
    figures,
    is_overdue,
    leaf,
    may_ask,
    next_reminder,
    standing,
    what_is_missing,
)

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_nobody_is_asked_of_a_child_at_whom_a_person_looks_first() -> None:
    assert may_ask([])
    assert may_ask(["unlinked", "not_ours"])
    for why in ("hold", "victim", "causing_harm"):
        assert not may_ask(["unlinked", why])


@pytest.mark.parametrize(
    ("first", "second"), list(product(("open", "closed", "not_known", ""), repeat=2))
)
@pytest.mark.parametrize("closed_case", ["known", "followed"])
def test_one_yes_is_enough_and_no_needs_everybody(
    first: Said, second: Said, closed_case: str
) -> None:
    found = standing({"social_care": first, "early_help": second}, closed_case=closed_case)

    said = {first, second}
    knows = "open" in said or ("closed" in said and closed_case == "known")
    assert (found == "known") is knows
    assert (found == "waiting") is (not knows and "" in said)


def test_a_child_about_whom_nobody_was_asked_is_not_unknown() -> None:
    assert standing({}, closed_case="known") == "waiting"


@pytest.mark.parametrize(
    ("outcome", "offer", "has_view", "missing"),
    [
        ("early_help", "", False, "offer"),
        ("early_help", "declined", False, "offer"),
        ("early_help", "accepted", False, ""),
        ("declined", "declined", False, ""),
        ("not_reached", "", True, "offer"),
        ("not_reached", "not_reached", False, ""),
        ("school", "", False, "view"),
        ("school", "", True, ""),
        ("referred", "", False, ""),
    ],
)
def test_an_outcome_says_nothing_that_was_not_entered(
    outcome: str, offer: str, has_view: bool, missing: str
) -> None:
    assert what_is_missing(outcome, offer=offer, has_view=has_view) == missing


def test_a_child_without_an_outcome_becomes_overdue_and_never_stops_being_so() -> None:
    ends_at = AT + timedelta(days=14)
    for days, late in ((13, False), (14, True), (400, True)):
        at = AT + timedelta(days=days)
        assert is_overdue(ends_at=ends_at, outcome="", at=at) is late
        assert not is_overdue(ends_at=ends_at, outcome="referred", at=at)
    assert next_reminder(due_at=ends_at, at=AT, chased=timedelta(days=1)) == ends_at
    assert next_reminder(due_at=ends_at, at=ends_at, chased=timedelta(days=1)) == (
        ends_at + timedelta(days=1)
    )


def test_each_child_is_counted_once() -> None:
    assert leaf("known") == "known"
    assert leaf("waiting") == "waiting"
    assert leaf("unknown") == "followed"
    assert leaf("unknown", is_late=True) == "overdue"
    assert leaf("unknown", outcome="referred", is_late=True) == "referred"


def test_figures_about_few_are_put_with_what_lies_nearest() -> None:
    leaves = ["known"] * 20 + ["followed"] * 3 + ["early_help"] * 2

    found = figures(leaves, least=5)

    assert found.whole == 25
    assert sum(number for _group, number in found.parts) == 25
    assert all(number >= 5 for _group, number in found.parts)
    assert found.share_unknown == 0.2


def test_a_share_that_would_tell_too_much_is_not_told() -> None:
    assert figures(["known"] * 6 + ["followed"] * 2, least=5).share_unknown is None
    assert figures(["known"] * 3, least=5) == Figures(whole=None)
    assert figures([], least=5) == Figures(whole=0)
