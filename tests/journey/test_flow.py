"""The whole journey of a child, a ledger row a step, from the feed to the first e-mail."""

from datetime import UTC, date, datetime

import pytest

from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Waiting
from firstbell.journey.reconciliation import queries
from firstbell.registry.agencies.models import CalendarPeriod
from tests import world
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def borough() -> None:
    world.a_partnership()
    world.a_force()


def test_a_child_on_a_roll_is_told_to_the_first_key_adult(
    monday: datetime, mailbox: Mailbox
) -> None:
    school = world.a_school()
    first = world.a_key_adult(school)
    world.a_key_adult(school, "Bo Finch")
    world.a_pupil(school)

    world.receive(world.an_incident(), at=monday)

    notification = world.the_notification()
    assert (notification.state, notification.reason) == ("sent", "registered")
    assert notification.establishment == school
    assert notification.due_at == datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
    assert notification.chase_at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert notification.statutory_since == world.SATURDAY_NIGHT
    assert notification.calendar == "council"
    assert mailbox.addresses == [first.email]


def test_the_message_says_nothing_of_the_child(monday: datetime, mailbox: Mailbox) -> None:
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)

    world.receive(world.an_incident(), at=monday)

    [(_, message)] = mailbox.taken
    text = message.as_string()
    for secret in ("Wren", "Tollemarsh", "2016", "INC-1", "Mill Lane", "hid under"):
        assert secret not in text
    assert message.get_content_type() == "multipart/alternative"
    assert text.count("http://localhost:8000") == 3, "in the text, in the link and as its words"


def test_a_child_at_two_schools_is_told_to_both(monday: datetime, mailbox: Mailbox) -> None:
    main, unit = world.a_school(), world.a_school(990002, "Harbour Unit", type_code="14")
    for school in (main, unit):
        world.a_key_adult(school)
    pupil = world.a_pupil(main, enrol_status="M").pupil
    world.a_pupil(unit, pupil=pupil, enrol_status="S")

    world.receive(world.an_incident(), at=monday)

    told = Notification.objects.order_by("establishment__urn")
    assert [each.recipient for each in told] == ["990001", "990002"]
    assert {each.reason for each in told} == {"dual_registered"}
    assert len(mailbox.taken) == 2


def test_each_school_reads_only_of_its_own_child(monday: datetime, mailbox: Mailbox) -> None:
    first, second = world.a_school(), world.a_school(990002, "Harbour High School")
    for school in (first, second):
        world.a_key_adult(school)
    world.a_pupil(first)
    world.a_pupil(second, "Linnet", born_on=date(2011, 1, 9))
    brother_named = world.a_child(voice="Linnet told me to be quiet.")
    sister = world.a_child("C2", given_names="Linnet", date_of_birth="2011-01-09", voice="No.")

    world.receive(world.an_incident(children=[brother_named, sister]), at=monday)

    told = world.the_notification(establishment=first)
    assert "Linnet" not in str(told.content)
    assert told.withheld == ["voice"]
    assert told.state == "sent", "the notification goes without the words"
    assert Waiting.objects.get(closed_at=None).why == "free_text"
    assert not any(str(value) in str(told.content) for value in ("4 Sedge Row", "Maro", "990002"))


def test_a_home_educated_child_goes_to_the_desk_at_once(monday: datetime, mailbox: Mailbox) -> None:
    desk = world.a_desk()
    officer = world.a_key_adult(desk, "Cass Wold")

    world.receive(world.an_incident(children=[world.a_child(home_educated=True)]), at=monday)

    told = world.the_notification()
    assert (told.recipient, told.reason) == ("990:home-education", "home_educated")
    assert told.due_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert mailbox.addresses == [officer.email]


def test_a_child_on_no_roll_waits_on_the_hubs_list(monday: datetime, mailbox: Mailbox) -> None:
    world.receive(world.an_incident(), at=monday)

    waiting = Waiting.objects.get(closed_at=None)
    assert (waiting.why, waiting.owner) == ("unlinked", "hub")
    assert waiting.due_at == datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
    assert not mailbox.taken


def test_a_school_named_by_the_force_is_asked(monday: datetime, mailbox: Mailbox) -> None:
    school = world.a_school()
    world.a_key_adult(school)

    world.receive(world.an_incident(children=[world.a_child(school_urn="990001")]), at=monday)

    assert world.the_notification().reason == "as_told"
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize("role", ["victim", "causing_harm"])
def test_a_young_victim_or_one_causing_harm_waits_for_a_person(
    monday: datetime, mailbox: Mailbox, role: str
) -> None:
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)

    world.receive(world.an_incident(children=[world.a_child(role=role)]), at=monday)

    assert world.the_notification().state == "held"
    assert Waiting.objects.get(closed_at=None).why == role
    assert not mailbox.taken


