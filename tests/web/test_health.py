"""`/health`: one line for whoever watches, true and about nobody."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.events import actions as ledger
from firstbell.foundation.events import queries

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
