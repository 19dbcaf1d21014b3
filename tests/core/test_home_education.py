"""`firstbell.core.home_education`: when the council must agree, when a name is off the roll."""

from datetime import UTC, date, datetime, timedelta

import pytest

from firstbell.core.home_education import (
    Answer,
    Standing,
    is_at_home,
    is_day_to_leave,
    leaves_the_roll,
    managers_hear,
    needs_agreement,
    next_reminder,
)

SENT = datetime(2026, 11, 23, 9, tzinfo=UTC)
DUE = SENT + timedelta(days=3)


@pytest.mark.parametrize(
    ("special", "protection", "plan", "rule", "must"),
    [
        ("no", "no", "no", "protected", False),
        ("no", "no", "yes", "protected", False),
        ("no", "no", "yes", "any_plan", True),
        ("no", "no", "not_known", "any_plan", True),
        ("yes", "no", "no", "protected", True),
        ("no", "yes", "no", "protected", True),
        ("no", "not_known", "no", "protected", True),
        ("not_known", "no", "no", "protected", True),
    ],
)
def test_whatever_is_not_known_counts_as_yes(
    special: Answer, protection: Answer, plan: Answer, rule: str, must: bool
) -> None:
    standing = Standing(special_school=special, protection_plan=protection, ehc_plan=plan)

    assert needs_agreement(standing, rule=rule) is must


@pytest.mark.parametrize(
    ("state", "must", "leaves"),
    [
        ("sent", False, True),
        ("sent", True, False),
        ("open", True, True),
        ("open", False, True),
        ("refused", True, False),
        ("ended", False, False),
        ("taken_back", False, False),
    ],
)
def test_a_child_stays_a_pupil_until_the_council_has_agreed_where_it_must(
    state: str, must: bool, leaves: bool
) -> None:
    last_on = date(2026, 11, 27)

    assert leaves_the_roll(state, must_be_agreed=must) is leaves
    assert not is_at_home(state, must_be_agreed=must, last_on=last_on, on=last_on)
    on = last_on + timedelta(days=1)
    assert is_at_home(state, must_be_agreed=must, last_on=last_on, on=on) is leaves


def test_a_last_day_is_neither_long_past_nor_far_ahead() -> None:
    today = date(2026, 11, 23)

    assert is_day_to_leave(today, today=today)
    assert is_day_to_leave(today - timedelta(days=366), today=today)
    assert not is_day_to_leave(today - timedelta(days=367), today=today)
    assert is_day_to_leave(today + timedelta(days=92), today=today)
    assert not is_day_to_leave(today + timedelta(days=93), today=today)


def test_a_silent_desk_is_reminded_when_its_time_is_over_and_again_after_that() -> None:
    chased = timedelta(days=2)

    def after(at: datetime) -> datetime:
        return next_reminder(sent_at=SENT, answer_due_at=DUE, at=at, chased=chased)

    assert after(SENT) == DUE
    assert after(DUE) == DUE + chased
    assert after(DUE + chased) == DUE + 2 * chased


def test_the_managers_hear_of_silence_and_at_once_of_a_desk_without_people() -> None:
    assert not managers_hear(answer_due_at=DUE, at=SENT, has_officers=True)
    assert managers_hear(answer_due_at=DUE, at=DUE, has_officers=True)
    assert managers_hear(answer_due_at=DUE, at=SENT, has_officers=False)
