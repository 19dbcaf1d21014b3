"""Who covers a holiday: asked until every day is named, told first, and counted for the hub."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.foundation.accounts.models import User
from firstbell.foundation.events.models import Event
from firstbell.registry.agencies.actions.leaving import settle_what_has_ended
from firstbell.registry.agencies.actions.loading import load_contacts
from firstbell.registry.agencies.models import (
    Agency,
    CalendarPeriod,
    Contact,
    Establishment,
    Membership,
)
from firstbell.registry.cover.actions.absences import be_off
from firstbell.registry.cover.actions.asking import look_ahead
from firstbell.registry.cover.actions.naming import CannotCover, Days, name_cover, remove_turn
from firstbell.registry.cover.models import CoverRequest, Turn
from tests import world
from tests.people import ready_person
from tests.smtp import Mailbox
from tests.web.people.staff import browser_of, key_adult, on, words_of

CHRISTMAS = Days(first_on=date(2026, 12, 19), last_on=date(2027, 1, 3))
IN_IT = datetime(2026, 12, 22, 10, tzinfo=UTC)
"""Tuesday before Christmas, when no school is open."""


class Holiday:
    """A school with a lead and a deputy on Monday 23 November, four weeks before Christmas."""

    def __init__(self) -> None:
        self.council: Agency = world.a_partnership()
        CalendarPeriod.objects.create(
            council_code=world.COUNCIL,
            kind="term",
            first_on=date(2027, 1, 4),
            last_on=date(2027, 3, 25),
        )
        world.a_force()
        self.school: Establishment = world.a_school()
        world.a_pupil(self.school)
        self.lead: User = key_adult(self.school, "Lou Lead", role="dsl")
        self.deputy: User = key_adult(self.school, "Dee Puty")
        self.manager: User = ready_person("hub-manager", name="Mana Gerr", agency=self.council)

    def contact(self, person: User) -> Contact:
        return Contact.objects.get(email=person.email, establishment=self.school)

    def page(self, more: str = "") -> str:
        return f"/cover/at/{self.school.id}/{more}"


@pytest.fixture
def holiday(db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Holiday:
    settings.CLOCK_AT = monday
    made = Holiday()
    look_ahead(at=monday)
    return made


def days(first: date, last: date) -> dict[str, str]:
    sent: dict[str, str] = {}
    for name, day in (("first", first), ("last", last)):
        boxes = on(datetime(day.year, day.month, day.day, tzinfo=UTC))
        sent |= {key.replace("on", name): value for key, value in boxes.items()}
    return sent


def test_it_is_asked_each_week_and_the_manager_two_weeks_before_until_all_is_named(
    holiday: Holiday, monday: datetime, mailbox: Mailbox
) -> None:
    school = sorted([holiday.lead.email, holiday.deputy.email])
    world.carry_on(at=monday)
    assert sorted(mailbox.addresses) == school
    (_, message), *_ = mailbox.taken
    assert message["Subject"] == "Who covers the holiday? Firstbell asks"
    assert "Mill Lane" not in message.as_string()

    look_ahead(at=monday + timedelta(days=1))
    world.carry_on(at=monday + timedelta(days=6))
    assert len(mailbox.taken) == 2, "asked once a week"
    world.carry_on(at=monday + timedelta(days=7))
    assert len(mailbox.taken) == 4
    assert holiday.manager.email not in mailbox.addresses
    world.carry_on(at=monday + timedelta(days=14))
    assert holiday.manager.email in mailbox.addresses

    sent = len(mailbox.taken)
    later = monday + timedelta(days=15)
    name_cover(holiday.contact(holiday.lead), days=CHRISTMAS, by=holiday.lead, at=later)
    world.carry_on(at=monday + timedelta(days=22))
    assert len(mailbox.taken) == sent
    assert not Event.objects.filter(name="cover.due", done_at=None).exists()
    assert CoverRequest.objects.get().asked_times == 3

    remove_turn(Turn.objects.get().id, by=holiday.lead, at=later)
    remove_turn(Turn.objects.get().id, by=holiday.lead, at=later)
    look_ahead(at=monday + timedelta(days=23))
    world.carry_on(at=monday + timedelta(days=23))
    assert len(mailbox.taken) > sent, "what was taken back is asked for again"


def test_a_changed_calendar_moves_the_days_and_asks_for_one_holiday_once(
    holiday: Holiday, monday: datetime
) -> None:
    CalendarPeriod.objects.filter(first_on=date(2027, 1, 4)).update(first_on=date(2027, 1, 6))
    look_ahead(at=monday)
    request = CoverRequest.objects.get()
    assert (request.last_on, len(request.days)) == (date(2027, 1, 5), 9)


def test_in_the_holiday_who_covers_is_told_first_and_who_is_off_is_passed_over(
    holiday: Holiday, monday: datetime, mailbox: Mailbox
) -> None:
    name_cover(holiday.contact(holiday.deputy), days=CHRISTMAS, by=holiday.lead, at=monday)
    belief = IN_IT.isoformat()
    world.receive(world.an_incident(belief_formed_at=belief), at=IN_IT)
    assert mailbox.addresses[-1] == holiday.deputy.email
    be_off(
        email=holiday.deputy.email,
        name="Dee Puty",
        first_on=IN_IT.date(),
        last_on=IN_IT.date(),
        by=holiday.deputy,
        at=IN_IT,
    )
    world.carry_on(at=IN_IT)
    assert mailbox.addresses[-1] == holiday.lead.email


def test_nobody_covers_when_they_are_no_key_adult_or_on_days_that_cannot_be(
    holiday: Holiday, monday: datetime
) -> None:
    contact = holiday.contact(holiday.deputy)
    contact.valid_to = date(2026, 12, 24)
    for why, named in {
        "there": CHRISTMAS,
        "past": Days(first_on=date(2026, 10, 1), last_on=date(2026, 10, 2)),
        "backwards": Days(first_on=date(2026, 12, 24), last_on=date(2026, 12, 21)),
    }.items():
        with pytest.raises(CannotCover, match=why):
            name_cover(contact, days=named, by=holiday.lead, at=monday)
    desk = world.a_key_adult(world.a_desk())
    with pytest.raises(CannotCover, match="there"):
        name_cover(desk, days=CHRISTMAS, by=holiday.lead, at=monday)


# ---- the pages ----


def test_a_school_names_its_days_and_what_is_left_is_said(holiday: Holiday) -> None:
    browser = browser_of(holiday.lead)
    assert "7 days of the holiday from Saturday 19 December have nobody" in words_of(
        browser.get("/this-morning/")
    )
    page = words_of(browser.get(holiday.page()))
    assert "Nobody covers 21 Dec to 24 Dec, 29 Dec to 31 Dec" in page

    who = {"who": str(holiday.contact(holiday.deputy).id)}
    assert "Choose who covers" in words_of(
        browser.post(holiday.page(), days(date(2026, 12, 21), date(2026, 12, 24)))
    )
    for first, last, said in (
        (date(2026, 12, 24), date(2026, 12, 21), "must be the first one or later"),
        (date(2026, 11, 24), date(2026, 11, 25), "Enter days of the holiday"),
    ):
        assert said in words_of(browser.post(holiday.page(), who | days(first, last)))
    sent = who | days(date(2026, 12, 21), date(2026, 12, 24))
    named = words_of(browser.post(holiday.page(), sent, follow=True))
    assert "Nobody covers 29 Dec to 31 Dec" in named
    browser.post(holiday.page(), sent)
    turn = Turn.objects.get()
    asked = words_of(browser.post(holiday.page("nobody/"), follow=True))
    assert "the council is asked to find an officer" in asked
    back = words_of(browser.post(f"/cover/turns/{turn.id}/remove/", follow=True))
    assert "Taken back." in back
    assert not Turn.objects.filter(removed_at=None).exists()


def test_another_school_finds_nothing_there(holiday: Holiday) -> None:
    stranger = key_adult(world.a_school(990002, "Otter Bridge"), "Str Anger")
    browser = browser_of(stranger)
    turn = name_cover(
        holiday.contact(holiday.deputy),
        days=CHRISTMAS,
        by=holiday.lead,
        at=datetime(2026, 11, 23, 7, tzinfo=UTC),
    )
    assert browser.get(holiday.page()).status_code == 404
    assert browser.post(holiday.page("nobody/")).status_code == 404
    assert browser.post(f"/cover/turns/{turn.id}/remove/").status_code == 404
    assert "No holiday is near" in words_of(
        browser.get(f"/cover/at/{stranger.memberships.get().establishment_id}/")
    )


def test_one_officer_covers_several_schools_for_these_days_alone(
    holiday: Holiday, monday: datetime, mailbox: Mailbox
) -> None:
    second = world.a_school(990002, "Otter Bridge High School")
    look_ahead(at=monday)
    desk = world.a_desk()
    officer = ready_person("desk-officer", name="Offi Sir", desk=desk)
    contact = world.a_key_adult(desk, "Offi Sir", email=officer.email)
    browser = browser_of(holiday.manager)
    assert "Tick at least one school" in words_of(browser.post("/cover/share/"))
    chosen = {"officer": str(contact.id), "schools": [holiday.school.id, second.id]}
    for _twice in range(2):
        page = words_of(browser.post("/cover/share/", chosen, follow=True))
    assert "Every day of every school is covered" in page
    assert Turn.objects.count() == 4
    assert "Every day of your schools is covered." in words_of(browser.get("/cover/share/"))
    assert (
        browser_of(holiday.lead)
        .post(
            f"/cover/turns/{Turn.objects.first().id}/remove/"  # type: ignore[union-attr]
        )
        .status_code
        == 404
    ), "a school does not send the council's officer away"

    theirs = browser_of(officer)
    world.receive(world.an_incident(belief_formed_at=IN_IT.isoformat()), at=IN_IT)
    assert mailbox.addresses[-1] == officer.email
    assert theirs.get("/this-morning/").context["morning"].waiting == ()
    lines = (
        b"urn,name,email,order,role,term,holidays\n990001,Lou Lead,x@school.example,1,dsl,yes,no\n"
    )
    load_contacts(content=lines, file_name="c.csv", by=None, at=monday)
    assert Contact.objects.filter(made_for_cover=True, valid_to__gte=IN_IT.date()).exists()
    after = datetime(2027, 1, 4, 7, tzinfo=UTC)
    settle_what_has_ended(at=after)
    assert Membership.objects.filter(user=officer, ends_at__lte=after).count() == 4

    shared = Turn.objects.filter(establishment=second).first()
    assert shared is not None
    browser.post(f"/cover/turns/{shared.id}/remove/")
    shared.refresh_from_db()
    assert shared.removed_at is not None
    assert shared.contact.valid_to == monday.date() - timedelta(days=1)


def test_the_officer_reads_while_they_cover(
    holiday: Holiday, monday: datetime, settings: Settings
) -> None:
    desk = world.a_desk()
    officer = ready_person("desk-officer", name="Offi Sir", desk=desk)
    contact = world.a_key_adult(desk, "Offi Sir", email=officer.email)
    chosen = {"officer": str(contact.id), "schools": [holiday.school.id]}
    browser_of(holiday.manager).post("/cover/share/", chosen)
    world.receive(world.an_incident(belief_formed_at=IN_IT.isoformat()), at=IN_IT)
    settings.CLOCK_AT = IN_IT
    assert len(browser_of(officer).get("/this-morning/").context["morning"].waiting) == 1


def test_the_certificate_counts_days_and_pupils_and_asks_the_same_for_three(
    holiday: Holiday,
    monday: datetime,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(ready_person("hub-worker", name="Sam Ortolan"))
    world.carry_on(at=monday)
    page = words_of(client.get("/cover/"))
    assert "Days that nobody covers: 7. Schools: 1. Pupils there: 1." in page
    assert "Asked once, on 23 November." in page
    for number in (1, 2, 3):
        if number > 1:
            world.a_key_adult(world.a_school(990001 + number, f"School {number}"))
            look_ahead(at=monday)
        if number != 2:
            with django_assert_num_queries(20):
                client.get("/cover/")
    name_cover(holiday.contact(holiday.lead), days=CHRISTMAS, by=holiday.lead, at=monday)
    page = words_of(client.get(f"/cover/?council={world.COUNCIL}"))
    assert "Days that nobody covers: 14. Schools: 2. Pupils there: 0." in page
    assert "Covered on every day" in page
    assert "Lou Lead: Saturday 19 December to Sunday 3 January 2027" in page
