"""What is a breach, by when it is told to whom, and what ends it."""

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.core import breaches
from firstbell.core.breaches import Answer, Decision, Kind, Left, Risk, Said, Standing, Why

FRIDAY = datetime(2026, 12, 18, 16, 5, tzinfo=UTC)
NO, YES, UNSURE = Said.NO, Said.YES, Said.NOT_SURE


@pytest.mark.parametrize(
    ("why", "left", "kind"),
    [
        (Why.WRONG_PLACE, Left(), Kind.NEAR_MISS),
        (Why.WRONG_PLACE, Left(first_steps=1), Kind.BREACH),
        (Why.WRONG_PLACE, Left(copies=1), Kind.BREACH),
        (Why.WITHDRAWN, Left(readings=1), Kind.BREACH),
        (Why.WRONG_CONTENT, Left(first_steps=1), Kind.NEAR_MISS),
        (Why.WRONG_CONTENT, Left(read_out=1), Kind.BREACH),
    ],
)
def test_it_is_a_breach_as_soon_as_anybody_had_what_was_wrong(
    why: Why, left: Left, kind: Kind
) -> None:
    assert breaches.kind_of(why, left) == kind
    assert breaches.is_asked(kind) is (kind == Kind.BREACH)


def test_the_same_thing_counted_twice_is_counted_once() -> None:
    rows, trail = Left(first_steps=1, copies=2), Left(first_steps=3, readings=1, read_out=1)

    assert rows + trail == Left(first_steps=3, readings=1, copies=2, read_out=1)


def test_seventy_two_hours_run_through_a_weekend_and_nobody_may_set_them() -> None:
    due_at = breaches.due_at(Kind.BREACH, aware_at=FRIDAY, near_miss=timedelta(days=14))

    assert due_at == datetime(2026, 12, 21, 16, 5, tzinfo=UTC)
    assert not breaches.is_late(due_at, due_at=due_at)
    assert breaches.is_late(due_at + timedelta(seconds=1), due_at=due_at)


def test_a_near_miss_has_no_clock_of_the_law_but_a_day_on_which_it_is_looked_at() -> None:
    due_at = breaches.due_at(Kind.NEAR_MISS, aware_at=FRIDAY, near_miss=timedelta(days=14))

    assert due_at == FRIDAY + timedelta(days=14)


@pytest.mark.parametrize(
    ("said", "makes"),
    [
        ((NO, NO, NO), False),
        ((YES, NO, NO), True),
        ((NO, YES, NO), True),
        ((NO, NO, YES), True),
        ((UNSURE, NO, NO), True),
    ],
)
def test_a_reader_who_had_it_or_is_not_sure_makes_a_breach(
    said: tuple[Said, Said, Said], makes: bool
) -> None:
    was_read, was_kept, was_passed_on = said
    answer = Answer(was_read=was_read, was_kept=was_kept, was_passed_on=was_passed_on)

    assert breaches.makes_a_breach(answer) is makes


@pytest.mark.parametrize(
    ("decision", "wrong"),
    [
        (Decision(risk=Risk.NO_BREACH, tell_ico=False, tell_people=False), ()),
        (Decision(risk=Risk.UNLIKELY, tell_ico=False, tell_people=False), ()),
        (Decision(risk=Risk.UNLIKELY, tell_ico=True, tell_people=True), ()),
        (Decision(risk=Risk.LIKELY, tell_ico=False, tell_people=True), ("ico_must_be_told",)),
        (Decision(risk=Risk.LIKELY, tell_ico=True, tell_people=False), ()),
        (Decision(risk=Risk.HIGH, tell_ico=True, tell_people=False), ("people_must_be_told",)),
        (
            Decision(risk=Risk.HIGH, tell_ico=True, tell_people=False, tells_why_not_people=True),
            (),
        ),
        (
            Decision(risk=Risk.HIGH, tell_ico=False, tell_people=False),
            ("ico_must_be_told", "people_must_be_told"),
        ),
    ],
)
def test_the_law_says_who_must_be_told(decision: Decision, wrong: tuple[str, ...]) -> None:
    assert breaches.wrong_with(decision) == wrong


def test_a_near_miss_is_closed_by_a_word_and_a_breach_step_by_step() -> None:
    breach = Standing(kind=Kind.BREACH, is_asked=True)
    decided = Standing(
        kind=Kind.BREACH, is_decided=True, tell_ico=True, tell_people=True, is_asked=True
    )
    done = Standing(
        kind=Kind.BREACH,
        is_decided=True,
        tell_ico=True,
        is_ico_told=True,
        tell_people=True,
        are_people_told=True,
        is_asked=True,
        is_answered=True,
    )

    assert breaches.to_do(Standing(kind=Kind.NEAR_MISS)) == ()
    assert breaches.to_do(breach) == ("decide", "hear")
    assert breaches.to_do(decided) == ("tell_ico", "tell_people", "hear")
    assert breaches.to_do(Standing(kind=Kind.BREACH, is_decided=True)) == ()
    assert breaches.to_do(done) == ()


def test_somebody_owns_every_record_and_hears_of_it_a_day_before_its_end() -> None:
    assert breaches.owner(is_sealed=False) == breaches.Owner.GOVERNANCE
    assert breaches.owner(is_sealed=True) == breaches.Owner.CIRCLE
    assert breaches.reminder_at(FRIDAY) == FRIDAY - timedelta(days=1)
