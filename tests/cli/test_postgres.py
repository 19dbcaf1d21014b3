"""`firstbell.cli.postgres`: one server for a home, whole after any crash, gone with its command."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from firstbell.cli.home import make_home
from firstbell.cli.postgres import CannotRunDatabase, Server, programs, running
from firstbell.cli.postgres.cluster import Cluster

SECONDS = 20.0
"""How long anything here may take to come or go on a busy machine."""

COMMAND = """
import signal
import sys
from pathlib import Path
from firstbell.cli.postgres import process, programs, running

if "no-death-signal" in sys.argv:
    process.can_die_with_parent = programs.can_die_with_parent = lambda: False
if "never-dying" in sys.argv:
    programs.Runner.dying_with_parent = programs.Runner.program
# A shell lets what it starts in the background ignore interrupts, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
with running(Path(sys.argv[1])) as server:
    print(server.superuser_url, flush=True)
    sys.stdin.readline()
"""
"""Another command on the same home: it says where the server is, and ends when told to."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that others may pass, unlike pytest's own, in which no home exists yet."""
    made = Path(tempfile.mkdtemp(prefix="firstbell-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)  # a test that failed may have left a server


@pytest.fixture
def home(folder: Path) -> Path:
    return folder / "home"


@pytest.fixture(scope="module")
def there() -> Iterator[tuple[Path, Server]]:
    """A home with its server, for tests that only look at it: to make one takes seconds."""
    made = Path(tempfile.mkdtemp(prefix="firstbell-"))
    made.chmod(0o711)
    with running(made / "home") as server:
        yield made / "home", server
    shutil.rmtree(made, ignore_errors=True)


@contextmanager
def another_command(home: Path, *ways: str) -> Iterator["subprocess.Popen[str]"]:
    command = subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(home), *ways],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        assert command.stdout is not None
        assert command.stdout.readline().startswith("postgresql://")
        yield command
    finally:
        command.kill()
        command.communicate()


def end(command: "subprocess.Popen[str]") -> None:
    assert command.stdin is not None
    command.stdin.write("\n")
    command.stdin.flush()


def postmaster(home: Path) -> int:
    return int((Cluster(home).data / "postmaster.pid").read_text().splitlines()[0])


def is_alive(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def ask(url: str, query: str) -> tuple[object, ...]:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def tell(url: str, *statements: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def started_at(url: str) -> object:
    return ask(url, "SELECT pg_postmaster_start_time()")[0]


def test_an_empty_home_gets_a_database_that_its_owner_owns(there: tuple[Path, Server]) -> None:
    owner = ask(
        there[1].owner_url,
        "SELECT current_user::text, pg_get_userbyid(datdba)::text, datlocprovider::text,"
        " datcollate, current_setting('TimeZone'), current_setting('listen_addresses')"
        " FROM pg_database WHERE datname = current_database()",
    )

    assert owner == ("firstbell_owner", "firstbell_owner", "b", "C.UTF-8", "UTC", "")


def test_the_serving_role_owns_nothing_and_bypasses_nothing(there: tuple[Path, Server]) -> None:
    rights = (
        "SELECT current_user::text, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
        " FROM pg_roles WHERE rolname = current_user"
    )
    serving_url = there[1].serving_url

    assert ask(serving_url, rights) == ("firstbell", False, False, False, False)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tell(serving_url, "CREATE TABLE mine (id int)")


def test_nobody_signs_in_without_the_password(there: tuple[Path, Server]) -> None:
    _home, server = there
    wrong = Server(
        socket_folder=server.socket_folder, passwords=dict.fromkeys(server.passwords, "wrong")
    )

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        tell(wrong.superuser_url, "SELECT 1")


def test_everything_in_the_home_is_private(there: tuple[Path, Server]) -> None:
    home, _server = there
    cluster = Cluster(home)
    secret = [cluster.folder / "passwords", cluster.log]

    modes = {file.name: file.stat().st_mode & 0o777 for file in secret}
    assert modes == {"passwords": 0o600, "log": 0o600}
    assert cluster.socket_folder.stat().st_mode & 0o777 == 0o700
    assert cluster.data.stat().st_mode & 0o777 == 0o700
    assert home.stat().st_mode & 0o077 in {0, 0o011}


def test_what_was_stored_is_there_after_a_restart(home: Path) -> None:
    with running(home) as server:
        tell(server.owner_url, "CREATE TABLE kept AS SELECT 7 AS number")
        first = started_at(server.superuser_url)
        process = postmaster(home)

    assert not is_alive(process)
    with running(home) as server:
        assert ask(server.owner_url, "SELECT number FROM kept") == (7,)
        assert started_at(server.superuser_url) != first


def test_two_commands_at_once_share_one_server(home: Path) -> None:
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    urls = [command.stdout.readline().strip() for command in commands if command.stdout]
    starts = {started_at(url) for url in urls}
    process = postmaster(home)
    for command in commands:
        end(command)
    for command in commands:
        command.communicate(timeout=SECONDS)

    assert len(starts) == 1
    assert [command.returncode for command in commands] == [0, 0]
    assert not is_alive(process)


def test_the_owner_waits_for_those_attached(home: Path) -> None:
    with another_command(home) as owner:
        process = postmaster(home)
        with running(home) as server:
            end(owner)
            with pytest.raises(subprocess.TimeoutExpired):
                owner.wait(0.5)
            assert ask(server.serving_url, "SELECT 1") == (1,)
        assert owner.wait(SECONDS) == 0
        assert not is_alive(process)


WAITS_BY_NOW = 4.0
"""Seconds after which even a busy machine's command has come to wait for those attached."""


def has_ended_when_interrupted(owner: "subprocess.Popen[str]") -> bool:
    """Interrupt a command once more, in case it was not yet waiting when it was before."""
    with suppress(ProcessLookupError):
        os.killpg(owner.pid, signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        owner.wait(1)
    return owner.poll() is not None


def test_an_interrupt_is_for_the_command_and_a_second_ends_its_wait(home: Path) -> None:
    with another_command(home) as owner:
        process = postmaster(home)
        with running(home) as server:
            os.killpg(owner.pid, signal.SIGINT)  # as a terminal does: to all of the group
            with pytest.raises(subprocess.TimeoutExpired):
                owner.wait(WAITS_BY_NOW)
            assert ask(server.serving_url, "SELECT 1") == (1,)

            assert soon(lambda: has_ended_when_interrupted(owner))
            assert not is_alive(process)


def test_a_command_that_comes_as_the_server_goes_gets_one_of_its_own(home: Path) -> None:
    with another_command(home) as owner:
        end(owner)
        with running(home) as server:
            assert ask(server.serving_url, "SELECT 1") == (1,)


@pytest.mark.parametrize("way", ["death-signal", "no-death-signal"])
def test_a_killed_command_leaves_no_server_behind_and_loses_no_commit(home: Path, way: str) -> None:
    with another_command(home, way) as command:
        with running(home) as server:
            tell(server.owner_url, "CREATE TABLE kept AS SELECT 7 AS number")
        process = postmaster(home)
        os.kill(command.pid, signal.SIGKILL)
        assert soon(lambda: not is_alive(process))

    with running(home) as server:
        assert ask(server.owner_url, "SELECT number FROM kept") == (7,)


def test_no_commit_is_lost_when_the_command_and_its_server_are_killed(home: Path) -> None:
    with another_command(home) as command:
        with running(home) as server:
            tell(server.owner_url, "CREATE TABLE kept (number int)")
            for number in range(50):
                tell(server.owner_url, f"INSERT INTO kept VALUES ({number})")
        process = postmaster(home)
        os.kill(process, signal.SIGKILL)
        os.kill(command.pid, signal.SIGKILL)

    with running(home) as server:
        assert ask(server.owner_url, "SELECT count(*), max(number) FROM kept") == (50, 49)


def test_a_server_that_outlived_its_command_is_ended_by_the_next(home: Path) -> None:
    with another_command(home, "never-dying") as command:
        left = postmaster(home)
        os.kill(command.pid, signal.SIGKILL)
        command.wait(SECONDS)
        assert is_alive(left)

    with running(home) as server:
        assert not is_alive(left)
        assert ask(server.serving_url, "SELECT 1") == (1,)


def test_a_start_that_was_killed_half_way_is_begun_again(home: Path) -> None:
    half_made = Cluster(make_home(home)).folder / "data.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    with running(home) as server:
        assert ask(server.serving_url, "SELECT 1") == (1,)
    assert not half_made.exists()


@pytest.mark.parametrize("name", ["deep" * 50, "one,two", "with a space & 100%"])
def test_a_home_may_have_any_name(folder: Path, name: str) -> None:
    with running(folder / name / "home") as server, running(folder / name / "home") as attached:
        assert ask(server.serving_url, "SELECT 1") == (1,)
        assert ask(attached.serving_url, "SELECT 1") == (1,)


def test_the_log_repeats_nothing_that_was_stored(there: tuple[Path, Server]) -> None:
    home, server = there
    tell(server.owner_url, "CREATE TABLE pupil (name text PRIMARY KEY)")
    for _ in range(2):
        with psycopg.connect(server.owner_url) as connection:
            insert = "INSERT INTO pupil VALUES (%s) ON CONFLICT DO NOTHING"
            connection.execute(insert, ["Zebedee"])
    with pytest.raises(psycopg.errors.UniqueViolation):
        tell(server.owner_url, "INSERT INTO pupil VALUES ('Zebedee')")

    log = Cluster(home).log.read_text()
    assert "ready to accept connections" in log
    assert "Zebedee" not in log


def test_a_fresh_database_replaces_one_of_its_name(home: Path) -> None:
    with running(home, durable=False) as server:
        first = server.fresh_database("worker_1")
        tell(first.owner_url, "CREATE TABLE kept (number int)")
        second = server.fresh_database("worker_1")

        assert ask(second.serving_url, "SELECT current_database()::text") == ("worker_1",)
        assert ask(second.owner_url, "SELECT to_regclass('kept')") == (None,)


def test_an_address_is_not_shown_by_accident(there: tuple[Path, Server]) -> None:
    _home, server = there
    assert not any(password in repr(server) for password in server.passwords.values())


def test_a_process_in_the_way_is_named_and_left_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstbell.cli.postgres.process.STOP_PATIENCE", 0.2)
    with running(home):
        pass
    (Cluster(home).data / "postmaster.pid").write_text(f"{os.getppid()}\n")

    with pytest.raises(CannotRunDatabase, match=f"process {os.getppid()} is named"), running(home):
        pass
    assert (Cluster(home).data / "postmaster.pid").exists()


def test_a_database_that_cannot_start_is_told_in_one_line(home: Path) -> None:
    with running(home):
        pass
    (Cluster(home).data / "PG_VERSION").write_text("9.1\n")

    with pytest.raises(CannotRunDatabase, match="PostgreSQL did not start") as told, running(home):
        pass
    assert "\n" not in str(told.value)


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by PostgreSQL")


@as_root
def test_root_is_served_in_a_folder_closed_to_all_others(folder: Path) -> None:
    if not programs.namespace_works():
        pytest.skip("this system refuses user namespaces")
    folder.chmod(0o700)

    with running(folder / "home") as server:
        assert ask(server.serving_url, "SELECT 1") == (1,)
    assert folder.stat().st_mode & 0o777 == 0o700


@as_root
def test_root_without_namespaces_is_served_by_an_account(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "namespace_works", lambda: False)
    if programs.closed_to(programs.runner_for(folder / "none"), programs.binaries()):
        pytest.skip("the checkout is in a folder closed to ordinary accounts")

    with running(folder / "home") as server:
        assert ask(server.serving_url, "SELECT 1") == (1,)
        assert Cluster(folder / "home").data.stat().st_uid != 0
        assert Path(f"/proc/{postmaster(folder / 'home')}").stat().st_uid != 0


@as_root
def test_root_without_namespaces_is_told_which_folder_is_closed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "namespace_works", lambda: False)
    folder.chmod(0o700)

    with pytest.raises(CannotRunDatabase, match="is closed: open that folder") as told:
        running(folder / "home").__enter__()
    assert "\n" not in str(told.value)
    assert folder.stat().st_mode & 0o777 == 0o700
