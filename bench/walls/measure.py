"""Time the page that matters with and without the walls and the trail, in one run.

    .venv/bin/python -m bench.walls.measure [NOTIFICATIONS]

A fresh installation in a temporary folder, of an invented morning. The page is one notification,
read by a key adult of its school through Django's client; each way is asked in turns, so that
what else the machine does is the same for all. Then every notification is read once, both ways.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg

ROUNDS = 12
IN_A_ROUND = 15
SCHOOLS = 40


def main() -> None:
    """Measure on a morning of so many notifications."""
    notifications = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), notifications=notifications)


def measure(folder: Path, *, notifications: int) -> None:
    """Make the morning and print what reading it costs each way."""
    from firstbell.cli.ground import database_ready
    from firstbell.cli.home import make_home

    os.environ.update(
        FIRSTBELL_HOME=str(make_home(folder / "home", kind="bench")),
        FIRSTBELL_DEMO="1",
        FIRSTBELL_CLOCK_AT="2026-11-23T07:10:00+00:00",
    )
    with database_ready(durable=False):
        pages = _pages(notifications)
        _one_page(pages[0])
        _a_morning(pages)


Page = Callable[[], Any]


def _pages(notifications: int) -> list[Page]:
    """Make the notifications and return the reading of each by a key adult of its school."""
    from django.test import Client

    from firstbell.cli import ready
    from firstbell.foundation import clock
    from firstbell.registry.agencies.doors import Role
    from firstbell.registry.agencies.models import Agency, Establishment

    force = Agency.objects.create(code="bench", name="Invented Police", kind="police")
    browsers: dict[Any, Any] = {}
    pages = []
    for number in range(notifications):
        place = number % SCHOOLS
        if place not in browsers:
            school = Establishment.objects.create(
                urn=990000 + place,
                name=f"Invented School {place}",
                council_code="990",
                status="Open",
                loaded_at=clock.now(),
            )
            reader = ready.ready_person(
                email=f"reader{place}@demo.example",
                name=f"Reader {place}",
                role=Role.KEY_ADULT,
                password="a quiet field of barley",
                key="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                at=clock.now() - timedelta(days=60),
                establishment=school,
            )
            browser = Client(headers={"host": "localhost"})
            browser.force_login(reader)
            browsers[place] = (browser, reader, school)
        browser, reader, school = browsers[place]
        row_id = _notification(number, school, reader, force=force, at=clock.now())
        pages.append(_page(browser, f"/notifications/{row_id}/"))
    print(f"{len(pages)} notifications at {len(browsers)} schools")
    return pages


def _notification(number: int, school: Any, reader: Any, *, force: Any, at: datetime) -> Any:
    """Make one notification that its school has confirmed, with the incident that it is of."""
    from firstbell.journey.delivery.models import Notification
    from firstbell.journey.intake.models import Incident, RecordedAdult, RecordedChild
    from firstbell.journey.routing.models import Route

    reference = f"BENCH-{number}"
    told = {**TOLD, "given_names": f"Quill{number}", "reference": reference}
    incident = Incident.objects.create(
        source=force,
        reference=reference,
        revision=1,
        belief_formed_at=at,
        first_received_at=at,
        said=told,
        content_hash=str(number),
    )
    RecordedAdult.objects.create(
        incident=incident,
        reference="A1",
        surname="Tollemarsh",
        phone=f"07700 {900000 + number}",
    )
    child = RecordedChild.objects.create(
        incident=incident, reference="C1", said=told, first_revision=1, last_revision=1
    )
    place = {"establishment": school, "reason": "registered"}
    route = Route.objects.create(child=child, routed_at=at, **place)
    row = Notification.objects.create(
        incident=incident, child=child, route=route, state="opened", profile="full", content=told,
        content_id=incident.id, revision=1, statutory_since=at, due_at=at, chase_at=at,
        ring_at=at, calendar="assumed", raised_at=at,
        opened_at=at, opened_by=reader, confirmed_at=at, confirmed_by=reader, **place,
    )  # fmt: skip
    return row.id


TOLD: dict[str, object] = {
    "surname": "Tollemarsh",
    "date_of_birth": "2016-05-04",
    "presence": "present",
    "seen": True,
    "spoken_to": True,
    "spoken_to_alone": True,
    "voice": "I hid under the table until it was quiet.",
    "presentation": "Tired and quiet, holding a blanket.",
    "circumstances": "Shouting was heard and a door was broken. Officers stayed for an hour.",
}
"""What stands in each, of nobody's child."""


def _page(browser: Any, path: str) -> Page:
    return lambda: browser.get(path)


@contextmanager
def _without_walls() -> Iterator[None]:
    """Take the walls down, and with them what a request says to them."""
    from django.db import transaction

    from firstbell.walls.tables import WALLS
    from firstbell.web import middleware

    def alter(how: str) -> None:
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
            for wall in WALLS:
                owner.execute(f"ALTER TABLE {wall.table} {how} ROW LEVEL SECURITY".encode())

    def straight_on(self: Any, request: Any) -> Any:
        with transaction.atomic():
            return self.get_response(request)

    alter("DISABLE")
    try:
        with (
            patch.object(middleware.ForWhom, "__call__", straight_on),
            patch("firstbell.foundation.acting._tell", lambda _acting: None),
        ):
            yield
    finally:
        alter("ENABLE")


@contextmanager
def _without_trail() -> Iterator[None]:
    """Write no entry of the trail."""
    with patch("firstbell.foundation.audit.actions.record", lambda *_args, **_more: None):
        yield


WAYS: dict[str, Callable[[], list[AbstractContextManager[None]]]] = {
    "neither": lambda: [_without_walls(), _without_trail()],
    "the walls alone": lambda: [_without_trail()],
    "the trail alone": lambda: [_without_walls()],
    "both": lambda: [nullcontext()],
}


@contextmanager
def _way(name: str) -> Iterator[None]:
    with ExitStack() as stack:
        for each in WAYS[name]():
            stack.enter_context(each)
        yield


def _one_page(page: Page) -> None:
    """Print the median of one page, each way in turns."""
    took: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(ROUNDS):
        for name, times in took.items():
            with _way(name):
                assert page().status_code == 200
                times += [_seconds(page) for _ in range(IN_A_ROUND)]
    base = statistics.median(took["neither"])
    print(f"one notification, medians of {ROUNDS * IN_A_ROUND}:")
    for name, times in took.items():
        middle = statistics.median(times)
        print(f"  {name:16} {middle * 1000:6.1f} ms  {middle / base - 1:+.0%}")


def _seconds(act: Page) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _a_morning(pages: list[Page]) -> None:
    """Print how long every notification of a morning takes to read, each way.

    Fifty at a time in turns, so that both ways meet the machine alike.
    """
    took = {"neither": 0.0, "both": 0.0}
    for first in range(0, len(pages), 50):
        for name in took:
            with _way(name):
                took[name] += sum(_seconds(page) for page in pages[first : first + 50])
    more = took["both"] / took["neither"] - 1
    print(
        f"a morning of {len(pages)} notifications, one after the other: {took['both']:.1f} s, "
        f"{took['neither']:.1f} s with neither, {more:+.0%}"
    )


if __name__ == "__main__":
    main()
