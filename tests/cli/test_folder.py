"""`firstbell folder`: a folder is made, looked into, listed and left; no name of a file is said."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from firstbell.cli import folder as command
from firstbell.cli import main
from firstbell.foundation.events.models import Freeze
from firstbell.foundation.freezing import actions as freezing
from firstbell.journey.intake.folders.looking import Lookout
from firstbell.journey.intake.models import Incident, WatchedFolder
from tests.journey.intake.feeds import AT, feed, force, incident
from tests.journey.intake.sheets import CHILD_A_ROW


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, db: None) -> Path:
    monkeypatch.setenv("FIRSTBELL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://only/said-to-be-there")
    settings.FOLDERS = tmp_path / "folders"
    (tmp_path / "mapping.toml").write_text(CHILD_A_ROW)
    force()
    return tmp_path / "folders"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["folder", *arguments])


def test_a_folder_is_made_looked_into_listed_and_left(folders: Path) -> None:
    made = run("add", "quillshire", "--mapping", str(folders.parent / "mapping.toml"))
    assert made.exit_code == 0, made.output
    place = folders / "quillshire"
    rights = {each.name: oct(each.stat().st_mode & 0o777) for each in place.iterdir()}
    assert rights == {"in": "0o770", "receipts": "0o750", "taken": "0o700", "refused": "0o700"}
    assert oct(folders.stat().st_mode & 0o777) == "0o711"
    (place / "in" / "Mirabel.json").write_text(json.dumps(feed(incident())))
    (place / "in" / "Thornquill.csv").write_text("no,such,columns")

    looked = run("watch", "--once", "--settled", "0")

    assert looked.exit_code == 1
    assert ": 1 incidents, 0 refused.\n" in looked.stdout
    assert "line 1: The column “Crime no” of the mapping is not in the header." in looked.stderr
    assert "Mirabel" not in looked.output + "".join(map(str, place.rglob("*")))
    assert "Thornquill" not in looked.output + "".join(map(str, place.rglob("*")))
    assert run("watch", "--once", "--settled", "0").exit_code == 0
    listed = run("list").stdout
    assert listed.startswith(f"quillshire: {place / 'in'} (JSON and spreadsheets), looked into: 20")
    assert run("remove", "quillshire").exit_code == 0
    assert run("remove", "quillshire").exit_code == 1
    assert (run("list").stdout, WatchedFolder.objects.count()) == ("", 0)


def test_a_folder_is_of_a_force_that_is_known_and_its_mapping_of_the_same(folders: Path) -> None:
    force("eastmarsh")

    unknown = run("add", "nobody")
    other = run("add", "eastmarsh", "--mapping", str(folders.parent / "mapping.toml"))

    assert (unknown.exit_code, other.exit_code) == (2, 2)
    assert "there is no source nobody" in unknown.stderr
    assert "the mapping is that of quillshire" in other.stderr
    assert WatchedFolder.objects.count() == 0


def test_a_frozen_copy_takes_nothing_out_of_a_folder(folders: Path) -> None:
    run("add", "quillshire")
    (folders / "quillshire" / "in" / "night.json").write_text(json.dumps(feed(incident())))
    freezing.freeze(why=Freeze.Why.BY_HAND, at=AT)

    lookout = Lookout(root=folders, settles=0)
    assert [command.look(lookout) for _ in range(2)] == [[], []]

    assert Incident.objects.count() == 0
    assert (folders / "quillshire" / "in" / "night.json").exists()
