"""How often the steps ask the database: each thing once a step, however many children there are."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.journey.intake.actions.receive import receive_feed
from tests import world
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

CHILDREN = (("Wren", date(2016, 5, 4)), ("Linnet", date(2014, 1, 9)), ("Teal", date(2012, 7, 30)))


def queries_for(children: int, *, at: datetime) -> int:
    """Return how many queries it takes to link, route, raise and mail an incident.

    And to look, after all that, who else may live there: about twenty, however many children.
    """
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    said = []
    for number, (forename, born_on) in enumerate(CHILDREN[:children], start=1):
        world.a_pupil(school, forename, born_on=born_on)
        said.append(
            world.a_child(f"C{number}", given_names=forename, date_of_birth=born_on.isoformat())
        )
    receive_feed(document=world.a_feed(world.an_incident(children=said)), by=None, at=at)
    with CaptureQueriesContext(connection) as asked:
        world.carry_on(at=at)
    return len(asked)


def test_one_child_takes_few_queries(monday: datetime, mailbox: Mailbox) -> None:
    assert queries_for(1, at=monday) <= 124
    assert len(mailbox.taken) == 1


def test_a_further_child_takes_no_more_than_its_own(monday: datetime, mailbox: Mailbox) -> None:
    assert queries_for(3, at=monday) <= 296
    assert len(mailbox.taken) == 3
