"""Somebody leaves in the middle of it: calls, nudges and circles go on without them."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from firstbell.foundation.accounts.models import User
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import answering, calling
from firstbell.journey.delivery.actions.looking_again import look_again
from firstbell.journey.delivery.models import Attempt, Call
from firstbell.journey.intake.models import Waiting
from firstbell.registry.agencies.actions import leaving
from firstbell.registry.agencies.models import Agency, Contact, Ending, Establishment
from firstbell.registry.circles.models import CircleMember, Restriction
from firstbell.registry.circles.queries.unattended import unattended_for
from tests import world
from tests.people import ready_person
from tests.smtp import Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]

LATER = timedelta(minutes=5)


@pytest.fixture
def council() -> Agency:
    return world.a_partnership()


@pytest.fixture
def school(council: Agency) -> Establishment:
    world.a_force()
    place = world.a_school()
    world.a_pupil(place)
    return place


@pytest.fixture
def ade(school: Establishment) -> User:
    person = ready_person("key-adult", name="Ade Lark", establishment=school)
    world.a_key_adult(school, "Ade Lark", email=person.email)
    return person


def receive(at: datetime) -> None:
    world.receive(world.an_incident(), at=at)


def leaves(person: User, at: datetime, why: Ending = Ending.LEFT) -> None:
    leaving.end_membership(person.memberships.get(), why=why, by=None, at=at)
    world.carry_on(at=at)


def told() -> list[str]:
    accepted = Attempt.objects.filter(outcome="accepted").order_by("id")
    return [each.contact.name for each in accepted if each.contact]


def test_what_the_leaver_was_hurried_about_goes_to_the_deputy(
    school: Establishment, ade: User, monday: datetime
) -> None:
    world.a_key_adult(school, "Bo Reed")
    receive(monday)
    assert told() == ["Ade Lark"]

    leaves(ade, monday + LATER)

    assert told() == ["Ade Lark", "Bo Reed"]
    assert world.the_notification().state == "sent"
    assert not Waiting.objects.filter(why="no_recipient").exists()


def test_what_the_leaver_had_opened_is_hurried_again_under_another_number(
    school: Establishment, ade: User, monday: datetime, mailbox: Mailbox
) -> None:
    bo = ready_person("key-adult", name="Bo Reed", establishment=school)
    contact = world.a_key_adult(school, "Bo Reed", email=bo.email)
    Contact.objects.filter(id=contact.id).update(order=0)
    receive(monday)
    row = world.the_notification()
    row.state, row.opened_at, row.opened_by = "opened", monday, ade
    row.save()

    leaves(ade, monday + LATER)

    assert told() == ["Bo Reed", "Bo Reed"]
    ids = {message["Message-ID"] for _, message in mailbox.taken}
    assert len(ids) == 2, "a mail server drops what it has seen before"
    assert world.the_notification().state == "opened"


def test_where_nobody_is_left_the_hub_is_asked_and_a_newcomer_is_hurried(
    school: Establishment, ade: User, monday: datetime
) -> None:
    receive(monday)
    leaves(ade, monday + LATER)

    waiting = Waiting.objects.get(why="no_recipient")
    assert (waiting.owner, waiting.closed_at) == ("hub", None)
    look_again(at=monday + 2 * LATER)
    world.carry_on(at=monday + 2 * LATER)
    assert told() == ["Ade Lark"]

    world.a_key_adult(school, "Bo Reed")
    for _twice in range(2):
        look_again(at=monday + 3 * LATER)
        world.carry_on(at=monday + 3 * LATER)
    assert told() == ["Ade Lark", "Bo Reed"]
    assert not Waiting.objects.filter(why="no_recipient", closed_at=None).exists()


@pytest.mark.parametrize("told_by", ["telephone", "themselves"])
def test_the_hub_is_no_longer_asked_once_somebody_was_told(
    school: Establishment, ade: User, monday: datetime, mailbox: Mailbox, told_by: str
) -> None:
    contact = Contact.objects.get()
    mailbox.answers[contact.email] = "550 no such mailbox"
    receive(monday)
    assert Waiting.objects.get(closed_at=None).why == "no_recipient"

    if told_by == "telephone":
        worker = ready_person("hub-worker", name="Sam Ortolan")
        call = calling.claim_call(establishment=school, by=worker, at=monday + LATER)
        calling.end_call(
            call=call, outcome="reached", spoke_to=contact, by=worker, at=monday + LATER
        )
    else:
        row = world.the_notification()
        answering.confirm_on_roll(notification=row, by=ade, at=monday + LATER)
        answering.acknowledge(notification=row, by=ade, at=monday + LATER)
    look_again(at=monday + 2 * LATER)

    assert Waiting.objects.get(why="no_recipient").outcome == "somebody was told"


def test_what_was_acknowledged_stays_with_nobody_hurried(
    school: Establishment, ade: User, monday: datetime
) -> None:
    world.a_key_adult(school, "Bo Reed")
    receive(monday)
    row = world.the_notification()
    row.state, row.acknowledged_at, row.acknowledged_by = "acknowledged", monday, ade
    row.opened_by, row.closed_at = ade, monday
    row.save()

    leaves(ade, monday + LATER)

    assert told() == ["Ade Lark"]


def test_a_disabled_account_hands_on_what_it_had_begun_everywhere(
    school: Establishment, ade: User, monday: datetime
) -> None:
    world.a_key_adult(school, "Bo Reed")
    receive(monday)

    leaving.disable_account(ade, why=Ending.SECURITY, by=None, at=monday + LATER)
    world.carry_on(at=monday + LATER)

    assert told() == ["Ade Lark", "Bo Reed"]


def test_a_call_that_the_leaver_had_claimed_is_free_again(
    school: Establishment, ade: User, council: Agency, monday: datetime
) -> None:
    receive(monday)
    worker, colleague = (ready_person("hub-worker", agency=council) for _ in range(2))
    calling.claim_call(establishment=school, by=worker, at=monday)
    with pytest.raises(calling.CannotCall):
        calling.claim_call(establishment=school, by=colleague, at=monday + LATER)

    leaves(worker, monday + LATER)

    assert calling.claim_call(establishment=school, by=colleague, at=monday + LATER)
    assert Call.objects.count() == 2


def test_circles_lose_the_leaver_and_the_hub_manager_hears_of_an_empty_one(
    council: Agency, monday: datetime, mailbox: Mailbox
) -> None:
    worker = ready_person("hub-worker", agency=council)
    manager = ready_person("hub-manager", agency=council)
    guard = Restriction.objects.create(
        record_id=uuid4(),
        kind="restricted",
        ground="safety",
        contact=worker,
        made_by=worker,
        made_at=monday,
    )
    CircleMember.objects.create(restriction=guard, user=worker, added_by=worker, added_at=monday)
    assert unattended_for(manager, monday) == []

    leaves(worker, monday)

    assert CircleMember.objects.get().removed_at == monday
    assert [each.guard_id for each in unattended_for(manager, monday)] == [guard.id]
    assert unattended_for(ready_person("hub-worker", agency=council), monday) == []
    assert mailbox.addresses == [manager.email]


def test_of_a_sealed_record_only_the_stand_in_hears(
    council: Agency, monday: datetime, mailbox: Mailbox
) -> None:
    worker = ready_person("hub-worker", agency=council)
    manager, stand_in = (ready_person("hub-manager", agency=council) for _ in range(2))
    guard = Restriction.objects.create(
        record_id=uuid4(),
        kind="sealed",
        ground="employee",
        contact=worker,
        made_by=worker,
        stand_in=stand_in,
        made_at=monday,
    )
    CircleMember.objects.create(restriction=guard, user=worker, added_by=worker, added_at=monday)

    leaving.disable_account(worker, why=Ending.LEFT, by=None, at=monday)
    world.carry_on(at=monday)

    assert unattended_for(manager, monday) == []
    assert [each.guard_id for each in unattended_for(stand_in, monday)] == [guard.id]
    assert mailbox.addresses == [stand_in.email]
    leaves(stand_in, monday)
    administrator = ready_person("administrator")
    assert [each.guard_id for each in unattended_for(administrator, monday)] == [guard.id]
    assert unattended_for(manager, monday) == []


def test_a_step_that_runs_twice_hurries_once(
    school: Establishment, ade: User, monday: datetime
) -> None:
    world.a_key_adult(school, "Bo Reed")
    receive(monday)
    leaves(ade, monday + LATER)
    Event.objects.filter(name="notification.handed_on").update(done_at=None, lease_until=None)

    world.carry_on(at=monday + LATER)

    assert told() == ["Ade Lark", "Bo Reed"], "sent again under one Message-ID, written once"
