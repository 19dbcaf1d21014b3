"""The trail is read by information governance alone, in pages, and what is sealed is not on it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.circles.models import Restriction
from tests.oversight.looking.conftest import Scene


def asked(**more: str) -> dict[str, str]:
    """Return a question for the day of the scene."""
    day = {"0": "23", "1": "11", "2": "2026"}
    days = {
        f"{end}_{part}": number for end in ("since_on", "until_on") for part, number in day.items()
    }
    return {"email": "", "kind": "everything", "number": "", **days, **more}


def lines(browser: Client, **more: str) -> list[Any]:
    answer = browser.post("/trail/", asked(**more))
    assert answer.status_code == 200
    return list(answer.context["page"].lines)


def write(scene: Scene, action: str, *, by: User | None = None, times: int = 1) -> None:
    for _time in range(times):
        audit.record(
            action,
            subject_kind="incident",
            subject_id=scene.incident.id,
            by=by or scene.hub,
            at=scene.at,
        )


def test_the_first_page_is_today_and_says_who_did_what(scene: Scene) -> None:
    scene.browser(scene.hub).get(f"/children/{scene.notification.child_id}/")

    page = scene.browser(scene.officer).get("/trail/").content.decode()

    assert "Lee Marsh" in page
    assert "What police recorded was read" in page
    assert "Wren" not in page
    assert "INC-1" not in page


@pytest.mark.parametrize("who", ["hub", "manager", "key_adult"])
def test_nobody_else_finds_it(scene: Scene, who: str) -> None:
    browser = scene.browser(getattr(scene, who))

    assert browser.get("/trail/").status_code == 404
    assert browser.post("/trail/", asked()).status_code == 404


def test_one_person_and_one_kind_can_be_asked_for(scene: Scene) -> None:
    write(scene, "incident.read")
    write(scene, "incident.read", by=scene.manager)
    write(scene, "source.unproved")
    browser = scene.browser(scene.officer)

    of_one = lines(browser, email=scene.manager.email.upper())
    readings = lines(browser, kind="reading", email=scene.hub.email)

    assert {line.who for line in of_one} == {"Sal Brook"}
    assert [line.what for line in readings] == ["Incident read by the police force that sent it"]
    assert lines(browser, email="nobody@people.example") == []


def test_an_end_before_the_beginning_and_a_day_to_come_are_refused(scene: Scene) -> None:
    browser = scene.browser(scene.officer)

    before = browser.post("/trail/", asked(until_on_0="22")).content.decode()
    to_come = browser.post("/trail/", asked(until_on_0="24")).content.decode()
    long = browser.post("/trail/", asked(since_on_2="2020")).content.decode()

    assert "The last day must not be before the first" in before
    assert "The last day must not be after today" in to_come
    assert "Ask for a year at most" in long


def test_reading_it_is_written_on_it(scene: Scene) -> None:
    lines(scene.browser(scene.officer), kind="reading")

    entry = AuditEntry.objects.get(action="trail.read")
    assert entry.by == scene.officer
    assert entry.detail == {
        "since": "2026-11-23",
        "until": "2026-11-23",
        "kind": "reading",
        "one_person": False,
    }


def test_what_is_sealed_is_not_on_it_and_does_not_show_by_a_short_page(scene: Scene) -> None:
    write(scene, "glass.closed", times=60)
    for number in range(60):
        audit.record(
            "glass.read",
            subject_kind="break_glass",
            subject_id=str(number),
            by=scene.manager,
            at=scene.at - timedelta(minutes=1),
        )
    Restriction.objects.create(
        record_id=scene.incident.id,
        kind="sealed",
        ground="employee",
        contact=scene.manager,
        made_by=scene.manager,
        made_at=scene.at,
    )
    browser = scene.browser(scene.officer)

    first = lines(browser, kind="permission")
    second = lines(browser, kind="permission", number="2")

    assert (len(first), len(second)) == (50, 10)
    assert {line.what for line in (*first, *second)} == {"Glass: read"}


@pytest.mark.parametrize("many", [1, 3])
def test_it_takes_as_many_queries_for_one_entry_as_for_three(
    scene: Scene, many: int, django_assert_num_queries: Any
) -> None:
    write(scene, "glass.closed", times=many)
    browser = scene.browser(scene.officer)
    browser.get("/your-account/")

    with django_assert_num_queries(QUERIES):
        assert len(lines(browser, kind="permission")) == many


QUERIES = 23
