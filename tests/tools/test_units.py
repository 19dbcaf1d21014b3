"""The units for systemd: systemd understands them, and they call what there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from firstbell.cli import COMMANDS
from firstbell.environment import ENVIRONMENT

UNITS = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
CALL = re.compile(r"^ExecStart=/opt/firstbell/\.venv/bin/firstbell (\S+)", re.M)
VARIABLE = re.compile(r"\b((?:FIRSTBELL|DATABASE)_[A-Z_]+)=")


def test_every_unit_calls_a_command_and_sets_variables_that_there_are() -> None:
    texts = [file.read_text(encoding="utf-8") for file in UNITS.iterdir()]
    called = {command for text in texts for command in CALL.findall(text)}
    known = set(ENVIRONMENT) | {
        f"{name}_FILE" for name, each in ENVIRONMENT.items() if each.is_secret
    }

    assert called == {"serve", "work", "watch", "backup", "sheet", "folder"}
    assert called <= set(COMMANDS)
    assert {name for text in texts for name in VARIABLE.findall(text)} <= known
    assert {"KillMode=control-group" in text for text in texts if "[Service]" in text} == {True}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    for file in UNITS.glob("firstbell-*"):
        # The program need not be installed where this is tried.
        text = file.read_text(encoding="utf-8").replace(
            "/opt/firstbell/.venv/bin/firstbell", "/bin/true"
        )
        (tmp_path / file.name.replace("@", "@1")).write_text(text, encoding="utf-8")
    units = sorted(map(str, tmp_path.iterdir()))

    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )

    assert len(units) == 9
    assert (done.returncode, done.stderr) == (0, "")
