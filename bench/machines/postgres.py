"""A PostgreSQL of the distribution, such as Debian's: its own programs, a port, a quiet log."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

INSTALLED = Path("/usr/lib/postgresql")

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "password_encryption": "scram-sha-256",
    "log_min_error_statement": "panic",
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
"""What `docs/how-to/run-it.md` asks of a server."""

ROLES = """
CREATE ROLE firstbell_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD 'owner';
CREATE ROLE firstbell LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD 'serving';
"""


@contextmanager
def running(folder: Path, *, port: int) -> Iterator[tuple[str, str]]:
    """Run a new server in the folder; give the addresses of who serves and of the owner."""
    versions = sorted(INSTALLED.glob("*/bin"), key=lambda each: int(each.parent.name))
    if not versions:
        raise SystemExit("no PostgreSQL in /usr/lib/postgresql: apt-get install postgresql")
    programs = versions[-1]
    data = folder / "data"
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    data.mkdir()
    if account:
        folder.chmod(0o711)
        shutil.chown(data, account.pw_uid, account.pw_gid)
    _run([str(programs / "initdb"), "-k", "-A", "trust", "-D", str(data)], account)
    options = [f"--{name.replace('_', '-')}={value}" for name, value in SETTINGS.items()]
    command = [str(programs / "postgres"), "-D", str(data), f"--port={port}"]
    server = subprocess.Popen(
        [*command, f"--unix-socket-directories={data}", *options],
        stderr=(folder / "postgres.log").open("wb"),
        **_as(account),  # type: ignore[call-overload]
    )
    try:
        superuser = f"postgresql://{account.pw_name if account else ''}@127.0.0.1:{port}/postgres"
        _make(superuser)
        yield tuple(  # type: ignore[misc]
            f"postgresql://{role}:{password}@127.0.0.1:{port}/firstbell"
            for role, password in (("firstbell", "serving"), ("firstbell_owner", "owner"))
        )
    finally:
        server.terminate()
        server.wait()


def _make(superuser: str) -> None:
    for _ in range(200):
        try:
            connection = psycopg.connect(superuser, autocommit=True)
            break
        except psycopg.OperationalError:
            time.sleep(0.1)
    with connection:
        connection.execute(ROLES.encode())
        connection.execute("CREATE DATABASE firstbell OWNER firstbell_owner")


def _run(command: list[str], account: "pwd.struct_passwd | None") -> None:
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        **_as(account),  # type: ignore[call-overload]
    )


def _as(account: "pwd.struct_passwd | None") -> dict[str, int]:
    return {"user": account.pw_uid, "group": account.pw_gid} if account else {}
