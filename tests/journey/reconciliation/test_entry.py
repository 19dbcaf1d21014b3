"""Entering and correcting an incident by hand: nothing lost, problems at their fields."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from firstbell.journey.intake.models import Incident, RecordedChild, RefusedIncident, Revision
from tests import world
from tests.journey.reconciliation.conftest import Area
from tests.people import ready_person

ENTER = "/feeds/incidents/enter/"


@pytest.fixture
def officer(area: Area) -> Client:
    """A browser in which somebody of the force is signed in."""
    area.browser.force_login(ready_person("police-sender", name="Pat Heron", agency=area.force))
    return area.browser


def fields_of(page: str) -> dict[str, Any]:
    """Return what a browser would send of the form on a page, as it stands."""
    form = page[page.index('<input type="hidden" name="revision"') :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        is_choice = 'type="radio"' in tag or 'type="checkbox"' in tag
        if not name or (is_choice and " checked" not in tag):
            continue
        sent.setdefault(name[1], []).append(value[1] if value else "")
    texts = r'<textarea [^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>'
    sent |= dict(re.findall(texts, form, re.DOTALL))
    lists = r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>'
    for name, inner in re.findall(lists, form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        sent[name] = chosen[1] if chosen else ""
    return sent


def correct(officer: Client, **changes: Any) -> Any:
    """Open the one incident's form, change some fields and send it."""
    address = f"/feeds/incidents/{Incident.objects.get().id}/correct/"
    sent = fields_of(officer.get(address).content.decode())
    return officer.post(address, {**sent, **changes, "send": "yes"})


def test_an_incident_is_entered_with_two_children_and_without_script(
    area: Area, officer: Client
) -> None:
    first = fields_of(officer.get(ENTER).content.decode())
    first |= {"reference": "INC-9", "child-0-given_names": "Wren"}
    second = fields_of(officer.post(ENTER, {**first, "add": "child"}).content.decode())
    assert second["child-0-given_names"] == ["Wren"]
    second |= {
        "child-1-given_names": "Ivo",
        "child-1-date_of_birth_0": "4",
        "child-1-date_of_birth_1": "5",
        "child-1-date_of_birth_2": "2016",
        "child-1-seen": "no",
    }

    answer = officer.post(ENTER, {**second, "send": "yes"})

    incident = Incident.objects.get()
    assert answer.headers["Location"] == f"/feeds/incidents/{incident.id}/?done=accepted"
    assert [child["given_names"] for child in incident.said["children"]] == ["Wren", "Ivo"]
    assert incident.said["children"][1]["date_of_birth"] == "2016-05-04"
    assert incident.said["children"][1]["seen"] is False
    assert "seen" not in incident.said["children"][0]
    assert Revision.objects.get().entered_by is not None


def test_the_same_form_sent_twice_is_one_incident(area: Area, officer: Client) -> None:
    sent = fields_of(officer.get(ENTER).content.decode())
    sent |= {"reference": "INC-9", "child-0-given_names": "Wren", "send": "yes"}

    answers = [officer.post(ENTER, sent).status_code for _click in range(2)]

    assert answers == [302, 302]
    assert Revision.objects.count() == 1


