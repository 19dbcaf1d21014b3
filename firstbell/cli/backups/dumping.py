"""A dump of one consistent state, and what is said of it; and the way back.

The owner of the tables dumps and restores them. Policies and grants are left out: they are
raised anew at the end of a restore, until when nobody who serves may read anything.
"""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from firstbell.cli.postgres.programs import binaries, environment

NOT_KEPT = ("accounts_session", "accounts_remembered", "oauth2_provider_accesstoken")
"""Tables whose rows are in no backup: who is signed in now, and with which token."""

COMMON = ("--no-owner", "--no-privileges", "--no-policies")


class CannotDump(RuntimeError):
    """The dump or the restore failed; the message is one line without any record's words."""


@dataclass(frozen=True, kw_only=True)
class State:
    """What a backup says of itself besides the dump."""

    snapshot: str
    heads: Mapping[int, Mapping[str, Any]]
    migrations: tuple[tuple[str, str], ...]
    server: str
    rows: Mapping[str, int]


@contextmanager
def one_state(owner_url: str) -> Iterator[State]:
    """Hold one state of the database still, for the dump and for what is said of it.

    :raises CannotDump: if this role would not see every row.
    """
    with psycopg.connect(owner_url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        _refuse_half_sight(connection)
        yield State(
            snapshot=_one(connection, "SELECT pg_export_snapshot()"),
            heads={
                shard: {"number": number, "hash": bytes(hash_).hex()}
                for shard, number, hash_ in connection.execute(
                    "SELECT shard, number, hash FROM audit_audithead ORDER BY shard"
                )
            },
            migrations=tuple(
                (app, name)
                for app, name in connection.execute(
                    "SELECT app, name FROM django_migrations ORDER BY app, name"
                )
            ),
            server=_one(connection, "SHOW server_version"),
            rows={
                table: int(
                    _one(
                        connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
                    )
                )
                for table in COUNTED
            },
        )


COUNTED = ("intake_incident", "intake_recordedchild", "delivery_notification", "audit_auditentry")
"""Tables whose rows are counted in the backup and again after a restore."""


COUNT = "SELECT count(*) FROM {}"


def _one(connection: psycopg.Connection[Any], query: str | sql.Composed) -> str:
    row = connection.execute(
        query if isinstance(query, sql.Composed) else query.encode()
    ).fetchone()
    return str(row[0]) if row else ""


def _refuse_half_sight(connection: psycopg.Connection[Any]) -> None:
    """A table whose wall hides rows from this role would be dumped half, without a word."""
    hidden = connection.execute(
        """
        SELECT relname FROM pg_class c
         WHERE relnamespace = 'public'::regnamespace AND relrowsecurity
           AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = current_user
                              AND (rolsuper OR rolbypassrls))
           AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'owned'
                              AND pg_get_userbyid(p.polroles[1]) = current_user)
        """
    ).fetchall()
    if hidden:
        raise CannotDump(
            "this role is not shown every row: back up as the owner of the tables "
            "(DATABASE_OWNER_URL)"
        )


@contextmanager
def dumped(owner_url: str, state: State) -> Iterator[IO[bytes]]:
    """Give the dump of that state as it comes.

    :raises CannotDump: at the end, if it is not whole.
    """
    left_out = [f"--exclude-table-data={table}" for table in NOT_KEPT]
    options = ["--format=custom", "--enable-row-security", f"--snapshot={state.snapshot}"]
    process = _started("pg_dump", [*options, *left_out, *COMMON], owner_url, stdout=subprocess.PIPE)
    assert process.stdout is not None  # noqa: S101 - asked for
    try:
        yield process.stdout
    except BaseException:
        _given_up(process)
        raise
    _ended(process, "pg_dump")


@contextmanager
def restored(owner_url: str) -> Iterator[IO[bytes]]:
    """Give whereto a dump is written that comes back whole, or not at all.

    :raises CannotDump: at the end, if it did not.
    """
    options = ["--single-transaction", "--exit-on-error"]
    process = _started("pg_restore", [*options, *COMMON], owner_url, stdin=subprocess.PIPE)
    yield from _written_to(process)
    _ended(process, "pg_restore")


@contextmanager
def read_through() -> Iterator[IO[bytes]]:
    """Give whereto a dump is written to see that it can be read to its end.

    :raises CannotDump: at the end, if it cannot.
    """
    process = subprocess.Popen(  # noqa: S603
        [str(binaries() / "pg_restore"), "--file=/dev/null"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    yield from _written_to(process)
    _ended(process, "pg_restore")


def _written_to(process: "subprocess.Popen[bytes]") -> Iterator[IO[bytes]]:
    assert process.stdin is not None  # noqa: S101 - asked for
    try:
        yield process.stdin
        process.stdin.close()
    except BrokenPipeError:
        pass  # its own words say why it ended
    except BaseException:
        _given_up(process)
        raise


def _started(
    program: str, options: Sequence[str], url: str, **pipes: int
) -> "subprocess.Popen[bytes]":
    known = conninfo_to_dict(url)
    password = str(known.pop("password", ""))
    where = {name: str(value) for name, value in known.items()}
    process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603
        [str(binaries() / program), *options, f"--dbname={make_conninfo(**where)}"],
        stderr=subprocess.PIPE,
        # Not on the command line, which every account of the machine can read.
        env={**environment(), "PGPASSWORD": password},
        **pipes,  # type: ignore[call-overload]
    )
    return process


def _given_up(process: "subprocess.Popen[bytes]") -> None:
    """End a program half way: half a dump must not be taken for a whole one."""
    process.kill()
    _close(process)
    process.wait()


def _close(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def _ended(process: "subprocess.Popen[bytes]", program: str) -> None:
    said = process.stderr.read().decode(errors="replace") if process.stderr else ""
    _close(process)
    if process.wait() != 0:
        raise CannotDump(f"{program} failed: {_first_line(said)}")


def _first_line(said: str) -> str:
    """Return what it complained of; values, which stand in later lines, are left out."""
    lines = [line for line in said.splitlines() if "error:" in line]
    return lines[0].partition("error:")[2].strip() if lines else "it gave no reason"


def is_empty(owner_url: str) -> bool:
    """Say whether the database holds no table of anybody."""
    with psycopg.connect(owner_url) as connection:
        return _one(connection, "SELECT count(*) FROM pg_tables WHERE schemaname='public'") == "0"


def freeze(owner_url: str, *, as_of: datetime, at: datetime) -> None:
    """Freeze what was restored, before anybody who serves is let in."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("UPDATE events_freeze SET thawed_at = %s WHERE thawed_at IS NULL", [at])
        connection.execute("DELETE FROM events_whereabouts")
        connection.execute(
            "INSERT INTO events_freeze (why, frozen_at, as_of) VALUES ('restored', %s, %s)",
            [at, as_of],
        )
