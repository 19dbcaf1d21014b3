"""Many people at once over few connections: no row crosses, and who is out is out at once."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from unittest.mock import patch

import pytest
from django.db import connection, connections
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from firstbell.cli.postgres import Server
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.actions import leaving
from firstbell.registry.agencies.models import Agency, Ending, Establishment
from firstbell.registry.agencies.queries import people
from tests import world
from tests.conftest import own_database, point_django_at
from tests.people import ready_person

MONDAY = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)
SCHOOLS = 50
SESSIONS = 200
POOLED = 4
THREADS = 8
REVOKED = 24


@dataclass(frozen=True, kw_only=True)
class Told:
    """A school that was told of one child, and who reads it there."""

    word: str
    page: str
    reader: User


@pytest.fixture
def schools(migrated: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Told]]:
    """Schools that were each told of one child of their own, in a database of their own.

    Anew for each test: some end what their readers may do.
    """
    with (
        django_db_blocker.unblock(),
        own_database(migrated, "sessions") as database,
        point_django_at(database),
        override_settings(CLOCK_AT=MONDAY),
    ):
        world.a_partnership()
        force = world.a_force()
        yield [_told(number, force=force) for number in range(SCHOOLS)]
        connections.close_all()


def _told(number: int, *, force: Agency) -> Told:
    school = world.a_school(990100 + number, f"School {number}")
    reader = ready_person("key-adult", establishment=school)
    word = f"Quill{number:03}z"
    row = _notification(school, reader, force=force, word=word)
    return Told(word=word, page=f"/notifications/{row.id}/", reader=reader)


def _notification(school: Establishment, reader: User, *, force: Agency, word: str) -> Notification:
    incident = Incident.objects.create(
        source=force,
        reference=word,
        revision=1,
        belief_formed_at=MONDAY,
        first_received_at=MONDAY,
        said={},
        content_hash=word,
    )
    child = RecordedChild.objects.create(
        incident=incident, reference="C1", said={}, first_revision=1, last_revision=1
    )
    route = Route.objects.create(
        child=child, establishment=school, reason="registered", routed_at=MONDAY
    )
    return Notification.objects.create(
        incident=incident,
        child=child,
        route=route,
        establishment=school,
        reason="registered",
        state="opened",
        profile="full",
        content={"given_names": word, "surname": "Tollemarsh"},
        content_id=incident.id,
        revision=1,
        statutory_since=MONDAY,
        due_at=MONDAY,
        chase_at=MONDAY,
        ring_at=MONDAY,
        calendar="assumed",
        raised_at=MONDAY,
        opened_at=MONDAY,
        opened_by=reader,
        confirmed_at=MONDAY,
        confirmed_by=reader,
    )


@contextmanager
def pooled() -> Iterator[None]:
    """Let this process share few connections, as one that serves pages does."""
    before = connections.settings["default"]["OPTIONS"]
    options = f"{before.get('options', '')} -c firstbell.acts_as=nobody"
    pool = {"min_size": 1, "max_size": POOLED, "timeout": 60}
    _connect_with({**before, "options": options, "pool": pool})
    try:
        with override_settings(ACTS_AS="nobody"):
            yield
    finally:
        connections["default"].close()
        connections["default"].close_pool()  # type: ignore[attr-defined]
        _connect_with(before)


def _connect_with(options: dict[str, object]) -> None:
    """Let the next connection of every thread be made with these options."""
    connections["default"].close()
    del connections["default"]
    connections.settings["default"]["OPTIONS"] = options


def signed_in(told: Told) -> Client:
    """Return a browser of its own in which the reader of a school is signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(told.reader)
    return client


