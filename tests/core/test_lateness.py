"""`core.lateness`: in time, or whose step was open at the bell."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from firstbell.core.lateness import Step, Wait, Way, whose_step

BELL = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
LEAST = timedelta(minutes=20)


def before(minutes: int) -> datetime:
    return BELL - timedelta(minutes=minutes)


WAY = Way(
    received_at=before(165),
    waits=(),
    raised_at=before(160),
    hurried_at=before(160),
    ring_at=before(30),
    rung_at=before(25),
    answered_at=None,
    due_at=BELL,
)


def late(**changed: object) -> Step | None:
    return whose_step(replace(WAY, **changed), least=LEAST)  # type: ignore[arg-type]


@pytest.mark.parametrize("minutes", [0, 1, 100])
def test_an_answer_by_the_bell_is_in_time(minutes: int) -> None:
    assert late(answered_at=before(minutes)) is None


def test_an_answer_after_the_bell_is_late_as_no_answer_is() -> None:
    assert late(answered_at=before(-1)) == late() == Step.RECIPIENT


@pytest.mark.parametrize(("minutes", "step"), [(19, Step.SENDER), (20, Step.RECIPIENT)])
def test_what_comes_when_no_time_is_left_is_the_sender_s(minutes: int, step: Step) -> None:
    assert late(received_at=before(minutes)) == step


@pytest.mark.parametrize("owner", [Step.HUB, Step.SENDER])
def test_a_stop_that_lasted_over_the_bell_is_its_owner_s(owner: Step) -> None:
    assert late(waits=(Wait(owner=owner, since=before(60), until=None),)) == owner
    assert late(waits=(Wait(owner=owner, since=before(60), until=before(-5)),)) == owner


def test_a_stop_that_was_over_or_came_later_is_nobody_s_lateness() -> None:
    over = Wait(owner=Step.HUB, since=before(60), until=before(50))
    later = Wait(owner=Step.HUB, since=before(-1), until=None)
    assert late(waits=(over, later)) == Step.RECIPIENT


@pytest.mark.parametrize("raised_at", [None, before(-1)])
def test_without_a_stop_and_not_raised_it_is_ours(raised_at: datetime | None) -> None:
    assert late(raised_at=raised_at) == Step.OURS


@pytest.mark.parametrize("rung_at", [None, before(-3)])
def test_a_call_that_could_be_made_and_was_not_is_the_hub_s(rung_at: datetime | None) -> None:
    assert late(rung_at=rung_at) == Step.HUB


@pytest.mark.parametrize("ring_at", [None, before(19)])
def test_where_no_call_was_due_yet_whoever_was_hurried_had_not_answered(
    ring_at: datetime | None,
) -> None:
    assert late(rung_at=None, ring_at=ring_at) == Step.RECIPIENT
    assert late(rung_at=None, ring_at=ring_at, hurried_at=None) == Step.OURS
