"""Looks before a door that were drawn are checked by another agency; unusual ones are raised."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from firstbell.core.policy import Policy
from firstbell.core.retention import Kind, Stop, stops
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.lookup.models import LiveIncident, Look
from firstbell.oversight.looking import statement
from firstbell.oversight.looking.actions import CannotReview, checking, unusual
from firstbell.oversight.looking.models import UnusualReading
from firstbell.oversight.records.actions import destroying, erasing
from firstbell.oversight.records.gathering import parts_of
from firstbell.oversight.records.standing import old_enough, standings_of
from firstbell.registry.agencies.actions.rules import set_rule
from tests import world
from tests.journey.lookup.scene import Street, a_street, words_of
from tests.people import ready_person


@pytest.fixture
def street(db: None, monday: datetime, settings: Settings) -> Street:
    settings.CLOCK_AT = monday
    found = a_street(monday)
    set_rule(key="look_up_checked", value="1", by=None, at=monday)
    return found


@pytest.fixture
def ira(street: Street) -> User:
    return ready_person("information-governance", name="Ira Vale", agency=street.council)


def looked(street: Street, reference: str = "LOG-1", **more: object) -> Look:
    live = street.opens(reference, **more)  # type: ignore[arg-type]
    assert street.page(live).status_code == 200
    return Look.objects.get(live=live)


def test_another_agency_checks_and_is_not_told_whose_door_it_was(street: Street, ira: User) -> None:
    world.receive(world.an_incident(), at=street.at)
    look = looked(street, by=street.control)
    browser = street.browser(ira)
    address = f"/who-looked/before-the-door/{look.id}/"
    assert "A look before the door, drawn by chance Pip Holm" in words_of(
        browser.get("/who-looked/")
    )

    words = words_of(browser.get(address))
    answer = browser.post(address, {"finding": "in_order", "note": "Sent by LOG-1."}, follow=True)

    assert "Rae Dunn opened the live incident by hand at 07:05" in words
    assert "The force has not sent an incident under this reference." in words
    assert "1 earlier incident was counted. 1 child was shown." in words
    for kept in ("Sedge", "Wren", "Tollemarsh"):
        assert kept not in words
    assert "Your finding was kept." in words_of(answer)
    look.refresh_from_db()
    assert (look.finding, look.checked_by) == ("in_order", ira)
    assert "In order (reviewed by Ira Vale)" in words_of(browser.get(address))
    with pytest.raises(CannotReview):
        checking.check_look(look.id, finding="in_order", note="x", by=ira, at=street.at)
    done = set(AuditEntry.objects.filter(subject_id=str(look.id)).values_list("action", flat=True))
    assert done == {"look_up.check_read", "look_up.checked"}


def test_an_incident_that_came_since_is_said(street: Street, ira: User) -> None:
    look = looked(street)
    world.receive(world.an_incident("LOG-1"), at=street.at)

    words = words_of(street.browser(ira).get(f"/who-looked/before-the-door/{look.id}/"))

    assert "The force has sent an incident under this reference." in words
    assert "The control room’s own system opened the live incident" in words


def test_nobody_checks_a_look_of_their_own_force_or_of_their_own(street: Street) -> None:
    look = looked(street)
    inside = ready_person("information-governance", agency=street.force)
    both = ready_person("hub-manager", agency=street.council)
    world.a_membership(both, "police-sender", agency=street.force)
    world.a_membership(street.officer, "information-governance", agency=street.council)
    manager = ready_person("hub-manager", agency=street.council)

    for person, status in ((inside, 404), (both, 404), (street.officer, 404), (manager, 200)):
        browser = street.browser(person)
        page = browser.get(f"/who-looked/before-the-door/{look.id}/")
        assert page.status_code == status, person
        assert ("Pip Holm" in words_of(browser.get("/who-looked/"))) == (status == 200), person
    with pytest.raises(CannotReview):
        checking.check_look(look.id, finding="in_order", note="x", by=street.officer, at=street.at)


def test_a_look_that_was_not_drawn_is_nobodys_to_check(street: Street, ira: User) -> None:
    set_rule(key="look_up_checked", value="0", by=None, at=street.at)
    look = looked(street)

    page = street.browser(ira).get(f"/who-looked/before-the-door/{look.id}/")

    assert page.status_code == 404
    with pytest.raises(CannotReview):
        checking.check_look(look.id, finding="in_order", note="x", by=ira, at=street.at)


def test_three_drawn_looks_are_listed_in_the_queries_of_one(street: Street, ira: User) -> None:
    browser, counts = street.browser(ira), []
    browser.get("/who-looked/")
    for number in (1, 2, 3):
        looked(street, f"LOG-{number}")
        with CaptureQueriesContext(connection) as asked:
            words = words_of(browser.get("/who-looked/"))
        assert words.count("drawn by chance Pip Holm") == number
        counts.append(len(asked))
    assert counts == [counts[0]] * 3


def test_looks_at_ones_own_name_and_street_and_too_many_are_raised(street: Street) -> None:
    world.receive(world.an_incident(), at=street.at)
    namesake = ready_person("police-sender", name="Bo Tollemarsh", agency=street.force)
    neighbour = ready_person("police-sender", name="Dee Dale", agency=street.force)
    neighbour.home_postcode = world.POSTCODE
    neighbour.save()
    set_rule(key="unusual_looks", value="2", by=None, at=street.at)
    lives = [street.opens(f"LOG-{number}") for number in range(3)]
    for person in (namesake, neighbour):
        street.page(lives[0], as_=person)
    for live in lives:
        street.page(live)

    unusual.look_through(at=street.at)

    raised = {(each.user.name, each.kind) for each in UnusualReading.objects.all()}
    assert raised == {
        ("Bo Tollemarsh", "own_surname"),
        ("Dee Dale", "own_address"),
        ("Pip Holm", "many_looks"),
    }
    row = UnusualReading.objects.get(kind="many_looks")
    ira = ready_person("information-governance")
    words = words_of(street.browser(ira).get(f"/who-looked/{row.id}/"))
    assert "Eastmarsh Police, LOG-0; Eastmarsh Police, LOG-1" in words


def test_a_night_shift_is_no_reading_at_night(street: Street, settings: Settings) -> None:
    settings.CLOCK_AT = street.at.replace(hour=23)
    street.at = settings.CLOCK_AT
    looked(street)

    assert unusual.look_through(at=street.at) == 0


def test_an_answer_to_a_request_says_that_an_officer_was_shown_the_name(street: Street) -> None:
    world.receive(world.an_incident(), at=street.at)
    looked(street)

    parts = [each.text for each in parts_of(world.the_child()) if each.place == "journey.looked_up"]

    assert parts == ["23 November 2026, 07:10: Eastmarsh Police"]


def test_a_child_is_told_that_an_officer_was_shown_its_name(street: Street) -> None:
    world.receive(world.an_incident(), at=street.at)
    looked(street)
    child = world.the_child()

    found = statement.statement_of(
        [("child", str(child.id))], child_id=child.id, since=street.at, made_at=street.at
    )

    assert [(each.works, each.what) for each in found.lines] == [
        (
            "Police sender, Eastmarsh Police",
            "First name and age shown to police on the way to a door",
        )
    ]


def test_a_live_incident_is_kept_until_it_is_old_and_checked_and_then_goes_with_its_looks(
    street: Street, ira: User
) -> None:
    look = looked(street)
    live, late = look.live, street.at + timedelta(days=31)
    why = partial(stops, Kind.LIVE_INCIDENTS, policy=Policy(), at=late)
    standing = partial(standings_of, Kind.LIVE_INCIDENTS, [live.id])

    assert old_enough(Kind.LIVE_INCIDENTS, before=late) == [live.id]
    assert why(standing(at=late)[live.id]) == {Stop.OPEN}, "a drawn look is not checked"
    assert standing(at=street.at)[live.id].is_open
    checking.check_look(look.id, finding="in_order", note="x", by=ira, at=street.at)
    assert why(standing(at=late)[live.id]) == frozenset()

    destroying.destroy_live_incident(live.id, by=ira, at=late)

    assert not LiveIncident.objects.exists()
    assert not Look.objects.exists()
    assert AuditEntry.objects.filter(action="look_up.read", subject_id=str(live.id)).exists()


def test_an_incident_that_is_erased_takes_the_door_of_its_live_incident_along(
    street: Street, ira: User
) -> None:
    look = looked(street)
    world.receive(world.an_incident("LOG-1"), at=street.at)

    erasing.erase_incident(world.the_incident("LOG-1").id, by=ira, at=street.at)

    look.live.refresh_from_db()
    assert look.live.said == {}
    assert street.page(look.live).status_code == 404
    assert street.browser(ira).get(f"/who-looked/before-the-door/{look.id}/").status_code == 200
