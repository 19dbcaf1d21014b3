"""A record goes when its period has run out and nothing stops it, and never before."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from firstbell.core.periods import DAY
from firstbell.core.policy import Policy
from firstbell.core.retention import (
    CLASSES,
    Kind,
    Standing,
    Stop,
    goes_by_itself,
    period,
    stops,
)

THEN = datetime(2026, 6, 1, 9, tzinfo=UTC)
POLICY = Policy(keep_content=90 * DAY)


def why(standing: Standing, *, after: timedelta) -> frozenset[Stop]:
    return stops(Kind.CONTENT, standing, policy=POLICY, at=THEN + after)


def test_every_class_has_its_rule_and_says_from_when_it_runs() -> None:
    assert set(CLASSES) == set(Kind)
    assert all(period(kind, POLICY) >= DAY for kind in Kind)
    assert all(each.runs_from for each in CLASSES.values())


def test_nothing_goes_before_its_period_has_run_out() -> None:
    old = Standing(runs_from_at=THEN)

    assert why(old, after=90 * DAY - timedelta(seconds=1)) == {Stop.YOUNG}
    assert why(old, after=90 * DAY) == frozenset()


def test_what_has_not_begun_to_age_never_goes() -> None:
    assert why(Standing(runs_from_at=None), after=9000 * DAY) == {Stop.YOUNG}


def test_an_extension_counts_from_the_day_that_it_names() -> None:
    extended = Standing(runs_from_at=THEN, extended_until=THEN + 200 * DAY)

    assert why(extended, after=199 * DAY) == {Stop.YOUNG}
    assert why(extended, after=200 * DAY) == frozenset()


@pytest.mark.parametrize(
    ("fact", "stop"),
    [
        ("is_open", Stop.OPEN),
        ("is_disputed", Stop.DISPUTED),
        ("is_held", Stop.HELD),
        ("is_asked_for", Stop.ASKED_FOR),
        ("is_in_circle", Stop.CIRCLE),
    ],
)
def test_each_reason_alone_stops_it_however_late(fact: str, stop: Stop) -> None:
    standing = Standing(runs_from_at=THEN, **{fact: True})  # type: ignore[arg-type]

    assert why(standing, after=40_000 * DAY) == {stop}


@given(
    some.builds(
        Standing,
        runs_from_at=some.none() | some.just(THEN),
        is_open=some.booleans(),
        is_disputed=some.booleans(),
        is_held=some.booleans(),
        is_asked_for=some.booleans(),
        is_in_circle=some.booleans(),
    ),
    some.sampled_from(Kind),
    some.integers(0, 10_000),
)
def test_waiting_longer_never_adds_a_reason(standing: Standing, kind: Kind, days: int) -> None:
    at = THEN + days * DAY

    assert stops(kind, standing, policy=POLICY, at=at + DAY) <= stops(
        kind, standing, policy=POLICY, at=at
    )


def test_only_replaced_rolls_may_go_by_themselves_and_only_when_the_partnership_says_so() -> None:
    willing = Policy(replaced_rolls_go_by_themselves="yes")

    assert not any(goes_by_itself(kind, Policy()) for kind in Kind)
    assert [kind for kind in Kind if goes_by_itself(kind, willing)] == [Kind.REPLACED_ROLLS]
