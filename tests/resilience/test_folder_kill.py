"""Whoever looks into the folders is killed again and again: each file is taken in once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from pytest_django import DjangoDbBlocker

from firstbell.journey.intake.actions.folders import watch_folder
from firstbell.journey.intake.folders.files import Place
from firstbell.journey.intake.models import Feed, Incident, Revision
from tests.conftest import Installation, point_django_at
from tests.world import a_child, a_feed, a_force, a_partnership, an_incident

SEED = int(os.environ.get("KILL_SEED", "7"))
KILLS = int(os.environ.get("KILLS", "5"))
FILES = 24
PATIENCE = 60.0

LOOKS = """
import os
import sys
from firstbell.cli import run
import firstbell.settings
import django
django.setup()
import firstbell.journey.intake.folders.looking

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        os.setsid()
        run(["folder", "watch", "--every", "1", "--settled", "0"])
    print(child, flush=True)
    os.waitpid(child, 0)
"""
"""All is imported once; each line that it reads is one process that looks into the folders."""


@pytest.fixture
def place(
    installation: Installation, tmp_path: Path, django_db_blocker: DjangoDbBlocker, monday: datetime
) -> Place:
    """A force's folder in which many files lie, each a feed with two incidents."""
    with django_db_blocker.unblock(), point_django_at(installation.database):
        a_partnership()
        watch_folder(source=a_force(), mapping="", by=None, at=monday)
    made = Place(folder=tmp_path / "folders" / "EASTMARSH-POLICE")
    made.make()
    for number in range(FILES):
        said = [an_incident(f"INC-{number}-{each}", children=[a_child()]) for each in range(2)]
        document = a_feed(*said)
        document["feed"]["reference"] = f"night-{number}"
        (made.dropped / f"{number}.json").write_text(json.dumps(document))
    return made


def test_who_is_killed_again_and_again_takes_in_each_file_once(
    installation: Installation, place: Place, django_db_blocker: DjangoDbBlocker
) -> None:
    chance = Random(SEED)
    environment = dict(installation.environment(FIRSTBELL_FOLDERS=str(place.folder.parent)))
    left = []
    with subprocess.Popen(
        [sys.executable, "-c", LOOKS],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        for number in range(KILLS + 1):
            parent.stdin.write("\n")
            parent.stdin.flush()
            process = int(parent.stdout.readline())
            goal = FILES - (number + 1) * FILES // (KILLS + 1)
            wait_until(lambda: len(list(place.dropped.iterdir())) <= goal)  # noqa: B023
            time.sleep(chance.uniform(0, 0.02))
            os.kill(process, signal.SIGKILL)
            left.append(len(list(place.dropped.iterdir())))
        parent.stdin.close()

    assert left[-1] == 0
    assert any(0 < each < FILES for each in left)
    with django_db_blocker.unblock(), point_django_at(installation.database):
        assert (Feed.objects.count(), Incident.objects.count()) == (FILES, 2 * FILES)
        assert set(Revision.objects.values_list("number", flat=True)) == {1}
        receipts = {each["reference"]: each for each in Feed.objects.values("reference", "receipt")}
    assert len(list(place.taken.glob("[0-9a-f]*"))) == FILES
    told = [json.loads(each.read_text()) for each in place.receipts.glob("[0-9a-f]*.json")]
    assert {each["feed"]: each for each in told} == {
        reference: each["receipt"] for reference, each in receipts.items()
    }


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to be in time"
        time.sleep(0.002)
