"""Whose notification it is: for everybody else, and for an adult of the incident, it is not there.

Each way to know of a notification is asked: every address, GET and POST, every list and count.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.models import Conflict, Notification, Support
from firstbell.journey.intake.models import RecordedAdult
from firstbell.registry.agencies.models import Contact, Membership
from tests import world
from tests.journey.delivery.pages import School, colleague_of, of, siblings
from tests.journey.delivery.test_this_morning import text_of
from tests.keeping import Keeping
from tests.people import ready_person

OF_A_FAMILY = ("family", "open_family", "answer_family", "not_ours", "acknowledge_family")
OF_ONE = ("notification", "copies", "record_support")
READ_ONLY = ("family", "notification")


@pytest.fixture(scope="module")
def empty(keeping: Keeping, as_made: School) -> str:
    """The first page while nothing has come yet."""
    return keeping(lambda: main_of(as_made.browser.get("/this-morning/")))


@pytest.fixture(scope="module")
def made(keeping: Keeping, as_made: School, empty: str, monday: datetime) -> None:
    keeping(lambda: tell_and_settle(as_made, at=monday))


@pytest.fixture
def told(made: None, school: School) -> School:
    """Two siblings: one is confirmed, the other acknowledged; both are there to be read."""
    return school


def tell_and_settle(school: School, *, at: datetime) -> None:
    world.receive(world.an_incident(children=siblings(2)), at=at)
    school.open()
    school.answer(C1="yes", C2="yes")
    school.browser.post(school.url("acknowledge_family"), {"seen": [f"{of('C2').id} -"]})
    Support.objects.create(
        notification=of(), kinds=["watched"], given_by="tutor", given_on=at.date(),
        follow_up_on=at.date(), recorded_by=school.person, recorded_at=at,
    )  # fmt: skip
    assert school.browser.get("/this-morning/").context["morning"].again


def every_address(school: School) -> list[str]:
    return [school.url(name) for name in OF_A_FAMILY] + [
        reverse(name, args=[of().id]) for name in OF_ONE
    ]


def sees_nothing(browser: Client, school: School, empty: str) -> None:
    """Ask for everything there is; a page without a notification is the same as an empty one."""
    before = states()
    morning = browser.get("/this-morning/")
    is_a_reader = morning.status_code == 200
    for address in every_address(school):
        assert browser.get(address).status_code == 404, address
        for data in ({}, {"of": of().id}, {"seen": f"{of().id} -"}, {f"child-{of().id}": "yes"}):
            refused = posted_to(address) if is_a_reader else 404
            assert browser.post(address, data).status_code == refused, address
    if is_a_reader:
        assert not morning.context["morning"].waiting
        assert not morning.context["morning"].lately
        assert not morning.context["morning"].again
        assert main_of(morning) == empty
        assert not browser.get(reverse("answered_notifications")).context["lines"]
    else:
        assert morning.status_code == 404
    assert states() == before


def posted_to(address: str) -> int:
    """Return the answer to a post: those that only show something take none, whosever it is."""
    return 405 if resolve(address).url_name in READ_ONLY else 404


REFUSALS = ("door.refused", "refusals.more")


def states() -> list[Any]:
    """Return every notification, and how often anything but a refusal was written."""
    rows = Notification.objects.order_by("id")
    return [list(rows.values()), AuditEntry.objects.exclude(action__in=REFUSALS).count()]


def main_of(answer: Any) -> str:
    """Return what stands in the middle of a page, without the token that each form carries."""
    inner = text_of(answer).partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", inner)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("key-adult", lambda: {"establishment": world.a_school(990002, "Otter Bridge School")}),
        ("desk-officer", lambda: {"desk": world.a_desk()}),
        ("police-sender", lambda: {"agency": world.a_force("OTHER-POLICE")}),
        ("hub-worker", dict),
        ("hub-manager", dict),
        ("business-unit", dict),
        ("information-governance", dict),
        ("administrator", dict),
    ],
)
def test_nobody_else_sees_anything(
    empty: str, told: School, role: str, place: Callable[[], dict[str, Any]]
) -> None:
    browser = Client()
    browser.force_login(ready_person(role, **place()))

    sees_nothing(browser, told, empty)


def test_who_has_left_sees_nothing(empty: str, told: School, monday: datetime) -> None:
    person, browser = colleague_of(told)
    Membership.objects.filter(user=person).update(ends_at=monday)

    sees_nothing(browser, told, empty)


def test_a_visitor_is_sent_to_sign_in(told: School) -> None:
    for address in every_address(told):
        assert Client().get(address).status_code == 302
        assert Client().post(address).status_code == 302


def by_contact(person: User, notification: Notification, at: datetime) -> None:
    assert notification.establishment is not None
    contact = world.a_key_adult(notification.establishment, person.name, email=person.email.upper())
    note(notification, at, contact=contact)


def by_user(person: User, notification: Notification, at: datetime) -> None:
    note(notification, at, user=person)


def note(notification: Notification, at: datetime, **who: Contact | User) -> None:
    adult = RecordedAdult.objects.get(incident=notification.incident)
    Conflict.objects.create(
        notification=notification, adult=adult, matched_on="phone", found_at=at, **who
    )


@pytest.mark.parametrize("noted", [by_contact, by_user])
def test_who_was_found_in_conflict_sees_nothing_of_the_whole_incident(
    empty: str, told: School, monday: datetime, noted: Callable[..., None]
) -> None:
    person, browser = colleague_of(told)
    noted(person, of("C1"), monday)

    sees_nothing(browser, told, empty)
    assert told.browser.get(told.url("family")).status_code == 200


@pytest.mark.parametrize(
    "agreeing",
    [
        {"email": "BO.WICKEN@people.example"},
        {"phone": "+44 1632 960555", "numbers": ["1632960555"]},
        {"given_names": "Bo", "surname": "Wicken", "born_on": date(1991, 3, 2)},
    ],
)
def test_who_joined_after_it_was_raised_is_compared_when_reading(
    empty: str, told: School, agreeing: dict[str, Any]
) -> None:
    person, browser = colleague_of(told)
    User.objects.filter(id=person.id).update(
        email="bo.wicken@people.example", phone="01632 960555", born_on=date(1991, 3, 2)
    )
    assert browser.get(told.url("family")).status_code == 200

    RecordedAdult.objects.update(**agreeing)

    sees_nothing(browser, told, empty)


def test_the_number_that_the_school_holds_for_a_person_counts_too(empty: str, told: School) -> None:
    person, browser = colleague_of(told)
    world.a_key_adult(told.place, person.name, email=person.email, mobile="07700 900444")

    RecordedAdult.objects.update(phone="07700900444", numbers=["7700900444"])

    sees_nothing(browser, told, empty)


def test_what_is_held_is_not_there_yet(empty: str, told: School) -> None:
    Notification.objects.update(state="held")

    sees_nothing(told.browser, told, empty)


def test_a_siblings_school_is_no_way_in(told: School, monday: datetime) -> None:
    other = world.a_school(990002, "Otter Bridge School")
    world.a_pupil(other, "Ash", "Tollemarsh", date(2012, 1, 2))
    child = world.a_child("C9", given_names="Ash", date_of_birth="2012-01-02")
    world.receive(world.an_incident(revision=2, children=[*siblings(2), child]), at=monday)
    elsewhere = Client()
    elsewhere.force_login(ready_person("key-adult", establishment=other))
    mine = Notification.objects.get(establishment=other)

    address = reverse("family", args=[mine.incident_id, other.id])
    page = text_of(elsewhere.get(address))

    assert "A notification about 1 child" in page
    assert told.place.name not in page
    for of_the_sibling in every_address(told):
        assert elsewhere.get(of_the_sibling).status_code == 404
