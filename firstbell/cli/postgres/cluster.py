"""What a home's database consists of: its folders, roles, passwords and settings.

A cluster is made beside its place and moved there when it is complete, so one that exists
is whole. Its roles are a superuser, an owner of the database, and a serving role that owns
nothing and bypasses nothing. All sign in with generated passwords, over a socket in a folder
that only their user can enter.
"""

import json
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from firstbell.cli.home import kind_of, make_private, write_private
from firstbell.cli.postgres.programs import CannotRunDatabase, Runner, check_reaches, environment

SUPERUSER = "postgres"
OWNER = "firstbell_owner"
SERVING = "firstbell"
DATABASE = "firstbell"
PORT = 5432

SIGN_IN_RULES = "local all all scram-sha-256\n"
"""Everyone by password, and only over the socket."""

SETTINGS = {
    "listen_addresses": "",
    # Relative to the data folder: a socket's address has room for 107 bytes, a home may be deeper.
    "unix_socket_directories": "../run",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    # In the home, not in /dev/shm, which is small in containers and outside the home.
    "dynamic_shared_memory_type": "mmap",
    # The log tells of trouble but repeats no statement, parameter or row: they are about children.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    # An error's own words quote the value that was refused; whoever asked is told of it.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}

UNSAFE_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests: faster, and a power cut may lose everything."""


@dataclass(frozen=True)
class Cluster:
    """The files of one home's database, whether they exist yet or not."""

    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket_folder(self) -> Path:
        return self.folder / "run"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def passwords(self) -> Mapping[str, str]:
        """Return each role's password."""
        found: dict[str, str] = json.loads((self.folder / "passwords").read_text(encoding="utf-8"))
        return found


def settings(*, durable: bool) -> list[str]:
    """Return the server's settings as command line arguments."""
    chosen = SETTINGS if durable else SETTINGS | UNSAFE_SETTINGS
    return [f"--{name.replace('_', '-')}={value}" for name, value in chosen.items()]


def make_folders(cluster: Cluster, runner: Runner) -> None:
    """Make the folders around the data, for those who must enter them.

    :raises CannotRunDatabase: naming a folder on the way that is closed to the server.
    """
    if not cluster.socket_folder.exists():
        for ours in (cluster.home, cluster.folder) if kind_of(cluster.home) else (cluster.folder,):
            runner.let_through(ours)
        make_private(cluster.socket_folder)
        runner.give(cluster.socket_folder)
    check_reaches(runner, cluster.folder)


def make_cluster(cluster: Cluster, runner: Runner, *, durable: bool) -> None:
    """Create the database and its roles, all or nothing.

    :raises CannotRunDatabase: if PostgreSQL could not create them.
    """
    draft = cluster.folder / "data.new"
    if draft.exists():
        shutil.rmtree(draft)  # an earlier attempt that was killed
    draft.mkdir(mode=0o700)
    runner.give(draft)
    passwords = {role: secrets.token_urlsafe(32) for role in (SUPERUSER, OWNER, SERVING)}
    write_private(cluster.folder / "passwords", json.dumps(passwords))
    initdb = [
        *runner.program("initdb"),
        f"--pgdata={draft}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--auth=reject",
        *([] if durable else ["--no-sync"]),
    ]
    _run(initdb, stdin="")
    (draft / "pg_hba.conf").write_text(SIGN_IN_RULES, encoding="utf-8")
    single = [*runner.program("postgres"), "--single", "-D", str(draft)]
    _run([*single, "-c", "exit_on_error=on", "postgres"], stdin=_roles_and_database(passwords))
    draft.rename(cluster.data)


def _roles_and_database(passwords: Mapping[str, str]) -> str:
    """Return the statements that make them, one a line; a password is letters, digits, `-`, `_`."""
    plain = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
    return "".join(
        f"{statement}\n"
        for statement in (
            f"ALTER ROLE {SUPERUSER} PASSWORD '{passwords[SUPERUSER]}'",
            f"CREATE ROLE {OWNER} {plain} PASSWORD '{passwords[OWNER]}'",
            f"CREATE ROLE {SERVING} {plain} PASSWORD '{passwords[SERVING]}'",
            *database_statements(DATABASE),
        )
    )


def database_statements(name: str) -> list[str]:
    """Return the statements that make a database which only our roles may enter."""
    return [
        f'CREATE DATABASE "{name}" OWNER {OWNER}',
        f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC',
        f'GRANT CONNECT, TEMPORARY ON DATABASE "{name}" TO {SERVING}',
    ]


def _run(command: list[str], *, stdin: str) -> None:
    done = subprocess.run(  # noqa: S603
        command, input=stdin, text=True, capture_output=True, check=False, env=environment()
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise CannotRunDatabase(f"PostgreSQL could not make the database: {reason}")
