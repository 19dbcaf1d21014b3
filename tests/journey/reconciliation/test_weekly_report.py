"""The report that a force gets on its own records: by unit, without a name, each Monday."""

from datetime import date, datetime, timedelta

import pytest

from firstbell.foundation.events.models import Event
from firstbell.journey.linkage.actions import unrecorded
from firstbell.journey.linkage.models import Unrecorded
from firstbell.journey.reconciliation.actions import weekly
from tests import world
from tests.journey.hub import Hub, signed_in, trail, words_of
from tests.smtp import Mailbox


@pytest.fixture
def told(hub: Hub, monday: datetime) -> datetime:
    """Eleven incidents of last week, one with a brother whom the hub added; the instant."""
    thursday = monday - timedelta(days=4)
    world.a_pupil(hub.school)
    world.a_pupil(hub.school, forename="Ivo", born_on=date(2012, 1, 9))
    for number in range(11):
        others = {"given_names": f"X{number}", "date_of_birth": "2015-03-04"}
        child = world.a_child(**(others if number else {}))
        if number > 5:
            del child["date_of_birth"]
        said = world.an_incident(f"W-{number}", children=[child], unit="Larkmoor")
        world.receive(said, at=thursday)
    question = Unrecorded.objects.filter(incident__reference="W-0").get()
    unrecorded.say_lives_there(question, by=hub.person, at=thursday)
    return monday


def test_the_page_says_by_unit_what_was_missing_and_names_nobody(hub: Hub, told: datetime) -> None:
    _person, browser = signed_in("police-sender", agency=world.the_incident("W-0").source)

    page = words_of(browser.get("/feeds/completeness/"))

    assert "Larkmoor: 5 of 11" in page
    assert "It applies to 12; too few were missing" in page, "one child was left out"
    assert "Tollemarsh" not in page
    assert "W-0" not in page
    assert trail("completeness.read") == 1
    assert "Nothing was recorded" in words_of(browser.get("/feeds/completeness/?week=2026-01-05"))


def test_each_monday_the_senders_hear_that_something_waits(
    hub: Hub, told: datetime, mailbox: Mailbox
) -> None:
    officer = world.an_officer(world.the_incident("W-0").source)
    weekly.begin(at=told - timedelta(days=3))
    weekly.begin(at=told - timedelta(days=3))
    [due] = Event.objects.filter(name="completeness.due")
    assert due.due_at == told.replace(hour=9, minute=0)

    world.carry_on(at=due.due_at)

    assert officer.email in mailbox.addresses
    assert trail("completeness.told") == 1
    again = Event.objects.get(name="completeness.due", done_at=None)
    assert again.due_at == due.due_at + timedelta(days=7)
    assert weekly.whom_to_tell(due.subject, at=again.due_at) == (), "nothing came in that week"
