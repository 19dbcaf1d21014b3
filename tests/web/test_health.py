"""`/health`: one line for whoever watches, true and about nobody."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation import acting
from firstbell.foundation.events import actions as ledger
from firstbell.foundation.events import queries
from firstbell.journey.reconciliation.models import Alarm
from firstbell.journey.reconciliation.promise import promise

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("overdue", "status"),
    [
        (timedelta(minutes=-1), 200),
        (timedelta(0), 200),
        (timedelta(minutes=5), 200),
        (timedelta(minutes=5, seconds=1), 503),
        (timedelta(days=3), 503),
    ],
)
def test_work_that_nobody_does_is_told_after_five_minutes(
    overdue: timedelta, status: int, client: Client, monday: datetime, settings: Settings
) -> None:
    settings.CLOCK_AT = monday
    ledger.record("incident.received", subject=uuid4(), at=monday - overdue)

    answer = client.get("/health")

    assert answer.status_code == status
    assert json.loads(answer.content)["oldest_due_seconds"] == max(0, overdue.total_seconds())


def test_a_database_that_does_not_answer_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_arguments: object) -> None:
        raise OperationalError("secret words of the server")

    monkeypatch.setattr(queries, "oldest_due_at", away)

    answer = client.get("/health")

    assert answer.status_code == 503
    assert b"secret" not in answer.content


def test_it_is_true_for_a_process_that_acts_for_nobody(
    client: Client, monday: datetime, settings: Settings
) -> None:
    """As the processes of the pages do, whom the walls show no row."""
    settings.CLOCK_AT = monday
    ledger.record("incident.received", subject=uuid4(), at=monday - timedelta(hours=1))

    with acting.for_person(None, at=monday):
        answer = client.get("/health")

    assert answer.status_code == 503
    assert json.loads(answer.content)["oldest_due_seconds"] == 3600


def test_an_alarm_is_in_the_way_of_the_promise_and_the_pages_go_on(
    client: Client, monday: datetime, settings: Settings
) -> None:
    settings.CLOCK_AT = monday
    assert json.loads(client.get("/health").content)["promise"] == "kept"
    lapses = {"lapses_at": (monday + timedelta(days=9)).isoformat()}
    an_alarm("certificate", at=monday, about="pages.pem", **lapses)
    assert json.loads(client.get("/health").content)["promise"] == "kept"
    an_alarm("no-worker", at=monday)

    answer = client.get("/health")

    assert answer.status_code == 200
    told = json.loads(answer.content)
    assert told["promise"] == "in the way"
    assert told["line"] == (
        "The database answers, but something is in the way: see `firstbell status`."
    )
    kept, line = promise(at=monday)
    assert not kept
    assert line.startswith(
        "In the way: No worker is running: nothing that is due is done. The cert"
    )


def an_alarm(kind: str, *, at: datetime, about: str = "", **detail: object) -> Alarm:
    return Alarm.objects.create(
        kind=kind, owner="operator", about=about, detail=detail, due_at=at, raised_at=at
    )
