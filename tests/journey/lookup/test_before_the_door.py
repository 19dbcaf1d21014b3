"""An officer looks up a live incident of their own force, and nothing else, ever."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.shadow import actions as shadow
from firstbell.journey.intake.models import RecordedChild
from firstbell.journey.lookup.actions import saying
from firstbell.journey.lookup.models import LiveIncident, Look
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.circles.actions import restricting
from tests import world
from tests.journey.lookup.scene import HOME, Street, words_of
from tests.people import ready_person

NO_CHILD = "Children to expect None is held here."


def test_an_officer_on_the_way_is_told_of_a_repeat_and_of_the_child(street: Street) -> None:
    world.receive(world.an_incident(), at=street.at)

    words = street.words(street.opens())

    assert "1 earlier incident" in words
    assert "This is a repeat. The last one was on 21 November 2026." in words
    assert "Wren, 10 named by your force on 21 November 2026" in words
    for kept in ("Tollemarsh", "2016", "hid under", "Shouting", "Maro", "INC-1", "Mill Lane"):
        assert kept not in words


def test_nothing_before_is_no_promise_that_there_is_nobody(street: Street) -> None:
    words = street.words(street.opens())

    assert "No earlier incident held here" in words
    assert "nor that there are no children" in words


def test_a_roll_is_never_read(street: Street) -> None:
    world.a_pupil(world.a_school(), "Ilka", "Tollemarsh")
    world.receive(world.an_incident(children=[]), at=street.at)
    live = street.opens()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        words = street.words(live)

    assert NO_CHILD in words
    assert not [each["sql"] for each in asked if "people_" in each["sql"]]


def test_a_child_whom_the_hub_added_is_not_told(street: Street) -> None:
    world.receive(world.an_incident(), at=street.at)
    RecordedChild.objects.update(added_by=street.control)

    assert NO_CHILD in street.words(street.opens())


HIDDEN: dict[str, dict[str, Any]] = {
    "a safe address of an adult": {
        "adults": [world.an_adult(address={"lines": ["1 Far Way"], "safe": True})]
    },
    "a safe address of a child": {
        "children": [world.a_child(address={**HOME, "safe": True})],
    },
    "its own address kept safe": {"address": {**HOME, "safe": True}},
}


@pytest.mark.parametrize("what", HIDDEN)
def test_of_what_is_kept_safe_nothing_shows_not_even_that_it_is_missing(
    street: Street, what: str
) -> None:
    world.receive(world.an_incident(), at=street.at)
    live = street.opens()
    before = street.words(live)
    sibling = world.a_child("C2", given_names="Ilka", date_of_birth="2019-01-01")
    hidden = {"children": [sibling], **HIDDEN[what]}

    world.receive(world.an_incident("INC-2", **hidden), at=street.at)

    assert street.words(live) == before


@pytest.mark.parametrize("kind", ["sealed", "restricted"])
def test_of_what_is_guarded_nothing_shows_to_anybody_of_the_circle_either(
    street: Street, kind: str
) -> None:
    live = street.opens()
    before = street.words(live)
    world.receive(world.an_incident(), at=street.at)
    assert street.words(live) != before
    manager, other = (ready_person("hub-manager", agency=street.council) for _ in range(2))
    manager.phone = "01632 960777"
    manager.save()

    restricting.guard(
        world.the_incident().id,
        kind=kind,
        ground="employee",
        contact=manager,
        circle=[manager, street.officer],
        stand_in=other,
        by=manager,
        at=street.at,
    )

    assert street.words(live) == before


def test_an_officer_who_is_in_the_earlier_incident_learns_nothing_of_it(street: Street) -> None:
    live = street.opens()
    before = street.words(live)

    world.receive(
        world.an_incident(adults=[world.an_adult(email=street.officer.email)]), at=street.at
    )

    assert street.words(live) == before
    assert "1 earlier" in words_of(street.page(live, as_=street.control))


def test_the_live_incidents_own_record_is_no_earlier_one(street: Street) -> None:
    world.receive(world.an_incident("LOG-1"), at=street.at)

    assert "No earlier incident" in street.words(street.opens())


def test_what_another_force_sent_is_not_told(street: Street) -> None:
    world.receive(world.an_incident(), at=street.at)
    other = world.a_force("OTHER")
    live = street.opens(source=other)

    page = street.page(live, as_=ready_person("police-sender", agency=other))

    assert "No earlier incident" in words_of(page)


def test_a_person_is_known_from_another_home_by_name_and_birth_date(street: Street) -> None:
    world.receive(
        world.an_incident(address={"lines": ["9 Old Row"], "postcode": "QX9 9XX"}), at=street.at
    )
    maro = {"given_names": "Maro", "surname": "Tollemarsh", "date_of_birth": "1990-02-03"}

    assert "Wren, 10" in street.words(street.opens(people=[maro]))
    assert "No earlier" in street.words(street.opens("LOG-2", people=[{**maro, "surname": "Vale"}]))


def refused(street: Street) -> dict[str, LiveIncident]:
    """Return the live incidents that are none for the officer."""
    closed = street.opens("CLOSED")
    saying.close(closed.id, by=street.control, at=street.at)
    expired = street.opens("EXPIRED", opened_at=(street.at - timedelta(hours=12)).isoformat())
    emptied = street.opens("EMPTIED")
    LiveIncident.objects.filter(id=emptied.id).update(said={})
    person = {"surname": "Holm", "given_names": "Pip", "date_of_birth": "1988-07-06"}
    return {
        "another force's": street.opens("OTHERS", source=world.a_force("OTHER")),
        "a closed one": closed,
        "an expired one": expired,
        "one whose words are gone": emptied,
        "one that they opened by hand": street.opens("BY-HAND", by=street.officer),
        "one that is about them": street.opens("OWN", people=[person]),
    }


def test_every_other_look_is_refused_as_what_is_not_there(street: Street) -> None:
    street.officer.born_on = "1988-07-06"
    street.officer.save()
    world.receive(world.an_incident(), at=street.at)
    browser = street.browser(street.officer)
    nowhere = browser.get(f"/look-up/{uuid4()}/")
    unknown = browser.post("/look-up/", {"reference": "NEVER"})
    assert (nowhere.status_code, unknown.status_code) == (404, 404)

    for what, live in refused(street).items():
        page = browser.get(f"/look-up/{live.id}/")
        typed = browser.post("/look-up/", {"reference": live.reference})
        closing = browser.get(f"/live-incidents/{live.id}/close/")

        assert page.status_code == 404, what
        assert words_of(page) == words_of(nowhere), what
        assert typed.status_code == 404, what
        assert words_of(typed) == words_of(unknown), what
        # Whoever opened it by hand may close it.
        assert (closing.status_code == 404) == ("opened by hand" not in what), what
    assert not Look.objects.exists()
    assert not AuditEntry.objects.filter(action="look_up.read").exists()
    assert AuditEntry.objects.filter(action="door.refused", by=street.officer).count() > 10


def test_the_reference_leads_to_the_door_whatever_its_capitals(street: Street) -> None:
    live = street.opens("Log-77 A")

    answer = street.browser(street.officer).post("/look-up/", {"reference": " LOG-77 a "})

    assert answer.headers["Location"] == f"/look-up/{live.id}/"


def test_a_look_ends_when_its_hours_are_over(street: Street, settings: Settings) -> None:
    live = street.opens()
    settings.CLOCK_AT = live.ends_at - timedelta(seconds=1)
    assert street.page(live).status_code == 200

    settings.CLOCK_AT = live.ends_at

    assert street.page(live).status_code == 404


def test_every_look_is_on_the_trail_with_what_was_shown(street: Street) -> None:
    world.receive(world.an_incident(), at=street.at)
    live = street.opens()

    for _look in range(2):
        street.page(live)

    child, incident = world.the_child(), world.the_incident()
    looks = AuditEntry.objects.filter(action="look_up.read", by=street.officer)
    assert [(each.subject_id, each.detail) for each in looks] == [
        (str(live.id), {"records": [str(incident.id)], "children": [str(child.id)]})
    ] * 2
    shown = AuditEntry.objects.filter(action="look_up.child_shown", subject_id=str(child.id))
    assert shown.count() == 2
    look = Look.objects.get()
    assert (look.times, look.children) == (2, [str(child.id)])


def test_a_look_that_cannot_be_written_down_is_not_had(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError("the trail is full")

    live = street.opens()
    monkeypatch.setattr("firstbell.journey.lookup.actions.noting.audit.record", fails)

    with pytest.raises(RuntimeError, match="full"):
        street.page(live)
    assert not Look.objects.exists()


def test_the_officer_is_shown_the_same_whether_it_was_drawn_or_not(street: Street) -> None:
    pages = []
    for number, share in enumerate(("0", "1")):
        set_rule(key="look_up_checked", value=share, by=None, at=street.at)
        pages.append(street.words(street.opens(f"LOG-{number}")).replace(f"LOG-{number}", ""))

    assert pages[0] == pages[1]
    assert [each.check_due_at for each in Look.objects.order_by("live__reference")] == [
        None,
        street.at + timedelta(hours=72),
    ]


def test_beside_the_present_way_nobody_looks(street: Street) -> None:
    live = street.opens()
    shadow.begin(by=None, at=street.at)

    assert street.page(live).status_code == 404
    assert street.browser(street.officer).get("/live-incidents/open/").status_code == 404


def test_an_address_with_three_incidents_takes_no_more_queries_than_one(street: Street) -> None:
    live = street.opens()
    counts = []
    for number in (1, 2, 3):
        world.receive(world.an_incident(f"INC-{number}", circumstances=f"{number}."), at=street.at)
        with CaptureQueriesContext(connection) as asked:
            assert f"{number} earlier" in street.words(live)
        counts.append(len(asked))

    assert counts[1] == counts[2]
