"""`firstbell load`, `partnership` and `source`: what they print, and how they end."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from firstbell.cli import main
from firstbell.registry.agencies.models import Agency, Establishment, Partnership
from tests import commands
from tests.conftest import Installation
from tests.registry.agencies.made import (
    CALENDAR,
    CONTACTS,
    GIAS,
    LINKS,
    adult,
    load_schools,
    school,
    table,
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    """A folder to work in, with commands that run on this test's own database."""
    monkeypatch.setenv("FIRSTBELL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://only/said-to-be-there")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def firstbell(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_each_refused_line_is_told_with_its_file_place_and_cure(here: Path) -> None:
    Path("gias.csv").write_bytes(table(GIAS, [school(900001), school(900002, OpenDate="soon")]))

    done = firstbell("load", "establishments", "gias.csv")

    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        (
            "gias.csv:line 3: OpenDate: 'soon' is no date; "
            "write it as dd-mm-yyyy, for example 01-09-2026"
        )
    ]
    assert done.stdout == "establishments: 1 loaded, 1 refused, 0 with a warning, 1 new\n"
    assert Establishment.objects.get().urn == 900001


def test_a_warning_is_told_and_the_command_ends_well(here: Path) -> None:
    load_schools(school(900001))
    Path("c.csv").write_bytes(table(CONTACTS, [adult("Una", urn="900001") | {"email": "una"}]))

    done = firstbell("load", "contacts", "c.csv")

    assert done.exit_code == 0
    assert done.stderr == (
        "c.csv:warning: line 2: email: 'una' is no e-mail address; correct it; "
        "until then ring this person\n"
    )


@pytest.mark.parametrize("kind", ["establishments", "links", "contacts", "calendar", "postcodes"])
def test_a_file_that_cannot_be_used_ends_in_one_line(kind: str, here: Path) -> None:
    Path("x.csv").write_bytes(b"one,two\n1,2\n")

    done = firstbell("load", kind, "x.csv")

    assert done.exit_code == 1
    assert done.stderr.startswith("firstbell: x.csv: line 1: the column ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("load", "establishments", "nowhere.csv"),
        ("load", "everything", "x.csv"),
        ("load", "links"),
        ("partnership", "set", "--name", "X", "--force", "E23990001"),
        ("partnership", "set", "--name", "X", "--force", "E23990001", "--council", "990"),
        ("source", "add", "x", "--name", "X", "--force", "police"),
    ],
)
def test_wrong_use_ends_with_two(arguments: tuple[str, ...], here: Path) -> None:
    assert firstbell(*arguments).exit_code == 2


def test_a_roll_is_one_of_the_kinds(here: Path) -> None:
    assert "roll" in firstbell("load", "--help").stdout


def test_a_council_that_is_named_twice_is_wrong_use(here: Path) -> None:
    twice = ("--council", "990=E08990001", "--council", "990=E08990002")
    done = firstbell("partnership", "set", "--name", "X", "--force", "E23990001", *twice)

    assert done.exit_code == 2
    assert "a code is named twice" in done.stderr
    assert not Partnership.objects.exists()


def test_a_source_is_added_once_and_its_secret_is_told_once(here: Path) -> None:
    add = ("source", "add", "eastmarsh", "--name", "Eastmarsh Police", "--force", "E23990001")

    first, second = firstbell(*add), firstbell(*add)

    agency = Agency.objects.get()
    assert first.exit_code == 0
    assert f"client id: {agency.machine_client_id}\n" in first.stdout
    assert "client secret: " in first.stdout
    assert second.exit_code == 1
    assert "choose another code" in second.stderr
    assert "secret" not in second.stdout


def test_an_icalendar_needs_a_scope(here: Path) -> None:
    load_schools(school(900001))
    Path("days.ics").write_bytes(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        b"DTSTART;VALUE=DATE:20260901\r\nSUMMARY:Inset day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    assert firstbell("load", "calendar", "days.ics").exit_code == 2
    done = firstbell("load", "calendar", "days.ics", "--scope", "900001")
    assert done.exit_code == 0
    assert done.stdout == "calendar: 1 loaded, 0 refused, 0 with a warning, 1 scopes\n"


def test_the_registers_load_one_after_the_other_as_real_commands(
    installation: Installation, tmp_path: Path
) -> None:
    files = {
        "establishments": table(GIAS, [school(900001)], encoding="cp1252"),
        "links": table(LINKS, [{"URN": "1", "LinkURN": "900001", "LinkType": "Successor"}]),
        "contacts": table(CONTACTS, [adult("Una", urn="900001")]),
        "calendar": table(CALENDAR, [dict(zip(CALENDAR, DAYS, strict=True))]),
        "postcodes": b"pcds,laua,pfa,doterm\nZE1 1AA,E08990001,E23990001,\n",
    }

    def run(*arguments: str) -> str:
        done = commands.firstbell(installation.environment(), *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    council = ("--council", "990=E08990001", "--force", "E23990001")
    assert run("partnership", "set", "--name", "Eastmarsh", *council) == (
        "Eastmarsh: 990; police force area E23990001\n"
    )
    for kind, content in files.items():
        (tmp_path / kind).write_bytes(content)
        told = run("load", kind, str(tmp_path / kind), "--at", "2026-11-23T07:10:00+00:00")
        assert told.startswith(f"{kind}: 1 loaded, 0 refused, 0 with a warning")


DAYS = ("900001", "term", "2026-09-01", "2026-12-18", "08:40", "")
