"""What the tests of delivery's pages ask for."""

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from tests import world
from tests.journey.delivery.pages import School, put_on_roll
from tests.people import ready_person
from tests.smtp import Mailbox


@pytest.fixture
def school(
    db: None, client: Client, monday: datetime, settings: Settings, mailbox: Mailbox
) -> School:
    """A school with three siblings on its roll and one key adult, signed in on Monday at 07:10."""
    settings.CLOCK_AT = monday
    world.a_partnership()
    world.a_force()
    place = world.a_school()
    person = ready_person(
        "key-adult", email="ade.lark@school.example", name="Ade Lark", establishment=place
    )
    world.a_key_adult(place, "Ade Lark", email="ade.lark@school.example")
    put_on_roll(place)
    client.force_login(person)
    return School(place=place, person=person, browser=client)
