"""Alarms on the morning board, on *Your feeds* and on their own page."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.core.rhythms import Rhythm
from firstbell.journey.intake.actions.rhythms import set_rhythm
from firstbell.journey.reconciliation.models import Alarm, Telling, Watch
from tests import world
from tests.journey.hub import signed_in
from tests.journey.reconciliation.conftest import Area

SINCE = timedelta(minutes=50)


def an_alarm(kind: str, about: str = "", *, at: datetime, owner: str = "operator") -> Alarm:
    detail = {"expected_at": (at - SINCE).isoformat()} if kind == "late-feed" else {}
    alarm = Alarm.objects.create(
        kind=kind, about=about, owner=owner, detail=detail, due_at=at - SINCE, raised_at=at - SINCE
    )
    Telling.objects.create(alarm=alarm, said="raised", way="mail", told_at=at, is_taken=True)
    return alarm


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_board_says_what_is_wrong_and_the_page_since_when_and_who_was_told(
    area: Area, monday: datetime
) -> None:
    assert "alarm" not in text_of(area.browser, "/board/").replace("fb-alarm", "")
    assert "Nobody looks" in text_of(area.browser, "/alarms/")
    an_alarm("late-feed", area.force.code, at=monday, owner="sender")
    ended = an_alarm("no-worker", at=monday - timedelta(days=1))
    ended.ended_at = monday
    ended.save()
    Watch.objects.create(machine="one", looked_at=monday - timedelta(minutes=1))
    set_rhythm(
        source=area.force,
        rhythm=Rhythm(),
        by=area.worker,
        at=monday,
        rests_until=monday + timedelta(days=1),
    )

    board, page = text_of(area.browser, "/board/"), text_of(area.browser, "/alarms/")

    assert "1 alarm<" in board
    said = "EASTMARSH-POLICE has not sent the feed that was expected by Monday 23 November, 06:20."
    assert said in board
    assert said in page
    assert "Monday 23 November, 07:10: raised by e-mail" in page
    assert "The police force that sends" in page
    assert "No worker is running" in page
    assert "By 06:00, every day; 15 minutes late are an alarm." in page
    assert "It rests until Tuesday 24 November, 07:10." in page
    assert "Said by Sam Ortolan" in page
    assert "Last looked on Monday 23 November, 07:09." in page


def test_a_watch_that_has_stopped_is_told_on_the_page(area: Area, monday: datetime) -> None:
    Watch.objects.create(machine="one", looked_at=monday - timedelta(minutes=11))

    assert "Nobody has looked since Monday 23 November, 06:59" in text_of(area.browser, "/alarms/")


def test_a_force_is_told_what_is_missed_from_it_and_from_nobody_else(
    area: Area, monday: datetime, settings: Settings
) -> None:
    _, officer = signed_in("police-sender", name="Jules Thorn", agency=area.force)
    an_alarm("late-feed", area.force.code, at=monday, owner="sender")
    an_alarm("late-feed", world.a_force("ELSEWHERE").code, at=monday, owner="sender")
    an_alarm("no-worker", at=monday)

    page = text_of(officer, "/feeds/")

    assert "What we miss from you" in page
    assert page.count("has not sent the feed") == 1
    assert "No worker" not in page
    assert officer.get("/alarms/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_takes_as_many_queries_for_one_alarm_as_for_three(
    area: Area, monday: datetime, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        an_alarm("lost-worker", f"machine/{number}", at=monday)
        source = world.a_force(f"FORCE-{number}")
        set_rhythm(source=source, rhythm=Rhythm(), by=area.worker, at=monday)

    with django_assert_num_queries(29):
        area.browser.get("/alarms/")
