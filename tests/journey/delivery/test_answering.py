"""What a reader does to a notification: which act is possible when, once, and by whom."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Event as Signal
from typing import Any

import pytest
from django.db import connections, transaction

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import answering, together
from firstbell.journey.delivery.models import Notification, Support
from firstbell.journey.intake.models import Waiting
from tests import world
from tests.journey.delivery.pages import of, siblings
from tests.smtp import Mailbox

State = Notification.State


def borough(at: datetime) -> tuple[User, User]:
    """Make a school told of two siblings, and two people of it."""
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    world.a_pupil(school, "Robin", born_on=date(2018, 2, 1))
    world.receive(world.an_incident(children=siblings(2)), at=at)
    return world.a_person(), world.a_person("bo.wicken@school.example", "Bo Wicken")


@pytest.fixture
def two(db: None, mailbox: Mailbox, monday: datetime) -> tuple[User, User]:
    """Two people of a school that was told of two siblings."""
    return borough(monday)


def now(child: str = "C1") -> str:
    return of(child).state


def put(state: str, **more: Any) -> Notification:
    """Put the notification into a state, as if it had come there."""
    notification = of()
    notification.state = State(state)
    for name, value in more.items():
        setattr(notification, name, value)
    notification.save()
    return notification


def trail() -> list[str]:
    return list(
        AuditEntry.objects.filter(subject_id=of().id, by__isnull=False)
        .order_by("id")
        .values_list("action", flat=True)
    )


def test_the_four_acts_each_leave_their_person_and_instant_in_row_and_trail(
    two: tuple[User, User], monday: datetime
) -> None:
    one, other = two
    answering.open_notification(notification=of(), by=one, at=monday)
    answering.confirm_on_roll(notification=of(), by=other, at=monday + timedelta(minutes=1))
    answering.acknowledge(notification=of(), by=one, at=monday + timedelta(minutes=2))

    row = of()
    assert (row.opened_by, row.confirmed_by, row.acknowledged_by) == (one, other, one)
    assert row.acknowledged_at == row.closed_at == monday + timedelta(minutes=2)
    assert trail() == [
        "notification.opened", "notification.confirmed", "notification.acknowledged"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "becomes"),
    [("raised", "opened"), ("sent", "opened"), ("phoned", "phoned")],
)
def test_opening_moves_only_what_nobody_was_told_of_otherwise(
    two: tuple[User, User], monday: datetime, state: str, becomes: str
) -> None:
    notification = put(state, sent_at=monday)

    answering.open_notification(notification=notification, by=two[0], at=monday)

    assert now() == becomes
    assert of().opened_at == monday


@pytest.mark.parametrize("state", ["held", "recalled"])
def test_what_is_not_here_cannot_be_opened(
    two: tuple[User, User], monday: datetime, state: str
) -> None:
    with pytest.raises(answering.CannotAnswer):
        answering.open_notification(notification=put(state), by=two[0], at=monday)

    assert of().opened_at is None
    assert trail() == []


@pytest.mark.parametrize("state", ["held", "recalled", "not_ours"])
def test_what_was_closed_cannot_be_confirmed(
    two: tuple[User, User], monday: datetime, state: str
) -> None:
    with pytest.raises(answering.CannotAnswer):
        answering.confirm_on_roll(notification=put(state), by=two[0], at=monday)

    assert of().confirmed_at is None


def test_a_second_yes_and_a_second_acknowledgement_keep_the_first(
    two: tuple[User, User], monday: datetime
) -> None:
    for person in two:
        answering.confirm_on_roll(notification=of(), by=person, at=monday)
        answering.acknowledge(notification=of(), by=person, at=monday)

    assert (of().confirmed_by, of().acknowledged_by) == (two[0], two[0])
    assert trail() == ["notification.confirmed", "notification.acknowledged"]
    assert Event.objects.filter(name="notification.acknowledged").count() == 1


def test_nobody_acknowledges_what_they_cannot_have_read(
    two: tuple[User, User], monday: datetime
) -> None:
    with pytest.raises(answering.NotReadYet):
        answering.acknowledge(notification=of(), by=two[0], at=monday)


@pytest.mark.parametrize("state", ["not_ours", "recalled"])
def test_what_was_closed_cannot_be_acknowledged(
    two: tuple[User, User], monday: datetime, state: str
) -> None:
    with pytest.raises(answering.CannotAnswer):
        answering.acknowledge(notification=put(state, confirmed_at=monday), by=two[0], at=monday)


def test_what_was_told_by_telephone_can_still_be_acknowledged(
    two: tuple[User, User], monday: datetime
) -> None:
    told = put("phoned", closed_at=monday, confirmed_at=monday)

    answering.acknowledge(notification=told, by=two[0], at=monday + timedelta(minutes=9))

    assert now() == "acknowledged"
    assert of().closed_at == monday


@pytest.mark.parametrize("state", ["raised", "sent", "opened", "phoned"])
def test_no_closes_the_copy_and_puts_the_child_before_the_hub(
    two: tuple[User, User], monday: datetime, state: str
) -> None:
    answering.say_not_ours(notification=put(state, sent_at=monday), by=two[0], at=monday)
    world.carry_on(at=monday)

    assert now() == "not_ours"
    assert of().route.closed_at == monday
    assert Waiting.objects.filter(child=of().child, closed_at=None).exists()
    assert "notification.not_ours" in trail()


def test_a_second_no_reopens_nothing_twice(two: tuple[User, User], monday: datetime) -> None:
    for person in two:
        answering.say_not_ours(notification=of(), by=person, at=monday)

    assert Event.objects.filter(name="child.not_ours").count() == 1


@pytest.mark.parametrize("state", ["acknowledged", "recalled", "held"])
def test_no_comes_too_late(two: tuple[User, User], monday: datetime, state: str) -> None:
    done = put(state, acknowledged_at=monday, acknowledged_by=two[0])

    with pytest.raises(answering.CannotAnswer):
        answering.say_not_ours(notification=done, by=two[1], at=monday)

    assert now() == state
    assert not Event.objects.filter(name="child.not_ours").exists()


def test_support_is_for_a_confirmed_child_that_is_still_here(
    two: tuple[User, User], monday: datetime
) -> None:
    def note() -> Support:
        return answering.record_support(
            notification=of(), kinds=["watched"], is_overt=False, given_by="tutor",
            given_on=monday.date(), note="", follow_up_on=None, by=two[0], at=monday,
        )  # fmt: skip

    with pytest.raises(answering.NotReadYet):
        note()
    put("opened", confirmed_at=monday)
    assert note() == note()
    put("not_ours")
    with pytest.raises(answering.CannotAnswer):
        note()
    assert trail() == ["support.recorded"]


def test_what_is_impossible_for_one_child_does_not_stop_the_others(
    two: tuple[User, User], monday: datetime
) -> None:
    put("not_ours")
    both = [of("C1"), of("C2")]

    assert together.open_together(notifications=both, by=two[0], at=monday) == []
    assert together.confirm_together(notifications=both, by=two[0], at=monday) == [of("C1")]
    assert together.acknowledge_together(notifications=both, by=two[0], at=monday) == [of("C1")]
    assert now("C2") == "acknowledged"


def test_a_family_without_one_that_was_taken_back_is_opened(
    two: tuple[User, User], monday: datetime
) -> None:
    put("recalled")

    refused = together.open_together(notifications=[of("C1"), of("C2")], by=two[0], at=monday)

    assert refused == [of("C1")]
    assert now("C2") == "opened"


def test_a_no_is_handed_back_where_a_colleague_has_said_yes(
    two: tuple[User, User], monday: datetime
) -> None:
    answering.confirm_on_roll(notification=of(), by=two[0], at=monday)

    unseen = together.say_none_are_ours(
        notifications=[of()], known_confirmed=[], by=two[1], at=monday
    )
    assert (unseen, now()) == ([of()], "sent")

    seen = together.say_none_are_ours(
        notifications=[of()], known_confirmed=[of().id], by=two[1], at=monday
    )
    assert (seen, now()) == ([], "not_ours")


# ---- two at once ----


def during(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Do the second act while the first is done but not yet committed; return what each gave."""
    is_done, is_tried = Signal(), Signal()

    def slowly() -> object:
        with transaction.atomic():
            gave = first()
            is_done.set()
            is_tried.wait(timeout=0.5)
        return gave

    def meanwhile() -> object:
        is_done.wait(timeout=10)
        gave = second()
        is_tried.set()
        return gave

    def do(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(do, (slowly, meanwhile)))


