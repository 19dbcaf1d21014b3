"""Somebody is off: who is told instead, that a place keeps its last recipient, and the way back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import answering, calling
from firstbell.journey.delivery.actions.looking_again import look_again
from firstbell.journey.intake.models import Waiting
from firstbell.registry.agencies.models import Contact, Establishment, Role
from firstbell.registry.cover.actions.absences import be_back, be_off
from firstbell.registry.cover.models import Absence
from tests import world
from tests.people import ready_person
from tests.smtp import Mailbox
from tests.web.people.staff import browser_of, on, words_of

MONDAY = date(2026, 11, 23)


def at(clock: str) -> datetime:
    """Return an instant of the Monday."""
    hours, minutes = clock.split(":")
    return datetime(2026, 11, 23, int(hours), int(minutes), tzinfo=UTC)


@pytest.fixture
def school(db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Establishment:
    settings.CLOCK_AT = monday
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_pupil(school)
    return school


@pytest.fixture
def staff(school: Establishment) -> list[User]:
    """Three key adults in order, each with an account."""
    people = []
    for name in ("Ade Lark", "Bo Finch", "Cass Wold"):
        contact = world.a_key_adult(school, name)
        people.append(
            ready_person("key-adult", name=name, email=contact.email, establishment=school)
        )
    return people


def off(person: User, *, clock: str = "07:00", days: int = 0, since: date = MONDAY) -> Absence:
    return be_off(
        email=person.email,
        name=person.name,
        first_on=since,
        last_on=since + timedelta(days=days),
        by=person,
        at=at(clock),
    )


def waits() -> list[str]:
    return [each.why for each in Waiting.objects.filter(closed_at=None)]


def test_what_comes_goes_to_the_next_and_the_ladder_passes_over_who_is_off(
    staff: list[User], monday: datetime, mailbox: Mailbox
) -> None:
    ade, bo, cass = (each.email for each in staff)
    off(staff[0])
    world.receive(world.an_incident(), at=monday)
    assert mailbox.addresses == [bo]
    world.carry_on(at=at("08:20"))
    assert mailbox.addresses == [bo, cass]
    assert ade not in mailbox.addresses
    assert waits() == []


def test_what_was_begun_goes_to_the_next_at_once_and_once(
    staff: list[User], monday: datetime, mailbox: Mailbox
) -> None:
    world.receive(world.an_incident(), at=monday)
    ade, bo, _ = (each.email for each in staff)
    answering.open_notification(notification=world.the_notification(), by=staff[0], at=monday)
    off(staff[0], clock="07:20")
    off(staff[0], clock="07:20")
    world.carry_on(at=at("07:20"))
    assert mailbox.addresses == [ade, bo]
    assert Absence.objects.count() == 1
    entry = AuditEntry.objects.get(action="notification.handed_on")
    assert entry.detail == {"absence": str(Absence.objects.get().id)}


def test_what_a_colleague_has_begun_too_is_left_to_them(
    staff: list[User], monday: datetime, mailbox: Mailbox
) -> None:
    world.receive(world.an_incident(), at=monday)
    answering.open_notification(notification=world.the_notification(), by=staff[1], at=monday)
    off(staff[0], clock="07:20")
    world.carry_on(at=at("07:20"))
    assert mailbox.addresses == [staff[0].email]


def test_the_last_who_is_told_stays_told_and_the_hub_is_asked(
    school: Establishment, monday: datetime, mailbox: Mailbox
) -> None:
    only = world.a_key_adult(school)
    ade = ready_person("key-adult", name=only.name, email=only.email, establishment=school)
    off(ade)
    world.receive(world.an_incident(), at=monday)
    assert mailbox.addresses == [only.email]
    assert waits() == ["no_recipient"]
    assert world.the_notification().ring_at == monday
    look_again(at=at("07:11"))
    assert waits() == ["no_recipient"], "nobody is here yet"
    assert mailbox.addresses == [only.email]


def test_the_last_one_here_goes_and_the_hub_is_asked_until_one_is_back(
    staff: list[User], monday: datetime, mailbox: Mailbox
) -> None:
    world.receive(world.an_incident(), at=monday)
    absences = [off(each, clock="07:20") for each in staff]
    world.carry_on(at=at("07:20"))
    assert waits() == ["no_recipient"]
    assert world.the_notification().ring_at == at("07:20")
    sent = list(mailbox.addresses)

    be_back(absences[0].id, by=staff[0], at=at("07:30"))
    be_back(absences[0].id, by=staff[0], at=at("07:31"))
    look_again(at=at("07:31"))
    assert waits() == [], "who was told already is here again"
    world.carry_on(at=at("07:32"))
    assert mailbox.addresses == sent
    assert AuditEntry.objects.filter(action="absence.taken_back").count() == 1


def test_days_to_come_begin_in_the_morning_and_end_by_themselves(
    staff: list[User], monday: datetime, mailbox: Mailbox
) -> None:
    tuesday = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    first = off(staff[0], since=date(2026, 11, 24))
    assert Event.objects.get(name="absence.began", subject=first.id).due_at == tuesday
    world.receive(world.an_incident(belief_formed_at=at("22:00").isoformat()), at=at("22:05"))
    assert mailbox.addresses == [staff[0].email], "here until midnight"
    world.carry_on(at=tuesday)
    assert mailbox.addresses == [staff[0].email, staff[1].email]

    wednesday = tuesday + timedelta(days=1)
    night = (wednesday - timedelta(hours=4)).isoformat()
    later = world.an_incident("INC-2", children=[world.a_child("C2")], belief_formed_at=night)
    sent = len(mailbox.addresses)
    world.receive(later, at=wednesday)
    assert staff[0].email in mailbox.addresses[sent:]


@pytest.mark.parametrize("taken_back", [True, False])
def test_what_was_taken_back_or_is_over_hands_nothing_on(
    taken_back: bool, staff: list[User], monday: datetime, mailbox: Mailbox
) -> None:
    world.receive(world.an_incident(), at=monday)
    absence = off(staff[0], clock="07:20")
    if taken_back:
        be_back(absence.id, by=staff[0], at=at("07:21"))
    when = at("07:22") if taken_back else datetime(2026, 11, 24, 7, tzinfo=UTC)
    Event.objects.exclude(name="absence.began").update(done_at=monday)
    world.carry_on(at=when)
    assert mailbox.addresses == [staff[0].email]


def test_whoever_is_off_may_still_be_told_by_telephone(
    staff: list[User], school: Establishment, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    off(staff[0])
    worker = ready_person("hub-worker", name="Sam Ortolan")
    call = calling.claim_call(establishment=school, by=worker, at=at("07:20"))
    spoke_to = Contact.objects.get(email=staff[0].email)
    calling.end_call(call=call, outcome="reached", spoke_to=spoke_to, by=worker, at=at("07:22"))
    assert world.the_notification().state == "phoned"


# ---- the pages ----


def test_one_act_hands_the_day_on_and_one_takes_it_back(staff: list[User]) -> None:
    browser = browser_of(staff[0])
    assert "I am off today" in words_of(browser.get("/this-morning/"))
    page = words_of(browser.post("/off/today/", follow=True))
    assert "You are off until the end of Monday 23 November" in page
    assert "Mill Lane Primary School: Bo Finch is told first." in page
    colleague = words_of(browser_of(staff[1]).get("/this-morning/"))
    assert "Ade Lark is off today" in colleague

    back = f"/off/{Absence.objects.get().id}/back/"
    assert browser_of(staff[1]).post(back).status_code == 404
    assert "Taken back." in words_of(browser.post(back, follow=True))
    assert "I am off today" in words_of(browser.get("/this-morning/"))


def test_who_is_last_reads_that_the_hub_is_asked(staff: list[User]) -> None:
    for each in staff[1:]:
        off(each)
    page = words_of(browser_of(staff[0]).post("/off/today/", follow=True))
    assert "nobody else is here. Messages still come to you, and the hub is asked" in page


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (MONDAY - timedelta(days=1), MONDAY, "must be today or later"),
        (MONDAY, MONDAY - timedelta(days=1), "must be the first one or later"),
        (MONDAY, MONDAY + timedelta(days=400), "longer than a year"),
        (None, MONDAY, "Enter the first day off"),
    ],
)
def test_days_that_cannot_be_are_said(
    first: date | None, last: date, said: str, staff: list[User]
) -> None:
    assert said in words_of(browser_of(staff[0]).post("/off/", days(first, last)))
    assert not Absence.objects.exists()


def days(first: date | None, last: date | None) -> dict[str, str]:
    sent: dict[str, str] = {}
    for name, day in (("first", first), ("last", last)):
        if day is not None:
            boxes = on(datetime(day.year, day.month, day.day, tzinfo=UTC))
            sent |= {key.replace("on", name): value for key, value in boxes.items()}
    return sent


def test_other_days_stand_until_taken_back(staff: list[User]) -> None:
    browser = browser_of(staff[0])
    page = words_of(browser.post("/off/", days(date(2026, 12, 1), None), follow=True))
    assert "Kept. It ends by itself after the last day. " in page
    assert "Tuesday 1 December 2026" in page


def test_the_hub_writes_down_that_somebody_rang_in(
    staff: list[User], school: Establishment, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    worker = ready_person("hub-worker", name="Sam Ortolan")
    browser = browser_of(worker)
    assert f"/off/at/{school.id}/" in browser.get("/calls/").content.decode()
    page = f"/off/at/{school.id}/"
    assert "Say who is off" in words_of(browser.post(page, days(MONDAY, None)))
    who = Contact.objects.get(email=staff[0].email)
    kept = browser.post(page, {"who": str(who.id), **days(MONDAY, None)}, follow=True)
    assert "What waits for them goes to the next person there" in words_of(kept)
    assert "Ade Lark, designated safeguarding lead ( off today )" in words_of(
        browser.get("/calls/")
    )
    assert "Sam Ortolan wrote this down for you." in words_of(
        browser_of(staff[0]).get("/this-morning/")
    )
    everybody = words_of(browser.get("/off/everybody/"))
    assert "Ade Lark Mill Lane Primary School" in everybody
    assert "Written down by Sam Ortolan" in everybody

    for each in staff[1:]:
        off(each)
    assert "Everybody there is off today" in words_of(browser.get("/calls/"))
    assert "Everybody there is off today" in words_of(browser.get(page))
    taken = browser.post(f"/off/{Absence.objects.earliest('said_at').id}/back/", follow=True)
    assert "Taken back." in words_of(taken)


def test_the_hubs_pages_ask_the_same_for_one_and_for_three(
    staff: list[User],
    school: Establishment,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(ready_person("hub-worker", name="Sam Ortolan"))
    client.get("/off/everybody/")
    for number, person in enumerate(staff):
        off(person)
        if number != 1:
            with django_assert_num_queries(15):
                client.get("/off/everybody/")
            with django_assert_num_queries(17):
                client.get(f"/off/at/{school.id}/")


def test_a_desk_officer_is_off_too(school: Establishment) -> None:
    desk = world.a_desk()
    officer = ready_person(Role.DESK_OFFICER, name="Des Koff", desk=desk)
    world.a_key_adult(desk, "Des Koff", email=officer.email)
    page = words_of(browser_of(officer).post("/off/today/", follow=True))
    assert "Home education desk (990): nobody else is here." in page