def test_a_reference_that_is_in_already_is_never_written_over(
    area: Area, officer: Client, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    sent = fields_of(officer.get(ENTER).content.decode())

    answer = officer.post(ENTER, {**sent, "reference": "INC-1", "send": "yes"})

    assert "This reference was sent before" in answer.content.decode()
    assert Incident.objects.get().revision == 1


def test_a_form_opened_and_sent_as_it_stands_changes_nothing(
    area: Area, officer: Client, monday: datetime
) -> None:
    address = {"lines": ["4 Tern Lane"], "postcode": "QX1 1AB", "uprn": "100", "safe": True}
    full = world.an_incident(
        unit="Ferry Response",
        address=address,
        risk={"tool": "DASH", "grade": "high", "graded_at": "2026-11-21T23:59:02+00:00"},
        occurred_from="2026-11-21T23:12:37+00:00",
        occurred_to="2026-11-21T23:20:11+00:00",
        reported_at="2026-11-21T23:21:00+00:00",
        attended_at="2026-11-21T23:31:59+00:00",
        safe_contact="Call after nine.",
        victim_told="That the school will know.",
        disclosure={
            "hold_until": "2026-11-24T09:00:30+00:00",
            "hold_ground": "arrest",
            "hold_approver": "Insp Dunlin",
            "withhold": ["voice", "place"],
        },
        adults=[world.an_adult(address=address, employer="Mill", pregnant=False)],
        children=[
            world.a_child(
                also_known_as=[{"given_names": "Wrenny"}, {"surname": "Lark"}],
                relationships=[{"adult": "A1", "relationship": "child"}],
                school_urn="990001",
                upn="A123",
                address=address,
                where_present="On the stairs.",
                presentation="Quiet.",
                communication_needs="Signs.",
                interpreter="BSL",
            )
        ],
    )
    world.receive(full, at=monday)
    before = Incident.objects.get()

    answer = correct(officer)

    after = Incident.objects.get()
    assert answer.headers["Location"].endswith("?done=repeated")
    assert (after.revision, after.said) == (1, before.said)


def test_what_is_typed_under_more_is_said(area: Area, officer: Client) -> None:
    sent = fields_of(officer.get(ENTER).content.decode())
    sent |= {
        "reference": "INC-9",
        "unit": "Ferry Response",
        "risk_grade": "high",
        "withhold": ["place"],
        "child-0-given_names": "Wren",
        "child-0-also_known_as": "Quillfeather, Wrenny\n\nWrenna",
        "child-0-relationships": "A1: mother",
        "child-0-postcode": "QX1 1AB",
        "child-0-safe": "yes",
        "hold_ground": "arrest",
        "send": "yes",
    }

    half_a_hold = officer.post(ENTER, sent).content.decode()
    assert 'href="#id_hold_until_on_0">A hold needs an end' in half_a_hold
    assert 'href="#id_hold_approver">A hold needs an end' in half_a_hold
    officer.post(ENTER, {**sent, "hold_ground": ""})

    said = Incident.objects.get().said
    assert (said["unit"], said["risk"]) == ("Ferry Response", {"grade": "high"})
    assert said["disclosure"] == {"withhold": ["place"]}
    child = said["children"][0]
    assert child["also_known_as"] == [
        {"surname": "Quillfeather", "given_names": "Wrenny"},
        {"given_names": "Wrenna"},
    ]
    assert child["relationships"] == [{"adult": "A1", "relationship": "mother"}]
    assert child["address"] == {"postcode": "QX1 1AB", "safe": True}


def test_adding_a_birth_date_is_the_next_revision_and_keeps_the_rest(
    area: Area, officer: Client, monday: datetime
) -> None:
    child = world.a_child(date_of_birth=None, also_known_as=[{"given_names": "Wrenny"}])
    world.receive(world.an_incident(children=[child]), at=monday)
    date = {
        "child-0-date_of_birth_0": "4",
        "child-0-date_of_birth_1": "5",
        "child-0-date_of_birth_2": "2016",
    }

    answer = correct(officer, **date)

    said = Incident.objects.get().said["children"][0]
    assert answer.headers["Location"].endswith("?done=amended")
    assert said["date_of_birth"] == "2016-05-04"
    assert said["also_known_as"] == [{"given_names": "Wrenny"}]
    assert said["voice"] == world.a_child()["voice"]
    assert Incident.objects.get().revision == 2


def test_a_second_click_on_a_correction_is_no_second_revision(
    area: Area, officer: Client, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    address = f"/feeds/incidents/{Incident.objects.get().id}/correct/"
    sent = fields_of(officer.get(address).content.decode())
    sent |= {"child-0-given_names": "Wrenna", "send": "yes"}

    answers = [officer.post(address, sent).status_code for _click in range(2)]

    assert answers == [302, 302]
    assert Incident.objects.get().revision == 2


def test_a_revision_that_came_meanwhile_is_not_written_over_unseen(
    area: Area, officer: Client, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    address = f"/feeds/incidents/{Incident.objects.get().id}/correct/"
    sent = fields_of(officer.get(address).content.decode())
    world.receive(world.an_incident(revision=2, circumstances="More is known."), at=monday)

    answer = officer.post(address, {**sent, "child-0-given_names": "Wrenna", "send": "yes"})

    assert "Another revision has arrived" in answer.content.decode()
    assert Incident.objects.get().revision == 2


def test_a_child_taken_out_becomes_a_question_and_is_never_removed(
    area: Area, officer: Client, monday: datetime
) -> None:
    children = [world.a_child(), world.a_child("C2", given_names="Ivo")]
    world.receive(world.an_incident(children=children), at=monday)
    address = f"/feeds/incidents/{Incident.objects.get().id}/correct/"
    sent = fields_of(officer.get(address).content.decode())

    page = officer.post(address, {**sent, "remove": "child-0"}).content.decode()
    assert Incident.objects.get().revision == 1
    officer.post(address, {**fields_of(page), "send": "yes"})

    assert [each["id"] for each in Incident.objects.get().said["children"]] == ["C2"]
    assert RecordedChild.objects.get(reference="C1").vanished_at is not None


def test_mistakes_stand_at_their_fields_and_in_the_summary(area: Area, officer: Client) -> None:
    sent = fields_of(officer.get(ENTER).content.decode())
    sent |= {
        "child-0-given_names": "Wren",
        "child-0-date_of_birth_0": "31",
        "child-0-date_of_birth_1": "2",
        "child-0-date_of_birth_2": "2015",
        "belief_on_0": "21",
        "belief_on_1": "11",
        "belief_on_2": "2026",
        "send": "yes",
    }

    page = officer.post(ENTER, sent).content.decode()

    assert '<a href="#id_reference">Enter your reference</a>' in page
    assert 'href="#id_child-0-date_of_birth_0">Child 1: Enter a real date' in page
    assert 'href="#id_belief_time">Enter the time as well as the day</a>' in page
    assert "<title>Error:" in re.sub(r"\s+", " ", page)
    assert not Incident.objects.exists()


def test_two_children_with_one_number_are_told_at_the_number(area: Area, officer: Client) -> None:
    sent = fields_of(officer.get(ENTER).content.decode())
    sent |= {"reference": "INC-9", "child-0-given_names": "Wren"}
    sent = fields_of(officer.post(ENTER, {**sent, "add": "child"}).content.decode())
    sent |= {"child-1-given_names": "Ivo", "child-1-id": "C1", "send": "yes"}

    page = officer.post(ENTER, sent).content.decode()

    assert 'href="#id_child-1-id">Child 2: Two people of one list have the same id.' in page


def test_what_was_refused_is_put_right_with_its_content_before_ones_eyes(
    area: Area, officer: Client, monday: datetime
) -> None:
    child = world.a_child(date_of_birth="2016-02-31", nickname="Wrenny")
    world.receive(world.an_incident("INC-2", revision=3, children=[child]), at=monday)
    row = RefusedIncident.objects.get()
    address = f"/feeds/refused/{row.id}/mend/"

    page = officer.get(address).content.decode()
    sent = fields_of(page)

    assert 'href="#id_child-0-date_of_birth_0">' in page
    assert "/children/0/nickname" in page
    assert sent["child-0-date_of_birth_0"] == ["31"]
    answer = officer.post(address, {**sent, "child-0-date_of_birth_0": "28", "send": "yes"})

    incident = Incident.objects.get()
    assert answer.headers["Location"] == f"/feeds/incidents/{incident.id}/?done=accepted"
    assert incident.revision == 3
    assert incident.said["children"][0]["date_of_birth"] == "2016-02-28"
    row.refresh_from_db()
    assert row.mended_at is not None
    assert officer.get(address).status_code == 404


def test_a_time_is_the_wall_clocks(area: Area, officer: Client) -> None:
    sent = fields_of(officer.get(ENTER).content.decode())
    sent |= {
        "reference": "INC-9",
        "occurred_on_0": "4",
        "occurred_on_1": "7",
        "occurred_on_2": "2026",
        "occurred_time": "23.50",
        "send": "yes",
    }

    officer.post(ENTER, sent)

    assert Incident.objects.get().said["occurred_from"].startswith("2026-07-04T22:50:00")


def test_a_child_left_out_by_mistake_is_put_back_with_all_that_was_said(
    area: Area, officer: Client, monday: datetime
) -> None:
    ivo = world.a_child("C2", given_names="Ivo", also_known_as=[{"given_names": "Ive"}])
    world.receive(world.an_incident(children=[world.a_child(), ivo]), at=monday)
    world.receive(world.an_incident(revision=2), at=monday)
    incident = Incident.objects.get()
    gone = RecordedChild.objects.get(reference="C2")
    link = f"/feeds/incidents/{incident.id}/correct/?back={gone.id}"

    page = officer.get(f"/feeds/incidents/{incident.id}/").content.decode()
    assert f'href="{link}#id_child-1-given_names"' in page
    sent = fields_of(officer.get(link).content.decode())
    officer.post(link, {**sent, "send": "yes"})

    gone.refresh_from_db()
    assert gone.vanished_at is None
    assert gone.said["also_known_as"] == [{"given_names": "Ive"}]
    assert not gone.waiting.filter(why="vanished", closed_at=None).exists()


def test_who_will_read_it_is_said_before_it_is_sent(area: Area, officer: Client) -> None:
    page = " ".join(officer.get(ENTER).content.decode().split())

    assert "Who will be able to read this?" in page
    assert "<strong>The hub</strong> (1 person): everything that police recorded" in page
    assert "<strong>Eastmarsh Police</strong> (1 person)" in page
