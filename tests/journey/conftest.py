"""What the tests of the hub's pages ask for."""

from datetime import datetime

import pytest
from pytest_django import Settings

from tests import world
from tests.journey.hub import Hub, signed_in
from tests.smtp import Mailbox


@pytest.fixture
def hub(db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Hub:
    """A hub worker signed in on Monday at 07:10, in a borough with one school."""
    settings.CLOCK_AT = monday
    council = world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    person, browser = signed_in("hub-worker", name="Hale Brook", agency=council)
    return Hub(person=person, browser=browser, school=school)
