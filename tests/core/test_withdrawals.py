"""`firstbell.core.withdrawals`: a withdrawal waits for a second person."""

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.core.withdrawals import Asked, hub_may_from, may_answer, needs_a_second

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
WAIT = timedelta(hours=4)


def test_the_hub_may_agree_after_a_while_and_at_once_where_the_force_has_nobody_else() -> None:
    assert hub_may_from(NOW, is_there_a_second=True, wait=WAIT) == NOW + WAIT
    assert hub_may_from(NOW, is_there_a_second=False, wait=WAIT) == NOW


@pytest.mark.parametrize(
    ("by", "force", "hub", "after", "may"),
    [
        pytest.param("asker", True, True, WAIT, False, id="whoever-asked-never"),
        pytest.param("officer", True, False, timedelta(0), True, id="another-of-the-force"),
        pytest.param("hub", False, True, timedelta(0), False, id="the-hub-not-yet"),
        pytest.param("hub", False, True, WAIT, True, id="the-hub-after-a-while"),
        pytest.param("other", False, False, WAIT, False, id="nobody-else"),
    ],
)
def test_who_is_the_second_person(
    by: str, force: bool, hub: bool, after: timedelta, may: bool
) -> None:
    asked = Asked(by="asker", hub_from=NOW + WAIT)

    found = may_answer(asked, by=by, is_of_the_force=force, is_of_the_hub=hub, at=NOW + after)
    assert found is may


def test_what_was_never_active_takes_nothing_away() -> None:
    assert needs_a_second(was_active=True)
    assert not needs_a_second(was_active=False)
