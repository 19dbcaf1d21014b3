"""Somebody who answers for the data, a hub, and one incident that was told."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident
from tests import world
from tests.keeping import Keeping
from tests.people import ready_person


@dataclass(kw_only=True)
class Scene:
    """Who is there, and what was told."""

    officer: User
    other_officer: User
    hub: User
    manager: User
    key_adult: User
    incident: Incident
    notification: Notification
    at: datetime

    def browser(self, person: User) -> Client:
        """Return a browser in which a person is signed in."""
        browser = Client()
        browser.force_login(person)
        return browser


@pytest.fixture
def scene(made: Scene, db: None, settings: Settings) -> Scene:
    settings.CLOCK_AT = made.at
    return deepcopy(made)


@pytest.fixture(scope="module")
def made(keeping: Keeping, monday: datetime) -> Scene:
    """The scene as each test of a module finds it."""
    return keeping(lambda: make_scene(at=monday))


def make_scene(*, at: datetime) -> Scene:
    """Make the people and the incident."""
    council = world.a_partnership()
    world.a_force()
    school = world.a_school()
    key_adult = ready_person("key-adult", establishment=school)
    world.a_key_adult(school, key_adult.name, email=key_adult.email)
    world.a_pupil(school)
    world.receive(world.an_incident(), at=at)
    return Scene(
        officer=ready_person("information-governance", name="Ira Vale"),
        other_officer=ready_person("information-governance", name="Wen Stoke"),
        hub=ready_person("hub-worker", name="Lee Marsh", agency=council),
        manager=ready_person("hub-manager", name="Sal Brook", agency=council),
        key_adult=key_adult,
        incident=Incident.objects.get(),
        notification=Notification.objects.get(),
        at=at,
    )
