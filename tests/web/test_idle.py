"""Who does nothing is signed out by the real clock; what comes too late is kept, never done."""

import re
from datetime import datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.drafts.models import Draft
from firstbell.journey.delivery.models import Support
from firstbell.registry.agencies.actions.rules import set_rule
from tests.people import PASSWORD, ready_person, sign_in
from tests.permissions import notified
from tests.permissions.world import World, make_world, path_of

pytestmark = pytest.mark.django_db

QUARTER = 15 * 60
DAY = 8 * 60 * 60


@pytest.fixture
def world(monday: datetime, settings: Settings) -> World:
    settings.CLOCK_AT = monday
    return make_world(monday)


@pytest.fixture
def support(world: World) -> str:
    return path_of("record_support", notified.one(world))


@pytest.fixture
def ade(world: World) -> Client:
    client = world.client("key-adult")
    assert client.get("/your-account/").status_code == 200
    return client


NOTE = {"note": "She ate two rolls.", "given_by": "Form tutor", "discreet": ["breakfast"]}


def waits(client: Client, seconds: float) -> None:
    """Let so much time go by in which the person does nothing."""
    session = client.session
    session["began"] -= seconds
    session["seen"] -= seconds
    session.save()


def is_in(client: Client) -> bool:
    return client.get("/your-account/").status_code == 200


def test_a_person_stays_signed_in_for_a_quarter_of_an_hour(ade: Client) -> None:
    waits(ade, QUARTER - 5)
    assert is_in(ade)
    waits(ade, QUARTER + 5)
    answer = ade.get("/your-account/?a=b")

    assert answer.headers["Location"] == (
        "/account/login/?next=%2Fyour-account%2F%3Fa%3Db&ended=idle"
    )
    assert not is_in(ade)
    entry = AuditEntry.objects.get(action="person.signed_out")
    assert entry.detail == {"why": "idle"}


