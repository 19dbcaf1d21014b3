"""What every test may ask for: a real PostgreSQL, the serving role, an installation of its own.

One server serves the whole run, in a home of its own; each worker has a database. Tests run as
the serving role, so that a wall that is down is seen to be down.
"""

import gc
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker, Settings

from firstbell.cli.ground import migrate
from firstbell.cli.postgres import OWNER, SERVING, Server, running
from firstbell.foundation.room import with_room
from firstbell.settings import read_database_url
from tests.keeping import Keeping, kept_until_the_end
from tests.smtp import Mailbox, mail_server
from tests.written import Said, outgoing, told_by, watching

# Laws are about what holds, not about how fast a busy machine finds out; and every run of the
# suite tries the same cases, so that it says the same. `--hypothesis-profile=default` tries others.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")

chain = import_module("firstbell.foundation.audit.migrations.0002_chain")

CHECKOUT = Path(__file__).resolve().parent.parent
TEST_HOME = CHECKOUT / ".firstbell-test"
POSTGRES_LOG = TEST_HOME / "postgres" / "log"
PACKAGE = CHECKOUT / "firstbell"


def pytest_collection_finish() -> None:
    """Look for rubbish seldom, and no more among what stays to the end: it took a twelfth of the
    time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test as pytest does, with room for its calls: it took a tenth of the time."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    with_room(runtestprotocol, item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL server for this worker, shared with the others.

    Its log is looked through when the worker has done all its tests.
    """
    with running(TEST_HOME, durable=False) as running_server:
        began_at = POSTGRES_LOG.stat().st_size
        yield running_server
        logged = POSTGRES_LOG.read_bytes()[began_at:].decode(errors="replace")
        assert told_by([("PostgreSQL's log", logged)]) == []


@pytest.fixture(autouse=True)
def written(request: pytest.FixtureRequest) -> Iterator[list[Said]]:
    """Whatever a test writes beside the records, it says nothing about a child."""
    with watching() as said:
        yield said
    if request.node.get_closest_marker("plants_a_leak") is None:
        assert told_by(said) == []


@pytest.fixture(scope="session")
def migrated(server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    """This worker's own database, with every table, as the owner made it.

    It is shut to whoever does not ask for it: rows of a test that says nothing of them would stay.
    """
    name = f"test_{os.getpid()}"
    with django_db_blocker.unblock():
        _copy(server, _template(server), name)
    database = replace(server, database=name)
    _use(database)
    yield database
    connections.close_all()
    _drop(server, name)


def _template(server: Server) -> str:
    """Return a migrated database to copy, made once for each state of the migrations."""
    digest = hashlib.sha256()
    roles, steps = PACKAGE / "foundation" / "roles.py", PACKAGE.glob("**/migrations/*.py")
    for file in [roles, *sorted(PACKAGE.glob("walls/*.py")), *sorted(steps)]:
        digest.update(file.read_bytes())
    name = f"migrated_{digest.hexdigest()[:16]}"
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not made:
            draft = server.fresh_database("migrating")
            _use(draft)
            migrate()
            connections.close_all()
            connection.execute(
                sql.SQL("ALTER DATABASE migrating RENAME TO {}").format(sql.Identifier(name))
            )
    return name


@contextmanager
def point_django_at(database: Server) -> Iterator[None]:
    """Let this process work on another migrated database for a while."""
    before = replace(database, database=str(connections["default"].settings_dict["NAME"]))
    _use(database)
    try:
        yield
    finally:
        _use(before)


def _use(database: Server) -> None:
    """Point Django at a database: the owner makes its tables, the serving role serves."""
    connections.close_all()
    for alias, url in {"default": database.serving_url, "owner": database.owner_url}.items():
        # Passing over Django's own test database, which has one role for everything.
        connections.settings.setdefault(alias, dict(connections.settings["default"]))
        connections.settings[alias].update(read_database_url(url, alias))
        settings.DATABASES[alias] = connections.settings[alias]


def _copy(server: Server, template: str, name: str) -> None:
    _drop(server, name)
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER)
            )
        )
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                sql.Identifier(name), sql.Identifier(SERVING)
            )
        )


@pytest.fixture(scope="session")
def django_db_setup(migrated: Server) -> None:
    """Take the place of pytest-django's own database."""


