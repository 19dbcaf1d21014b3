"""Whose step was late, from the rows of a morning."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from firstbell.core.lateness import Step
from firstbell.core.policy import Policy
from firstbell.journey.delivery.actions import calling
from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.reconciliation.lateness import steps_late
from tests import world
from tests.journey.reconciliation.conftest import Area

BELL = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
RING = BELL - timedelta(minutes=20)


@pytest.fixture
def told(area: Area, monday: datetime) -> Area:
    """The area with one child told to the school, and a reminder sent."""
    world.a_pupil(area.school)
    world.receive(world.an_incident(), at=monday)
    return area


def late() -> list[Step | None]:
    rows = Notification.objects.select_related("incident").order_by("child__reference")
    return list(steps_late(rows, policy=Policy()).values())


def ring(area: Area, *, outcome: str, at: datetime) -> None:
    reached: dict[str, Any] = {"spoke_to": area.key_adult if outcome == "reached" else None}
    call = calling.claim_call(establishment=area.school, by=area.worker, at=at)
    calling.end_call(call=call, outcome=outcome, by=area.worker, at=at, **reached)


def test_nobody_rang_and_nobody_answered(told: Area) -> None:
    Notification.objects.update(ring_at=RING)
    assert late() == [Step.HUB]


def test_the_hub_rang_and_nobody_answered(told: Area) -> None:
    Notification.objects.update(ring_at=RING)
    ring(told, outcome=Call.Outcome.NO_ANSWER, at=RING)
    ring(told, outcome=Call.Outcome.REACHED, at=BELL + timedelta(minutes=5))
    assert late() == [Step.RECIPIENT]


def test_whoever_was_told_by_telephone_in_time_is_not_late(told: Area) -> None:
    ring(told, outcome=Call.Outcome.REACHED, at=RING)
    assert late() == [None]


def test_a_stop_over_the_bell_is_the_step_of_who_can_end_it(area: Area, monday: datetime) -> None:
    world.a_pupil(area.school)
    hold = {
        "hold_until": "2026-11-24T09:00:00+00:00",
        "hold_ground": "live-arrest",
        "hold_approver": "Duty Inspector",
    }
    world.receive(world.an_incident(disclosure=hold), at=monday)
    assert late() == [Step.HUB]


def test_what_came_after_the_bell_is_the_sender_s(area: Area) -> None:
    world.a_pupil(area.school)
    world.receive(world.an_incident(), at=BELL + timedelta(minutes=5))
    Notification.objects.update(due_at=BELL)
    assert late() == [Step.SENDER]


@pytest.mark.parametrize("many", [1, 3])
def test_however_many_are_asked_about_it_takes_two_queries(
    many: int, area: Area, monday: datetime, django_assert_num_queries: Any
) -> None:
    world.a_pupil(area.school)
    incidents = [world.an_incident(f"INC-{number}") for number in range(many)]
    world.receive(*incidents, at=monday)
    rows = list(Notification.objects.select_related("incident"))
    assert len(rows) == many
    with django_assert_num_queries(2):
        steps_late(rows, policy=Policy())