def test_doing_something_puts_the_end_off_but_never_past_a_working_day(ade: Client) -> None:
    for _time in range(DAY // 800 - 1):
        waits(ade, 800)
        assert is_in(ade)
    waits(ade, 800)
    assert not is_in(ade)


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(ade: Client) -> None:
    waits(ade, 800)
    assert ade.get("/your-account/", headers={"HX-Request": "true"}).status_code == 200
    left = ade.get("/account/stay/").json()["seconds"]
    assert 95 <= left <= 100
    waits(ade, 101)

    late = ade.get("/your-account/", headers={"HX-Request": "true"})
    assert late.status_code == 401
    assert late.headers["HX-Redirect"].startswith("/account/login/")
    assert ade.get("/account/stay/").status_code == 302


def test_saying_that_one_is_still_there_is_enough(ade: Client) -> None:
    waits(ade, 890)
    assert ade.post("/account/stay/").json()["seconds"] >= QUARTER - 2
    waits(ade, 890)
    assert is_in(ade)
    waits(ade, QUARTER + 1)
    asked = ade.post("/account/stay/", headers={"Sec-Fetch-Dest": "empty"})
    assert (asked.status_code, asked.json()) == (401, {"seconds": 0})


def test_the_partnership_sets_how_long_but_never_over_an_hour(
    world: World, monday: datetime
) -> None:
    set_rule(key="idle", value="5", by=None, at=monday)
    short = world.client("hub-worker")
    assert is_in(short)
    waits(short, 301)
    assert not is_in(short)

    set_rule(key="idle", value="600", by=None, at=monday)
    long = world.client("hub-manager")
    assert is_in(long)
    waits(long, 3601)
    assert not is_in(long)


def comes_back(client: Client, person: User, to: str) -> str:
    """Sign in again in the same browser, and return the page that one comes back to."""
    client.post("/account/login/", {"login": person.email, "password": PASSWORD, "next": to})
    sign_in(client, person)
    return client.get(to).content.decode()


def test_a_note_that_came_too_late_is_not_saved_but_found_again(
    world: World, ade: Client, support: str
) -> None:
    waits(ade, QUARTER + 1)
    answer = ade.post(support, NOTE)

    assert answer.headers["Location"].startswith("/account/login/?next=%2Fnotifications")
    assert (
        "What you had written into a form is kept"
        in ade.get(answer.headers["Location"]).content.decode()
    )
    assert not Support.objects.exists()
    assert "rolls" not in Draft.objects.get().content
    page = comes_back(ade, world.cast["key-adult"], support)
    assert "She ate two rolls." in page
    assert "We kept what you wrote here" in page
    assert re.search(r'value="breakfast"[^>]* checked', page)
    assert not Support.objects.exists()

    sent = ade.post(support, {**NOTE, "manner": "silent", **today()})
    assert sent.status_code == 302
    assert not Draft.objects.exists()
    assert "We kept what you wrote here" not in ade.get(support).content.decode()


def today() -> dict[str, str]:
    return {"given_on_0": "23", "given_on_1": "11", "given_on_2": "2026"}


def test_what_was_kept_can_be_discarded(ade: Client, support: str) -> None:
    ade.post("/drafts/keep/", {"draft_address": support, **NOTE})
    page = ade.get(support).content.decode()
    assert "She ate two rolls." in page
    assert f'name="back" value="{support}"' in page

    answer = ade.post("/drafts/discard/", {"draft_address": support, "back": support})
    assert answer.headers["Location"] == support
    assert "She ate two rolls." not in ade.get(support).content.decode()


@pytest.mark.parametrize(
    "back",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere", "", "x:"],
)
def test_discarding_leads_nowhere_else(back: str, ade: Client) -> None:
    assert ade.post("/drafts/discard/", {"back": back}).headers["Location"] == "/"


def test_another_person_at_the_same_computer_does_not_get_the_draft(
    world: World, ade: Client, support: str
) -> None:
    waits(ade, QUARTER + 1)
    ade.post(support, NOTE)
    colleague = ready_person(
        "key-adult", email="colleague@mill-lane.example", establishment=world.school
    )

    page = comes_back(ade, colleague, support)

    assert 'name="given_by"' in page
    assert "She ate two rolls." not in page
    assert "We kept what you wrote here" not in page


def test_what_another_site_sends_too_late_is_nobodys_draft(
    world: World, monday: datetime, support: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.cast["key-adult"])
    client.get("/your-account/")
    waits(client, QUARTER + 1)

    assert client.post(support, NOTE).status_code == 302
    assert not Draft.objects.exists()


def test_only_forms_that_keep_drafts_are_kept(ade: Client, support: str) -> None:
    for address in ("/account/password/change/", "/your-account/", "/nowhere/", "", "x" * 400):
        kept = ade.post("/drafts/keep/", {"draft_address": address, "note": "words"})
        assert kept.status_code == 404
    waits(ade, QUARTER + 1)
    ade.post("/account/password/change/", {"oldpassword": "secret words"})
    assert not Draft.objects.exists()
    assert ade.post("/drafts/keep/", {"draft_address": support, "note": "x"}).status_code == 302


def test_more_than_a_draft_holds_is_refused(ade: Client, support: str) -> None:
    long = {"draft_address": support, "note": "x" * 100_001}
    assert ade.post("/drafts/keep/", long).status_code == 413


def test_the_page_tells_its_script_where_to_keep_what_is_written(ade: Client, support: str) -> None:
    page = ade.get(support).content.decode()

    assert f'data-draft="{support}" data-keep="/drafts/keep/"' in page
    (seconds,) = re.findall(r'data-stay="/account/stay/" data-seconds="(\d+)"', page)
    assert QUARTER - 5 <= int(seconds) <= QUARTER
    assert "data-draft" not in ade.get("/your-account/").content.decode()


def test_an_incident_being_entered_comes_back_with_all_its_rows(world: World) -> None:
    officer = world.client("police-sender")
    path = path_of("enter_incident", {})
    (revision,) = re.findall(r'name="revision" value="(.*?)"', officer.get(path).content.decode())
    typed = {
        "revision": revision,
        "reference": "EM/1",
        "circumstances": "A door was broken.",
        "child": ["0", "1"],
        "child-0-given_names": "Wren",
        "child-1-given_names": "Robin",
        "adult": ["0"],
        "adult-0-surname": "Example",
        "send": "yes",
    }
    waits(officer, QUARTER + 1)
    officer.post(path, typed)

    page = comes_back(officer, world.cast["police-sender"], path)
    for words in ("EM/1", "A door was broken.", "Wren", "Robin", "Example"):
        assert words in page
    assert "There is a problem" not in page
    Draft.objects.all().delete()
    officer.post("/drafts/keep/", {"draft_address": path, **typed, "revision": "7"})
    assert "Another revision has arrived" in officer.get(path).content.decode()
