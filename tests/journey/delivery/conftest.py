"""What the tests of delivery's pages ask for."""

from copy import deepcopy
from datetime import datetime

import pytest
from pytest_django import Settings

from tests.journey.delivery.pages import School, make_school
from tests.keeping import Keeping, like
from tests.smtp import Mailbox


@pytest.fixture(scope="module")
def as_made(keeping: Keeping) -> School:
    """The school as each test of a module finds it."""
    return keeping(make_school)


@pytest.fixture
def school(
    as_made: School, db: None, monday: datetime, settings: Settings, mailbox: Mailbox
) -> School:
    """A school with three siblings on its roll and one key adult, signed in on Monday at 07:10."""
    settings.CLOCK_AT = monday
    place, person = deepcopy((as_made.place, as_made.person))
    return School(place=place, person=person, browser=like(as_made.browser))
