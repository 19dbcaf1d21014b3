"""`/metrics`: counts and ages for who has the token, and nothing about anybody."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from firstbell.foundation import acting
from firstbell.foundation.events import actions as ledger
from firstbell.journey.reconciliation.actions import alarming
from firstbell.journey.reconciliation.alarms.looking import look
from firstbell.journey.reconciliation.figures import Figure, as_text
from firstbell.settings import token_of
from tests import world
from tests.smtp import Mailbox

TOKEN = "a-token-of-thirty-two-characters-or-more"

LINE = re.compile(r'firstbell_[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\[\\"n])*"\})? \d+(\.\d+)?')
"""A sample in the text format of Prometheus, as far as we use it."""


@pytest.fixture
def busy(db: None, settings: Settings, monday: datetime, mailbox: Mailbox) -> None:
    """One child told, one who waits, one feed, one step that fails, one alarm, one worker."""
    settings.CLOCK_AT, settings.METRICS_TOKEN = monday, TOKEN
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    children = [world.a_child(), world.a_child("C2", given_names="Nobody")]
    world.receive(world.an_incident(children=children), at=monday - timedelta(hours=1))
    ledger.begin_work(machine="one", process=1, lives=lambda _: True, clock_behind=timedelta(0))
    ledger.record("notification.raised", subject=uuid4(), at=monday - timedelta(minutes=9))
    for _ in range(4):
        taken = ledger.take_due(at=monday + timedelta(days=1))
        assert taken is not None
        ledger.give_back(taken, at=monday - timedelta(minutes=9), error="TemporaryFailure")
    looked = look(machine="one", clock_behind=timedelta(0), at=monday)
    alarming.settle(looked, machine="one", at=monday)


def get(client: Client, token: str = TOKEN) -> str:
    answer = client.get("/metrics", headers={"authorization": f"Bearer {token}"})
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_every_figure_is_told_in_the_form_that_prometheus_reads(
    busy: None, client: Client, monday: datetime
) -> None:
    with acting.for_person(None, at=monday):  # as the processes of the pages do
        text = get(client)

    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    assert all(LINE.fullmatch(line) for line in text.splitlines() if line[0] != "#")
    assert {name: values[name] for name in sorted(values) if "alarms_open" not in name} == {
        "firstbell_children_unsettled": "1",
        "firstbell_children_unsettled_late": "0",
        'firstbell_feed_age_seconds{source="EASTMARSH-POLICE"}': "3600",
        "firstbell_mail_failing": "1",
        "firstbell_notifications_late": "0",
        "firstbell_notifications_waiting": "1",
        "firstbell_oldest_due_seconds": "524",
        "firstbell_steps_failing": "1",
        'firstbell_watch_age_seconds{machine="one"}': "0",
        "firstbell_workers_alive": "1",
    }
    assert values['firstbell_alarms_open{kind="failing"}'] == "1"
    assert values['firstbell_alarms_open{kind="late-feed"}'] == "0"
    assert text.count("# TYPE") == text.count("# HELP") == 11


def test_whoever_has_no_token_finds_no_such_page(
    busy: None, client: Client, settings: Settings
) -> None:
    assert get(client, "another") == get(client, "") == get(client, "ä") == "404"
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = ""
    assert get(client, "") == "404"


def test_a_label_is_written_so_that_it_ends_no_line() -> None:
    odd = Figure(name="x", meaning="X.", label="machine", values={'a"\\\nb': 1.25})

    assert as_text([odd]).splitlines()[2] == 'firstbell_x{machine="a\\"\\\\\\nb"} 1.25'
    assert LINE.fullmatch(as_text([odd]).splitlines()[2])


def test_a_token_that_could_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTBELL_METRICS_TOKEN", "short")

    with pytest.raises(ImproperlyConfigured, match="32 characters"):
        token_of("FIRSTBELL_METRICS_TOKEN")


@pytest.mark.parametrize("more", [0, 2])
def test_it_takes_as_many_queries_for_one_source_as_for_three(
    busy: None, more: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(more):
        world.a_force(f"FORCE-{number}")

    with django_assert_num_queries(25):
        get(client)
