"""The hub's own rota, the next morning, the hand-over, and minutes of work against those left."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.models import Agency
from firstbell.registry.cover.actions.absences import be_off
from firstbell.registry.cover.models import OnCall
from tests import world
from tests.journey.reconciliation.conftest import Area
from tests.people import ready_person
from tests.web.people.staff import browser_of, words_of

SUNDAY = datetime(2026, 11, 22, 19, tzinfo=UTC)
"""Sunday evening, with a night before the bells of Monday."""

NIGHT = "2026-11-22T18:00:00+00:00"


@pytest.fixture
def sunday(area: Area, settings: Settings) -> Area:
    """The area on Sunday evening, with one child told and not answered."""
    settings.CLOCK_AT = SUNDAY
    world.a_pupil(area.school)
    world.receive(world.an_incident(), at=SUNDAY)
    return area


def manager_of(area: Area) -> Client:
    person = ready_person("hub-manager", name="Mana Gerr", agency=Agency.objects.get(code="990"))
    return browser_of(person)


def test_a_night_that_has_nobody_is_red_until_a_manager_puts_somebody_on_call(
    sunday: Area,
) -> None:
    browser = manager_of(sunday)
    assert "Nobody is on call now" in words_of(sunday.browser.get("/board/"))
    assert "Two weeks: 17 shifts have nobody" in words_of(browser.get("/rota/"))
    assert "Tick at least one shift" in words_of(browser.post("/rota/"))

    sent = {"who": str(sunday.worker.id), "shifts": [NIGHT]}
    for _twice in range(2):
        page = words_of(browser.post("/rota/", sent, follow=True))
    assert "Two weeks: 16 shifts have nobody" in page
    assert "On call now: Sam Ortolan" in page
    assert "On call now: Sam Ortolan" in words_of(sunday.browser.get("/board/"))
    assert AuditEntry.objects.filter(action="rota.named").count() == 1

    taken = f"/rota/{OnCall.objects.get().id}/off/"
    assert sunday.browser.post(taken).status_code == 404, "a worker takes nobody off"
    for _twice in range(2):
        assert "Taken off." in words_of(browser.post(taken, follow=True))
    assert "Nobody is on call now" in words_of(browser.get("/rota/"))
    assert browser.post("/rota/00000000-0000-4000-8000-000000000000/off/").status_code == 404


def test_a_worker_sees_the_rota_and_puts_nobody_on_it(sunday: Area) -> None:
    page = words_of(sunday.browser.get("/rota/"))
    assert "Who is on call" in page
    assert "Put somebody on call" not in page
    assert sunday.browser.post("/rota/", {"who": "x", "shifts": [NIGHT]}).status_code == 404


def test_while_the_hub_is_there_only_the_next_gap_is_said(area: Area) -> None:
    page = words_of(area.browser.get("/board/"))
    assert "Now: the hub is there." in page
    assert "Nobody is on call from Monday 23 November, 18:00" in page


def test_on_a_sunday_evening_the_next_morning_is_counted(sunday: Area) -> None:
    page = words_of(sunday.browser.get("/next-morning/"))
    assert "Monday 23 November: 1 child waits for an answer, 1 not yet opened." in page
    assert "6 minutes of work. 6 of them before 08:45, with 105 minutes left:" in page
    assert "1 caller can do it." in page
    assert "08:45 1 1" in page
    assert "Nobody is there that day" not in page
    assert "Wren" not in page

    be_off(
        email=sunday.key_adult.email,
        name=sunday.key_adult.name,
        first_on=date(2026, 11, 23),
        last_on=date(2026, 11, 23),
        by=sunday.worker,
        at=SUNDAY,
    )
    page = words_of(sunday.browser.get("/next-morning/"))
    assert "Nobody is there Mill Lane Primary School , 08:45, 1 child" in page


def test_nothing_to_come_is_said_and_what_is_late_is_counted(
    sunday: Area, settings: Settings
) -> None:
    settings.CLOCK_AT = SUNDAY + timedelta(days=1)
    page = words_of(sunday.browser.get("/next-morning/"))
    assert "1 child is past its bell already" in page
    assert "No child waits for a bell to come" in page


def test_the_hand_over_says_what_is_open_whose_step_and_by_when_and_names_no_child(
    sunday: Area,
) -> None:
    call = sunday.browser.post(f"/calls/at/{sunday.school.id}/").headers["Location"]
    sunday.browser.post(call, {"outcome": "no_answer"})
    page = words_of(sunday.browser.get("/hand-over/"))
    assert "Mon 23 Nov, 08:45 INC-1 The school" in page
    assert "Mill Lane Primary School: Rung at 19:00: No answer" in page
    assert "Sun 22 Nov, 18:00 to Mon 23 Nov, 07:00 : nobody" in page
    for secret in ("Wren", "Tollemarsh", "2016"):
        assert secret not in page
    assert AuditEntry.objects.filter(action="board.read").exists()


def test_the_calls_and_the_board_say_how_many_callers_it_takes(
    area: Area, settings: Settings, monday: datetime
) -> None:
    for number in range(3):
        school = world.a_school(990010 + number, f"School {number}")
        world.a_key_adult(school)
        world.a_pupil(school, born_on=date(2015, 5, 1 + number))
        child = world.a_child(f"C{number}", date_of_birth=f"2015-05-0{number + 1}")
        world.receive(world.an_incident(f"INC-{number}", children=[child]), at=monday)
    page = words_of(area.browser.get("/calls/"))
    assert "To ring now:" not in page
    assert "If nobody answers any more: 18 minutes of work." in page
    settings.CLOCK_AT = datetime(2026, 11, 23, 8, 35, tzinfo=UTC)
    late = "18 minutes of work. 18 of them before 08:45, with 10 minutes left:"
    for address in ("/calls/", "/board/"):
        page = words_of(area.browser.get(address))
        assert late in page
        assert "it takes 2 callers." in page


def test_the_pages_ask_the_same_for_one_and_for_three(
    sunday: Area, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sunday.browser.get("/rota/")
    for number in (1, 2, 3):
        if number > 1:
            school = world.a_school(990020 + number, f"School {number}")
            world.a_key_adult(school)
            world.a_pupil(school, born_on=date(2014, 5, number))
            child = world.a_child(f"C{number}", date_of_birth=f"2014-05-0{number}")
            world.receive(world.an_incident(f"INC-{number}", children=[child]), at=SUNDAY)
        OnCall.objects.create(
            user=sunday.worker,
            starts_at=SUNDAY + timedelta(days=number),
            ends_at=SUNDAY + timedelta(days=number, hours=12),
            named_by=sunday.worker,
            named_at=SUNDAY,
        )
        if number != 2:
            with django_assert_num_queries(22):
                sunday.browser.get("/rota/")
            with django_assert_num_queries(27):
                sunday.browser.get("/next-morning/")
            with django_assert_num_queries(61):
                sunday.browser.get("/hand-over/")
