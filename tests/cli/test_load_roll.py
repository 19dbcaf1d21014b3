"""`firstbell load roll` as an operator runs it: exit codes, and one line for each thing wrong."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.conftest import Installation
from tests.registry.people.rolls import WREN, a_class, a_csv, a_ctf, a_ctf_pupil, upn

AT = "2026-11-23T07:10:00+00:00"
RUN = "from firstbell.cli import run; run()"


@pytest.fixture
def school(installation: Installation) -> Installation:
    """An installation that knows one establishment."""
    with psycopg.connect(installation.database.superuser_url, autocommit=True) as connection:
        columns = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = 'agencies_establishment' AND is_nullable = 'NO'"
        ).fetchall()
        values: dict[str, object] = {
            name: AT if kind.startswith("timestamp") else "" for name, kind in columns
        }
        values |= {
            "id": "00000000-0000-4000-8000-000000000001",
            "urn": 990001,
            "name": "Mill Lane Primary School",
            "council_code": "990",
            "establishment_number": "2001",
            "status": "Open",
            "nation": "england",
        }
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        connection.execute(
            f"INSERT INTO agencies_establishment ({names}) VALUES ({marks})",  # type: ignore[arg-type]
            list(values.values()),
        )
    return installation


def load(
    installation: Installation, file: Path, content: bytes, *options: str
) -> subprocess.CompletedProcess[str]:
    """Run the command on a file of this content."""
    file.write_bytes(content)
    return subprocess.run(
        [sys.executable, "-c", RUN, "load", "roll", str(file), *options, "--at", AT],
        env=dict(installation.environment()),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_roll_is_loaded_and_what_is_refused_marked_or_held_is_said_line_by_line(
    school: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "roll.csv"
    rows = a_class(990001, 10)
    clean = load(school, file, a_csv(*rows))
    assert (clean.returncode, clean.stderr) == (0, "")
    assert "10 pupils on 1 rolls in force" in clean.stdout

    marked = load(school, file, a_csv(*rows, {"urn": 990001, "upn": "A801200005001", **WREN}))
    assert marked.returncode == 0
    assert marked.stderr.startswith(f"{file}:warning: line 12: upn: its check letter is A")

    rows[0]["date_of_birth"] = "31/02/2015"
    refused = load(school, file, a_csv(*rows))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{file}:line 2: date_of_birth: it is no date; write YYYY")
    assert "31/02" not in refused.stderr

    held = load(school, file, a_csv(*rows[1:4]))
    assert held.returncode == 1
    assert "held: URN 990001: it would take 7 of 10 pupils off the roll" in held.stderr


def test_a_transfer_file_is_told_by_its_content_and_adds_unless_it_is_whole(
    school: Installation, tmp_path: Path
) -> None:
    load(school, tmp_path / "roll.csv", a_csv(*a_class(990001, 4)))
    pupil = a_ctf_pupil(upn(90), "Quill", "Piers", "2016-05-04")
    content = a_ctf(pupil, source="<LEA>990</LEA><Estab>2001</Estab>")

    added = load(school, tmp_path / "no-ending", content)
    whole = load(school, tmp_path / "no-ending", content, "--whole")

    assert (added.returncode, added.stderr) == (0, "")
    assert "5 pupils on 1 rolls in force" in added.stdout
    assert whole.returncode == 1
    assert "it would take 4 of 5 pupils off the roll" in whole.stderr
