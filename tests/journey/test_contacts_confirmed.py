"""Key adults are confirmed each half-term by an answer; silence, a bounce, a leaver turn red."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.foundation.accounts.models import User
from firstbell.journey.reconciliation.access import standing
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.agencies.models import Contact, Establishment
from firstbell.registry.cover.actions import checking
from firstbell.registry.cover.models import ContactCheck
from tests import world
from tests.people import ready_person
from tests.smtp import Mailbox
from tests.web.people.staff import browser_of, key_adult, words_of


@pytest.fixture
def school(db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Establishment:
    settings.CLOCK_AT = monday
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_pupil(school)
    return school


@pytest.fixture
def lead(school: Establishment) -> User:
    return key_adult(school, "Lou Lead", role="dsl")


def colour(at: datetime) -> str:
    (line,) = standing.everywhere(at=at)
    return f"{line.colour}: {line.why}"


def test_it_is_asked_weekly_until_one_button_answers_for_a_half_term(
    lead: User, school: Establishment, monday: datetime, mailbox: Mailbox, settings: Settings
) -> None:
    checking.look(at=monday)
    assert colour(monday) == "amber: Nobody has said that the list is right."
    world.carry_on(at=monday)
    assert mailbox.addresses == [lead.email]
    checking.look(at=monday)
    world.carry_on(at=monday + timedelta(days=7))
    assert len(mailbox.taken) == 2, "asked once a week, however often it is looked"
    late = monday + timedelta(days=14)
    assert colour(late).startswith("red")

    browser = browser_of(lead)
    assert "are these still the right people to tell?" in words_of(browser.get("/this-morning/"))
    page = f"/contacts/at/{school.id}/"
    assert "Lou Lead" in words_of(browser.get(page))
    assert "Thank you." in words_of(browser.post(page, follow=True))
    assert colour(monday) == "green: Said to be right on 23 November 2026."
    assert "still the right people" not in words_of(browser.get("/this-morning/"))
    world.carry_on(at=late)
    assert len(mailbox.taken) == 2, "what is answered is not asked"
    spring = monday + timedelta(days=49)
    checking.look(at=spring)
    world.carry_on(at=spring + timedelta(hours=1))
    assert len(mailbox.taken) == 3
    assert colour(spring).startswith("amber")


def test_a_hub_worker_who_rang_says_with_whom_and_another_school_finds_nothing(
    lead: User, school: Establishment, monday: datetime
) -> None:
    checking.look(at=monday)
    browser = browser_of(ready_person("hub-worker", name="Sam Ortolan"))
    page = f"/contacts/at/{school.id}/"
    assert page in browser.get("/contacts/").content.decode()
    assert "Say whom you spoke to" in words_of(browser.post(page))
    spoke_to = Contact.objects.get(email=lead.email)
    done = words_of(browser.post(page, {"spoke_to": str(spoke_to.id)}, follow=True))
    assert "Last said to be right on 23 November 2026 by Sam Ortolan." in done
    assert ContactCheck.objects.get().spoke_to == spoke_to
    stranger = key_adult(world.a_school(990002, "Otter Bridge"), "Str Anger")
    assert browser_of(stranger).get(page).status_code == 404


def test_a_bounce_turns_the_place_red_and_the_next_is_told(
    lead: User, school: Establishment, monday: datetime, mailbox: Mailbox
) -> None:
    deputy = key_adult(school, "Dee Puty")
    checking.look(at=monday)
    checking.confirm(ContactCheck.objects.get().id, by=lead, at=monday - timedelta(days=1))
    mailbox.answers[lead.email] = "550 no such mailbox"
    world.receive(world.an_incident(), at=monday)
    assert mailbox.addresses == [deputy.email]
    assert colour(monday) == "red: A mailbox refuses messages."


def test_a_leaver_turns_the_place_red_until_somebody_answers_again(
    lead: User, school: Establishment, monday: datetime
) -> None:
    checking.look(at=monday)
    check = ContactCheck.objects.get()
    checking.confirm(check.id, by=lead, at=monday - timedelta(days=5))
    deputy = world.a_key_adult(school, "Dee Puty", valid_to=date(2026, 11, 21))
    assert colour(monday) == "red: Somebody has left since the last answer."
    checking.confirm(check.id, by=lead, at=monday)
    assert colour(monday).startswith("green")
    Contact.objects.exclude(id=deputy.id).update(valid_to=date(2026, 11, 22))
    assert colour(monday) == "red: Nobody is told there."


def test_the_list_asks_the_same_for_one_and_for_three(
    lead: User, monday: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(ready_person("hub-worker", name="Sam Ortolan"))
    world.a_key_adult(world.a_desk())
    browser.get("/contacts/")
    asked = set()
    for number in (1, 3):
        for each in range(number):
            urn = 990010 + 10 * number + each
            world.a_key_adult(world.a_school(urn, f"School {urn}"))
        checking.look(at=monday)
        with django_assert_max_num_queries(40) as made:
            browser.get("/contacts/")
        asked.add(len(made))
    assert len(asked) == 1


def test_training_may_be_required_and_never_takes_the_last_recipient(
    school: Establishment, monday: datetime, mailbox: Mailbox
) -> None:
    untrained = world.a_key_adult(school, "Una Ware", trained_on=None)
    world.receive(world.an_incident(), at=monday)
    assert mailbox.addresses == [untrained.email], "not required unless it is set"
    set_rule(key="training_required", value="yes", by=None, at=monday)
    world.receive(world.an_incident("INC-2", children=[world.a_child("C2")]), at=monday)
    assert mailbox.addresses[-1] == untrained.email, "the last one is told all the same"
    trained = world.a_key_adult(school, "Tra Ined", trained_on=date(2026, 1, 1))
    world.receive(world.an_incident("INC-3", children=[world.a_child("C3")]), at=monday)
    assert mailbox.addresses[-1] == trained.email
