"""A child whom nobody recorded: asked about with reasons, answered, and never told by itself."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.linkage.actions import unrecorded as actions
from firstbell.journey.linkage.models import Link, Unrecorded
from firstbell.journey.reconciliation import queries as account
from firstbell.oversight.records.actions import erasing
from firstbell.registry.circles.models import Restriction
from firstbell.registry.people.models import Registration
from tests import world
from tests.journey.hub import Hub, trail

Answer = Unrecorded.Answer


@pytest.fixture
def brother(hub: Hub) -> None:
    """Wren and her brother Ivo, on one roll and at one address."""
    world.a_pupil(hub.school)
    world.a_pupil(hub.school, forename="Ivo", born_on=date(2012, 1, 9), sex="M")


def the_question() -> Unrecorded:
    return Unrecorded.objects.get()


def test_a_brother_left_out_is_a_question_and_nobody_is_told(
    hub: Hub, brother: None, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)

    row = the_question()
    assert [each["code"] for each in row.why] == [
        "roll_at_the_home", "roll_with_a_child", "surname",
    ]  # fmt: skip
    assert row.due_at.astimezone(monday.tzinfo).strftime("%H:%M") == "08:45"
    assert Notification.objects.count() == 1, "only Wren's"
    assert account.balance().adds_up
    assert account.classes() == {account.Class.WITH_A_RECIPIENT: 1}


def test_a_second_look_asks_nothing_twice_and_lets_go_what_police_name(
    hub: Hub, brother: None, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    actions.look_who_else(world.the_incident().id, at=monday)
    assert Unrecorded.objects.count() == 1

    ivo = world.a_child("C2", given_names="Ivo", date_of_birth="2012-01-09", sex="M")
    world.receive(world.an_incident(children=[world.a_child(), ivo], revision=2), at=monday)

    assert the_question().answer == Answer.LAPSED
    world.receive(world.an_incident(revision=3), at=monday)
    assert the_question().answer == Answer.LAPSED, "who vanished is asked of the sender"


def test_a_question_lapses_with_the_roll_and_is_asked_again_with_it(
    hub: Hub, brother: None, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    ivo = the_question().pupil
    Registration.objects.filter(pupil=ivo).update(address_line_1="9 Other Way", keys=[])
    actions.look_who_else(world.the_incident().id, at=monday)
    assert the_question().answer == Answer.LAPSED

    world.a_pupil(hub.school, forename="Ivo", born_on=date(2012, 1, 9), pupil=ivo)
    actions.look_who_else(world.the_incident().id, at=monday)

    assert (the_question().answer, the_question().answered_at) == ("", None)


@pytest.mark.parametrize(
    "said",
    [
        {"address": {"lines": ["4 Sedge Row"], "postcode": world.POSTCODE, "safe": True}},
        {"place_kind": "public", "children": [world.a_child(given_names="Nobody Known")]},
    ],
    ids=["kept safe", "no home"],
)
def test_an_address_kept_safe_or_that_is_no_home_names_nobody(
    said: dict[str, Any], hub: Hub, brother: None, monday: datetime
) -> None:
    world.receive(world.an_incident(**said), at=monday)

    assert not Unrecorded.objects.exists()


def test_a_sealed_record_asks_nothing_and_feeds_no_other(
    hub: Hub, brother: None, monday: datetime
) -> None:
    baby = world.a_child("C2", given_names="Bo", date_of_birth="2025-08-01")
    world.receive(world.an_incident("INC-0", children=[world.a_child(), baby]), at=monday)
    seal(world.the_incident("INC-0"), hub, at=monday)
    Unrecorded.objects.all().delete()

    world.receive(
        world.an_incident(belief_formed_at=(monday - timedelta(hours=1)).isoformat()), at=monday
    )
    actions.look_who_else(world.the_incident("INC-0").id, at=monday)

    [row] = Unrecorded.objects.all()
    assert row.incident.reference == "INC-1"
    assert row.earlier is None, "the baby of the sealed record is not found out about"


def seal(incident: Incident, hub: Hub, *, at: datetime) -> None:
    Restriction.objects.create(
        record_id=incident.id, kind="sealed", contact=hub.person, made_by=hub.person, made_at=at,
    )  # fmt: skip


def test_a_yes_adds_the_child_in_a_persons_name_and_its_school_is_told(
    hub: Hub, brother: None, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)

    child = actions.say_lives_there(the_question(), by=hub.person, at=monday)
    world.carry_on(at=monday)

    assert (child.given_names, child.surname, child.added_by) == ("Ivo", "Tollemarsh", hub.person)
    told = Notification.objects.get(child=child)
    assert told.establishment == hub.school
    assert Link.objects.get(child=child).decided_by == hub.person
    assert the_question().answer == Answer.LIVES_THERE
    assert account.balance().adds_up
    assert trail("child.added") == 1
    with pytest.raises(actions.AlreadyAnswered):
        actions.say_not_there(the_question(), by=hub.person, at=monday)


def test_no_later_revision_leaves_out_whom_the_hub_added_and_police_may_take_over(
    hub: Hub, brother: None, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    child = actions.say_lives_there(the_question(), by=hub.person, at=monday)
    world.carry_on(at=monday)

    world.receive(world.an_incident(revision=2, circumstances="More is known."), at=monday)

    child.refresh_from_db()
    assert child.vanished_at is None
    assert [each["id"] for each in world.the_incident().said["children"]] == ["C1", "hub-1"]
    ivo = world.a_child("C2", given_names="Ivo", date_of_birth="2012-01-09", sex="M")
    world.receive(world.an_incident(children=[world.a_child(), ivo], revision=3), at=monday)
    child.refresh_from_db()
    assert child.reference == "C2"
    assert RecordedChild.objects.count() == 2
    assert Notification.objects.count() == 2, "nobody is told twice"
    assert [each["id"] for each in world.the_incident().said["children"]] == ["C1", "C2"]


def test_a_no_is_believed_the_next_time_and_a_yes_speaks_for_it(
    hub: Hub, brother: None, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    actions.say_not_there(the_question(), by=hub.person, at=monday)
    later = (monday - timedelta(hours=2)).isoformat()

    world.receive(world.an_incident("INC-2", belief_formed_at=later), at=monday)
    assert Unrecorded.objects.count() == 1

    Unrecorded.objects.update(answer=Answer.LIVES_THERE)
    world.receive(world.an_incident("INC-3", belief_formed_at=later), at=monday)
    asked = Unrecorded.objects.get(incident__reference="INC-3")
    assert asked.why[0]["code"] == "said_to_live_there"


def test_a_baby_on_no_roll_is_known_from_an_earlier_incident(hub: Hub, monday: datetime) -> None:
    world.a_pupil(hub.school)
    baby = world.a_child("C2", given_names="Bo", date_of_birth="2025-08-01", seen=None)
    world.receive(world.an_incident("INC-0", children=[world.a_child(), baby]), at=monday)
    later = (monday - timedelta(hours=2)).isoformat()

    world.receive(world.an_incident(belief_formed_at=later), at=monday)
    row = the_question()
    assert (row.pupil, row.earlier) == (None, RecordedChild.objects.get(given_names="Bo"))
    child = actions.say_lives_there(row, by=hub.person, at=monday)
    world.carry_on(at=monday)

    assert child.given_names == "Bo"
    assert Link.objects.get(child=child).state == Link.State.UNLINKED
    assert account.balance().adds_up


def test_cannot_say_names_who_asks_whom_and_comes_back_to_the_managers(
    hub: Hub, brother: None, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    until = monday + timedelta(hours=4)

    actions.say_unsure(
        the_question(), why="No answer there", asks="the school", until=until,
        by=hub.person, at=monday,
    )  # fmt: skip

    row = the_question()
    assert (row.answered_at, row.unsure_by, row.due_at) == (None, hub.person, until)
    assert actions.whom_to_tell(row.incident_id, at=until - timedelta(minutes=1)) == []
    manager = world.a_person("head.of.hub@hub.example", "Una Rook")
    world.a_membership(manager, "hub-manager")
    world.carry_on(at=until - timedelta(minutes=1))
    assert trail("unrecorded.told") == 0, "the hour that was given has not come"
    world.carry_on(at=until)
    told = AuditEntry.objects.get(action="unrecorded.told")
    assert told.detail["people"] == [str(manager.id)]
    asked = Event.objects.filter(name="household.asked")
    assert asked.count() == 2
    assert not asked.filter(done_at=None).exists()


def test_a_question_of_an_erased_incident_is_about_nobody(
    hub: Hub, brother: None, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)

    erasing.erase_incident(world.the_incident().id, by=None, at=monday)

    row = the_question()
    assert (row.pupil, row.why, row.home, row.answer) == (None, [], None, Answer.LAPSED)
    with pytest.raises(actions.AlreadyAnswered):
        actions.say_lives_there(row, by=hub.person, at=monday)


def test_the_list_names_nobody_and_the_question_says_why_and_writes_the_trail(
    hub: Hub, brother: None, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    row = the_question()

    listed, page = hub.text("unrecorded_queue"), hub.text("unrecorded", row.id)

    assert "Incident INC-1" in listed
    assert "Ivo" not in listed
    assert "Does Ivo Tollemarsh live there?" in page
    assert "Somebody in the incident bears the same surname." in page
    assert trail("unrecorded.read") == 1
    assert "1 child may live in the home" in hub.text("morning_board")
    assert "1 other child may live there" in hub.text("child", world.the_child().id)
    blank = hub.post("unrecorded", row.id)
    assert "Say whether the child lives there" in blank.content.decode()
    assert the_question().answered_at is None, "never blank when answered"


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    many: int, hub: Hub, monday: datetime, django_assert_num_queries: Any
) -> None:
    world.a_pupil(hub.school)
    for name in ("Ivo", "Ada", "Oz")[:many]:
        world.a_pupil(hub.school, forename=name, born_on=date(2011, 1, 9))
    world.receive(world.an_incident(), at=monday)
    assert Unrecorded.objects.count() == many

    with django_assert_num_queries(QUEUE):
        hub.text("unrecorded_queue")


QUEUE = 24
