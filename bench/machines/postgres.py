"""A PostgreSQL of the distribution, such as Debian's: its own programs, a port, a quiet log."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


class Postgres:
    """One server in a folder: it can be killed with all its processes, and started again."""

    def __init__(self, folder: Path, *, port: int) -> None:
        versions = sorted(INSTALLED.glob("*/bin"), key=lambda each: int(each.parent.name))
        if not versions:
            raise SystemExit("no PostgreSQL in /usr/lib/postgresql: apt-get install postgresql")
        self._programs, self._folder, self._port = versions[-1], folder, port
        self._data = folder / "data"
        self._account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def superuser(self) -> str:
        """The address of who made the server."""
        user = self._account.pw_name if self._account else ""
        return f"postgresql://{user}@127.0.0.1:{self._port}/postgres"

    def address(self, role: str, password: str) -> str:
        """Return where a role finds the database."""
        return f"postgresql://{role}:{password}@127.0.0.1:{self._port}/firstbell"

    def make(self) -> None:
        """Make the server's folder, its roles and its database, and leave it running."""
        self._data.mkdir()
        if self._account:
            self._folder.chmod(0o711)
            shutil.chown(self._data, self._account.pw_uid, self._account.pw_gid)
        initdb = [str(self._programs / "initdb"), "-k", "-A", "trust", "-D", str(self._data)]
        _run(initdb, self._account)
        self.start()
        _make(self.superuser)

    def start(self) -> None:
        """Start it, also after it was killed."""
        options = [f"--{name.replace('_', '-')}={value}" for name, value in SETTINGS.items()]
        command = [str(self._programs / "postgres"), "-D", str(self._data), f"--port={self._port}"]
        self._server = subprocess.Popen(
            [*command, f"--unix-socket-directories={self._data}", *options],
            stderr=(self._folder / "postgres.log").open("ab"),
            **_as(self._account),  # type: ignore[call-overload]
        )

    def is_running(self) -> bool:
        """Say whether its first process is there."""
        return self._server is not None and self._server.poll() is None

    def processes(self) -> list[Path]:
        """Return its processes, as their folders in /proc."""
        found = []
        for each in Path("/proc").iterdir():
            with suppress(OSError):
                if each.name.isdecimal() and (each / "cwd").samefile(self._data):
                    found.append(each)
        return found

    def kill(self) -> None:
        """Kill it and all its processes at once: one that stays would keep the others out."""
        for each in self.processes():
            with suppress(OSError):
                os.kill(int(each.name), signal.SIGKILL)
        if self._server is not None:
            self._server.wait()

    def cut_off(self) -> int:
        """End every connection of who serves, and return how many those were."""
        ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'firstbell'"
        with psycopg.connect(self.superuser, autocommit=True, connect_timeout=5) as connection:
            return len(connection.execute(ends).fetchall())

    def stop(self) -> None:
        """End it in order, and let it wait for nobody who is still connected."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait()


@contextmanager
def running(folder: Path, *, port: int) -> Iterator[tuple[str, str]]:
    """Run a new server in the folder; give the addresses of who serves and of the owner."""
    server = Postgres(folder, port=port)
    server.make()
    try:
        yield server.address("firstbell", "serving"), server.address("firstbell_owner", "owner")
    finally:
        server.stop()


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
