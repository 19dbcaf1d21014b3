"""`firstbell service add`, and asking its advocates in."""

import subprocess
import sys

from tests.conftest import Installation


def run(installation: Installation, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "firstbell.cli", *arguments],
        env=dict(installation.environment()),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_service_is_added_once_and_its_advocate_is_asked_in(installation: Installation) -> None:
    add = ("service", "add", "HARBOUR", "--name", "Harbour Advocates")

    first, again = run(installation, *add), run(installation, *add)
    other = run(installation, "service", "add", "HARBOUR", "--name", "Another Service")
    invited = run(
        installation,
        *("invite", "ada@harbour.example", "--name", "Ada Quill"),
        *("--role", "advocate", "--agency", "HARBOUR"),
    )

    assert (first.returncode, first.stdout) == (0, "service: HARBOUR, Harbour Advocates\n")
    assert again.returncode == 0
    assert other.returncode == 1
    assert "choose another code" in other.stderr
    assert invited.returncode == 0, invited.stderr
    assert "/join/" in invited.stdout
    unusable = run(installation, "service", "add", "no good", "--name", "X")
    assert unusable.returncode == 2
