"""A server that answers: the addresses of its databases, for programs and settings to use."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from firstbell.cli.postgres.cluster import (
    DATABASE,
    OWNER,
    PORT,
    SERVING,
    SUPERUSER,
    Cluster,
    database_statements,
)
from firstbell.cli.postgres.programs import CannotRunDatabase

LONGEST_SOCKET_PATH = 107
"""Bytes that the system allows for a socket's address (`sun_path`, less its end mark)."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server, and the addresses of one of its databases.

    The addresses hold passwords: they are for `psycopg` and the settings, never for a log.
    They hold as long as the process that asked for them lives, and serve its children too.
    """

    socket_folder: str
    passwords: Mapping[str, str]
    database: str = DATABASE

    def __repr__(self) -> str:
        return f"Server({self.socket_folder!r}, {self.database!r})"

    @property
    def owner_url(self) -> str:
        """Who owns the tables: migrations only."""
        return self._url(OWNER)

    @property
    def serving_url(self) -> str:
        """Who serves: owns nothing, bypasses nothing."""
        return self._url(SERVING)

    @property
    def superuser_url(self) -> str:
        """Who made the server: tests and backups."""
        return self._url(SUPERUSER)

    def _url(self, role: str) -> str:
        user = f"{role}:{quote(self.passwords[role], safe='')}"
        folder = quote(self.socket_folder, safe="")
        return f"postgresql://{user}@:{PORT}/{self.database}?host={folder}"

    def fresh_database(self, name: str) -> "Server":
        """Return the same server with a new, empty database, in place of any of that name."""
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute(drop)
            for statement in database_statements(name):
                connection.execute(statement.encode())
        return replace(self, database=name)

    def answers(self) -> bool:
        """Return whether the server takes connections now."""
        try:
            psycopg.connect(self.superuser_url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


def server_of(cluster: Cluster, stack: ExitStack) -> Server:
    """Return the server of a whole cluster; `stack` keeps what its address rests on."""
    return Server(
        socket_folder=_short_name(cluster.socket_folder, stack), passwords=cluster.passwords()
    )


def _short_name(folder: Path, stack: ExitStack) -> str:
    """Return a name for the folder that a socket's address has room for.

    A deep home is reached through this process's own handle on the folder, so that nothing
    has to be written outside the home. A comma would read as a list of hosts.
    """
    name = str(folder)
    if len(os.fsencode(f"{name}/.s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH and "," not in name:
        return name
    if not Path("/proc/self/fd").exists():
        raise CannotRunDatabase(f"{name} is too long a name for a socket: choose a shorter home")
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    stack.callback(os.close, handle)
    return f"/proc/{os.getpid()}/fd/{handle}"
