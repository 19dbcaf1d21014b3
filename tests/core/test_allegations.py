"""`core.allegations`: of whom an officer is told, whose officer, by when, and in which words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from firstbell.core import allegations as rules
from firstbell.core.calendars import DeskCalendar
from firstbell.core.lifecycle import ALLEGATION, can_move

CALENDAR = DeskCalendar()
HERE = rules.Place(council="990", laua="E08990001")
THERE = rules.Place(laua="E08990009")


@pytest.mark.parametrize(
    ("role", "works", "told"),
    [
        ("suspect", True, True),
        ("suspect", False, False),
        ("suspect", None, False),
        ("victim", True, False),
        ("involved", True, False),
        (None, True, False),
    ],
)
def test_only_a_suspect_who_works_with_children_is_told_of(
    role: str | None, works: bool | None, told: bool
) -> None:
    assert rules.is_told_of({"role": role, "works_with_children": works}) is told


@pytest.mark.parametrize(
    ("work", "incident", "ours", "council", "because"),
    [
        (HERE, THERE, {"990"}, "990", "work"),
        (THERE, HERE, {"990"}, "", "work"),
        (None, HERE, {"990", "991"}, "990", "incident"),
        (None, THERE, {"990"}, "", "incident"),
        (None, None, {"990"}, "990", "only"),
        (None, None, {"990", "991"}, "", "unknown"),
        (None, None, set(), "", "unknown"),
    ],
)
def test_the_place_of_work_says_whose_officer_it_is_else_the_incident(
    work: rules.Place | None,
    incident: rules.Place | None,
    ours: set[str],
    council: str,
    because: str,
) -> None:
    found = rules.whose_officer(work=work, incident=incident, ours=ours)

    assert (found.council, found.because) == (council, because)


@pytest.mark.parametrize(
    ("belief", "days", "due"),
    [
        # A Tuesday afternoon in winter, and the same over a weekend and over Christmas.
        ("2026-11-24T15:20", 1, "2026-11-25T15:20"),
        ("2026-11-27T15:20", 1, "2026-11-30T15:20"),
        ("2026-12-24T15:20", 1, "2026-12-29T15:20"),
        # On no working day, or before the desk opens: from the next opening.
        ("2026-11-21T23:50", 1, "2026-11-24T09:00"),
        ("2026-11-23T04:00", 1, "2026-11-24T09:00"),
        ("2026-11-24T15:20", 2, "2026-11-26T15:20"),
        # The clocks go forward between: the wall clock counts.
        ("2026-03-27T15:20", 1, "2026-03-30T14:20"),
    ],
)
def test_the_officer_has_one_working_day(belief: str, days: int, due: str) -> None:
    begins, ends = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (belief, due))

    assert rules.due_at(begins, CALENDAR, working_days=days) == ends


ADULT: dict[str, Any] = {
    "id": "A2",
    "role": "suspect",
    "given_names": "Ivo",
    "surname": "Marlbrook",
    "date_of_birth": "1985-05-06",
    "address": {"lines": ["1 Hidden Row"], "postcode": "QX1 2AB"},
    "phone": "07700 900001",
    "employer": "Mill Lane Primary School",
    "work_role": "caretaker",
    "work_postcode": "QX1 2AB",
}


@pytest.mark.parametrize(
    ("children", "nature"),
    [
        ([], "no_child"),
        ([{"id": "C1"}], "affected"),
        ([{"id": "C1"}, {"id": "C2", "role": "victim"}], "harmed"),
    ],
)
def test_the_officer_reads_of_the_adult_and_least_of_the_incident(
    children: list[dict[str, Any]], nature: str
) -> None:
    told = rules.told_of(
        ADULT, children=children, happened_on="2026-11-21", is_referred=True, withheld=["work_role"]
    )

    assert told == {
        "given_names": "Ivo",
        "surname": "Marlbrook",
        "date_of_birth": "1985-05-06",
        "employer": "Mill Lane Primary School",
        "withheld": ["work_role"],
        "happened_on": "2026-11-21",
        "nature": nature,
        "is_referred": True,
    }


def test_who_is_silent_is_reminded_when_the_time_is_over_and_each_day_after() -> None:
    due, day = datetime(2026, 11, 24, 9, tzinfo=UTC), timedelta(days=1)

    assert rules.next_reminder(due_at=due, at=due - day, chased=day) == due
    assert rules.next_reminder(due_at=due, at=due, chased=day) == due + day


def test_an_allegation_ends_by_an_outcome_alone() -> None:
    assert can_move(ALLEGATION, "waiting", "closed")
    assert not can_move(ALLEGATION, "closed", "waiting")
