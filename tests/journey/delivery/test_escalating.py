"""Nobody acknowledges: who is chased, when the hub rings, and who hears of it at the bell."""

from datetime import UTC, datetime

import pytest

from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import answering, nudging
from firstbell.journey.delivery.actions.escalating import look_at_the_bells
from firstbell.journey.delivery.channels.email import Receipt
from firstbell.journey.delivery.models import Notification
from firstbell.journey.reconciliation import queries
from firstbell.registry.agencies.models import Agency, Establishment, Role
from firstbell.registry.circles.actions.restricting import guard
from firstbell.registry.circles.models import Restriction
from tests import world
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db


def at(clock: str) -> datetime:
    """Return an instant of the Monday."""
    hours, minutes = clock.split(":")
    return datetime(2026, 11, 23, int(hours), int(minutes), tzinfo=UTC)


@pytest.fixture
def school() -> Establishment:
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_pupil(school)
    return school


def the_force() -> Agency:
    return Agency.objects.get(code="EASTMARSH-POLICE")


@pytest.fixture
def three(school: Establishment) -> list[str]:
    """Return the addresses of three key adults in order."""
    names = ("Ade Lark", "Bo Finch", "Cass Wold")
    return [world.a_key_adult(school, name).email for name in names]


def open_it_now(clock: str) -> Notification:
    """Carry on until that minute, as a worker would that looks every minute."""
    world.carry_on(at=at(clock))
    return world.the_notification()


def test_one_after_the_other_is_chased_and_then_the_hub_rings(
    three: list[str], monday: datetime, mailbox: Mailbox
) -> None:
    world.receive(world.an_incident(), at=monday)
    assert mailbox.addresses == three[:1]
    assert open_it_now("07:59").ring_at == at("08:10")
    assert mailbox.addresses == three[:1]

    open_it_now("08:00")
    assert mailbox.addresses == three[:2]
    open_it_now("08:04")
    assert mailbox.addresses == three[:2]
    open_it_now("08:05")
    assert mailbox.addresses == three
    open_it_now("09:30")
    assert mailbox.addresses == three, "nobody is reminded twice"
    assert not Event.objects.filter(done_at=None).exclude(name="incident.missed").exists()


def test_a_reminder_says_why_and_by_when_and_nothing_of_the_child(
    three: list[str], monday: datetime, mailbox: Mailbox
) -> None:
    world.receive(world.an_incident(), at=monday)
    open_it_now("08:00")
    first, second = (message.as_string() for _, message in mailbox.taken)
    assert "Nobody has answered yet" in second
    assert "08:45 on Monday 23 November" in second.replace("=\n", "")
    assert "Nobody has answered yet" not in first
    for secret in ("Wren", "Tollemarsh", "2016", "INC-1", "Mill Lane"):
        assert secret not in second


def test_whoever_acknowledges_ends_it(
    three: list[str], school: Establishment, monday: datetime, mailbox: Mailbox
) -> None:
    world.receive(world.an_incident(), at=monday)
    reader = world.a_person()
    world.a_membership(reader, Role.KEY_ADULT, establishment=school)
    row = world.the_notification()
    answering.open_notification(notification=row, by=reader, at=at("07:20"))
    answering.confirm_on_roll(notification=row, by=reader, at=at("07:21"))
    answering.acknowledge(notification=row, by=reader, at=at("07:30"))

    open_it_now("09:30")
    assert mailbox.addresses == three[:1]
    assert world.the_notification().missed_at is None


def test_opened_is_not_acknowledged(
    three: list[str], school: Establishment, monday: datetime, mailbox: Mailbox
) -> None:
    world.receive(world.an_incident(), at=monday)
    reader = world.a_person()
    world.a_membership(reader, Role.KEY_ADULT, establishment=school)
    answering.open_notification(notification=world.the_notification(), by=reader, at=at("07:20"))

    open_it_now("08:00")
    assert mailbox.addresses == three[:2]


def test_one_key_adult_alone_is_reminded_once(
    school: Establishment, monday: datetime, mailbox: Mailbox
) -> None:
    only = world.a_key_adult(school).email
    world.receive(world.an_incident(), at=monday)
    assert open_it_now("09:30").ring_at == at("08:05")
    assert mailbox.addresses == [only, only]


def test_a_mailbox_that_is_gone_makes_way_at_once_and_without_any_the_hub_rings_at_once(
    three: list[str], monday: datetime, mailbox: Mailbox
) -> None:
    mailbox.answers[three[1]] = "550 no such mailbox"
    world.receive(world.an_incident(), at=monday)
    open_it_now("08:00")
    assert mailbox.addresses == [three[0], three[2]], "not a step later"

    mailbox.answers[three[0]] = "550 no such mailbox"
    world.receive(world.an_incident("INC-2", children=[world.a_child("C9")]), at=at("07:15"))
    second = Notification.objects.get(incident__reference="INC-2")
    assert second.attempts.count() == 3
    assert second.state == "sent"
    mailbox.answers[three[2]] = "550 no such mailbox"
    world.receive(world.an_incident("INC-3", children=[world.a_child("C8")]), at=at("07:20"))
    third = Notification.objects.get(incident__reference="INC-3")
    assert (third.state, third.ring_at) == ("raised", at("07:20"))


def test_the_hub_rings_at_its_hour_though_no_mail_can_be_sent(
    three: list[str], monday: datetime, mailbox: Mailbox
) -> None:
    for address in three:
        mailbox.answers[address] = "451 try again later"
    world.receive(world.an_incident(), at=monday)
    for minute in range(12):
        open_it_now(f"08:{minute:02}")
    row = world.the_notification()
    assert (row.state, row.ring_at) == ("raised", at("08:10"))
    assert mailbox.addresses == []