def test_an_adult_of_the_incident_never_gets_it_and_the_next_person_does(
    monday: datetime, mailbox: Mailbox
) -> None:
    school = world.a_school()
    world.a_key_adult(school, "Maro Tollemarsh", phone="07700 900123")
    deputy = world.a_key_adult(school, "Bo Finch")
    world.a_pupil(school)
    suspect = world.an_adult(phone="+44 7700 900123")

    world.receive(world.an_incident(adults=[suspect]), at=monday)

    told = world.the_notification()
    assert told.state == "sent"
    assert told.conflicts.get().matched_on == "phone"
    assert not Waiting.objects.filter(closed_at=None).exists()
    assert mailbox.addresses == [deputy.email]


def test_where_everybody_is_too_near_the_hub_says_who_is_told(
    monday: datetime, mailbox: Mailbox
) -> None:
    school = world.a_school()
    world.a_key_adult(school, "Maro Tollemarsh", phone="07700 900123", email="dsl@school.example")
    # Another line at a mailbox that the first one reads.
    world.a_key_adult(school, "Bo Finch", email="DSL@school.example")
    world.a_pupil(school)

    world.receive(world.an_incident(adults=[world.an_adult(phone="07700 900123")]), at=monday)

    assert world.the_notification().state == "held"
    assert Waiting.objects.get(closed_at=None).why == "conflict"
    assert not mailbox.taken


def test_an_address_refused_for_good_makes_way_for_the_next(
    monday: datetime, mailbox: Mailbox
) -> None:
    school = world.a_school()
    gone = world.a_key_adult(school)
    deputy = world.a_key_adult(school, "Bo Finch")
    world.a_pupil(school)
    mailbox.answers[gone.email] = "550 no such mailbox"

    world.receive(world.an_incident(), at=monday)

    assert mailbox.addresses == [deputy.email]
    assert [each.outcome for each in world.the_notification().attempts.order_by("id")] == [
        "refused",
        "accepted",
    ]


def test_when_every_address_is_refused_the_hub_hears_of_it(
    monday: datetime, mailbox: Mailbox
) -> None:
    school = world.a_school()
    gone = world.a_key_adult(school)
    world.a_pupil(school)
    mailbox.answers[gone.email] = "550 no such mailbox"

    world.receive(world.an_incident(), at=monday)

    assert world.the_notification().state == "raised", "the inbox has it all the same"
    assert Waiting.objects.get(closed_at=None).why == "no_recipient"


def test_a_busy_mail_server_is_tried_again(monday: datetime, mailbox: Mailbox) -> None:
    school = world.a_school()
    adult = world.a_key_adult(school)
    world.a_pupil(school)
    mailbox.answers[adult.email] = "451 try again later"
    world.receive(world.an_incident(), at=monday)
    due = Event.objects.filter(done_at=None, name="notification.raised")
    assert due.get().last_error == "TemporaryFailure"
    mailbox.answers.clear()

    due.update(due_at=monday)
    world.carry_on(at=monday)

    assert world.the_notification().state == "sent"
    assert mailbox.addresses == [adult.email]


def test_in_the_holidays_the_duty_key_adult_is_told_now(mailbox: Mailbox) -> None:
    in_august = datetime(2026, 12, 22, 23, tzinfo=UTC)
    school = world.a_school()
    world.a_key_adult(school)
    on_duty = world.a_key_adult(school, "Bo Finch", in_holidays=True)
    world.a_pupil(school)
    # Out of term by the council's calendar: a second term begins in January.
    CalendarPeriod.objects.create(
        council_code=world.COUNCIL,
        kind="term",
        first_on=date(2027, 1, 5),
        last_on=date(2027, 3, 25),
    )

    world.receive(world.an_incident(belief_formed_at=in_august.isoformat()), at=in_august)

    assert mailbox.addresses == [on_duty.email]
    assert world.the_notification().due_at == datetime(2027, 1, 5, 8, 45, tzinfo=UTC)


def test_every_step_leaves_an_audit_row_that_names_nobody(
    monday: datetime, mailbox: Mailbox
) -> None:
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)

    world.receive(world.an_incident(), at=monday)

    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"link.linked", "child.routed", "notification.raised", "nudge.accepted"} <= actions
    trail = str(list(AuditEntry.objects.values_list("actor", "subject_id", "detail")))
    assert not any(secret in trail for secret in ("Wren", "Tollemarsh", "2016-05-04"))


def test_the_account_of_a_mixed_weekend_adds_up(monday: datetime, mailbox: Mailbox) -> None:
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    incidents = [
        world.an_incident(),
        world.an_incident("INC-2", children=[world.a_child(given_names="Teal", sex="M")]),
        world.an_incident("INC-3", status="withdrawn", status_reason="Entered twice."),
    ]

    world.receive(*incidents, at=monday)

    account = queries.balance()
    assert account.adds_up
    assert {str(key): value for key, value in account.classes.items()} == {
        "told, not yet answered": 1,
        "with the hub or the sender": 1,
        "withdrawn": 1,
    }


def test_a_child_that_is_nowhere_is_called_lost(monday: datetime, mailbox: Mailbox) -> None:
    world.receive(world.an_incident(), at=monday)
    Waiting.objects.all().delete()

    account = queries.balance()

    assert not account.adds_up
    assert account.lost == (world.the_child().id,)
