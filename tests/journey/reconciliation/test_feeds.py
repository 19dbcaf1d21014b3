"""Your feeds: what came, what was refused, what became of it; and nobody else's."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.intake.actions.receive import keep_unusable, receive_feed
from firstbell.journey.intake.models import Incident, RecordedChild, RefusedIncident, Waiting
from firstbell.journey.intake.reading import Unusable
from firstbell.journey.linkage.actions import review
from tests import world
from tests.journey.intake import sheets
from tests.journey.reconciliation.conftest import Area
from tests.people import ready_person

FEEDS = "/feeds/"


@pytest.fixture
def officer(area: Area) -> Client:
    """A browser in which somebody of the force is signed in."""
    area.browser.force_login(ready_person("police-sender", name="Pat Heron", agency=area.force))
    return area.browser


def text_of(browser: Client, address: str) -> str:
    """Return a page's text, white space put together."""
    response = browser.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_what_was_refused_stands_with_its_place_and_its_cure(
    area: Area, officer: Client, monday: datetime
) -> None:
    world.receive(world.an_incident(), world.an_incident("INC-2", place_kind="castle"), at=monday)

    text = text_of(officer, FEEDS)

    assert "1 incident was refused" in text
    assert "INC-2" in text
    assert "/place_kind" in text
    assert "relative" in text
    assert "castle" not in text


def test_what_was_refused_in_a_spreadsheet_stands_with_its_cell_and_is_put_right_in_the_form(
    area: Area, officer: Client, monday: datetime
) -> None:
    mapping = sheets.CHILD_A_ROW.replace("quillshire", area.force.code)
    sheets.receive(sheets.table(sheets.row(DOB="31/02/2017")), mapping, at=monday)

    text = text_of(officer, FEEDS)

    assert "Place: line 2, column P" in text
    assert "31/02/2017" not in text
    refused = RefusedIncident.objects.get()
    form = text_of(officer, reverse("mend_incident", args=[refused.id]))
    assert "Fernhollow Primary" in form


def test_a_gap_between_two_feeds_is_said(area: Area, officer: Client, monday: datetime) -> None:
    for days in ("2026-11-20T06:00:00+00:00", "2026-11-22T06:00:00+00:00"):
        document = world.a_feed()
        document["feed"] |= {"covers_from": days, "covers_to": days}
        receive_feed(document=document, by=None, at=monday)

    text = text_of(officer, FEEDS)

    assert "No feed of this source covers the time" in text
    assert "a nil return" in text


def test_what_became_of_a_child_names_no_school_and_nothing_that_a_school_wrote(
    area: Area, officer: Client, monday: datetime
) -> None:
    world.a_pupil(area.school)
    world.receive(world.an_incident(), at=monday)

    for address in (FEEDS, f"/feeds/incidents/{world.the_incident().id}/"):
        text = text_of(officer, address)
        assert "Told to a school, not yet opened" in text
        assert "Mill Lane" not in text


