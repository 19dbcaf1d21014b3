"""What a later revision, a withdrawal or the passing of time does to what was already told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.actions.looking_again import look_again
from firstbell.journey.delivery.actions.raising import recall_route
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Waiting
from firstbell.journey.reconciliation import queries
from firstbell.registry.agencies.models import Contact, Establishment
from firstbell.registry.people.models import Roll
from tests import world
from tests.smtp import Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]


@pytest.fixture(autouse=True)
def school() -> Establishment:
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    return school


def open_waits() -> list[str]:
    return list(Waiting.objects.filter(closed_at=None).values_list("why", flat=True))


def test_a_child_added_later_is_told_and_the_first_is_not_told_twice(
    monday: datetime, mailbox: Mailbox, school: Establishment
) -> None:
    world.a_pupil(school, "Linnet", born_on=datetime(2012, 2, 3, tzinfo=UTC).date())
    world.receive(world.an_incident(), at=monday)
    added = world.a_child("C2", given_names="Linnet", date_of_birth="2012-02-03")

    world.receive(world.an_incident(children=[world.a_child(), added], revision=2), at=monday)

    assert Notification.objects.count() == 2
    assert len(mailbox.taken) == 2


def test_what_changed_is_brought_up_to_date_and_marked(monday: datetime) -> None:
    world.receive(world.an_incident(), at=monday)
    changed = world.an_incident(revision=2, conditions="Bail: not to go near the school.")

    world.receive(changed, at=monday + timedelta(minutes=5))

    told = world.the_notification()
    assert told.content["conditions"] == "Bail: not to go near the school."
    assert told.amended_at == monday + timedelta(minutes=5)


def test_a_revision_that_changes_nothing_told_marks_nothing(monday: datetime) -> None:
    world.receive(world.an_incident(), at=monday)

    world.receive(world.an_incident(revision=2, victim_told="That the school knows."), at=monday)

    assert world.the_notification().amended_at is None


def test_a_withdrawn_incident_stays_readable_and_asks_for_nothing(monday: datetime) -> None:
    world.receive(world.an_incident(), at=monday)
    withdrawn = world.an_incident(revision=2, status="withdrawn", status_reason="Entered twice.")

    world.withdraw(withdrawn, at=monday)

    told = world.the_notification()
    assert (told.state, told.withdrawn_at, told.closed_at) == ("sent", monday, monday)
    assert open_waits() == []


def test_a_withdrawn_guess_is_recalled(monday: datetime) -> None:
    guess = world.a_child(
        given_names="Teal", surname="Oakhollow", date_of_birth="2013-09-09", school_urn="990001"
    )
    world.receive(world.an_incident(children=[guess]), at=monday)
    withdrawn = world.an_incident(
        children=[guess], revision=2, status="withdrawn", status_reason="Entered twice."
    )

    world.withdraw(withdrawn, at=monday)

    assert world.the_notification().state == "recalled"


def test_not_our_pupil_closes_the_copy_and_puts_the_child_before_the_hub(
    monday: datetime,
) -> None:
    reader = world.a_person()
    world.receive(world.an_incident(), at=monday)

    answering.say_not_ours(notification=world.the_notification(), by=reader, at=monday)
    world.carry_on(at=monday)

    assert world.the_notification().state == "not_ours"
    assert open_waits() == ["not_ours"]
    assert queries.balance().adds_up


def test_a_hold_ends_by_itself_when_its_time_has_come(monday: datetime, mailbox: Mailbox) -> None:
    until = monday + timedelta(minutes=30)
    hold = {
        "hold_until": until.isoformat(),
        "hold_ground": "arrest_planned",
        "hold_approver": "Duty inspector",
    }
    world.receive(world.an_incident(disclosure=hold), at=monday)
    assert world.the_notification().state == "held"
    assert open_waits() == ["hold"]

    look_again(at=until - timedelta(seconds=1))
    world.carry_on(at=until - timedelta(seconds=1))
    assert not mailbox.taken
    look_again(at=until)
    world.carry_on(at=until)

    assert world.the_notification().state == "sent"
    assert open_waits() == []


def test_a_revision_that_lifts_the_hold_lets_the_child_go_on(monday: datetime) -> None:
    hold = {
        "hold_until": (monday + timedelta(days=1)).isoformat(),
        "hold_ground": "arrest_planned",
        "hold_approver": "Duty inspector",
    }
    world.receive(world.an_incident(disclosure=hold), at=monday)

    world.receive(world.an_incident(revision=2), at=monday)

    assert world.the_notification().state == "sent"
    assert open_waits() == []


def test_a_roll_that_comes_later_finds_the_child_at_the_next_look(monday: datetime) -> None:
    other = world.a_school(990002, "Harbour High School")
    world.a_key_adult(other, "Bo Finch")
    late = world.a_child(given_names="Teal", surname="Oakhollow", date_of_birth="2013-09-09")
    world.receive(world.an_incident(children=[late]), at=monday)
    assert open_waits() == ["unlinked"]
    pupil = world.a_pupil(other, "Teal", "Oakhollow", date(2013, 9, 9))
    Roll.objects.filter(id=pupil.roll_id).update(loaded_at=monday + timedelta(minutes=1))
    later = monday + timedelta(minutes=2)

    look_again(at=later)
    world.carry_on(at=later)

    assert world.the_notification().recipient == "990002"
    assert open_waits() == []
    look_again(at=later)
    due = Event.objects.filter(done_at=None).exclude(
        name__in=["notification.unanswered", "household.asked"]
    )
    assert not due.exists(), "nothing is looked at for ever"


def test_a_school_that_gets_a_key_adult_is_hurried_at_the_next_look(
    monday: datetime, mailbox: Mailbox, school: Establishment
) -> None:
    Contact.objects.all().delete()
    world.receive(world.an_incident(), at=monday)
    assert (world.the_notification().state, open_waits()) == ("raised", ["no_recipient"])
    new = world.a_key_adult(school, "Bo Finch")

    look_again(at=monday)
    world.carry_on(at=monday)

    assert mailbox.addresses == [new.email]
    assert open_waits() == []


def test_what_a_recalled_copy_asked_is_asked_no_more(
    monday: datetime, school: Establishment
) -> None:
    alone = school.contacts.get()
    world.receive(world.an_incident(adults=[world.an_adult(email=alone.email)]), at=monday)
    assert open_waits() == ["conflict"]

    recall_route(world.the_notification().route_id, at=monday)

    assert world.the_notification().state == "recalled"
    assert open_waits() == []
