"""A control room says which incidents are live, by machine or by hand; nobody chooses a door."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.lookup.models import LiveIncident
from firstbell.registry.agencies.models import Agency
from tests.api.tokens import token_of
from tests.journey.lookup.scene import HOME, Street, words_of
from tests.people import ready_person

Answer = tuple[int, dict[str, Any]]


class Machine:
    """A control room's system with a token."""

    def __init__(self, at: datetime) -> None:
        self.token = token_of("quillshire", at=at)
        self.at = at

    def says(self, **more: Any) -> Answer:
        said = {
            "source": "quillshire",
            "reference": "LOG-1",
            "opened_at": (self.at - timedelta(minutes=2)).isoformat(),
            "address": HOME,
            **more,
        }
        return self.posts(json.dumps({key: value for key, value in said.items() if value != "-"}))

    def posts(self, body: str) -> Answer:
        answer = Client().post(
            "/api/v1/live-incidents",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}"},
        )
        return answer.status_code, answer.json()


@pytest.fixture
def machine(db: None, monday: datetime, settings: Settings) -> Machine:
    settings.CLOCK_AT = monday
    return Machine(monday)


def codes(answer: Answer) -> list[tuple[str, str]]:
    assert answer[0] in {403, 409, 422}, answer
    return [(each["place"], each["code"]) for each in answer[1]["problems"]]


def test_a_live_incident_is_opened_amended_closed_and_each_may_be_said_again(
    machine: Machine,
) -> None:
    ends = (machine.at - timedelta(minutes=2) + timedelta(hours=12)).isoformat()
    receipt = {"source": "quillshire", "reference": "LOG-1", "ends_at": ends}
    people = [{"surname": "Tollemarsh"}]
    closed_at = machine.at.isoformat()

    assert machine.says() == (200, {**receipt, "fate": "opened"})
    assert machine.says() == (200, {**receipt, "fate": "repeated"})
    assert machine.says(people=people) == (200, {**receipt, "fate": "amended"})
    over = {**receipt, "ends_at": closed_at}
    assert machine.says(address="-", closed_at=closed_at) == (200, {**over, "fate": "closed"})
    assert machine.says(address="-", closed_at=closed_at) == (200, {**over, "fate": "repeated"})
    assert machine.says(people=people) == (200, {**over, "fate": "repeated"})
    assert codes(machine.says()) == [("/reference", "ended")]

    row = LiveIncident.objects.get()
    assert row.said == {"address": HOME, "people": people}
    assert (row.opened_by, row.closed_by) == (None, None)
    actions = AuditEntry.objects.filter(subject_id=str(row.id)).order_by("number")
    assert [each.action.partition(".")[2] for each in actions] == ["opened", "amended", "closed"]


def test_what_comes_closed_was_never_live(machine: Machine) -> None:
    status, receipt = machine.says(closed_at=machine.at.isoformat())

    assert (status, receipt["fate"]) == (200, "closed")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"address": "-"}, [("/address/postcode", "missing"), ("/address/lines", "missing")]),
        ({"address": {"lines": ["4 Sedge Row"]}}, [("/address/postcode", "missing")]),
        ({"address": {"lines": [""], "postcode": "QX1 2AB"}}, [("/address/lines", "missing")]),
        ({"address": {**HOME, "safe": False}}, [("/address/safe", "unknown_field")]),
        ({"reference": ""}, [("/reference", "missing")]),
        ({"opened_at": "2026-11-23T07:16:00+00:00"}, [("/opened_at", "opened_in_the_future")]),
        ({"opened_at": "2026-11-23T07:10:00"}, [("/opened_at", "no_offset")]),
        ({"address": "-", "closed_at": "2026-11-23T07:10:00Z"}, [("/address", "never_opened")]),
        ({"source": "otherside"}, [("/source", "foreign_source")]),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_place(
    machine: Machine, change: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert codes(machine.says(**change)) == found
    assert not LiveIncident.objects.exists()


def test_a_body_that_is_no_object_is_refused(machine: Machine) -> None:
    assert codes(machine.posts("[]")) == [("", "wrong_type")]
    assert codes(machine.posts("{")) == [("", "not_json")]


def test_a_uprn_alone_tells_the_house(machine: Machine) -> None:
    assert machine.says(address={"postcode": "QX1 2AB", "uprn": 42})[0] == 200


def typed(**more: str) -> dict[str, str]:
    return {"reference": "LOG-9", "line": "4 Sedge Row", "postcode": "QX1 2AB", **more}


def test_by_hand_one_officer_opens_it_and_another_looks(street: Street) -> None:
    opener = street.browser(street.control)

    answer = opener.post("/live-incidents/open/", typed(surname="Tollemarsh"), follow=True)

    live = LiveIncident.objects.get()
    assert "It is open. Officers of your force who know the reference can look; you cannot." in (
        words := words_of(answer)
    )
    assert "LOG-9" in words
    assert "Sedge" not in words
    assert (live.opened_by, live.ends_at) == (street.control, street.at + timedelta(hours=12))
    assert live.said == {"address": HOME, "people": [{"surname": "Tollemarsh"}]}
    assert street.page(live, as_=street.control).status_code == 404
    assert street.page(live).status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reference": " "}, "Enter the control room’s reference"),
        ({"line": ""}, "Enter the house and the street"),
        ({"postcode": "QX1"}, "Enter a whole postcode"),
    ],
)
def test_by_hand_nothing_is_opened_without_a_reference_and_a_door(
    street: Street, change: dict[str, str], said: str
) -> None:
    answer = street.browser(street.control).post("/live-incidents/open/", typed(**change))

    assert said in words_of(answer)
    assert not LiveIncident.objects.exists()


def test_by_hand_no_other_door_is_written_under_a_reference_that_is_there(street: Street) -> None:
    live = street.opens("LOG-9")

    answer = street.browser(street.control).post(
        "/live-incidents/open/", typed(line="9 Home of a neighbour")
    )

    assert "This reference was opened before" in words_of(answer)
    live.refresh_from_db()
    assert live.said == {"address": HOME}


def test_whoever_looks_or_opened_it_closes_it_and_nobody_else(street: Street) -> None:
    stranger = ready_person(
        "police-sender",
        agency=Agency.objects.create(code="OTHER", name="Other Police", kind="police"),
    )
    for number, closer in enumerate((street.control, street.officer)):
        live = street.opens(f"LOG-{number}", by=street.control)
        address = f"/live-incidents/{live.id}/close/"
        assert street.browser(stranger).post(address).status_code == 404
        assert f"Is LOG-{number} over?" in words_of(street.browser(closer).get(address))

        answer = street.browser(closer).post(address, follow=True)

        assert "nobody can look it up any more" in words_of(answer)
        assert street.page(live).status_code == 404
        live.refresh_from_db()
        assert (live.closed_by, live.closed_at) == (closer, street.at)


def test_the_list_holds_what_one_opened_by_hand_in_the_same_queries(street: Street) -> None:
    browser = street.browser(street.control)
    assert "You have none open" in words_of(browser.get("/live-incidents/"))
    street.opens("BY-MACHINE")
    street.opens("BY-ANOTHER", by=street.officer)
    counts = []
    for number in (1, 2, 3):
        street.opens(f"MINE-{number}", by=street.control)
        with CaptureQueriesContext(connection) as asked:
            words = words_of(browser.get("/live-incidents/"))
        assert words.count("opened at 07:05") == number
        assert "BY-" not in words
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
