"""`core.duty`: the one fate of a child, and the month by the clocks of London."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from firstbell.core.duty import NEAREST, Child, Fate, Month, Stop, Told, fate
from firstbell.core.lateness import Step
from firstbell.core.suppression import Tree

BELL = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)


def told(*, days: int = 0, late: Step | None = None, is_answered: bool = False) -> Told:
    return Told(due_at=BELL + timedelta(days=days), late=late, is_answered=is_answered)


IN_TIME = told(is_answered=True)
BESIDE = Told(due_at=BELL, is_answered=False, late=Step.RECIPIENT, is_beside=True)
"""A childminder who was late: no duty asks for one."""


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        (Child(told=[IN_TIME]), Fate.IN_TIME),
        (Child(told=[IN_TIME, told(days=1)]), Fate.NOT_YET),
        (Child(told=[told(late=Step.SENDER)]), Fate.LATE_SENDER),
        (Child(told=[told(late=Step.HUB, is_answered=True)]), Fate.LATE_HUB),
        (Child(told=[IN_TIME, told(late=Step.RECIPIENT)]), Fate.LATE_RECIPIENT),
        (Child(told=[told(days=1, late=Step.HUB), told(late=Step.OURS)]), Fate.LATE_OURS),
        (Child(told=[IN_TIME], stops=[Stop.OTHER]), Fate.WAITS),
        (Child(told=[told(late=Step.HUB)], stops=[Stop.LINK]), Fate.LATE_HUB),
        (Child(told=[told(late=Step.HUB)], stops=[Stop.HOLD]), Fate.HELD),
        (Child(stops=[Stop.OTHER, Stop.LINK]), Fate.NO_LINK),
        (Child(is_on_its_way=True), Fate.NOT_YET),
        (Child(), Fate.SETTLED),
        (Child(told=[BESIDE]), Fate.NO_DUTY),
        (Child(told=[BESIDE], stops=[Stop.OTHER]), Fate.WAITS),
        (Child(told=[BESIDE, IN_TIME]), Fate.IN_TIME),
        (Child(told=[BESIDE, told(days=1)]), Fate.NOT_YET),
        (Child(told=[IN_TIME], is_lost=True), Fate.LOST),
        (Child(told=[told(late=Step.HUB)], is_withdrawn=True), Fate.WITHDRAWN),
    ],
)
def test_every_child_has_one_fate(child: Child, expected: Fate) -> None:
    assert fate(child) == expected


def test_every_fate_is_near_to_some_other_and_stands_once() -> None:
    assert sorted(leaves(NEAREST)) == sorted(Fate)


def leaves(tree: Tree) -> list[str]:
    return [tree] if isinstance(tree, str) else [each for part in tree for each in leaves(part)]


def test_a_month_is_that_of_london() -> None:
    assert Month.of(datetime(2026, 5, 31, 23, 30, tzinfo=UTC)) == Month.read("2026-06")
    assert Month.of(datetime(2026, 1, 31, 23, 30, tzinfo=UTC)) == Month.read("2026-01")
    june = Month.read("2026-06")
    assert june.begins_at == datetime(2026, 5, 31, 23, tzinfo=UTC)
    assert june.ends_at == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert str(june) == "2026-06"


@given(some.integers(2000, 2198), some.integers(1, 12))
def test_months_follow_each_other_without_a_gap(year: int, month: int) -> None:
    here = Month(year=year, month=month)
    assert here.next.before == here == Month.read(str(here))
    assert here.before < here < here.next
    assert here.ends_at == here.next.begins_at
    assert Month.of(here.begins_at) == here == Month.of(here.ends_at - timedelta(seconds=1))


@pytest.mark.parametrize("text", ["", "2026-13", "2026-00", "2026-6", "1999-01", "2026-06-01", "x"])
def test_anything_else_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match=r"^" + text + "$"):
        Month.read(text)
