"""A school reports a child who leaves to learn at home; the desk answers; the roll follows."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from firstbell import flow
from firstbell.core.searching import Sought
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.models import Notification
from firstbell.registry.agencies.models import Agency, Desk, Establishment
from firstbell.registry.circles.models import Interest
from firstbell.registry.home_education import access
from firstbell.registry.home_education.actions import answering, reporting
from firstbell.registry.home_education.models import Entry
from firstbell.registry.people.models import Registration
from tests import world
from tests.people import ready_person
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 20)
SAID = reporting.Said(
    last_on=FRIDAY,
    reason="not_given",
    domestic_abuse="yes",
    abuse_words="Shouting at home, heard twice.",
    contact_plan="The class teacher rings on Fridays.",
    ehc_plan="no",
    social_worker="not_known",
    protection_plan="no",
    special_school="no",
)


@pytest.fixture
def council(monday: datetime, settings: Settings) -> Agency:
    settings.CLOCK_AT = monday
    return world.a_partnership()


@pytest.fixture
def school(council: Agency) -> Establishment:
    return world.a_school()


@pytest.fixture
def desk(council: Agency) -> Desk:
    found = world.a_desk()
    world.a_key_adult(found, "Offi Sir")
    return found


@pytest.fixture
def adult(school: Establishment) -> User:
    return somebody("ade.lark@school.example", "key-adult", establishment=school)


@pytest.fixture
def officer(desk: Desk) -> User:
    return somebody("offi.sir@council.example", "desk-officer", desk=desk)


@pytest.fixture
def manager(council: Agency) -> User:
    return somebody("mana.gerr@council.example", "hub-manager", agency=council)


@pytest.fixture
def row(school: Establishment) -> Registration:
    return world.a_pupil(school)


def somebody(email: str, role: str, **place: Any) -> User:
    return ready_person(role, email=email, **place)


def test_a_report_ends_the_row_of_the_roll_and_waits_for_the_desk_of_the_childs_council(
    row: Registration, desk: Desk, adult: User, monday: datetime
) -> None:
    entry = reporting.report(row, SAID, by=adult, at=monday)

    row.refresh_from_db()
    assert (entry.state, entry.desk, row.left_on) == ("sent", desk, FRIDAY)
    assert entry.answer_due_at == monday + timedelta(days=3)
    assert not entry.must_be_agreed
    assert not entry.words_withheld
    trail = AuditEntry.objects.get(action="home_education.reported")
    assert "Wren" not in str(trail.detail)


def test_a_second_press_and_a_second_key_adult_send_nothing_twice(
    row: Registration, adult: User, monday: datetime
) -> None:
    first = reporting.report(row, SAID, by=adult, at=monday)
    again = reporting.report(row, replace(SAID, reason="other"), by=adult, at=monday)

    assert again == first
    assert Entry.objects.count() == 1
    assert Event.objects.filter(name="home_education.due").count() == 1


def test_a_day_that_lies_too_far_away_is_refused(
    row: Registration, adult: User, monday: datetime
) -> None:
    with pytest.raises(reporting.CannotReport, match="day"):
        reporting.report(row, replace(SAID, last_on=date(2024, 1, 1)), by=adult, at=monday)


def test_a_protected_child_stays_a_pupil_until_the_council_agrees(
    row: Registration, adult: User, officer: User, monday: datetime
) -> None:
    said = replace(SAID, protection_plan="not_known")
    entry = reporting.report(row, said, by=adult, at=monday)
    row.refresh_from_db()
    assert (entry.must_be_agreed, row.left_on) == (True, None)

    answering.answer(entry, agrees=True, note="", is_by_hub=False, by=officer, at=monday)

    row.refresh_from_db()
    entry.refresh_from_db()
    assert (entry.state, row.left_on) == ("open", FRIDAY)


def test_a_council_that_does_not_agree_leaves_the_child_on_the_roll(
    row: Registration, adult: User, officer: User, monday: datetime
) -> None:
    entry = reporting.report(row, replace(SAID, special_school="yes"), by=adult, at=monday)

    answering.answer(entry, agrees=False, note="Not yet.", is_by_hub=False, by=officer, at=monday)

    row.refresh_from_db()
    entry.refresh_from_db()
    assert (entry.state, row.left_on) == ("refused", None)
    with pytest.raises(answering.CannotAnswer):
        answering.end(entry, why="age", note="", by=officer, at=monday)


def test_a_wrong_child_is_taken_back_and_the_roll_is_as_it_was(
    row: Registration, adult: User, officer: User, monday: datetime
) -> None:
    Registration.objects.update(left_on=date(2027, 7, 21))
    entry = reporting.report(row, SAID, by=adult, at=monday)
    answering.answer(entry, agrees=True, note="", is_by_hub=False, by=officer, at=monday)

    for _press in range(2):
        reporting.take_back(entry, reason="A brother was meant.", by=adult, at=monday)

    row.refresh_from_db()
    entry.refresh_from_db()
    assert (entry.state, row.left_on) == ("taken_back", date(2027, 7, 21))
    assert AuditEntry.objects.filter(action="home_education.taken_back").count() == 1
    assert reporting.report(row, SAID, by=adult, at=monday) != entry


def test_an_ended_entry_cannot_be_taken_back(
    row: Registration, adult: User, officer: User, monday: datetime
) -> None:
    entry = reporting.report(row, SAID, by=adult, at=monday)
    for _press in range(2):
        answering.answer(entry, agrees=True, note="", is_by_hub=False, by=officer, at=monday)
    for _press in range(2):
        answering.end(entry, why="school", note="", by=officer, at=monday)
    with pytest.raises(reporting.CannotReport, match="settled"):
        reporting.take_back(entry, reason="Late", by=adult, at=monday)
    with pytest.raises(answering.CannotAnswer):
        answering.answer(entry, agrees=True, note="", is_by_hub=False, by=officer, at=monday)


def test_a_silent_desk_is_reminded_and_the_managers_hear_of_it(
    row: Registration,
    adult: User,
    officer: User,
    manager: User,
    mailbox: Mailbox,
    monday: datetime,
) -> None:
    entry = reporting.report(row, SAID, by=adult, at=monday)

    world.carry_on(at=monday)
    assert mailbox.addresses == [officer.email]
    due = entry.answer_due_at
    world.carry_on(at=due - timedelta(minutes=1))
    assert mailbox.addresses == [officer.email]
    world.carry_on(at=due)
    assert sorted(mailbox.addresses[1:]) == sorted([officer.email, manager.email])
    world.carry_on(at=due + timedelta(days=2))
    assert len(mailbox.addresses) == 5

    answering.answer(entry, agrees=True, note="", is_by_hub=False, by=officer, at=due)
    world.carry_on(at=due + timedelta(days=30))
    assert len(mailbox.addresses) == 5
    assert not any("Wren" in str(message) for _address, message in mailbox.taken)


def test_of_a_desk_without_people_the_managers_hear_at_once_and_the_hub_answers(
    row: Registration, adult: User, manager: User, mailbox: Mailbox, monday: datetime
) -> None:
    entry = reporting.report(row, SAID, by=adult, at=monday)

    world.carry_on(at=monday)

    assert mailbox.addresses == [manager.email]
    answering.answer(entry, agrees=True, note="Ro Tern", is_by_hub=True, by=manager, at=monday)
    assert AuditEntry.objects.get(action="home_education.answered").detail["by_hub"] is True


def test_a_later_incident_goes_to_the_desk_and_not_to_the_school(
    row: Registration, desk: Desk, adult: User, monday: datetime
) -> None:
    world.a_force()
    world.a_key_adult(row.roll.establishment)
    reporting.report(row, SAID, by=adult, at=monday)

    world.receive(world.an_incident(), at=monday)

    told = Notification.objects.get()
    assert (told.desk, told.establishment, told.reason) == (desk, None, "home_educated")


def test_words_that_name_somebody_else_wait_for_the_hub(
    row: Registration, adult: User, officer: User, manager: User, monday: datetime
) -> None:
    said = replace(SAID, abuse_words="Mum's partner Kevin Marlowe hit her at 4 Sedge Row.")
    entry = reporting.report(row, said, by=adult, at=monday)

    def reads(person: User) -> bool:
        with acting.for_person(person.id, at=monday):
            return access.page_of(person, entry.id, at=monday).reads_words

    assert (reads(adult), reads(officer), reads(manager)) == (True, False, True)
    for _press in range(2):
        answering.settle_words(entry, let_go=True, by=manager, at=monday)
    assert reads(officer)


def test_nobody_reads_what_is_not_theirs_and_walls_hold_without_the_door(
    row: Registration, adult: User, officer: User, monday: datetime
) -> None:
    entry = reporting.report(row, SAID, by=adult, at=monday)
    other = somebody("elsewhere@school.example", "key-adult", establishment=world.a_school(990002))
    virtual = somebody(
        "virtual@council.example", "desk-officer", desk=world.a_desk("virtual-school")
    )
    for person, sees in ((adult, 1), (officer, 1), (other, 0), (virtual, 0)):
        with acting.for_person(person.id, at=monday):
            assert Entry.objects.count() == sees
            assert Registration.objects.count() == 0
            if not sees:
                with pytest.raises(access.NotTheirs):
                    access.page_of(person, entry.id, at=monday)


def test_whoever_is_close_to_the_child_reads_none_of_it(
    row: Registration, adult: User, officer: User, monday: datetime
) -> None:
    entry = reporting.report(row, SAID, by=adult, at=monday)
    Interest.objects.create(
        email=officer.email,
        kind="child",
        said={"given_names": "Wren", "surname": "Tollemarsh", "born_on": "2016-05-04"},
        by_themselves=True,
        declared_by=officer,
        declared_at=monday,
    )
    with acting.for_person(officer.id, at=monday):
        assert access.register(officer, at=monday).waiting == ()
        with pytest.raises(access.NotTheirs):
            access.page_of(officer, entry.id, at=monday)


def test_a_school_finds_its_own_pupils_alone_and_every_search_is_written_down(
    row: Registration, school: Establishment, adult: User, monday: datetime
) -> None:
    elsewhere = world.a_school(990002, "Otter Bridge High School")
    theirs = world.a_pupil(elsewhere, forename="Wren", surname="Otherwise")
    with acting.for_person(adult.id, at=monday):
        found = access.find(adult, school, Sought(name="Ren Tolemarsh"), at=monday)
        by_day = access.find(adult, school, Sought(born_on=date(2016, 5, 4)), at=monday)
        nobody = access.find(adult, school, Sought(name="Otherwise"), at=monday)
        with pytest.raises(access.NotTheirs):
            access.school_of(adult, elsewhere.id, at=monday)
        with pytest.raises(access.NotTheirs):
            access.pupil_of(adult, school, theirs.pupil_id, at=monday)
    assert [each.pupil_id for each in (*found, *by_day)] == [row.pupil_id] * 2
    assert nobody == ()
    assert AuditEntry.objects.filter(action="roll.searched").count() == 3


def test_the_pages_from_the_search_to_the_answer(
    client: Client,
    row: Registration,
    school: Establishment,
    adult: User,
    officer: User,
    monday: datetime,
) -> None:
    client.force_login(adult)
    found = client.post(f"/home-education/report/{school.id}/", {"name": "Wren"})
    assert "Wren Tollemarsh" in found.content.decode()
    address = f"/home-education/report/{school.id}/{row.pupil_id}/"
    assert "Say whether you are aware" in client.post(address, {}).content.decode()
    said = {
        "last_on_0": "20",
        "last_on_1": "11",
        "last_on_2": "2026",
        "reason": "bullying",
        "domestic_abuse": "yes",
        "contact_plan": "Rings weekly.",
        "ehc_plan": "no",
        "social_worker": "no",
        "protection_plan": "no",
        "special_school": "no",
    }
    assert "Say in a few words what you know" in client.post(address, said).content.decode()
    sent = client.post(address, {**said, "abuse_words": "Shouting."})
    entry = Entry.objects.get()
    assert sent.headers["Location"] == f"/home-education/{entry.id}/"
    assert client.get(address).headers["Location"] == sent.headers["Location"]

    client.force_login(officer)
    assert "1 report of a child" in client.get("/this-morning/").content.decode()
    client.post(f"/home-education/{entry.id}/answer/", {})
    entry.refresh_from_db()
    assert (entry.state, entry.answered_by) == ("open", officer)
    client.post(f"/home-education/{entry.id}/end/", {"why": "school"})
    entry.refresh_from_db()
    assert entry.state == "ended"


def test_the_register_asks_as_often_for_three_as_for_one(
    school: Establishment, adult: User, monday: datetime
) -> None:
    def queries() -> int:
        with (
            acting.for_person(adult.id, at=monday),
            CaptureQueriesContext(connection) as asked,
        ):
            access.register(adult, at=monday)
        return len(asked)

    counts = []
    for forename in ("Wren", "Teal", "Rook"):
        row = world.a_pupil(school, forename=forename)
        reporting.report(row, SAID, by=adult, at=monday)
        counts.append(queries())
    assert counts == [counts[0]] * 3
    assert flow.TO_TELL["home_education.due"]
