"""`firstbell load roll` as an operator runs it: exit codes, and one line for each thing wrong."""

import subprocess
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.commands import firstbell
from tests.conftest import Installation
from tests.registry.people.rolls import WREN, a_class, a_csv, a_ctf, a_ctf_pupil, upn

AT = "2026-11-23T07:10:00+00:00"


@pytest.fixture
def school(installation: Installation) -> Installation:
    """An installation that knows one establishment."""
    with psycopg.connect(installation.database.superuser_url, autocommit=True) as connection:
        fill(
            connection,
            "agencies_establishment",
            urn=990001,
            name="Mill Lane Primary School",
            council_code="990",
            establishment_number="2001",
            status="Open",
            nation="england",
        )
    return installation


def fill(connection: psycopg.Connection, table: str, **values: object) -> None:
    """Write one row; columns that are not named and may not be null are made blank."""
    columns = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL"
        " AND is_identity = 'NO'",
        [table],
    ).fetchall()
    blank = {"uuid": str(uuid4()), "boolean": False, "integer": 0}
    row = {
        name: AT if kind.startswith("timestamp") else blank.get(kind, "") for name, kind in columns
    } | values
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
    )
    connection.execute(statement, list(row.values()))


def run(installation: Installation, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `firstbell load roll`."""
    return firstbell(installation.environment(), "load", "roll", *arguments, "--at", AT)


def load(
    installation: Installation, file: Path, content: bytes, *options: str
) -> subprocess.CompletedProcess[str]:
    """Run the command on a file of this content."""
    file.write_bytes(content)
    return run(installation, str(file), *options)


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


def test_a_held_roll_is_confirmed_in_a_persons_name_only(
    school: Installation, tmp_path: Path
) -> None:
    rows = a_class(990001, 10)
    load(school, tmp_path / "roll.csv", a_csv(*rows))
    load(school, tmp_path / "roll.csv", a_csv(*rows[:2]))
    with psycopg.connect(school.database.superuser_url, autocommit=True) as connection:
        fill(connection, "accounts_user", email="hub@partnership.example", is_active=True)

    for wrong in (["--confirm", "990001"], ["--confirm", "990001", "--by", "who@nowhere.example"]):
        assert run(school, *wrong).returncode == 2
    confirmed = run(school, "--confirm", "990001", "--by", "hub@partnership.example")
    again = run(school, "--refuse", "990001", "--by", "hub@partnership.example")

    assert (confirmed.returncode, confirmed.stdout) == (0, "roll: URN 990001: in force\n")
    assert again.returncode == 1
    with psycopg.connect(school.database.superuser_url) as connection:
        in_force = connection.execute(
            "SELECT pupils, confirmed_by_id IS NOT NULL FROM people_roll WHERE state = 'current'"
        ).fetchall()
    assert in_force == [(2, True)]


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
