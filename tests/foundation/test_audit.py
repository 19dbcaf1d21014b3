"""Writing the trail: in the caller's transaction, by one function alone, in the reader's name."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from firstbell.cli.postgres import Server
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit import origin, queries
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.audit.queries import check_trail
from tests.foundation.trail import keep_to

pytestmark = pytest.mark.usefixtures("committed")

CHILD = UUID(int=7)


@pytest.fixture
def wren(committed: None, monday: datetime) -> User:
    return User.objects.create(email="wren@made-up.example", name="Wren", created_at=monday)


@pytest.fixture
def ash(committed: None, monday: datetime) -> User:
    return User.objects.create(email="ash@made-up.example", name="Ash", created_at=monday)


def read(by: User | None, at: datetime, **more: Any) -> None:
    audit.record("child.read", subject_kind="child", subject_id=CHILD, by=by, at=at, **more)


def test_an_entry_says_who_when_from_where_through_what_and_why(
    wren: User, monday: datetime
) -> None:
    came = origin.Origin(came_from="192.0.2.7", through="child", session_key=lambda: "a secret key")
    with transaction.atomic(), origin.of(came):
        read(wren, monday, why="safeguarding", detail={"rows": 2})
    entry = AuditEntry.objects.get()

    assert (entry.by, entry.actor, entry.at) == (wren, wren.email, monday)
    assert (entry.subject_kind, entry.subject_id) == ("child", str(CHILD))
    assert (entry.came_from, entry.through, entry.why) == ("192.0.2.7", "child", "safeguarding")
    assert entry.detail == {"rows": 2}
    assert len(entry.session) == 16
    assert entry.session not in "a secret key"
    assert abs(entry.written_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_one_query_writes_one_entry_and_one_writes_many(
    monday: datetime, django_assert_num_queries: Any
) -> None:
    with transaction.atomic():
        with django_assert_num_queries(1):
            read(None, monday)
        entry = audit.Entry(
            action="child.read", subject_kind="child", subject_id=CHILD, by=None, at=monday
        )
        with django_assert_num_queries(1):
            audit.record_many([entry] * 50)
        with django_assert_num_queries(0):
            audit.record_many([])

    assert check_trail().entries == 51


def test_a_chain_that_was_written_by_one_function_fits_the_other(
    wren: User, monday: datetime
) -> None:
    with transaction.atomic():
        read(wren, monday, detail={"z": 1, "a": ["ü", None, 0.5, {"b": True}], "": "\t"})
        read(None, monday.replace(microsecond=120), actor="a 'machine' — ☃", why="1:2,-,")
        read(wren, monday, detail={})

    assert check_trail().entries == 3
    assert check_trail().findings == ()


def test_what_is_rolled_back_leaves_no_gap(monday: datetime) -> None:
    for fails in (False, True, False):
        with suppress(RuntimeError), transaction.atomic():
            read(None, monday)
            with suppress(RuntimeError), transaction.atomic():
                read(None, monday)
                raise RuntimeError
            if fails:
                raise RuntimeError

    assert sorted(AuditEntry.objects.values_list("number", flat=True)) == [1, 2]
    assert check_trail().findings == ()


def test_one_transaction_keeps_to_one_shard(monday: datetime) -> None:
    with transaction.atomic():
        keep_to(9)
        read(None, monday)
        read(None, monday)

    assert set(AuditEntry.objects.values_list("shard", "number")) == {(9, 1), (9, 2)}


def write_and_hold(at: datetime, shard: int, wrote: threading.Event, go: threading.Event) -> None:
    """Write one entry and hold the transaction open until told to go."""
    try:
        with transaction.atomic():
            keep_to(shard)
            read(None, at)
            wrote.set()
            assert go.wait(20)
    finally:
        connection.close()


@pytest.fixture
def another_writer(monday: datetime) -> Iterator[tuple[threading.Event, threading.Thread]]:
    """A writer that holds shard 3; the event lets it commit."""
    with transaction.atomic():
        keep_to(3)
        read(None, monday)
    wrote, go = threading.Event(), threading.Event()
    thread = threading.Thread(target=write_and_hold, args=(monday, 3, wrote, go))
    thread.start()
    assert wrote.wait(20)
    yield go, thread
    go.set()
    thread.join()


def test_a_second_writer_takes_another_shard_and_does_not_wait(
    another_writer: tuple[threading.Event, threading.Thread], monday: datetime
) -> None:
    with transaction.atomic():
        keep_to(3)
        read(None, monday)
        shard = AuditEntry.objects.latest("id").shard
    go, thread = another_writer
    go.set()
    thread.join()

    assert shard == 4
    assert check_trail().findings == ()
    assert check_trail().entries == 3


def test_two_writers_in_one_shard_come_one_after_the_other(
    another_writer: tuple[threading.Event, threading.Thread], migrated: Server, monday: datetime
) -> None:
    go, first = another_writer
    wrote, go_too = threading.Event(), threading.Event()
    go_too.set()
    second = threading.Thread(target=write_and_hold, args=(monday, 3, wrote, go_too))
    with psycopg.connect(migrated.superuser_url) as others:
        others.execute("SELECT FROM audit_audithead WHERE shard <> 3 FOR UPDATE")
        second.start()
        assert not wrote.wait(0.5), "every other shard is taken, and this one too"
        go.set()
        assert wrote.wait(20)
    first.join()
    second.join()

    assert set(AuditEntry.objects.values_list("shard", "number")) == {(3, 1), (3, 2), (3, 3)}
    assert check_trail().findings == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET why = 'x'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
        "INSERT INTO audit_auditentry SELECT * FROM audit_auditentry",
        "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL",
        "DROP TABLE audit_auditentry CASCADE",
        "UPDATE audit_audithead SET number = 0",
        "DELETE FROM audit_audithead",
        "INSERT INTO audit_audithead VALUES (20, 0, '')",
        "TRUNCATE audit_audithead",
        "CREATE OR REPLACE FUNCTION audit_append(jsonb) RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION audit_append(jsonb) SECURITY INVOKER",
        "SELECT audit_form(e) FROM audit_auditentry e",
    ],
)
def test_who_serves_can_do_nothing_to_the_trail_but_add(statement: str, monday: datetime) -> None:
    with transaction.atomic():
        read(None, monday)

    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert check_trail().entries == 1


def test_an_entry_in_another_persons_name_is_refused(
    wren: User, ash: User, monday: datetime
) -> None:
    with (
        pytest.raises(DatabaseError, match="names another person"),
        acting.for_person(wren.id, at=monday),
    ):
        read(ash, monday)
    with (
        pytest.raises(DatabaseError, match="names another person"),
        acting.for_person(wren.id, at=monday),
        acting.as_the_system(),
    ):
        read(ash, monday)

    assert not AuditEntry.objects.exists()


def test_a_person_cannot_read_in_nobodys_name_but_the_system_may_act_for_them(
    wren: User, monday: datetime
) -> None:
    with (
        pytest.raises(DatabaseError, match="leaves out the person"),
        acting.for_person(wren.id, at=monday),
    ):
        read(None, monday)
    with acting.for_person(wren.id, at=monday):
        read(wren, monday)
        with acting.as_the_system():
            read(None, monday)

    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {wren.email, "system"}


def test_a_command_writes_in_the_name_of_whom_it_was_given(wren: User, monday: datetime) -> None:
    with transaction.atomic(), origin.through("firstbell rule set"):
        read(wren, monday)

    assert AuditEntry.objects.get().through == "firstbell rule set"


def test_the_key_of_a_text_is_the_same_for_the_same_text_and_installation(settings: Any) -> None:
    first = audit.keyed("wren@made-up.example")

    assert first == audit.keyed("wren@made-up.example")
    assert first != audit.keyed("ash@made-up.example")
    settings.SECRET_KEY = "another"
    assert first != audit.keyed("wren@made-up.example")


def test_the_trail_is_asked_for_subjects_for_a_person_and_for_a_period(
    wren: User, ash: User, monday: datetime
) -> None:
    other = uuid4()
    with transaction.atomic():
        read(wren, monday)
        read(ash, monday + timedelta(days=1))
        audit.record("link.made", subject_kind="link", subject_id=other, by=None, at=monday)
        audit.record("call.made", subject_kind="call", subject_id=CHILD, by=ash, at=monday)

    about = queries.about([("child", CHILD), ("link", other), ("link", uuid4())])
    assert [entry.action for entry in about] == ["link.made", "child.read", "child.read"]
    assert [entry.by for entry in queries.between(about, until=monday + timedelta(days=1))] == [
        None,
        wren,
    ]
    assert [entry.action for entry in queries.by_person(ash)] == ["call.made", "child.read"]
    assert list(queries.about([])) == []
    since = queries.between(queries.everything(), since=monday + timedelta(hours=1))
    assert [entry.by for entry in since] == [ash]


def test_pages_of_the_trail_leave_nothing_out_and_end(monday: datetime) -> None:
    with transaction.atomic():
        for _ in range(5):
            read(None, monday)
    pages = [queries.page(queries.everything(), number=number, size=2) for number in (1, 2, 3)]

    assert [page.has_older for page in pages] == [True, True, False]
    shown = [entry.number for page in pages for entry in page.entries]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == 5
