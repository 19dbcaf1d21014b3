"""What the tests of the hub's and the police's pages ask for."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Agency, Contact, Establishment
from tests import world
from tests.journey.reconciliation.guarded import Scene, make_scene
from tests.keeping import Keeping
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


@pytest.fixture(scope="module")
def made(keeping: Keeping, monday: datetime) -> Scene:
    """The scene as each test of a module finds it."""
    return keeping(lambda: make_scene(at=monday))


@pytest.fixture
def scene(made: Scene, db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Scene:
    """The borough on Monday, an incident, and those who may guard it."""
    settings.CLOCK_AT = monday
    return made.afresh()
