"""`tools.prepare`: what is missing is told in one line, and nothing is done twice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import CHECKOUT, assets, prepare


def one_line(told: pytest.ExceptionInfo[prepare.CannotPrepare]) -> str:
    assert "\n" not in str(told.value)
    return str(told.value)


def test_all_that_is_missing_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    with pytest.raises(prepare.CannotPrepare) as told:
        prepare.check_machine()
    assert one_line(told) == "Missing on this machine: apt-get install python3-venv npm"


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 14, 0)])
def test_a_python_that_does_not_fit_is_told(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]
) -> None:
    monkeypatch.setattr("sys.version_info", version)

    with pytest.raises(prepare.CannotPrepare, match=r"python3 is 3\.(9|14): name another") as told:
        prepare.check_machine()
    one_line(told)


def test_nothing_is_begun_on_a_machine_that_lacks_something(tmp_path: Path) -> None:
    shutil.copytree(CHECKOUT / "tools", tmp_path / "tools")

    done = subprocess.run(
        [sys.executable, "-m", "tools.prepare", "demo"],
        cwd=tmp_path,
        env={"PATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == "Missing on this machine: apt-get install npm\n"
    assert [file.name for file in tmp_path.iterdir()] == ["tools"]


def test_a_step_that_fails_is_told_with_its_last_words() -> None:
    words = "echo trying; echo error: no route; echo A complete log of this is in x.log; exit 3"

    with pytest.raises(prepare.CannotPrepare) as told:
        prepare.run("fetch it", "sh", "-c", words)
    assert one_line(told) == "Could not fetch it (is the network there?): error: no route"


def test_a_step_that_is_not_there_is_told() -> None:
    with pytest.raises(prepare.CannotPrepare, match=r"Could not fetch it: .*no-such-program"):
        prepare.run("fetch it", "no-such-program")


@pytest.mark.parametrize(
    ("prepared", "wanted"), [("test", "test"), ("demo", "demo"), ("test", "demo")]
)
def test_an_environment_that_is_ready_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepared: str, wanted: str
) -> None:
    ran = steps_of(tmp_path, monkeypatch)
    prepare.prepare_environment(prepared)
    assert "fetch the Python packages" in ran
    ran.clear()

    prepare.prepare_environment(wanted)

    assert ran == []


def test_the_tests_need_more_than_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = steps_of(tmp_path, monkeypatch)
    prepare.prepare_environment("demo")
    ran.clear()

    prepare.prepare_environment("test")

    assert "fetch the Python packages" in ran


def test_a_step_that_failed_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps_of(tmp_path, monkeypatch, failing="install firstbell")
    with pytest.raises(prepare.CannotPrepare):
        prepare.prepare_environment("demo")

    ran = steps_of(tmp_path, monkeypatch)
    prepare.prepare_environment("demo")

    assert "install firstbell" in ran


def test_the_demo_fetches_no_package_that_only_tests_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[tuple[str, ...]] = []
    monkeypatch.setattr(prepare, "BUILD", tmp_path)
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    monkeypatch.setattr(assets, "SOURCES", {})
    monkeypatch.setattr(assets, "build", lambda: None)
    monkeypatch.setattr(prepare, "run", lambda _what, *command: fetched.append(command))

    for purpose in ("demo", "demo", "test", "test", "demo"):
        prepare.prepare_assets(purpose)

    assert ["--omit=dev" in command for command in fetched] == [True, False]


def steps_of(venv: Path, monkeypatch: pytest.MonkeyPatch, failing: str = "") -> list[str]:
    """Let steps be noted, not done, for an environment in `venv`."""
    ran: list[str] = []

    def note(what: str, *_command: str) -> None:
        if what == failing:
            raise prepare.CannotPrepare(what)
        ran.append(what)

    monkeypatch.setattr(prepare, "VENV", venv)
    monkeypatch.setattr(prepare, "run", note)
    return ran


def test_without_a_browser_and_the_right_to_install_one_it_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    prepare.prepare_browser()

    assert "Browser tests will be skipped" in capsys.readouterr().err


def test_root_installs_the_missing_browser_and_goes_on_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = steps_of(tmp_path, monkeypatch, failing="install Chromium")
    monkeypatch.setattr("shutil.which", lambda name: name if name == "apt-get" else None)
    monkeypatch.setattr("os.geteuid", lambda: 0)

    prepare.prepare_browser()

    assert ran == ["read the package lists"]
    assert "Browser tests will be skipped: install Chromium" in capsys.readouterr().err