def what_crossed(schools: list[Told], *, sessions: int, threads: int = THREADS) -> list[str]:
    """Let sessions of all schools ask in turns over few connections; return what was not theirs.

    Each reads its own page, some ask for their neighbour's. Between them somebody looks who never
    says for whom, on a connection that others have used.
    """
    clients = [signed_in(schools[number % len(schools)]) for number in range(sessions)]
    asks: list[Callable[[], list[str]]] = [_look_without_saying_for_whom] * (sessions // 2)
    asks += [partial(_ask, clients[n], schools, n % len(schools)) for n in range(sessions)]
    random.Random(7).shuffle(asks)
    with pooled(), ThreadPoolExecutor(threads) as workers:
        return [line for found in workers.map(_and_give_back, asks) for line in found]


def _and_give_back(ask: Callable[[], list[str]]) -> list[str]:
    try:
        return ask()
    finally:
        connection.close()


def _ask(client: Client, schools: list[Told], number: int) -> list[str]:
    own, other = schools[number], schools[(number + 1) % len(schools)]
    page = client.get(own.page)
    body = page.content.decode()
    wrong = [f"{own.word} was shown {each.word}" for each in schools if each.word in body]
    if page.status_code != 200 or own.word not in body:
        return [*wrong, f"{own.word} was answered {page.status_code} by its own page"]
    wrong.remove(f"{own.word} was shown {own.word}")
    if number % 4:
        return wrong
    refused = client.get(other.page)
    if refused.status_code != 404 or "Quill" in refused.content.decode():
        wrong.append(f"{own.word} was let in to {other.word}")
    return wrong


def _look_without_saying_for_whom() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM delivery_notification")
        (rows,) = cursor.fetchone()
    return [f"nobody was shown {rows} rows"] if rows else []


def test_of_200_sessions_over_four_connections_none_is_shown_a_row_of_another(
    schools: list[Told],
) -> None:
    assert what_crossed(schools, sessions=SESSIONS) == []


def _tell_for_good(told_by: acting.Acting) -> None:
    told = told_by.as_settings()
    with connection.cursor() as cursor:
        for name, value in told.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])


def test_what_is_said_for_longer_than_a_transaction_is_seen_to_cross(schools: list[Told]) -> None:
    with patch.object(acting, "_tell", _tell_for_good):
        crossed = what_crossed(schools, sessions=20)

    assert any("nobody was shown" in line for line in crossed)


def _end(reader: User) -> None:
    membership = reader.memberships.get(ends_at=None)
    leaving.end_membership(membership, why=Ending.LEFT, by=None, at=MONDAY)


def _disable(reader: User) -> None:
    leaving.disable_account(reader, why=Ending.SECURITY, by=None, at=MONDAY)


def read_after_the_end(told: Told, end: Callable[[User], None]) -> int:
    """Return how many requests were let in that began after the end was committed.

    Somebody reads without a pause while their access is ended.
    """
    client, let_in, stop = signed_in(told), [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            began = time.perf_counter()
            if client.get(told.page).status_code == 200:
                let_in.append(began)
        connection.close()

    reading = threading.Thread(target=read)
    reading.start()
    while not let_in and reading.is_alive():
        time.sleep(0.001)
    end(told.reader)
    committed = time.perf_counter()
    last = client.get(told.page).status_code
    time.sleep(0.03)
    stop.set()
    reading.join()
    return sum(began > committed for began in let_in) + (last == 200)


def test_who_is_ended_or_disabled_while_reading_is_refused_from_the_commit_on(
    schools: list[Told],
) -> None:
    with pooled():
        after = [
            read_after_the_end(told, end)
            for told, end in zip(schools[:REVOKED], [_end, _disable] * REVOKED, strict=False)
        ]

    assert after == [0] * REVOKED


def test_a_role_that_is_remembered_past_its_end_is_seen(schools: list[Told]) -> None:
    told = schools[-1]
    held = people.memberships_of(told.reader, MONDAY)
    with (
        pooled(),
        patch.object(people, "memberships_of", lambda *_: held),
        patch.object(leaving, "end_sessions", lambda _user: None),
        patch.object(
            acting, "_tell", lambda _acting: _tell_for_good(acting.Acting(is_system=True))
        ),
    ):
        assert read_after_the_end(told, _end) > 0
