"""What the tests of look-ups ask for."""

from datetime import datetime

import pytest
from pytest_django.fixtures import Settings

from tests.journey.lookup.scene import Street, a_street


@pytest.fixture
def street(db: None, monday: datetime, settings: Settings) -> Street:
    settings.CLOCK_AT = monday
    return a_street(monday)
