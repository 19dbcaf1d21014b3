"""What a command stands on: its home, its database made and migrated, Django set up.

A command that needs rows is marked `@on_the_database`; nothing else may start a server.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
import django
import psycopg
from django.core.exceptions import ImproperlyConfigured

from firstbell import environment
from firstbell.cli.ending import REFUSED, WRONG_USE, stop
from firstbell.cli.home import home_folder, make_home, write_private
from firstbell.cli.postgres import CannotRunDatabase, running
from firstbell.core.identifiers import place_number
from firstbell.foundation.audit import origin

P = ParamSpec("P")
R = TypeVar("R")


class PlaceNumber(click.ParamType[int]):
    """The URN of a school, or the reference of a childcare provider."""

    name = "urn"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number under which the place is kept."""
        number = place_number(str(value))
        if number is None:
            self.fail(f"{value!r} is no URN and no childcare reference", param, ctx)
        return number


URN = PlaceNumber()

MIGRATING = 0x46424D
"""Number of the lock under which a home's tables are made."""


class NotReady(RuntimeError):
    """The database of this home cannot be worked on now; the message says why in one line."""

    def __init__(self, line: str, *, code: int = WRONG_USE) -> None:
        super().__init__(line)
        self.code = code


def on_the_database(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command with the database there, migrated, and Django ready."""

    @wraps(command)
    def with_database(*args: P.args, **kwargs: P.kwargs) -> R:
        with database_ready(), origin.through(click.get_current_context().command_path):
            return command(*args, **kwargs)

    return with_database


@contextmanager
def database_ready(
    *, durable: bool = True, must_be_migrated: bool = True, may_be_made: bool = True
) -> Iterator[None]:
    """Make the database of this home answer, migrated; or use the one of `DATABASE_URL`.

    With `may_be_made=False` tables that are missing stay missing: a backup brings its own.
    """
    try:
        with database_or_why(
            durable=durable, must_be_migrated=must_be_migrated, may_be_made=may_be_made
        ):
            yield
    except NotReady as why:
        stop(str(why), code=why.code)


@contextmanager
def database_or_why(
    *, durable: bool = True, must_be_migrated: bool = True, may_be_made: bool = True
) -> Iterator[None]:
    """Do as `database_ready`, for who goes on without a database.

    :raises NotReady: when it does not answer, or is of another version.
    """
    home = home_folder()
    os.environ["FIRSTBELL_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.settings")
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        set_up(home)
        if must_be_migrated:
            _refuse_unmigrated()
        yield
        return
    try:
        with running(home, durable=durable) as server:
            os.environ["DATABASE_URL"] = server.serving_url
            os.environ["DATABASE_OWNER_URL"] = server.owner_url
            try:
                set_up(home)
                if may_be_made:
                    _bring_up_to_date(server.owner_url)
                yield
            finally:
                del os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]
    except CannotRunDatabase as trouble:
        raise NotReady(str(trouble)) from trouble


def set_up(home: Path) -> None:
    """Make the settings of this home ready; no database is asked for anything."""
    secret = make_home(home) / "secret"
    try:
        if not environment.text("FIRSTBELL_SECRET_KEY"):
            if not secret.exists():
                write_private(secret, secrets.token_urlsafe(48))
            os.environ["FIRSTBELL_SECRET_KEY"] = secret.read_text(encoding="utf-8").strip()
        django.setup()
    except ImproperlyConfigured as trouble:
        stop(str(trouble))


def _bring_up_to_date(owner_url: str) -> None:
    """Make what tables are missing, one command after the other.

    Two commands may come to an empty home at once: the second must neither make the tables as
    well nor read them before the serving role may. The lock ends with its connection.
    """
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        if unapplied():
            migrate()


def is_of_a_later_version(*, asked_by: str = "default") -> bool:
    """Say whether the tables were made by a version that knows more than this one."""
    from django.apps import apps
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connections[asked_by])
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("firstbell.")}
    done = {key for key in loader.applied_migrations if key[0] in ours}
    return bool(done - set(loader.disk_migrations))


LATER = (
    "the database is of a later version than this one: install that version; an older one would "
    "take its walls down"
)


def unapplied() -> bool:
    """Say whether the database lacks a migration of this version, or its walls are others."""
    from django.db import ProgrammingError, connection
    from django.db.migrations.executor import MigrationExecutor

    from firstbell import walls

    try:
        executor = MigrationExecutor(connection)
    except ProgrammingError:  # a restore that was cut short: nobody who serves was let in yet
        return True
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return True
    with connection.cursor() as cursor:
        return not walls.stand(cursor)


def _refuse_unmigrated() -> None:
    from django.db import OperationalError

    try:
        missing = unapplied()
    except OperationalError as trouble:
        raise NotReady(
            "the database that DATABASE_URL names does not answer: check its address and account"
        ) from trouble
    if missing and is_of_a_later_version():
        raise NotReady(LATER, code=REFUSED)
    if missing:
        raise NotReady(
            "the database is not of this version: run `firstbell migrate` first", code=REFUSED
        )


def who_else_serves() -> int:
    """Return how many connections of pages and workers are open beside this process's own."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename = current_user AND pid <> pg_backend_pid()"
        )
        row = cursor.fetchone()
    return int(row[0])


def migrate() -> None:
    """Bring the tables up to this version as the owner, let the serving role use them, and raise
    the walls that say which rows it is shown.

    :raises NotReady: where they are of a later version already.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections, transaction

    from firstbell import walls
    from firstbell.foundation.roles import let_serve

    if "owner" not in settings.DATABASES:
        stop("DATABASE_OWNER_URL is not set: tables are made by their owner, not by who serves")
    # The owner asks: in a copy that was just restored, who serves may read nothing yet.
    if is_of_a_later_version(asked_by="owner"):
        raise NotReady(LATER, code=REFUSED)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    serving = str(settings.DATABASES["default"]["USER"])
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        let_serve(cursor.execute, serving)
        walls.raise_walls(cursor.execute, serving)
    connections["owner"].close()