@pytest.fixture
def committed(migrated: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a test commit for real, and empty every table afterwards."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
        empty(migrated)


EMPTYING_ATTEMPTS = 5


def empty(database: Server) -> None:
    """Empty every table of the database but the list of migrations and content types.

    A served product may be at work still, and hold one table while it asks for the next. Whoever
    PostgreSQL ends where two wait for each other, this asks again, and is alone the next time.
    """
    for _ in range(EMPTYING_ATTEMPTS - 1):
        with suppress(psycopg.errors.DeadlockDetected):
            _empty_once(database)
            return
    _empty_once(database)


def _empty_once(database: Server) -> None:
    """Empty only tables that hold a row, and those that refer to them: each gets new files."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename NOT IN ('django_migrations', 'django_content_type')"
        ).fetchall()
        looks = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(name), sql.Identifier(name)
            )
            for (name,) in tables
        ]
        held = connection.execute(sql.SQL(" UNION ALL ").join(looks)).fetchall()
        if held:
            names = sql.SQL(", ").join(sql.Identifier(row[0]) for row in held)
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))


@dataclass(frozen=True, kw_only=True)
class Installation:
    """A whole installation for real processes: its own migrated database and its own home."""

    home: Path
    database: Server

    def environment(self, **more: str) -> Mapping[str, str]:
        """Return the environment for a `firstbell` command on this installation."""
        return {
            **{name: value for name, value in os.environ.items() if name != "FIRSTBELL_CLOCK_AT"},
            "FIRSTBELL_HOME": str(self.home),
            "DATABASE_URL": self.database.serving_url,
            "DATABASE_OWNER_URL": self.database.owner_url,
            **more,
        }


@contextmanager
def own_database(database: Server, name: str) -> Iterator[Server]:
    """A migrated database beside this worker's own; gone after the block."""
    own = f"{database.database}_{name}"
    _copy(database, _template(database), own)
    yield replace(database, database=own)
    _drop(database, own)


@pytest.fixture(scope="session")
def lent(migrated: Server) -> Iterator[Server]:
    """The database that this worker's installations have one after the other.

    To copy one takes most of a second, and to empty it a sixteenth of that.
    """
    with own_database(migrated, "own") as database:
        yield database


@pytest.fixture
def installation(lent: Server, tmp_path: Path) -> Iterator[Installation]:
    """An installation that processes of their own can work on; emptied after the test."""
    yield Installation(home=tmp_path / "home", database=lent)
    _make_as_new(lent)
    assert told_by(outgoing(tmp_path / "home")) == []


def _make_as_new(database: Server) -> None:
    """End whoever still works on it, and leave what migrations write and nothing else."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    empty(database)
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute(chain.HEADS.encode())


@pytest.fixture
def own_installation(migrated: Server, tmp_path: Path) -> Iterator[Installation]:
    """An installation whose very tables may be changed; gone after the test."""
    with own_database(migrated, "changed") as database:
        yield Installation(home=tmp_path / "home", database=database)
    assert told_by(outgoing(tmp_path / "home")) == []


def _drop(server: Server, name: str) -> None:
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A real mail server that this process sends to."""
    with mail_server() as running_server:
        for name, value in running_server.settings.items():
            setattr(settings, name, value)
        yield running_server


@pytest.fixture(scope="module")
def keeping(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monday: datetime
) -> Iterator[Keeping]:
    """Make scenes on Monday that stay for all tests of a module."""
    with django_db_blocker.unblock(), kept_until_the_end(monday) as keep:
        yield keep


@pytest.fixture(scope="session")
def monday() -> datetime:
    """Monday 23 November 2026, ten past seven: an ordinary school morning."""
    return datetime(2026, 11, 23, 7, 10, tzinfo=UTC)


LONG_FIRST = ("permissions", "stories", "resilience", "hostile", "cli")
"""Folders of modules that take long. Begun last, one of them would keep a single worker busy
while the others have nothing left to do."""


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Begin what takes long first, and keep the rest in the order that chance gave it."""
    items.sort(key=lambda item: _place(item.path.relative_to(CHECKOUT / "tests").parts[0]))


def _place(folder: str) -> int:
    return LONG_FIRST.index(folder) if folder in LONG_FIRST else len(LONG_FIRST)
