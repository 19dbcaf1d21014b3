"""What the tests of the hub's and the police's pages ask for."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Agency, Contact, Establishment
from tests import world
from tests.journey.hub import signed_in
from tests.journey.reconciliation.guarded import Scene
from tests.people import ready_person
from tests.smtp import Mailbox


@dataclass(frozen=True, kw_only=True)
class Area:
    """One school with a key adult, a force, and a hub worker whose browser is signed in."""

    school: Establishment
    key_adult: Contact
    force: Agency
    worker: User
    browser: Client


@pytest.fixture
def area(db: None, client: Client, monday: datetime, settings: Settings, mailbox: Mailbox) -> Area:
    """The borough on Monday at 07:10."""
    settings.CLOCK_AT = monday
    council = world.a_partnership()
    force = world.a_force()
    school = world.a_school()
    worker = ready_person("hub-worker", name="Sam Ortolan", agency=council)
    client.force_login(worker)
    return Area(
        school=school,
        key_adult=world.a_key_adult(school),
        force=force,
        worker=worker,
        browser=client,
    )


@pytest.fixture
def scene(db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Scene:
    """The borough on Monday, an incident, and those who may guard it."""
    settings.CLOCK_AT = monday
    council, force, school = world.a_partnership(), world.a_force(), world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    world.receive(world.an_incident(), at=monday)
    people = [
        signed_in("hub-manager", name="Sacha Brand", agency=council),
        signed_in("hub-manager", name="Noor Wexley", agency=council),
        signed_in("hub-worker", name="Hale Brook", agency=council),
        signed_in("police-sender", name="Jules Thorn", agency=force),
    ]
    User.objects.update(phone="01632 960009")
    for person, _browser in people:
        person.refresh_from_db()
    return Scene(world.the_incident(), *people)
