"""The lock files name what is installed and its hash, never where it comes from.

Each person and each firm has an index of their own; a host in a lock file would bind them to ours.
"""

import json
import re
from pathlib import Path

import pytest

from tools import CHECKOUT
from tools.lock import without_hosts

REQUIREMENTS = sorted(CHECKOUT.glob("requirements*.txt"))
PIN = re.compile(r"^([a-z0-9.-]+)==([^ ;\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((CHECKOUT / name).read_text()))


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_a_lock_file_names_no_host(file: Path) -> None:
    assert "http" not in file.read_text().lower()


def test_the_lock_file_of_npm_names_no_host_but_whom_to_thank() -> None:
    packages = json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]
    for package in packages.values():
        package.pop("funding", None)

    assert "://" not in json.dumps(packages)


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_a_requirements_file_holds_only_pins_and_hashes(file: Path) -> None:
    lines = [line for line in file.read_text().splitlines() if line]
    pinned = re.compile(r"[a-z0-9.-]+==\S+( ; [^\\]+)? \\")
    hashed = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")

    assert len(lines) > 1
    assert [line for line in lines if not (pinned.fullmatch(line) or hashed.fullmatch(line))] == []


def test_the_packages_of_npm_are_pinned_by_hash_alone() -> None:
    text = (CHECKOUT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert text == without_hosts(text)
    ours = packages.pop("")

    assert packages
    assert all("resolved" not in package and package["integrity"] for package in packages.values())
    named = [*ours["dependencies"].values(), *ours["devDependencies"].values()]
    assert all(re.fullmatch(r"[0-9.]+", version) for version in named)


def test_the_settings_of_npm_name_no_host() -> None:
    settings = (CHECKOUT / ".npmrc").read_text().splitlines()

    assert "omit-lockfile-registry-resolved=true" in settings
    assert [line for line in settings if not re.fullmatch(r"[a-z-]+=(true|false)", line)] == []


def test_no_file_sets_an_index() -> None:
    stray = ["uv.lock", "uv.toml", "pip.conf", "poetry.lock", "yarn.lock", "npm-shrinkwrap.json"]
    settings = (CHECKOUT / "pyproject.toml").read_text()

    assert [name for name in stray if (CHECKOUT / name).exists()] == []
    assert not re.search(r"index-url|find-links|\[\[?tool\.uv", settings)


def test_what_the_demo_runs_on_is_what_the_tests_ran_on() -> None:
    demo, tests = pins("requirements.txt"), pins("requirements-dev.txt")

    assert demo
    assert {name: version for name, version in demo.items() if tests.get(name) != version} == {}