def test_a_list_names_no_child_and_an_incident_read_is_in_the_trail(
    area: Area, officer: Client, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    incident = world.the_incident()

    assert "Tollemarsh" not in text_of(officer, FEEDS)
    assert not AuditEntry.objects.filter(action="incident.read").exists()
    assert "Wren Tollemarsh" in text_of(officer, f"/feeds/incidents/{incident.id}/")

    entry = AuditEntry.objects.get(action="incident.read")
    assert entry.subject_id == str(incident.id)


def test_a_child_without_a_birth_date_leads_straight_to_the_field(
    area: Area, officer: Client, monday: datetime
) -> None:
    children = [world.a_child(), world.a_child("C2", given_names="Ivo", date_of_birth=None)]
    world.receive(world.an_incident(children=children), at=monday)
    incident = world.the_incident()

    text = text_of(officer, FEEDS)
    address = f"/feeds/incidents/{incident.id}/correct/"

    assert "1 child has no date of birth" in text
    assert f'href="{address}#id_child-1-date_of_birth_0"' in text
    assert 'id="id_child-1-date_of_birth_0"' in text_of(officer, address)


def test_the_question_of_the_hub_is_read_on_the_incident(
    area: Area, officer: Client, monday: datetime
) -> None:
    world.a_pupil(area.school, forename="Wrenn")
    world.a_pupil(area.school, forename="Wrena")
    world.receive(world.an_incident(children=[world.a_child(date_of_birth=None)]), at=monday)
    link = RecordedChild.objects.get().link
    review.ask_the_sender(link=link, question="Is there a middle name?", by=area.worker, at=monday)

    assert "the hub asks you about this child" in text_of(officer, FEEDS)
    page = text_of(officer, f"/feeds/incidents/{world.the_incident().id}/")
    assert "Is there a middle name?" in page
    assert "Waits for your answer" in page


def test_a_vanished_child_is_answered_for_once_and_for_all(
    area: Area, officer: Client, monday: datetime
) -> None:
    ivo = world.a_child("C2", given_names="Ivo")
    world.receive(world.an_incident(children=[world.a_child(), ivo]), at=monday)
    world.receive(world.an_incident(revision=2), at=monday)
    wait = Waiting.objects.get(why=Waiting.Why.VANISHED)
    address = f"/feeds/questions/{wait.id}/left-out/"

    assert address in text_of(officer, f"/feeds/incidents/{world.the_incident().id}/")
    assert officer.get(address).status_code == 302
    wait.refresh_from_db()
    assert wait.closed_at is None
    for _click in range(2):
        assert officer.post(address).status_code == 302

    wait.refresh_from_db()
    assert wait.outcome == "left_out_on_purpose"
    assert wait.closed_by is not None


def test_what_cannot_be_mended_can_be_taken_off_the_list(
    area: Area, officer: Client, monday: datetime
) -> None:
    world.receive(world.an_incident("INC-2", place_kind="castle"), at=monday)
    row = RefusedIncident.objects.get()

    for _click in range(2):
        assert officer.post(f"/feeds/refused/{row.id}/set-aside/").status_code == 302

    assert "Nothing is to be put right" in text_of(officer, FEEDS)
    assert AuditEntry.objects.filter(action="incident.refusal_set_aside").count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_take_as_many_queries_for_one_incident_as_for_three(
    area: Area,
    officer: Client,
    monday: datetime,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for each in range(number):
        world.receive(
            world.an_incident(f"INC-{each}", children=[world.a_child(date_of_birth=None)]),
            world.an_incident(f"BAD-{each}", place_kind="castle"),
            at=monday,
        )

    with django_assert_num_queries(54):
        officer.get(FEEDS)


@pytest.mark.parametrize("who", ["other-force", "hub-worker", "key-adult"])
def test_nobody_else_finds_anything_of_a_force(
    area: Area, officer: Client, monday: datetime, who: str
) -> None:
    world.receive(world.an_incident(), world.an_incident("INC-2", place_kind="castle"), at=monday)
    world.receive(world.an_incident(revision=2, children=[]), at=monday)
    incident = Incident.objects.get()
    refused, wait = RefusedIncident.objects.get(), Waiting.objects.get(why="vanished")
    person = {
        "other-force": lambda: ready_person("police-sender", agency=world.a_force("OTHER")),
        "hub-worker": lambda: area.worker,
        "key-adult": lambda: ready_person("key-adult", establishment=area.school),
    }[who]()
    officer.force_login(person)

    for address in (
        f"/feeds/incidents/{incident.id}/",
        f"/feeds/incidents/{incident.id}/correct/",
        f"/feeds/refused/{refused.id}/mend/",
        f"/feeds/refused/{refused.id}/set-aside/",
        f"/feeds/questions/{wait.id}/left-out/",
    ):
        assert officer.get(address).status_code == 404
        assert officer.post(address, {"send": "yes"}).status_code == 404
    wait.refresh_from_db()
    assert wait.closed_at is None


def test_an_officer_finds_nothing_of_an_incident_that_they_are_an_adult_of(
    area: Area, monday: datetime
) -> None:
    officer = ready_person("police-sender", name="Pat Heron", agency=area.force)
    own = world.an_adult(email=officer.email.upper())
    kept, gone = world.a_child(), world.a_child("C2", given_names="Ivo", date_of_birth=None)
    world.receive(world.an_incident("INC-OWN", adults=[own], children=[kept, gone]), at=monday)
    later = world.an_incident("INC-OWN", adults=[own], children=[kept], revision=2)
    bad = world.an_incident("INC-OWN", adults=[own], place_kind="castle", revision=3)
    world.receive(later, at=monday)
    world.receive(bad, world.an_incident("INC-2"), at=monday)
    area.browser.force_login(officer)

    text = text_of(area.browser, FEEDS)
    assert "INC-2" in text
    assert "INC-OWN" not in text
    incident = world.the_incident("INC-OWN")
    refused, wait = RefusedIncident.objects.get(), Waiting.objects.get(why="vanished")
    for address in (
        f"/feeds/incidents/{incident.id}/",
        f"/feeds/incidents/{incident.id}/correct/",
        reverse("mend_incident", args=[refused.id]),
        reverse("set_aside", args=[refused.id]),
        reverse("left_out", args=[wait.id]),
    ):
        assert area.browser.get(address).status_code == 404, address
        assert area.browser.post(address, {"send": "1"}).status_code == 404, address
    wait.refresh_from_db()
    assert wait.closed_at is None


def test_a_delivery_that_is_hidden_takes_no_line_from_the_others(
    area: Area, monday: datetime
) -> None:
    officer = ready_person("police-sender", name="Pat Heron", agency=area.force)
    own = world.an_adult(email=officer.email)
    for number in range(10):
        world.receive(world.an_incident(f"INC-{number}"), at=monday + timedelta(minutes=number))
    area.browser.force_login(officer)
    before = text_of(area.browser, FEEDS)

    world.receive(world.an_incident("INC-OWN", adults=[own]), at=monday + timedelta(hours=1))

    assert without_tokens(text_of(area.browser, FEEDS)) == without_tokens(before)


def test_a_delivery_of_which_only_what_names_the_reader_was_refused_has_no_line(
    area: Area, monday: datetime
) -> None:
    officer = ready_person("police-sender", name="Pat Heron", agency=area.force)
    own = world.an_adult(email=officer.email)
    area.browser.force_login(officer)
    before = text_of(area.browser, FEEDS)

    world.receive(world.an_incident("BAD", adults=[own], place_kind="castle"), at=monday)

    assert RefusedIncident.objects.exists()
    assert without_tokens(text_of(area.browser, FEEDS)) == without_tokens(before)


def without_tokens(text: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|seconds)="\w+"', "", text)


@pytest.mark.parametrize("number", [1, 3])
def test_the_hub_reads_whose_deliveries_were_refused_whole_and_nothing_that_was_sent(
    number: int, area: Area, monday: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("refused_whole")
    assert "No delivery waits" in text_of(area.browser, address)
    for each in range(number):
        feed = world.a_feed(world.an_incident(f"INC-{each}"))
        document = feed | {"kestrel": each}
        with pytest.raises(Unusable) as unusable:
            receive_feed(document=document, by=None, at=monday)
        problems = unusable.value.problems
        keep_unusable(document=document, problems=problems, source=area.force, by=None, at=monday)
    world.receive(world.an_incident("INC-9", place_kind="castle"), at=monday)

    with django_assert_num_queries(17):
        text = text_of(area.browser, address)

    assert text.count("Refused on") == number
    assert "Eastmarsh Police" in text
    assert "Wren" not in text
    assert "castle" not in text
    RefusedIncident.objects.update(mended_at=monday)
    assert "No delivery waits" in text_of(area.browser, address)
