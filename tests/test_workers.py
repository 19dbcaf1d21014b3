"""Each worker keeps a row current while it lives: who was killed leaves it, who was asked not."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connections

from firstbell import flow
from firstbell.foundation.events import actions, living, queries
from firstbell.foundation.events.models import Worker
from tests.conftest import Installation

SOON = 30.0
NOTHING = timedelta(0)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to be in time"
        time.sleep(0.05)


def begun(process: int, *, alive: bool = True, machine: str = "one") -> None:
    actions.begin_work(
        machine=machine, process=process, lives=lambda _: alive, clock_behind=NOTHING
    )


def names() -> list[str]:
    return [f"{each.machine}/{each.process}" for each in queries.workers()]


def test_a_worker_says_that_it_lives_until_it_is_asked_to_end(
    monday: datetime, monkeypatch: pytest.MonkeyPatch, committed: None
) -> None:
    monkeypatch.setattr(living, "SAY_ALIVE_EVERY", 0.1)
    ending = threading.Event()

    def work() -> None:
        flow.work_for_ever(lambda: monday, is_asked_to_end=ending.is_set)
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        wait_until(lambda: Worker.objects.filter(process=os.getpid()).exists())
        began = Worker.objects.get()
        wait_until(lambda: Worker.objects.get().beaten_at > began.beaten_at)
        Worker.objects.all().delete()  # as when the database was put back from a copy
        wait_until(Worker.objects.exists)
    finally:
        ending.set()
        worker.join(SOON)

    assert not worker.is_alive()
    assert names() == []


@pytest.mark.django_db
def test_whoever_begins_takes_the_place_of_one_that_was_killed_on_its_machine() -> None:
    begun(1)
    begun(2)
    begun(3, machine="two")
    begun(4, alive=False)
    begun(4)  # the same number once more: that process cannot be there any longer

    assert names() == ["one/2", "one/4", "two/3"]


def test_the_command_ends_its_step_and_takes_its_row_away_when_asked(
    installation: Installation,
) -> None:
    command = [sys.executable, "-m", "firstbell.cli", "work"]
    with subprocess.Popen(command, env=dict(installation.environment())) as process:
        try:
            wait_until(lambda: rows(installation) == 1)
        finally:
            process.terminate()

    assert process.returncode == 0
    assert rows(installation) == 0


def rows(installation: Installation) -> int:
    with psycopg.connect(installation.database.superuser_url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM events_worker WHERE ended_at IS NULL"
        ).fetchone()
        assert found is not None
        return int(found[0])
