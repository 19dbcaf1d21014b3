"""What a command stands on: the tables are there, whoever comes first."""

import os
import subprocess
import sys
from pathlib import Path


def test_commands_that_come_at_once_to_an_empty_home_all_find_its_tables(tmp_path: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")
    }
    environment["FIRSTBELL_HOME"] = str(tmp_path / "home")
    command = [sys.executable, "-m", "firstbell.cli", "balance"]
    started = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]

    told = [(each.communicate(timeout=300), each.returncode) for each in started]

    assert [(errors, code) for (_, errors), code in told] == [("", 0)] * 3
    assert all("The account adds up." in words for (words, _), _ in told)


def test_a_database_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/nothing",
        "FIRSTBELL_HOME": str(tmp_path / "home"),
    }
    command = [sys.executable, "-m", "firstbell.cli", "status"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.startswith("firstbell: the database that DATABASE_URL names does not answer")
    assert done.stderr.count("\n") == 1
