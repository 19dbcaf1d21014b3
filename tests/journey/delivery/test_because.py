"""Who was told reads why and on what basis: on the page, on paper, at the hub; in plain words."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Notification
from firstbell.journey.routing import because
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Agency, Establishment
from firstbell.registry.agreements.models import Agreement
from tests import world
from tests.agreed import an_agreement, signed_by_all
from tests.journey.hub import signed_in, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def force(monday: datetime, settings: Settings) -> Agency:
    settings.CLOCK_AT = monday
    world.a_partnership()
    return world.a_force()


def confirmed(notification: Notification, by: User, at: datetime) -> Notification:
    opened = answering.open_notification(notification=notification, by=by, at=at)
    answering.confirm_on_roll(notification=opened, by=by, at=at)
    return opened


def a_school_that_was_told(monday: datetime) -> tuple[Establishment, User, Client]:
    school = world.a_school()
    contact = world.a_key_adult(school)
    world.a_pupil(school)
    world.receive(world.an_incident(), at=monday)
    reader, browser = signed_in("key-adult", name=contact.name, establishment=school)
    confirmed(world.the_notification(), reader, monday)
    return school, reader, browser


def test_a_key_adult_reads_the_duty_and_the_purpose(force: Agency, monday: datetime) -> None:
    _school, _reader, browser = a_school_that_was_told(monday)

    page = words_of(browser.get(reverse("notification", args=[world.the_notification().id])))

    assert "Why you were told this, and on what basis" in page
    assert "The child is on your roll." in page
    assert "section 49A Domestic Abuse Act 2021" in page
    assert "Nobody’s consent is asked." in page


def test_a_desk_that_is_told_by_agreement_reads_which(force: Agency, monday: datetime) -> None:
    desk = world.a_desk("early-years")
    world.a_key_adult(desk, "Sam Reed")
    signed_by_all(an_agreement(force, desk, title="Small children of Eastmarsh"))
    child = world.a_child(date_of_birth="2023-06-01")
    world.receive(world.an_incident(children=[child]), at=monday)
    reader, browser = signed_in("desk-officer", name="Sam Reed", desk=desk)
    row = confirmed(world.the_notification(), reader, monday)

    page = words_of(browser.get(reverse("notification", args=[row.id])))

    assert "The agreement: “Small children of Eastmarsh”." in page
    assert "Without one in force nothing is shared." in page


def test_the_hub_reads_the_basis_and_that_an_agreement_has_lapsed(
    force: Agency, monday: datetime
) -> None:
    signed_by_all(an_agreement(force, "school", title="Schools", last_on=date(2026, 11, 1)))
    a_school_that_was_told(monday)
    _person, hub = signed_in("hub-worker", name="Hale Brook")

    page = words_of(hub.get(reverse("child", args=[world.the_child().id])))

    assert "Basis: The duty of section 49A Domestic Abuse Act 2021. Agreement: “Schools”" in page
    assert "That agreement was not in force any more." in page


def test_the_hub_reads_with_whom_no_agreement_is_in_force(force: Agency, monday: datetime) -> None:
    desk = world.a_desk("early-years")
    world.a_key_adult(desk, "Sam Reed")
    child = world.a_child(date_of_birth="2023-06-01")
    world.receive(world.an_incident(children=[child]), at=monday)
    _person, hub = signed_in("hub-worker", name="Hale Brook")

    page = words_of(hub.get(reverse("child", args=[world.the_child().id])))

    assert "No agreement in force with Early years desk (990)" in page
    assert "Nothing was sent. It goes by itself as soon as one is signed" in page


def test_every_reason_purpose_and_basis_has_its_words() -> None:
    assert set(because.REASONS) == set(Route.Reason)
    assert set(because.PURPOSES) == set(Route.Purpose)
    assert set(because.BASES) == set(Agreement.Basis)