@pytest.fixture
def two_for_real(committed: None, mailbox: Mailbox, monday: datetime) -> tuple[User, User]:
    """As `two`, in rows that other connections see."""
    return borough(monday)


def test_of_two_who_acknowledge_at_once_one_is_the_first(
    two_for_real: tuple[User, User], monday: datetime
) -> None:
    one, other = two_for_real
    both = [of("C1"), of("C2")]
    together.confirm_together(notifications=both, by=one, at=monday)

    during(
        lambda: together.acknowledge_together(notifications=both, by=one, at=monday),
        lambda: together.acknowledge_together(notifications=both[::-1], by=other, at=monday),
    )

    assert {of(child).acknowledged_by for child in ("C1", "C2")} == {one}
    assert AuditEntry.objects.filter(action="notification.acknowledged").count() == 2
    assert Event.objects.filter(name="notification.acknowledged").count() == 2


def test_a_no_during_a_colleagues_yes_is_handed_back(
    two_for_real: tuple[User, User], monday: datetime
) -> None:
    one, other = two_for_real
    row = of()

    yes, no = during(
        lambda: together.confirm_together(notifications=[row], by=one, at=monday),
        lambda: together.say_none_are_ours(
            notifications=[row], known_confirmed=[], by=other, at=monday
        ),
    )

    assert (yes, no) == ([], [row])
    assert (of().confirmed_by, now()) == (one, "sent")


def test_a_yes_during_a_colleagues_no_is_handed_back(
    two_for_real: tuple[User, User], monday: datetime
) -> None:
    one, other = two_for_real
    row = of()

    no, yes = during(
        lambda: together.say_none_are_ours(
            notifications=[row], known_confirmed=[], by=one, at=monday
        ),
        lambda: together.confirm_together(notifications=[row], by=other, at=monday),
    )

    assert (no, yes) == ([], [row])
    assert (of().confirmed_at, now()) == (None, "not_ours")
