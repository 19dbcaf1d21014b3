"""`firstbell.core.escalation`: case by case, then as laws.

Half term of 2026/27 is 26 to 30 October; the clocks go back on 25 October and forward on 28 March.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.calendars import LONDON, Period
from firstbell.core.deadlines import Deadline, deadline, desk_calendar, school_calendar
from firstbell.core.escalation import after_quiet, ladder, next_rung
from firstbell.core.policy import Policy

POLICY = Policy()
SCHOOL = school_calendar(
    POLICY,
    council=(
        Period(kind="term", first=date(2026, 9, 2), last=date(2026, 10, 23), opens_at=None),
        Period(kind="term", first=date(2026, 11, 2), last=date(2027, 3, 25), opens_at=None),
        Period(kind="term", first=date(2027, 4, 12), last=date(2027, 7, 21), opens_at=None),
    ),
)
DESK = desk_calendar(POLICY)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def at_school(text: str) -> Deadline:
    return deadline(local(text), SCHOOL, POLICY)


def on_the_clock(instants: tuple[datetime, ...]) -> list[str]:
    return [f"{each.astimezone(LONDON):%d %H:%M}" for each in instants]


def test_before_the_bell_one_after_the_other_is_chased_and_then_the_hub_rings() -> None:
    found = ladder(at_school("2026-11-10T23:50"), people=3, policy=POLICY)
    assert on_the_clock(found.rungs) == ["11 08:00", "11 08:05", "11 08:10"]
    assert on_the_clock((found.ring_at,)) == ["11 08:15"]


def test_the_next_rung_is_that_of_the_first_who_was_not_hurried_yet() -> None:
    found = ladder(at_school("2026-11-10T23:50"), people=3, policy=POLICY)
    assert [next_rung(found, left=left) for left in (0, 1, 3, 5)] == [
        None,
        found.rungs[2],
        found.rungs[0],
        found.rungs[0],
    ]


def test_many_people_are_chased_faster_so_that_the_hub_still_rings_in_time() -> None:
    found = ladder(at_school("2026-11-10T23:50"), people=10, policy=POLICY)
    assert on_the_clock(found.rungs[:3]) == ["11 08:00", "11 08:02", "11 08:05"]
    assert on_the_clock((found.ring_at,)) == ["11 08:25"]


def test_one_person_alone_is_reminded_and_then_the_hub_rings() -> None:
    found = ladder(at_school("2026-11-10T23:50"), people=0, policy=POLICY)
    assert on_the_clock(found.rungs) == ["11 08:00"]
    assert on_the_clock((found.ring_at,)) == ["11 08:05"]


def test_so_short_before_the_bell_everybody_is_chased_and_rung_at_once() -> None:
    found = ladder(at_school("2026-11-11T08:40"), people=3, policy=POLICY)
    assert max(*found.rungs, found.ring_at) < local("2026-11-11T08:40")


def test_in_session_the_steps_are_the_same_and_end_long_before_the_next_bell() -> None:
    found = ladder(at_school("2026-11-11T10:00"), people=2, policy=POLICY)
    assert on_the_clock((*found.rungs, found.ring_at)) == ["11 11:00", "11 11:05", "11 11:10"]


def test_out_of_term_people_have_hours_and_the_hub_rings_after_a_day() -> None:
    found = ladder(at_school("2026-10-27T06:00"), people=2, policy=POLICY)
    assert on_the_clock((*found.rungs, found.ring_at)) == ["27 10:00", "27 14:00", "27 18:00"]
    many = ladder(at_school("2026-10-27T06:00"), people=40, policy=POLICY)
    assert on_the_clock((many.ring_at,)) == ["28 06:00"]


def test_a_reminder_keeps_quiet_hours_and_the_hub_does_not() -> None:
    found = ladder(at_school("2026-10-27T18:00"), people=2, policy=POLICY)
    assert on_the_clock(found.rungs) == ["28 06:00", "28 06:00"]
    assert on_the_clock((found.ring_at,)) == ["28 06:00"]
    later = ladder(at_school("2026-10-27T18:00"), people=3, policy=POLICY)
    assert on_the_clock(later.rungs) == ["28 06:30", "28 06:30", "28 06:30"]
    assert on_the_clock((later.ring_at,)) == ["28 10:00"]


def test_a_desk_is_chased_before_it_opens() -> None:
    found = ladder(deadline(local("2026-10-27T18:00"), DESK, POLICY), people=1, policy=POLICY)
    assert on_the_clock((*found.rungs, found.ring_at)) == ["28 08:15", "28 08:20"]


@pytest.mark.parametrize(
    ("night", "awake"),
    [
        ("2026-10-24T22:00", "2026-10-25T06:30"),  # the clocks go back
        ("2027-03-28T00:30", "2027-03-28T06:30"),  # and forward
        ("2026-11-10T21:00", "2026-11-11T06:30"),
        ("2026-11-10T20:59", "2026-11-10T20:59"),
        ("2026-11-11T06:30", "2026-11-11T06:30"),
    ],
)
def test_quiet_hours_are_of_the_wall_clock(night: str, awake: str) -> None:
    assert after_quiet(local(night), POLICY) == local(awake)


def test_quiet_hours_may_lie_within_one_day() -> None:
    siesta = Policy(quiet_from=time(13), quiet_to=time(14))
    assert after_quiet(local("2026-11-10T13:20"), siesta) == local("2026-11-10T14:00")
    assert after_quiet(local("2026-11-10T14:00"), siesta) == local("2026-11-10T14:00")
    assert after_quiet(local("2026-11-10T03:00"), siesta) == local("2026-11-10T03:00")


def test_an_instant_without_a_timezone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone"):
        after_quiet(datetime(2026, 11, 10, 22), POLICY)  # noqa: DTZ001 - that is the point


BELIEFS = st.integers(0, 320 * 24 * 60).map(
    lambda minutes: datetime(2026, 9, 3, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(
    belief=BELIEFS,
    people=st.integers(0, 30),
    of=st.sampled_from([SCHOOL, DESK]),
)
def test_the_hub_rings_in_time_and_after_every_rung(
    belief: datetime, people: int, of: object
) -> None:
    clock = deadline(belief, of, POLICY)  # type: ignore[arg-type]
    found = ladder(clock, people=people, policy=POLICY)
    assert len(found.rungs) == max(people, 1)
    assert list(found.rungs) == sorted(found.rungs)
    assert clock.chase_at <= found.rungs[0]
    assert found.rungs[-1] <= found.ring_at
    assert found.ring_at <= max(clock.chase_at, clock.due_at - POLICY.ring_lead)
    assert found.ring_at - clock.chase_at < timedelta(days=1)