def test_after_an_outage_what_is_past_its_bell_is_not_sent_as_if_it_were_new(
    three: list[str], monday: datetime, mailbox: Mailbox
) -> None:
    mailbox.answers[three[0]] = "451 try again later"
    world.receive(world.an_incident(), at=monday)
    mailbox.answers.clear()
    Event.objects.filter(name="notification.unanswered").update(done_at=monday)
    open_it_now("09:30")
    [(_, message)] = mailbox.taken
    assert message["Subject"] == "Nobody has answered yet in Firstbell"
    text = message.get_body(("plain",))
    assert text is not None
    assert "should have been read before 08:45 on Monday 23 November." in text.get_content()


def test_at_the_bell_the_force_is_told_once_that_somebody_was_missed(
    three: list[str], monday: datetime, mailbox: Mailbox
) -> None:
    officer = world.a_person("officer@force.example", "Dee Marsh")
    world.a_membership(officer, Role.POLICE_SENDER, agency=the_force())
    other = world.a_force("WESTMARSH-POLICE")
    stranger = world.a_person("stranger@force.example", "Ed Moor")
    world.a_membership(stranger, Role.POLICE_SENDER, agency=other)
    world.receive(world.an_incident(), at=monday)
    world.receive(
        world.an_incident("INC-2", children=[world.a_child(given_names="Teal", sex="M")]),
        at=monday,
    )

    open_it_now("08:44")
    assert officer.email not in mailbox.addresses
    look_at_the_bells(at=at("08:45"))
    look_at_the_bells(at=at("08:46"))
    open_it_now("08:46")
    assert mailbox.addresses.count(officer.email) == 2, "of the one told and of the one on no roll"
    assert stranger.email not in mailbox.addresses
    assert AuditEntry.objects.filter(action="force.told_of_missed").count() == 2
    assert world.the_notification().missed_at == at("08:45")


def test_a_letter_that_cannot_be_sent_hides_nobody_who_was_missed(
    three: list[str], monday: datetime, mailbox: Mailbox
) -> None:
    officer = world.a_person("officer@force.example", "Dee Marsh")
    world.a_membership(officer, Role.POLICE_SENDER, agency=the_force())
    mailbox.answers[officer.email] = "451 try again later"
    world.receive(world.an_incident(), at=monday)
    look_at_the_bells(at=at("08:45"))
    open_it_now("08:46")
    assert Event.objects.filter(name="incident.missed", done_at=None).exists()
    assert queries.classes() == {queries.Class.WITH_A_RECIPIENT: 1}


def test_an_officer_outside_the_circle_of_what_is_sealed_hears_nothing(
    three: list[str], monday: datetime, mailbox: Mailbox
) -> None:
    world.receive(world.an_incident(), at=monday)
    officer = world.a_person("officer@force.example", "Dee Marsh")
    world.a_membership(officer, Role.POLICE_SENDER, agency=the_force())
    manager, stand_in = (
        world.a_person(f"{name}@council.example", name, phone="01632 960777")
        for name in ("Fay Reed", "Gil Stone")
    )
    for each in (manager, stand_in):
        world.a_membership(each, Role.HUB_MANAGER)
    guard(
        world.the_incident().id,
        kind=Restriction.Kind.SEALED,
        ground=Restriction.Ground.EMPLOYEE,
        contact=manager,
        circle=[],
        stand_in=stand_in,
        by=manager,
        at=monday,
    )

    look_at_the_bells(at=at("08:45"))
    open_it_now("08:46")
    assert AuditEntry.objects.get(action="force.told_of_missed").detail == {"people": []}
    assert officer.email not in mailbox.addresses


def test_a_chase_that_lies_in_the_past_reminds_everybody_once_and_now(
    three: list[str], monday: datetime, mailbox: Mailbox
) -> None:
    in_session = datetime(2026, 11, 20, 10, tzinfo=UTC).isoformat()
    world.receive(world.an_incident(belief_formed_at=in_session), at=monday)
    assert mailbox.addresses == three
    due = Event.objects.filter(done_at=None)
    assert not due.exists(), list(due.values_list("name", "due_at", "attempts"))


@pytest.fixture
def raised(three: list[str], monday: datetime, mailbox: Mailbox) -> Notification:
    """A notification of which nobody was told yet."""
    world.receive(world.an_incident(), at=monday)
    row = world.the_notification()
    row.attempts.all().delete()
    Notification.objects.update(state=Notification.State.RAISED, sent_at=None)
    return row


def test_two_steps_at_once_tell_one_person_and_write_it_once(
    raised: Notification, monday: datetime
) -> None:
    row = raised
    first = nudging.plan_nudge(row.id, at=monday)
    reminder = nudging.plan_nudge(row.id, at=monday, anew="1")
    assert first
    assert reminder
    assert (first.address, first.message_id) == (reminder.address, reminder.message_id)

    for each in (reminder, first):
        nudging.record_accepted(each, Receipt(code="250"), fence=1, at=monday)

    assert row.attempts.count() == 1
    row.refresh_from_db()
    assert row.state == Notification.State.SENT


def test_a_step_that_does_not_see_yet_that_somebody_was_told_tells_nobody_else(
    raised: Notification, monday: datetime
) -> None:
    row = raised
    first = nudging.plan_nudge(row.id, at=monday)
    assert first
    nudging.record_accepted(first, Receipt(code="250"), fence=1, at=monday)
    # As another worker reads it: the row from before that, and the attempt already.
    Notification.objects.filter(id=row.id).update(state=Notification.State.RAISED)

    reminder = nudging.plan_nudge(row.id, at=monday, anew="1")

    assert reminder
    assert (reminder.address, reminder.message_id) == (first.address, first.message_id)
