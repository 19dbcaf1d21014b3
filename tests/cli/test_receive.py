"""`firstbell receive`: a line for every incident, one on standard error for each problem."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from firstbell.cli import main
from firstbell.journey.intake.models import Feed, Incident, RefusedIncident
from tests.commands import firstbell
from tests.conftest import Installation
from tests.journey.intake.feeds import child, feed, force, incident
from tests.journey.intake.sheets import CHILD_A_ROW, row, table


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    """A folder to work in, with commands that run on this test's own database."""
    monkeypatch.setenv("FIRSTBELL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://only/said-to-be-there")
    monkeypatch.chdir(tmp_path)
    force()
    return tmp_path


def receive(document: object) -> Result:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    Path("feed.json").write_bytes(body)
    return CliRunner().invoke(main, ["receive", "feed.json"])


def test_a_feed_is_taken_and_every_incident_has_its_line(here: Path) -> None:
    result = receive(feed(incident(), incident("QS/2", children=[child(school_as_told=None)])))

    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "QS/1 revision 1: accepted"
    assert "QS/2 revision 1: accepted" in lines
    assert "Is a school, or home education, stated for every child?" in result.stdout
    assert lines[-1] == "2 incidents, 0 refused."
    assert result.stderr == ""
    assert Incident.objects.count() == 2


def test_the_same_file_again_says_the_same(here: Path) -> None:
    first = receive(feed(incident()))

    again = receive(feed(incident()))

    assert (again.exit_code, again.stdout) == (0, first.stdout)
    assert Feed.objects.count() == 1


def test_a_refused_incident_ends_with_1_and_the_place_and_cure(here: Path) -> None:
    bad = incident("QS/2", children=[child(date_of_birth="4 March 2017")])

    result = receive(feed(bad, incident()))

    assert result.exit_code == 1
    assert result.stderr == (
        "feed.json: QS/2 /incidents/0/children/0/date_of_birth: "
        "The value is of a wrong type. Write a date that exists, as YYYY-MM-DD.\n"
    )
    assert "QS/1 revision 1: accepted" in result.stdout
    assert RefusedIncident.objects.count() == 1


def test_a_file_of_no_use_is_kept_where_its_source_is_known(here: Path) -> None:
    receive(b"{")
    receive(feed(source="nobody"))
    assert RefusedIncident.objects.count() == 0

    receive(feed(created_at="yesterday"))
    receive(feed(created_at="yesterday"))
    spreadsheet("receive", "night.csv", "--mapping", "mapping.toml", body=b"Other,Columns")

    assert [
        (each.source.code, each.problems[0]["code"])
        for each in RefusedIncident.objects.order_by("refused_at")
    ] == [("quillshire", "wrong_type"), ("quillshire", "no_column")]


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (b"{", "feed.json: This is not JSON: line 1, column 2 cannot be read."),
        (feed(source="nobody"), "feed.json: /feed/source: No sender of this code is known here."),
        ({}, "feed.json: /feed: A required field is missing. Add it."),
    ],
)
def test_a_file_of_no_use_ends_with_1_and_one_line(here: Path, document: object, line: str) -> None:
    result = receive(document)

    assert result.exit_code == 1
    assert result.stderr.startswith(line)
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_a_used_reference_with_other_content_ends_with_1(here: Path) -> None:
    receive(feed(incident()))

    result = receive(feed(incident("QS/2")))

    assert result.exit_code == 1
    assert "/feed/reference" in result.stderr


def test_no_line_repeats_what_was_said_about_a_person(here: Path) -> None:
    result = receive(feed(incident(), incident("QS/2", children=[child(voice=["Shouting"])])))

    assert not [word for word in ("Mirabel", "Thornquill", "Shouting") if word in result.output]


def test_a_file_that_is_not_there_is_wrong_use(here: Path) -> None:
    assert CliRunner().invoke(main, ["receive", "none.json"]).exit_code == 2


def spreadsheet(*arguments: str, mapping: str = CHILD_A_ROW, body: bytes = b"") -> Result:
    Path("mapping.toml").write_text(mapping)
    Path("night.csv").write_bytes(body)
    return CliRunner().invoke(main, [*arguments])


def test_a_spreadsheet_is_taken_by_its_mapping_and_each_refusal_names_its_cell(here: Path) -> None:
    body = table(row(), row(Crime_no="QS26/002", DOB="31/02/2017", Forename="Wren"))

    result = spreadsheet("receive", "night.csv", "--mapping", "mapping.toml", body=body)

    assert result.exit_code == 1
    assert result.stderr == (
        "night.csv: QS26/002 line 3, column P: This is no date that exists, or it is written in "
        "another way than the mapping says. Write it as dd/mm/yyyy, or as a date of the "
        "spreadsheet.\n"
    )
    assert "QS26/001 revision 1: accepted" in result.stdout
    assert "2 incidents, 1 refused." in result.stdout
    assert not [
        word for word in ("Mirabel", "Wren", "Thornquill", "31/02") if word in result.output
    ]


def test_a_mapping_is_checked_alone_and_against_a_file_and_nothing_is_taken_in(
    here: Path,
) -> None:
    body = table(row(Weather="rain"), columns=[*row(), "Weather"])

    alone = spreadsheet("check-mapping", "mapping.toml")
    beside = spreadsheet("check-mapping", "mapping.toml", "night.csv", body=body)
    wrong = body.replace(b"04/03/2017", b"31/02/2017")
    refused = spreadsheet("check-mapping", "mapping.toml", "night.csv", body=wrong)
    bad = spreadsheet(
        "check-mapping", "mapping.toml", mapping=CHILD_A_ROW.replace("[feed]", "[fed]")
    )
    no_columns = spreadsheet("check-mapping", "mapping.toml", "night.csv", body=b"a,b\n1,2\n")

    assert (alone.exit_code, beside.exit_code) == (0, 0)
    assert "not used: Weather" in beside.stdout
    assert "1 incidents with 1 children, 0 would be refused." in beside.stdout
    assert (refused.exit_code, bad.exit_code, no_columns.exit_code) == (1, 1, 1)
    assert "line 2, column P" in refused.stderr
    assert "mapping.toml: [fed]: there is no such table" in bad.stderr
    assert "The column “Crime no” of the mapping is not in the header." in no_columns.stderr
    assert Feed.objects.count() == 0


def test_a_spreadsheet_without_a_mapping_is_wrong_use(here: Path) -> None:
    result = spreadsheet("receive", "night.csv", body=table(row()))

    assert result.exit_code == 2
    assert "--mapping" in result.stderr


def test_the_command_takes_a_feed_at_the_time_that_it_is_given(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(feed(incident())))

    environment = installation.environment()
    added = firstbell(
        environment, "source", "add", "quillshire", "--name", "Quillshire", "--force", "E23000099"
    )
    assert added.returncode == 0, added.stderr
    result = firstbell(environment, "receive", str(file), "--at", "2026-11-20T00:00:00+00:00")

    assert result.returncode == 0, result.stderr
    assert "/incidents/0/belief_formed_at: The instant lies in the future." in result.stdout
