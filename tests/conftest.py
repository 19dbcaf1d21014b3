"""What every test may ask for: a real PostgreSQL, the serving role, an installation of its own.

One server serves the whole run, in a home of its own; each worker has a database. Tests run as
the serving role, so that a wall that is down is seen to be down.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from firstbell.cli.ground import migrate
from firstbell.cli.postgres import Server, running
from firstbell.settings import read_database_url

TEST_HOME = Path(__file__).resolve().parent.parent / ".firstbell-test"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL server for this worker, shared with the others."""
    with running(TEST_HOME, durable=False) as running_server:
        yield running_server


@pytest.fixture(scope="session")
def migrated(server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    """This worker's own database, with every table, as the owner made it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = server.fresh_database(f"test_{worker}")
    with django_db_blocker.unblock():
        for alias, url in {"default": database.serving_url, "owner": database.owner_url}.items():
            chosen = read_database_url(url, alias)
            # Passing over Django's own test database: the owner makes it, the other role serves.
            connections.settings.setdefault(alias, dict(connections.settings["default"]))
            connections.settings[alias].update(chosen)
            from django.conf import settings

            settings.DATABASES[alias] = connections.settings[alias]
        migrate()
        connections.close_all()
        yield database
        connections.close_all()


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


def empty(database: Server) -> None:
    """Empty every table of the database but the list of migrations and content types."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename NOT IN ('django_migrations', 'django_content_type')"
        ).fetchall()
        names = sql.SQL(", ").join(sql.Identifier(row[0]) for row in tables)
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


@pytest.fixture
def installation(migrated: Server, server: Server, tmp_path: Path) -> Iterator[Installation]:
    """An installation that processes of their own can work on; gone after the test."""
    name = f"{migrated.database}_own"
    with (
        connected_to_nothing(migrated),
        psycopg.connect(server.superuser_url, autocommit=True) as connection,
    ):
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
    own = server.fresh_database(name)
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER firstbell_owner").format(
                sql.Identifier(name), sql.Identifier(migrated.database)
            )
        )
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO firstbell").format(
                sql.Identifier(name)
            )
        )
    home = tmp_path / "home"
    yield Installation(home=home, database=own)
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


@contextmanager
def connected_to_nothing(_database: Server) -> Iterator[None]:
    """Close this process's connections: a database in use cannot be copied."""
    connections.close_all()
    yield


@pytest.fixture
def monday() -> datetime:
    """Monday 23 November 2026, ten past seven: an ordinary school morning."""
    return datetime(2026, 11, 23, 7, 10, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Run browser stories last: they are the slowest to fail."""
    items.sort(key=lambda item: "stories" in str(item.path))
